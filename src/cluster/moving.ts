/**
 * The coordinator moves what runs: away from a node that leaves or is unwell for it, out of each other's way, back to a
 * better node that has come, and off what goes down beneath it. What can migrate goes as it runs; every other move is a
 * stop and a start elsewhere.
 */
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import type { Clock, Millis } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import { frozenAbove, mustMakeWay, stopWaves } from '#src/resources/dependents.ts';
import { type FailbackInput, failbackMove, nextFailbackAt } from '#src/resources/failback.ts';
import { nextRetryAt } from '#src/resources/failed-starts.ts';
import { fallsBack, type Migratable } from '#src/resources/migratable.ts';
import { best, type NodeRank } from '#src/resources/placement.ts';
import { isOnItsWay, type Obstacle } from '#src/resources/relations.ts';
import { isExclusive, type ServiceBoard } from '#src/resources/service-board.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { ServiceEvent } from '#src/resources/service-events.ts';
import type { NodeFacts, RankOptions } from './placing.ts';

export interface MovingDeps extends NodeFacts {
  readonly config: () => ClusterConfig;
  readonly board: () => ServiceBoard;
  /** Why nothing may be started now: then nothing moves that could stay. */
  readonly startsBlocked: () => string | undefined;
  /** Since when each member has been one, wall-clock ms. */
  readonly memberSince: ReadonlyMap<NodeId, Millis>;
  /** Since when the node passes all checks that the service needs, wall-clock ms. */
  readonly healthySince?: (node: NodeId, service: ServiceConfig) => Millis;
  readonly ranks: (service: string, options?: RankOptions) => readonly NodeRank[];
  readonly migratable: (service: ServiceConfig) => Migratable;
  readonly apply: (service: string, event: ServiceEvent) => void;
  readonly nodeName: (id: NodeId) => string;
  readonly clock: Clock;
}

export interface Moving {
  /** What can't wait: dependents whose ground goes, nodes that leave, nodes that became unwell. */
  atOnce(): void;
  /** What happens in peace: one move at a time, and none while anything else is on the move. */
  inPeace(): void;
  /** When something is due by time alone (wall-clock ms); undefined when nothing is. `placedAt`: the last look. */
  next(placedAt: Millis): Millis | undefined;
  /** Running services that go where this one goes. */
  companions(service: string): readonly string[];
  /**
   * Moves a running service with all that is kept together with it: as it runs where it can. False when it stays, as no
   * node can take it that way; `must`: then it is stopped and waits for a node.
   */
  move(service: string, move: Move): boolean;
  /** How the nodes stand for such a move. */
  moveRanks(service: string): readonly NodeRank[];
}

export interface Move {
  readonly why: string;
  /** 0: whichever can take it. */
  readonly target?: NodeId;
  readonly must?: boolean;
}

/** What moves a running service by itself when another node can take it. */
const CONFLICTS: ReadonlySet<Obstacle | undefined> = new Set(['only', 'exclusive', 'apart', 'together']);

