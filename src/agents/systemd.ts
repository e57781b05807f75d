/** The `systemd` type: a unit that systemd starts and stops on Picket's word. */
import type { Millis } from '#src/host/ports.ts';
import type {
  Agent,
  AgentTiming,
  AttributeSpec,
  MonitorResult,
  Operation,
  OperationResult,
} from './agent.ts';
import { attribute } from './mapped/attribute-kinds.ts';
import { callSystemctl, systemctlReason } from './systemctl.ts';
import { judgeUnit, parseSpan, parseUnit, SHOWN, type UnitState } from './systemd-unit.ts';

/** For units without a limit of their own. */
const TIMING: AgentTiming = {
  startTimeout: 100_000,
  stopTimeout: 100_000,
  monitors: [{ depth: 0, interval: 10_000, timeout: 20_000 }],
};
/** From systemd's own limit to ours. */
const ROOM_MS = 10_000;

const ATTRIBUTES: readonly AttributeSpec[] = [
  attribute('name', 'Its name; the unit as well, unless `unit` says otherwise.', { required: true }),
  attribute('unit', 'The unit, e.g. `nginx` or `backup.timer`; without a suffix it is a .service.', {
    unique: true,
    uniqueKey: fullName,
  }),
];

/** `unitOf` names the unit of a resource. */
export function createSystemdAgent(unitOf: (operation: Operation) => string = ownUnit): Agent {
  return {
    type: 'systemd',
    aliases: [],
    primary: 'name',
    summary: 'A unit of systemd. It must not be enabled there, else every node starts it at boot.',
    attributes: ATTRIBUTES,
    openAttributes: false,
    timing: TIMING,
    start: (operation) => start(operation, unitOf(operation)),
    stop: (operation) => stop(operation, unitOf(operation)),
    monitor: async (operation) => {
      const state = await show(operation, unitOf(operation));
      return typeof state === 'string' ? { status: 'unknown', reason: state } : judgeUnit(state);
    },
    timingOf: async (operation) => timingOf(await show(operation, unitOf(operation))),
  };
}

async function start(operation: Operation, unit: string): Promise<OperationResult> {
  const before = await show(operation, unit);
  if (typeof before === 'string') return failed(before);
  if (before.UnitFileState === 'enabled') {
    operation.log.warn(
      { unit },
      'systemd starts this unit at boot on its own; run "systemctl disable" on every node',
    );
  }
  const outcome = await callSystemctl(operation, ['start', '--', unit]);
  if (outcome.kind !== 'exited' || outcome.code !== 0) {
    const reason = systemctlReason(outcome, operation.timeout);
    return { ok: false, reason, timedOut: outcome.kind === 'timed-out' };
  }
  const after = await judge(operation, unit);
  if (after.status === 'running' || after.status === 'degraded') return { ok: true };
  const oneshot = before.Type === 'oneshot' ? ' (a unit of Type=oneshot needs RemainAfterExit=yes)' : '';
  return failed(`${unit} does not run after its start${oneshot}${after.reason && `: ${after.reason}`}`);
}

async function stop(operation: Operation, unit: string): Promise<OperationResult> {
  const outcome = await callSystemctl(operation, ['stop', '--', unit]);
  const after = await judge(operation, unit);
  // Also when the call failed: a unit that systemd has never heard of does not run.
  if (after.status === 'not-running') return { ok: true };
  const calm = outcome.kind === 'exited' && outcome.code === 0;
  const reason = calm
    ? `${unit} still runs: ${after.reason || after.status}`
    : systemctlReason(outcome, operation.timeout);
  return { ok: false, reason, timedOut: outcome.kind === 'timed-out' };
}

async function judge(operation: Operation, unit: string): Promise<MonitorResult> {
  const state = await show(operation, unit);
  return typeof state === 'string' ? { status: 'unknown', reason: state } : judgeUnit(state);
}

/** In words why there is no answer. */
async function show(operation: Operation, unit: string): Promise<UnitState | string> {
  if (!/^[A-Za-z0-9@:_.\\-]+$/.test(unit)) return `"${unit}" is no name of a unit`;
  const outcome = await callSystemctl(operation, ['show', `--property=${SHOWN.join(',')}`, '--', unit]);
  const state = outcome.kind === 'exited' && outcome.code === 0 ? parseUnit(outcome.stdout) : undefined;
  return state ?? systemctlReason(outcome, operation.timeout);
}

function timingOf(state: UnitState | string): AgentTiming {
  if (typeof state === 'string') return TIMING;
  const limit = (text: string | undefined, otherwise: Millis): Millis => {
    const own = parseSpan(text);
    return own === undefined || own === 0 ? otherwise : own + ROOM_MS;
  };
  return {
    startTimeout: limit(state.TimeoutStartUSec, TIMING.startTimeout),
    stopTimeout: limit(state.TimeoutStopUSec, TIMING.stopTimeout),
    monitors: TIMING.monitors,
  };
}

function ownUnit({ resource }: Operation): string {
  return fullName(resource.attributes['unit']?.trim() || resource.name);
}

function fullName(unit: string): string {
  return /\.(?:service|socket|timer|target|path|mount|automount|swap|slice|scope)$/.test(unit)
    ? unit
    : `${unit}.service`;
}

function failed(reason: string): OperationResult {
  return { ok: false, reason, timedOut: false };
}
