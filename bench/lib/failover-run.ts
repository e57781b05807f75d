/** One failover, measured and checked: nothing may start before the fence has been confirmed. */
import type { ClusterEvent } from '#src/cluster/status.ts';
import { until } from '#test/lab/until.ts';
import { type AgentCall, agentCalls, SURVIVOR, starts, VICTIM } from './services.ts';
import type { Stage } from './stage.ts';

/** All in ms. */
export interface FailoverTimes {
  /** Kill to the verdict. */
  readonly detection: number;
  /** The time the fence agent itself took, over all its calls between the verdict and the first start. */
  readonly agent: number;
  /** Kill to start, less both. */
  readonly overhead: number;
  /** Kill to the first start command running. */
  readonly killToStart: number;
  /** Kill to all services reported as started. */
  readonly allStarted: number;
  /** Confirmed fence to all services reported as started. */
  readonly fencedToAllStarted: number;
}

/** Time during which at least one call ran. */
function covered(calls: readonly AgentCall[], from: number, to: number): number {
  let sum = 0;
  let reached = from;
  for (const call of calls.toSorted((a, b) => a.begin - b.begin)) {
    const begin = Math.max(call.begin, reached);
    const end = Math.min(call.end, to);
    sum += Math.max(0, end - begin);
    reached = Math.max(reached, end);
  }
  return sum;
}

const isMeasured = (event: ClusterEvent): boolean =>
  event.service !== undefined && event.service !== 'service:anchor';

/** Waits until every service runs where it belongs and both nodes are members. */
export async function settled(stage: Stage, services: number, anchor: boolean): Promise<void> {
  const wanted = services + (anchor ? 1 : 0);
  await stage.events.wait(
    'all services started',
    (event) => {
      if (event.name !== 'service.started') return false;
      const started = stage.events.seen.filter(
        (one) => one.name === 'service.started' && one.sequence <= event.sequence,
      );
      return new Set(started.map((one) => one.service)).size >= wanted;
    },
    60_000,
  );
  await until('their start commands', () => (starts(stage.folder, 0).size >= services ? true : undefined));
}

/**
 * Kills the victim and waits for its services on the survivor. Rejects with the events when they don't come within a minute,
 * or with "STARTED BEFORE THE FENCE" when one came too early.
 */
export async function failover(stage: Stage, services: number): Promise<FailoverTimes> {
  const { events } = stage;
  const killed = await stage.kill();
  const after =
    (name: string) =>
    (event: ClusterEvent): boolean =>
      event.name === name && event.at >= killed;
  const dead = await events.wait(
    'verdict',
    (event) => after('peer.dead')(event) && event.node === VICTIM,
    60_000,
  );
  const fenced = await events.wait(
    'fence',
    (event) => after('fence.succeeded')(event) && event.node === VICTIM,
    120_000,
  );
  const last = await events.wait(
    'services on the survivor',
    (event) => {
      if (!after('service.started')(event) || !isMeasured(event)) return false;
      const done = events.seen.filter(
        (one) => after('service.started')(one) && isMeasured(one) && one.sequence <= event.sequence,
      );
      return new Set(done.map((one) => one.service)).size >= services;
    },
    120_000,
  );
  const begun = await until('start stamps', () => {
    const found = starts(stage.folder, killed);
    return found.size >= services ? [...found.values()] : undefined;
  });
  const start = Math.min(...begun);
  const shots = agentCalls(stage.folder, killed).filter((call) => call.begin < start);
  // The proof the start rests on: the order off, given to the agent and done, after the failure.
  const off = shots.find((call) => call.action === 'off' || call.action === 'reboot');
  if (off === undefined || start < off.end || start < fenced.at - 1) {
    const what = `kill ${killed}, off ${off?.begin} to ${off?.end}, confirmed ${fenced.at}, first start ${start}`;
    throw new Error(`STARTED BEFORE THE FENCE: ${what} (${SURVIVOR} took over ${VICTIM})`);
  }
  const detection = dead.at - killed;
  const agent = covered(shots, dead.at, start);
  const killToStart = start - killed;
  return {
    detection,
    agent,
    overhead: killToStart - detection - agent,
    killToStart,
    allStarted: last.at - killed,
    fencedToAllStarted: last.at - fenced.at,
  };
}
