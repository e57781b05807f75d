/**
 * Empties nodes in standby, as coordinator: what another node can take moves there, as it runs if it can, no more at a time
 * than max_parallel;
 * what none can take stays where it is, unless its stop was asked for. A node's own instances stay: what they are the
 * base of (a mirrored disk) is still of use to the others.
 */
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import { frozenAbove } from '#src/resources/dependents.ts';
import type { NodeRank } from '#src/resources/placement.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { mayRunOn, wantsStart } from '#src/resources/service-record.ts';
import type { RestrictionBoard } from './restriction-board.ts';
import type { Restriction } from './restrictions.ts';
import type { ServiceDesk } from './service-desk.ts';

export interface DrainDeps {
  readonly services: Pick<
    ServiceDesk,
    'entry' | 'move' | 'moveRanks' | 'unplaced' | 'companions' | 'evaluate' | 'board'
  >;
  readonly restrictions: RestrictionBoard;
  readonly config: () => ClusterConfig;
  /** Why nothing is started now. */
  readonly startsBlocked: () => string | undefined;
  readonly members: ReadonlySet<NodeId>;
  readonly clock: Clock;
}

/** What is left on a node in standby. */
export interface Left {
  /** On its way, or about to be. */
  readonly moving: readonly string[];
  /** What does not move, and why. */
  readonly stays: readonly Stays[];
}

export interface Stays {
  readonly service: string;
  readonly why: string;
}

export interface Drain {
  /** Moves what can move now; call it when anything changed. */
  check(): void;
  left(node: NodeId): Left;
  /**
   * Resolves when nothing moves from there any more, or `within` has passed (at most, and without it, a long time); with
   * undefined when the view ended before.
   */
  done(node: NodeId, within?: Millis): Promise<Left | undefined>;
  stop(): void;
}

/** What ends by time alone (a pause after a failed start) is looked for so often. */
const LOOK_AGAIN_MS: Millis = 5_000;
/** As long as any command waits. */
export const LONGEST_WAIT_MS: Millis = 15 * 60_000;

type Plan = { readonly kind: 'away' | 'busy' | 'move' } | { readonly kind: 'stays'; readonly why: string };