export function createMoving(deps: MovingDeps): Moving {
  const { board, apply } = deps;

  function runs(entry: ServiceEntry | undefined): entry is ServiceEntry {
    return entry?.state === 'started' && !entry.frozen && deps.members.has(entry.owner);
  }

  /** It runs, and its stop would wait for nobody. */
  function canMove(service: ServiceConfig): boolean {
    return runs(board().entry(service.id)) && frozenAbove(board(), service.id) === undefined;
  }

  /** Until nothing more has to go: what depends on a service that makes way makes way as well. */
  function makeWay(): void {
    let again = true;
    while (again) {
      again = false;
      for (const service of board().dependent) {
        const why = mustMakeWay(board(), service);
        const before = board().entry(service.id);
        if (why === undefined || before === undefined || !deps.members.has(before.owner)) continue;
        apply(service.id, { type: 'withdraw', why });
        again ||= board().entry(service.id) !== before;
      }
    }
  }

  function moveFromLeaving(): void {
    for (const node of deps.leaving()) {
      const there = board().on(node);
      const others = there.filter(({ instanceOf }) => instanceOf === undefined);
      // What every node has goes last, when nothing is left that may use it.
      const going = others.length > 0 ? others : there;
      for (const { id } of stopWaves(going).flat()) {
        if (board().entry(id)?.state !== 'started') continue;
        const why = `${deps.nodeName(node)} is leaving the cluster`;
        const service = board().find(id);
        if (service !== undefined && goesLive(service)) move(id, { why, must: true });
        else apply(id, { type: 'relocate', target: 0, why });
      }
    }
  }

  function moveUnwell(): void {
    const { unhealthy } = deps;
    if (unhealthy === undefined || deps.startsBlocked() !== undefined) return;
    for (const service of board().services) {
      const entry = service.needs.length === 0 ? undefined : board().entry(service.id);
      if (!runs(entry) || !canMove(service)) continue;
      const found = service.needs
        .map((check) => unhealthy(entry.owner, check))
        .find((word) => word?.known === true);
      if (found !== undefined) move(service.id, { why: `${deps.nodeName(entry.owner)}: ${found.words}` });
    }
  }

  function goesLive(service: ServiceConfig): boolean {
    return deps.migratable(service).can;
  }

  function moveRanks(id: string): readonly NodeRank[] {
    const service = board().find(id);
    const live = service !== undefined && goesLive(service);
    return deps.ranks(id, { withGroup: true, live });
  }

  function move(id: string, { why, target = 0, must = false }: Move): boolean {
    const service = board().find(id);
    const from = board().entry(id)?.owner;
    if (service === undefined || from === undefined) return false;
    const ranks = moveRanks(id).filter(({ node, eligible }) => eligible && node !== from);
    const to = target === 0 ? ranks[0]?.node : ranks.find(({ node }) => node === target)?.node;
    const group = [id, ...companions(id)];
    // What is only stopped and started finds its place when it has stopped.
    const live = goesLive(service) && to !== undefined && deps.startsBlocked() === undefined;
    if (to === undefined && !must && !fallsBack(service)) return false;
    for (const each of group) {
      const one = board().find(each);
      const words = each === id ? why : `${why} (kept together with ${id})`;
      if (live && one !== undefined && goesLive(one))
        apply(each, { type: 'migrate', target: to, why: words });
      else apply(each, { type: 'relocate', target: live ? to : target, why: words });
    }
    return true;
  }

  function companions(id: string): readonly string[] {
    const service = board().find(id);
    if (service === undefined) return [];
    const others = board().together(service);
    return others.filter((other) => runs(board().entry(other.id))).map((other) => other.id);
  }

  function mayConflict(service: ServiceConfig, node: NodeId): boolean {
    if (service.only !== undefined) return service.only !== node;
    const grouped = service.keepApart !== undefined || service.keepTogether !== undefined;
    return grouped || isExclusive(service) || board().exclusive(node).length > 0;
  }

  /** The file has changed, or somebody started things by hand: the one that starts later goes. */
  function resolveConflict(): boolean {
    for (const service of board().services.toSorted((a, b) => board().compare(b, a))) {
      const entry = board().entry(service.id);
      if (!runs(entry) || !canMove(service) || !mayConflict(service, entry.owner)) continue;
      const ranks = deps.ranks(service.id);
      const here = ranks.find(({ node }) => node === entry.owner);
      if (here === undefined || !CONFLICTS.has(here.obstacle) || best(ranks) === 0) continue;
      const why = `may not stay on ${here.name}: ${here.reasons[0]}`;
      if (goesLive(service) && move(service.id, { why })) return true;
      if (goesLive(service) && !fallsBack(service)) continue;
      apply(service.id, { type: 'relocate', target: 0, why });
      return true;
    }
    return false;
  }

  /** One that waits can't go where the others of its group are: all of them go where it can. */
  function gatherElsewhere(): boolean {
    for (const service of board().waiting()) {
      const others = companions(service.id);
      if (others.length === 0 || best(deps.ranks(service.id)) !== 0) continue;
      const [target] = deps.ranks(service.id, { withGroup: true });
      if (target?.eligible !== true || target.lastResort) continue;
      for (const other of others) {
        const why = `kept together with ${service.id}, which can't be where it is`;
        apply(other, { type: 'relocate', target: 0, why });
      }
      return true;
    }
    return false;
  }

  function failBack(): void {
    for (const service of board().services.toSorted(board().compare)) {
      const entry = board().entry(service.id);
      if (!runs(entry) || !canMove(service)) continue;
      const found = failbackMove(failbackInput(service, entry));
      if (found === undefined) continue;
      move(service.id, { target: found.node, why: found.why });
      return;
    }
  }

  function failbackInput(service: ServiceConfig, entry: ServiceEntry): FailbackInput {
    const { config, memberSince, healthySince } = deps;
    return {
      service,
      domains: config().domains,
      entry,
      // Most services stay where they are for simpler reasons.
      get ranks() {
        return moveRanks(service.id);
      },
      live: goesLive(service),
      memberSince:
        healthySince === undefined || service.needs.length === 0
          ? memberSince
          : new Map([...memberSince].map(([id, since]) => [id, Math.max(since, healthySince(id, service))])),
      now: deps.clock.wall(),
    };
  }

  function isPeaceful(): boolean {
    return board().services.every(({ id }) => {
      const entry = board().entry(id);
      return entry === undefined || !isOnItsWay(entry);
    });
  }

  return {
    atOnce() {
      moveFromLeaving();
      moveUnwell();
      makeWay();
    },
    inPeace() {
      if (deps.startsBlocked() !== undefined || !isPeaceful()) return;
      if (!resolveConflict() && !gatherElsewhere()) failBack();
      makeWay();
    },
    next(placedAt) {
      const now = deps.clock.wall();
      const due = board().services.flatMap((service) => {
        const entry = board().entry(service.id);
        if (entry === undefined) return [];
        const failback = nextFailbackAt(failbackInput(service, entry));
        // Also of a pause that has ended since anything was placed.
        const retry = nextRetryAt(entry, placedAt);
        return [
          ...(failback !== undefined && failback > now ? [failback] : []),
          ...(retry !== undefined ? [retry] : []),
        ];
      });
      return due.length === 0 ? undefined : Math.min(...due);
    },
    companions,
    move,
    moveRanks,
  };
}
