/** How long the operations of a resource may take and how often it is looked at: the agent's word, then the file's. */
import type { AgentTiming } from '#src/agents/agent.ts';
import type { ActionOverride } from '#src/config/model.ts';

type MonitorTiming = AgentTiming['monitors'][number];

/**
 * `<action>` elements replace what the agent says. Depth `*` means every monitor; a depth that the agent has not named
 * is added when the file gives it an interval. An interval of 0 means never.
 */
export function effectiveTiming(timing: AgentTiming, actions: readonly ActionOverride[]): AgentTiming {
  return {
    startTimeout:
      actions.findLast(({ name, timeout }) => name === 'start' && timeout)?.timeout ?? timing.startTimeout,
    stopTimeout:
      actions.findLast(({ name, timeout }) => name === 'stop' && timeout)?.timeout ?? timing.stopTimeout,
    monitors: actions.filter(isMonitor).reduce(overrideMonitors, timing.monitors),
  };
}

/** rgmanager says `status`. */
function isMonitor(action: ActionOverride): boolean {
  return action.name === 'monitor' || action.name === 'status';
}

function overrideMonitors(
  monitors: AgentTiming['monitors'],
  action: ActionOverride,
): AgentTiming['monitors'] {
  const { depth } = action;
  if (depth !== '*' && !monitors.some((monitor) => monitor.depth === depth)) {
    const timeout = action.timeout ?? Math.max(20_000, ...monitors.map((monitor) => monitor.timeout));
    return [...monitors, { depth, interval: action.interval ?? 0, timeout }];
  }
  return monitors.map((monitor) => {
    if (depth === '*') return { ...replaced(monitor, action), interval: forAll(monitor, action) };
    return monitor.depth === depth ? replaced(monitor, action) : monitor;
  });
}

function replaced(monitor: MonitorTiming, action: ActionOverride): MonitorTiming {
  return {
    depth: monitor.depth,
    interval: action.interval ?? monitor.interval,
    timeout: action.timeout ?? monitor.timeout,
  };
}

/** A monitor that never runs by itself is not set going by a `*`. */
function forAll(monitor: MonitorTiming, action: ActionOverride): number {
  return monitor.interval === 0 ? 0 : (action.interval ?? monitor.interval);
}