export function createDrain(deps: DrainDeps): Drain {
  const { services, restrictions, clock } = deps;
  /** Services on their way, and from where. */
  const moves = new Map<string, NodeId>();
  const waiters = new Set<{ readonly node: NodeId; readonly resolve: (left: Left | undefined) => void }>();
  let timer: Cancel = () => {};
  let checking = false;
  let stopped = false;

  function inStandby(): readonly NodeId[] {
    const ids = deps.config().nodes.map(({ id }) => id);
    return ids.filter((id) => deps.members.has(id) && restrictions.standby(id) !== undefined);
  }

  /** What starts first goes last. */
  function inTurn(): readonly ServiceConfig[] {
    return deps.config().services.toSorted((a, b) => a.priority - b.priority);
  }

  function planFor(service: ServiceConfig, node: NodeId, word: Restriction): Plan {
    const entry = services.entry(service.id);
    if (entry === undefined || !mayRunOn(entry).includes(node)) return { kind: 'away' };
    if (service.only === node && word.stop !== true) return { kind: 'away' };
    if (entry.state === 'failed' || entry.state === 'error') return { kind: 'stays', why: entry.why };
    if (entry.frozen) return { kind: 'stays', why: `frozen: picket thaw ${service.id}` };
    if (entry.state !== 'started') return { kind: 'busy' };
    const pinned = frozenAbove(services.board, service.id);
    if (pinned !== undefined) return { kind: 'stays', why: pinned };
    const others = services.moveRanks(service.id).filter((rank) => rank.node !== node);
    if (word.stop === true || others.some(({ eligible }) => eligible)) return { kind: 'move' };
    if (others.some(({ passing }) => passing)) return { kind: 'busy' };
    return { kind: 'stays', why: `no other node can take it: ${others.map(against).join('; ')}` };
  }

  function isOnItsWay(id: string): boolean {
    const entry = services.entry(id);
    if (entry === undefined) return false;
    // Without a node it waits for something else than this move; a fence or a view that goes on ends by itself.
    if (wantsStart(entry)) {
      const blocked = deps.startsBlocked() !== undefined && restrictions.startsBlocked() === undefined;
      return blocked || services.unplaced(id) === undefined;
    }
    return isInTransit(entry);
  }

  function move(node: NodeId, word: Restriction): void {
    const name = deps.config().nodes.find(({ id }) => id === node)?.name ?? `node ${node}`;
    for (const service of inTurn()) {
      if ([...moves.values()].filter((from) => from === node).length >= deps.config().maxParallel) return;
      const plan = planFor(service, node, word);
      if (plan.kind !== 'move') continue;
      // What is kept together with it goes along.
      const group = [service.id, ...services.companions(service.id)];
      services.move(service.id, { why: `${name} is in standby`, must: word.stop === true });
      for (const id of group) if (services.entry(id)?.state !== 'started') moves.set(id, node);
    }
  }

  function check(): void {
    // A move is an entry that changes, which calls for a check.
    if (stopped || checking) return;
    checking = true;
    for (const id of [...moves.keys()]) if (!isOnItsWay(id)) moves.delete(id);
    const nodes = inStandby();
    const before = moves.size;
    if (deps.startsBlocked() === undefined) {
      for (const node of nodes) {
        const word = restrictions.standby(node);
        if (word !== undefined) move(node, word);
      }
    }
    checking = false;
    if (moves.size > before) services.evaluate();
    for (const waiter of [...waiters]) {
      const now = left(waiter.node);
      if (now.moving.length === 0) waiter.resolve(now);
    }
    timer();
    if (nodes.some((node) => left(node).moving.length + left(node).stays.length > 0))
      timer = clock.after(LOOK_AGAIN_MS, check);
  }

  function left(node: NodeId): Left {
    const word = restrictions.standby(node);
    if (word === undefined || stopped) return { moving: [], stays: [] };
    const moving = [...moves].flatMap(([id, from]) => (from === node && isOnItsWay(id) ? [id] : []));
    const stays: Stays[] = [];
    const blocked = restrictions.startsBlocked();
    for (const service of inTurn()) {
      if (moving.includes(service.id)) continue;
      const plan = planFor(service, node, word);
      if (plan.kind === 'stays') stays.push({ service: service.id, why: plan.why });
      else if (plan.kind === 'move' && blocked !== undefined)
        stays.push({ service: service.id, why: blocked });
      else if (plan.kind !== 'away') moving.push(service.id);
    }
    return { moving, stays };
  }

  // A coordinator before this one may have begun.
  for (const { id } of deps.config().services) {
    const entry = services.entry(id);
    if (entry === undefined || restrictions.standby(entry.lastOwner) === undefined) continue;
    if (entry.state === 'starting' || wantsStart(entry)) moves.set(id, entry.lastOwner);
  }

  return {
    check,
    left,
    done(node, within = LONGEST_WAIT_MS) {
      check();
      const now = left(node);
      if (stopped) return Promise.resolve(undefined);
      if (now.moving.length === 0) return Promise.resolve(now);
      const { promise, resolve } = Promise.withResolvers<Left | undefined>();
      const end = (value: Left | undefined): void => {
        cancel();
        waiters.delete(waiter);
        resolve(value);
      };
      const waiter = { node, resolve: end };
      const cancel = clock.after(Math.min(within, LONGEST_WAIT_MS), () => end(left(node)));
      waiters.add(waiter);
      return promise;
    },
    stop() {
      stopped = true;
      timer();
      for (const waiter of [...waiters]) waiter.resolve(undefined);
    },
  };
}

function against({ name, reasons }: NodeRank): string {
  return `${name}: ${reasons.join(', ')}`;
}

function isInTransit({ state }: ServiceEntry): boolean {
  return (
    state === 'starting' ||
    state === 'stopping' ||
    state === 'recovering' ||
    state === 'checking' ||
    state === 'migrating'
  );
}
