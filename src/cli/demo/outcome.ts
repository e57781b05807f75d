/** What the demo measured, all relative to the moment the power went; taken from the events, so it can be no prettier than they. */
import type { ClusterEvent } from '#src/cluster/status.ts';
import { DEADTIME_MS, NODES } from './demo-cluster.ts';
import type { Seen } from './observer.ts';

export interface DemoOutcome {
  readonly ok: boolean;
  readonly deadtimeMs: number;
  readonly detectedMs: number;
  readonly fencedMs: number;
  /** Each service that the lost node ran, by its id: when it was started on the other node. */
  readonly startedMs: Readonly<Record<string, number>>;
  /** The same services: when they were started on their own node again. */
  readonly failedBackMs: Readonly<Record<string, number>>;
}

const [VICTIM, SURVIVOR] = NODES;

/** First event of that name, as the survivor reported it, at or after `since`. */
function first(
  all: readonly Seen[],
  since: number,
  name: string,
  fits: (event: ClusterEvent) => boolean = () => true,
): ClusterEvent | undefined {
  return all.find(
    ({ event, by }) => by === SURVIVOR && event.name === name && event.at >= since && fits(event),
  )?.event;
}

/** Undefined until everything in it has happened. `moved`: the services that the lost node ran. */
export function outcome(
  all: readonly Seen[],
  killed: number,
  moved: readonly string[],
): DemoOutcome | undefined {
  const detected = first(all, killed, 'peer.dead', (event) => event.node === VICTIM);
  const fenced = first(all, killed, 'fence.succeeded', (event) => event.node === VICTIM);
  if (detected === undefined || fenced === undefined) return undefined;
  const startedMs: Record<string, number> = {};
  const failedBackMs: Record<string, number> = {};
  for (const service of moved) {
    const started = startOn(all, killed, service, SURVIVOR);
    const back = startOn(all, killed, service, VICTIM);
    if (started === undefined || back === undefined) return undefined;
    startedMs[service] = started.at - killed;
    failedBackMs[service] = back.at - killed;
  }
  const ordered = Object.values(startedMs).every((ms) => ms >= fenced.at - killed);
  return {
    ok: ordered,
    deadtimeMs: DEADTIME_MS,
    detectedMs: detected.at - killed,
    fencedMs: fenced.at - killed,
    startedMs,
    failedBackMs,
  };
}

/** When the survivor had pressed the lost node's power button. */
export function poweredOn(all: readonly Seen[], since: number): ClusterEvent | undefined {
  return first(all, since, 'fence.powered-on', (event) => event.node === VICTIM);
}

export function startOn(
  all: readonly Seen[],
  since: number,
  service: string,
  node: string,
): ClusterEvent | undefined {
  return first(all, since, 'service.started', (event) => event.service === service && event.node === node);
}
