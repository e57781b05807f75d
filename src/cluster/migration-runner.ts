/**
 * A live migration as its coordinator carries it out: has the target prepare, has the source migrate, and then asks both
 * who runs it, whatever they answered. After a change of the coordinator only the last part is left to do.
 */
import { type Clock, type Log, type Millis, pause } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { LocalState } from '#src/resources/service-entry.ts';
import type { MigrationOutcome, ServiceEvent } from '#src/resources/service-events.ts';
import { judgeMigration } from './migration-verdict.ts';
import type { Performed } from './order-outcome.ts';

/** `target`: of a `migrate`. */
export type Perform = (
  node: NodeId,
  service: string,
  operation: 'start' | 'stop' | 'settle' | 'prepare' | 'migrate',
  target?: NodeId,
) => Promise<Performed>;

export interface MigrationRunnerDeps {
  readonly perform: Perform;
  readonly members: ReadonlySet<NodeId>;
  readonly nodeName: (id: NodeId) => string;
  /** What keeps it from ending, for status. */
  readonly saidOnTheWay?: ((service: string, words: string) => void) | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Way {
  /** Where it ran. */
  readonly node: NodeId;
  readonly to: NodeId;
}

export interface MigrationRunner {
  /** Undefined when it can't be known in this view, or nobody wants to know any more (`current`). Never rejects. */
  migrate(service: string, way: Way, current: () => boolean): Promise<ServiceEvent | undefined>;
  /** It may be under way: finds out what came of it, and begins nothing. */
  judge(service: string, way: Way, current: () => boolean): Promise<ServiceEvent | undefined>;
}

/** Pause between two looks at both nodes. */
const LOOK_AGAIN_MS: Millis = 500;
/** The same after a copy that runs nothing could not be ended. */
const END_AGAIN_MS: Millis = 5_000;

interface Attempt {
  /** What went wrong so far, in words. */
  readonly reason: string;
  /** The source was told to begin. */
  readonly begun: boolean;
  /** No side has said that it failed: nobody is to blame if it did not come to its end. */
  readonly blameless: boolean;
}

const TAKEN_OVER: Attempt = { reason: 'its coordinator changed meanwhile', begun: true, blameless: true };

export function createMigrationRunner(deps: MigrationRunnerDeps): MigrationRunner {
  const { perform, members, nodeName, clock, log } = deps;

  async function attempt(service: string, { node, to }: Way, current: () => boolean): Promise<Attempt> {
    const prepared = await perform(to, service, 'prepare');
    const begun = isDone(prepared) && current();
    const { kind, reason } = begun ? await perform(node, service, 'migrate', to).then(readAnswer) : prepared;
    const words = begun ? reason : `${nodeName(to)} can't take it: ${reason}`;
    return { reason: words, begun, blameless: kind === 'unknown' };
  }

  /** What the node says of it now; undefined when it does not. */
  async function look(node: NodeId, service: string): Promise<Look | undefined> {
    const looked = await perform(node, service, 'settle');
    return looked.kind === 'done' ? looked : undefined;
  }

  /** How long to wait before the next look; or why what is left, and has to be ended first, can't be. */
  async function endCopy(service: string, where: NodeId, goesOn: boolean): Promise<Millis | string> {
    log.warn({ service, node: where }, 'what a migration has left behind is stopped');
    const stopped = await perform(where, service, 'stop');
    if (stopped.kind === 'unknown' || stopped.ok) return LOOK_AGAIN_MS;
    const words = `what it has left on ${nodeName(where)} can't be stopped: ${stopped.reason}`;
    if (!goesOn) return words;
    deps.saidOnTheWay?.(service, words);
    return END_AGAIN_MS;
  }

  async function judge(
    service: string,
    { node, to }: Way,
    { reason, begun, blameless }: Attempt,
    current: () => boolean,
  ): Promise<ServiceEvent | undefined> {
    const began = clock.now();
    let ranOnTarget = false;
    const end = (outcome: MigrationOutcome, words: string): ServiceEvent => {
      return { type: 'migrated', node, to, outcome, reason: words };
    };
    // Who is no member any more is fenced, or comes back into another view: that settles it.
    while (current() && members.has(node) && members.has(to)) {
      let wait: Millis | string = LOOK_AGAIN_MS;
      const here = await look(node, service);
      const there = here && current() ? await look(to, service) : undefined;
      if (!current()) return undefined;
      if (here !== undefined && there !== undefined) {
        const waited = clock.now() - began;
        const looks = { source: here.state, target: there.state, ranOnTarget, begun, waited };
        const verdict = judgeMigration(looks);
        const words = reason || [here.reason, there.reason].filter((one) => one !== '').join('; ');
        if (verdict.kind === 'over')
          return end(verdict.outcome === 'stayed' && blameless ? 'interrupted' : verdict.outcome, words);
        ranOnTarget = there.state === 'running';
        // Where it runs undisturbed it goes on, whatever is left on the other side.
        if (verdict.kind === 'stop')
          wait = await endCopy(service, verdict.where === 'source' ? node : to, here.state === 'running');
        if (!current()) return undefined;
        if (typeof wait === 'string') return end('unclear', wait);
      }
      await pause(clock, wait);
    }
    return undefined;
  }

  return {
    async migrate(service, way, current) {
      const made = await attempt(service, way, current);
      return current() ? judge(service, way, made, current) : undefined;
    },
    judge: (service, way, current) => judge(service, way, TAKEN_OVER, current),
  };
}

interface Look {
  readonly state: LocalState;
  readonly reason: string;
}

function isDone(performed: Performed): boolean {
  return performed.kind === 'done' && performed.ok;
}

function readAnswer(performed: Performed): Pick<Performed, 'kind' | 'reason'> {
  return { kind: performed.kind, reason: isDone(performed) ? '' : performed.reason };
}
