/** One resource that several agents run one after another: a listener and its database. */
import type { Agent, AgentTiming, MonitorResult, Operation, OperationResult } from './agent.ts';

/** Starts `parts` in order and stops them in reverse. It takes its name and attributes from the first. */
export function createSequence(parts: readonly [Agent, ...Agent[]]): Agent {
  const [first] = parts;
  return {
    ...first,
    start: (operation) => inOrder(parts, 'start', operation),
    stop: (operation) => stopAll(parts.toReversed(), operation),
    monitor: async (operation, depth) =>
      together(await Promise.all(parts.map((part) => part.monitor(operation, depth)))),
    timingOf: async (operation) =>
      sum(await Promise.all(parts.map(async (part) => (await part.timingOf?.(operation)) ?? part.timing))),
  };
}

async function inOrder(parts: readonly Agent[], op: 'start', operation: Operation): Promise<OperationResult> {
  const end = operation.ports.clock.now() + operation.timeout;
  for (const part of parts) {
    const result = await part[op](within(operation, end));
    if (!result.ok) return result;
  }
  return { ok: true };
}

/** Every part gets its stop; the first failure is the result. */
async function stopAll(parts: readonly Agent[], operation: Operation): Promise<OperationResult> {
  const end = operation.ports.clock.now() + operation.timeout;
  let first: OperationResult = { ok: true };
  for (const part of parts) {
    const result = await part.stop(within(operation, end));
    if (!result.ok && first.ok) first = result;
  }
  return first;
}

function within(operation: Operation, end: number): Operation {
  return { ...operation, timeout: Math.max(end - operation.ports.clock.now(), 1) };
}

/** All alike: that. Else it has failed, unless something is not known. */
function together(results: readonly MonitorResult[]): MonitorResult {
  const [first] = results;
  if (first !== undefined && results.every(({ status }) => status === first.status)) {
    // Only when all of it is missing, nothing can have been started.
    const missing = results.every(({ notInstalled }) => notInstalled === true);
    return { status: first.status, reason: first.reason, ...(missing ? { notInstalled: true } : {}) };
  }
  const unknown = results.find(({ status }) => status === 'unknown');
  if (unknown !== undefined) return { status: 'unknown', reason: unknown.reason };
  const bad = results.find(({ status }) => status === 'failed' || status === 'not-running');
  if (bad !== undefined) return { status: 'failed', reason: bad.reason || 'a part of it does not run' };
  return { status: 'degraded', reason: results.find(({ status }) => status === 'degraded')?.reason ?? '' };
}

function sum(timings: readonly AgentTiming[]): AgentTiming {
  return {
    startTimeout: timings.reduce((total, { startTimeout }) => total + startTimeout, 0),
    stopTimeout: timings.reduce((total, { stopTimeout }) => total + stopTimeout, 0),
    monitors: timings.reduce<AgentTiming['monitors']>((longest, { monitors }) => {
      const deadline = (each: AgentTiming['monitors']): number =>
        Math.max(0, ...each.map(({ timeout }) => timeout));
      return deadline(monitors) > deadline(longest) ? monitors : longest;
    }, []),
  };
}
