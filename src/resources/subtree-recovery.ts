/**
 * Recovers the independent resources of a service that runs here: restarts a subtree in place while the rest goes on,
 * or leaves it stopped. It decides alone, because the service stays where it is; what can't be done here becomes a
 * failure of the service, and the coordinator's business.
 *
 * A subtree whose stop failed may run. As long as it does, the service has its owner, and starts nowhere else (S7): the
 * stop of the whole service stops it, too, or fails.
 */
import type { ServiceConfig } from '#src/config/model.ts';
import { stopOrderOf } from '#src/config/order.ts';
import type { Millis, ProcessId } from '#src/host/ports.ts';
import { chooseForSubtree, type Place, placesOf, subtreeOf } from './independent.ts';
import type { LocalPhase } from './local-machine.ts';
import type { Order } from './local-orders.ts';
import type { LocalEvent, TreeResult } from './local-types.ts';
import type { Monitoring } from './monitoring.ts';
import type { Work } from './resource-runner.ts';
import type { ServicePart } from './service-entry.ts';
import { type SubtreeState, setPart, unwatched } from './subtree-state.ts';
import { startAll, stopAll, type TreeDeps } from './tree-runner.ts';

/** The part of a service on this node that this is about. */
export interface Recoverable {
  readonly id: string;
  readonly phase: LocalPhase;
  readonly frozen: boolean;
  readonly active: ServiceConfig | undefined;
  readonly subtrees: SubtreeState;
}

export interface RecoveryDeps<S extends Recoverable> {
  readonly trees: TreeDeps;
  readonly monitoring: Monitoring;
  readonly work: (service: S, order: Order, groups: ProcessId[]) => Work;
  /** Notes when a failed start has left something that even KILL did not end. */
  readonly noteHanging: (service: S, order: Order, groups: readonly ProcessId[]) => void;
  /** In words what an operation still has going, so that no stop proves anything; undefined when nothing has. */
  readonly whatIsLeft: (id: string) => Promise<string | undefined>;
  /** It is sure that the service is still to run here. */
  readonly mayMend: (service: S) => boolean;
  /** Orders `mend` for that service. */
  readonly mendSoon: (service: S) => void;
  /** It has failed as a whole. */
  readonly serviceFailed: (service: S, resource: string, reason: string) => void;
  readonly reported: (event: LocalEvent) => void;
}

export interface SubtreeRecovery<S extends Recoverable> {
  /** A resource (Place.name) of the service has failed; it is not looked at any more. */
  failed(service: S, name: string, reason: string): void;
  /** Acts upon all failures at hand. `problem`: why the order is not on disk. */
  mend(service: S, order: Order, problem: string | undefined): Promise<void>;
  /** An operator wants everything back that is down. Succeeds when nothing is. */
  convalesce(service: S, order: Order, problem: string | undefined): Promise<TreeResult>;
  /** During the start of the service: a non-critical resource did not start, and is left out. */
  leave(service: S, order: Order, groups: readonly ProcessId[], root: Place, reason: string): Promise<void>;
  /** The service was found running, and the ledger says that this of it is down. */
  adopt(service: S, parts: readonly ServicePart[]): void;
  /** Begins the looks at what is to be looked at, and the next tries of what did not start. */
  monitor(service: S, first: 'interval' | 'now'): void;
}

/** Until the next try of what did not start, when its agent has no interval of its own. */
const TRY_AGAIN_MS: Millis = 60_000;
/** Pause before this node asks again whether it may. */
const ASK_AGAIN_MS: Millis = 1_000;
/** That timer among those of the resources, which have names. */
const PERMISSION = '';

type Attempt =
  | { readonly is: 'up' }
  | { readonly is: 'interrupted' }
  | { readonly is: 'down'; readonly why: string }
  | { readonly is: 'unclear'; readonly why: string };

