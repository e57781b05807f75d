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

interface Attempt {
  /** What went wrong so far, in words. */
  readonly reason: string;
  /** The source is done with it, as it says itself. */
  readonly answered: boolean;
}

export function createMigrationRunner(deps: MigrationRunnerDeps): MigrationRunner {
  const { perform, members, nodeName, clock, log } = deps;

  async function attempt(service: string, { node, to }: Way, current: () => boolean): Promise<Attempt> {
    const prepared = await perform(to, service, 'prepare');
    if (!isDone(prepared))
      return { reason: `${nodeName(to)} can't take it: ${prepared.reason}`, answered: true };
    if (!current()) return { reason: '', answered: false };
    const moved = await perform(node, service, 'migrate', to);
    return { reason: moved.kind === 'done' && moved.ok ? '' : moved.reason, answered: moved.kind === 'done' };
  }

  async function settle(
    node: NodeId,
    service: string,
  ): Promise<{ state: LocalState; reason: string } | undefined> {
    const looked = await perform(node, service, 'settle');
    return looked.kind === 'done' ? looked : undefined;
  }

  async function judge(
    service: string,
    { node, to }: Way,
    { reason, answered }: Attempt,
    current: () => boolean,
  ): Promise<ServiceEvent | undefined> {
    const began = clock.now();
    let ranOnTarget = false;
    let words = reason;
    const end = (outcome: MigrationOutcome): ServiceEvent => ({
      type: 'migrated',
      node,
      to,
      outcome,
      reason: words,
    });
    // Who is no member any more is fenced, or comes back into another view: that settles it.
    while (current() && members.has(node) && members.has(to)) {
      const here = await settle(node, service);
      const there = here && current() ? await settle(to, service) : undefined;
      if (!current()) return undefined;
      if (here !== undefined && there !== undefined) {
        const waited = clock.now() - began;
        const looks = { source: here.state, target: there.state, ranOnTarget, answered, waited };
        const verdict = judgeMigration(looks);
        if (verdict.kind === 'over') return end(verdict.outcome);
        ranOnTarget = there.state === 'running';
        words = reason || [here.reason, there.reason].filter((one) => one !== '').join('; ');
        if (verdict.kind === 'stop') {
          const where = verdict.where === 'source' ? node : to;
          log.warn({ service, node: where, reason: words }, 'what a migration has left behind is stopped');
          const stopped = await perform(where, service, 'stop');
          if (!current()) return undefined;
          if (stopped.kind === 'done' && !stopped.ok) {
            words = `on ${nodeName(where)} it can't be stopped: ${stopped.reason}`;
            // Where it runs undisturbed it goes on; what can't be ended on the target is tried again and again.
            if (here.state !== 'running') return end('unclear');
          }
        }
      }
      await pause(clock, LOOK_AGAIN_MS);
    }
    return undefined;
  }

  return {
    async migrate(service, way, current) {
      const made = await attempt(service, way, current);
      return current() ? judge(service, way, made, current) : undefined;
    },
    judge: (service, way, current) =>
      judge(service, way, { reason: 'its coordinator changed meanwhile', answered: false }, current),
  };
}

function isDone(performed: Performed): boolean {
  return performed.kind === 'done' && performed.ok;
}