export function createSubtreeRecovery<S extends Recoverable>(deps: RecoveryDeps<S>): SubtreeRecovery<S> {
  const { trees, monitoring } = deps;
  const { clock, runner } = trees;

  function find(
    service: S,
    name: string,
  ): { readonly places: readonly Place[]; readonly root: Place } | undefined {
    const places = service.active === undefined ? [] : placesOf(service.active);
    const root = places.find((place) => place.name === name);
    return root === undefined ? undefined : { places, root };
  }

  function tell(
    service: S,
    { name }: Place,
    state: Extract<LocalEvent, { type: 'part' }>['state'],
    reason: string,
  ): void {
    deps.reported({ type: 'part', service: service.id, resource: name, state, reason });
  }

  function isAtWork(service: S): boolean {
    return service.phase === 'running' && !service.frozen;
  }

  async function stop(service: S, root: Place, work: Work): Promise<string | undefined> {
    const left = await deps.whatIsLeft(service.id);
    if (left !== undefined) return left;
    const result = await stopAll(trees, stopOrderOf(root.resource), {
      ...work,
      cancel: new AbortController().signal, // what has begun to go is not kept
    });
    return result.ok ? undefined : result.reason;
  }

  /** Starts the subtree but for what in it is left stopped; after a failure it is stopped again. */
  async function start(
    service: S,
    order: Order,
    places: readonly Place[],
    root: Place,
    problem: string | undefined,
  ): Promise<Attempt> {
    if (problem !== undefined) return { is: 'down', why: `cannot note the operation on disk: ${problem}` };
    const groups: ProcessId[] = [];
    const work = deps.work(service, order, groups);
    const wanted = toStart(service, places, root);
    const resources = wanted.map(({ resource }) => resource);
    const result = await startAll(trees, resources, work);
    if (work.cancel.aborted) return { is: 'interrupted' };
    if (result.ok) {
      for (const { name } of wanted) service.subtrees.parts.delete(name);
      service.subtrees.inHand = [];
      monitoring.resume(service.id, wanted);
      return { is: 'up' };
    }
    deps.noteHanging(service, order, groups);
    const unclear = await stop(service, root, work);
    if (order.cancel.signal.aborted) return { is: 'interrupted' };
    if (unclear !== undefined) return { is: 'unclear', why: `${result.reason}; then ${unclear}` };
    return { is: 'down', why: result.reason };
  }

  function toStart(service: S, places: readonly Place[], root: Place): readonly Place[] {
    const { parts } = service.subtrees;
    const all = subtreeOf(places, root);
    const stays = all.filter(({ name }) => name !== root.name && isLeft(parts.get(name)));
    return all.filter(({ roots }) => !stays.some(({ name }) => roots.some((around) => around.name === name)));
  }

  function put(
    service: S,
    places: readonly Place[],
    root: Place,
    state: ServicePart['state'],
    why: string,
  ): void {
    setPart(service.subtrees, places, root, { resource: root.name, state, why });
    tell(service, root, state, why);
    if (state === 'retried') void tryLater(service, root);
  }

  async function tryLater(service: S, root: Place): Promise<void> {
    const { subtrees } = service;
    const { monitors } = await runner.timing(service.id, root.resource);
    const intervals = monitors.map(({ interval }) => interval).filter((interval) => interval > 0);
    const delay = intervals.length === 0 ? TRY_AGAIN_MS : Math.min(...intervals);
    subtrees.tries.get(root.name)?.();
    if (subtrees.parts.get(root.name)?.state !== 'retried') return;
    const cancel = clock.after(delay, () => {
      subtrees.tries.delete(root.name);
      const part = subtrees.parts.get(root.name);
      if (part?.state !== 'retried' || !isAtWork(service)) return;
      subtrees.failing.set(root.name, part.why);
      deps.mendSoon(service);
    });
    subtrees.tries.set(root.name, cancel);
  }

  function askAgain(service: S): void {
    const { tries, failing } = service.subtrees;
    tries.get(PERMISSION)?.();
    const cancel = clock.after(ASK_AGAIN_MS, () => {
      tries.delete(PERMISSION);
      if (failing.size > 0 && isAtWork(service)) deps.mendSoon(service);
    });
    tries.set(PERMISSION, cancel);
  }

  /** Undefined when it is settled, else why it is the failure of what stands around it. */
  async function mendOne(
    service: S,
    order: Order,
    places: readonly Place[],
    root: Place,
    reason: string,
    problem: string | undefined,
  ): Promise<string | undefined> {
    const { subtrees } = service;
    const { resource, name } = root;
    const inside = subtreeOf(places, root).map((place) => place.name);
    subtrees.inHand = inside;
    await monitoring.pause(service.id, inside);
    for (const one of inside) subtrees.failing.delete(one);
    const choice = chooseForSubtree(resource, subtrees.restarts.get(name) ?? [], clock.now());
    subtrees.restarts.set(name, choice.restarts);
    if (choice.after === 'escalate') return `${reason} (${resource.maxRestarts} restarts of it did not help)`;
    const leaves = choice.after === 'leave';
    tell(service, root, leaves ? 'leaving' : 'restarting', reason);
    const unclear = await stop(service, root, deps.work(service, order, []));
    if (order.cancel.signal.aborted) return undefined;
    const attempt: Attempt =
      unclear !== undefined
        ? { is: 'unclear', why: unclear }
        : leaves
          ? { is: 'down', why: reason }
          : await start(service, order, places, root, problem);
    switch (attempt.is) {
      case 'interrupted':
        return undefined;
      case 'up':
        tell(service, root, 'restored', '');
        return undefined;
      case 'down':
        put(service, places, root, leaves ? 'stopped' : 'retried', attempt.why);
        return undefined;
      case 'unclear':
        if (resource.independent !== 'non-critical') return attempt.why;
        put(service, places, root, 'may-run', attempt.why);
        return undefined;
    }
  }

  /** From the nearest independent resource outwards. */
  async function mendFrom(
    service: S,
    order: Order,
    name: string,
    reason: string,
    problem: string | undefined,
  ): Promise<void> {
    const found = find(service, name);
    if (found === undefined) return;
    let why = reason;
    for (const root of found.root.roots) {
      const further = await mendOne(service, order, found.places, root, why, problem);
      service.subtrees.inHand = [];
      if (further === undefined) return;
      why = further;
    }
    deps.serviceFailed(service, name, why);
  }

  return {
    failed(service, name, reason) {
      const nearest = find(service, name)?.root.roots[0];
      if (!isAtWork(service)) return;
      if (nearest === undefined) return deps.serviceFailed(service, name, reason);
      const words = nearest.name === name ? reason : `${name} ${reason}`;
      if (!service.subtrees.failing.has(nearest.name)) service.subtrees.failing.set(nearest.name, words);
      deps.mendSoon(service);
    },
    async mend(service, order, problem) {
      const { failing } = service.subtrees;
      for (;;) {
        const [next] = failing;
        if (next === undefined || order.cancel.signal.aborted || !isAtWork(service)) return;
        if (!deps.mayMend(service)) {
          askAgain(service);
          return;
        }
        failing.delete(next[0]);
        await mendFrom(service, order, ...next, problem);
      }
    },
    async convalesce(service, order, problem) {
      const { subtrees } = service;
      if (!isAtWork(service)) return refused('it does not run here, or is frozen');
      for (const name of [...subtrees.parts.keys()]) {
        const found = find(service, name);
        if (found === undefined) subtrees.parts.delete(name);
        if (found === undefined || !subtrees.parts.has(name)) continue;
        const { places, root } = found;
        subtrees.restarts.delete(name);
        subtrees.inHand = subtreeOf(places, root).map((place) => place.name);
        tell(service, root, 'restarting', 'an operator asked for it');
        const unclear = await stop(service, root, deps.work(service, order, []));
        const attempt: Attempt =
          unclear === undefined
            ? await start(service, order, places, root, problem)
            : { is: 'unclear', why: unclear };
        subtrees.inHand = [];
        if (attempt.is === 'interrupted') return refused('a stop came first');
        const critical = root.resource.independent !== 'non-critical';
        if (attempt.is === 'unclear' && critical) {
          deps.serviceFailed(service, name, attempt.why);
          return refused(attempt.why);
        }
        if (attempt.is === 'up') tell(service, root, 'restored', '');
        else put(service, places, root, stateAfter(attempt.is, critical), attempt.why);
      }
      const down = [...subtrees.parts.values()].map(({ resource, why }) => `${resource}: ${why}`);
      return down.length === 0 ? { ok: true } : refused(down.join('; '));
    },
    async leave(service, order, groups, root, reason) {
      const { active } = service;
      if (active === undefined) return;
      deps.noteHanging(service, order, groups);
      const unclear = await stop(service, root, deps.work(service, order, []));
      const why = unclear === undefined ? reason : `${reason}; then ${unclear}`;
      put(service, placesOf(active), root, unclear === undefined ? 'stopped' : 'may-run', why);
    },
    adopt(service, parts) {
      const { subtrees } = service;
      for (const part of parts) {
        const found = find(service, part.resource);
        if (found === undefined || !subtrees.found.has(part.resource)) continue;
        setPart(subtrees, found.places, found.root, part);
      }
    },
    monitor(service, first) {
      const { active, subtrees } = service;
      if (active === undefined || !isAtWork(service)) return;
      const places = placesOf(active);
      // The configuration may have changed: what stands alone no more is looked at like the rest.
      const alone = new Set(places.flatMap(({ roots }) => roots.map(({ name }) => name)));
      for (const name of subtrees.parts.keys()) if (!alone.has(name)) subtrees.parts.delete(name);
      const seen = places.filter(({ roots }) => roots.some(({ name }) => subtrees.found.has(name)));
      const now = new Set(seen.map(({ name }) => name));
      subtrees.found.clear();
      monitoring.begin(active, first === 'now' ? 'now' : now, unwatched(subtrees, active));
      for (const place of places) {
        if (subtrees.parts.get(place.name)?.state === 'retried') void tryLater(service, place);
      }
    },
  };
}

function isLeft(part: ServicePart | undefined): boolean {
  return part !== undefined && part.state !== 'retried';
}

function stateAfter(attempt: 'down' | 'unclear', critical: boolean): ServicePart['state'] {
  if (attempt === 'unclear') return 'may-run';
  return critical ? 'retried' : 'stopped';
}

function refused(reason: string): TreeResult {
  return { ok: false, reason, stopNeeded: false, dropped: false };
}
