/**
 * The coordinator's choice of a node for each service that waits for one, and what it knows of the nodes for that. The
 * ranking itself is resources/placement.ts; what services say of each other is resources/relations.ts.
 */
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import type { Clock, Log } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import { frozenAbove } from '#src/resources/dependents.ts';
import {
  awaited,
  best,
  explain,
  type NodeRank,
  type PlacementNode,
  rank,
  type Surroundings,
} from '#src/resources/placement.ts';
import {
  company,
  type Objection,
  objections,
  togetherObjection,
  type Unhealthy,
} from '#src/resources/relations.ts';
import type { ServiceBoard } from '#src/resources/service-board.ts';
import type { ServiceEvent } from '#src/resources/service-events.ts';
import { wantsStart } from '#src/resources/service-record.ts';

/** What else than services decides about nodes. */
export interface NodeFacts {
  readonly nodes: () => readonly { readonly id: NodeId; readonly name: string }[];
  readonly members: ReadonlySet<NodeId>;
  /** Members that are on their way out: their services move. */
  readonly leaving: () => ReadonlySet<NodeId>;
  /** An operator has put it in standby, in words: it takes nothing. */
  readonly standby?: (node: NodeId) => string | undefined;
  /** It does not use the configuration in force yet, in words: it takes nothing. */
  readonly behind?: (node: NodeId) => string | undefined;
  /** What `behind` says of it is about to pass by itself: it is worth waiting for. */
  readonly almostReady?: (node: NodeId) => boolean;
  /** Why the node does not pass that health check; undefined when it does. */
  readonly unhealthy?: (node: NodeId, check: string) => Unhealthy | undefined;
  /** What an agent of the service has against the node, in words; undefined when it is ready for it. */
  readonly notReady?: (node: NodeId, service: ServiceConfig) => string | undefined;
}

export interface PlacingDeps extends NodeFacts {
  readonly config: () => ClusterConfig;
  readonly board: () => ServiceBoard;
  /** Why nothing may be started now; undefined when it may. */
  readonly startsBlocked: () => string | undefined;
  /** Why this one may not be started now: somebody may still run it. */
  readonly doubtAbout: (service: string) => string | undefined;
  readonly apply: (service: string, event: ServiceEvent) => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RankOptions {
  /** A node to be left if any other can do. */
  readonly avoid?: NodeId | undefined;
  /** What is kept together with it would go along, instead of holding it where it is. */
  readonly withGroup?: boolean;
  /** By live migration: where that failed lately is not the place for it. */
  readonly live?: boolean;
}

export interface Placing {
  ranks(service: string, options?: RankOptions): readonly NodeRank[];
  /** Finds a node for what waits for one. `own`: only services have changed since the last look, no node. */
  place(own: boolean): void;
  /** The service has changed: it deserves another look. */
  changed(service: string): void;
  /** Why no node can take it now, one line per node; undefined when it does not wait for a node. */
  unplaced(service: string): string | undefined;
  /** It waits for a node, and only for things that are on their way. */
  isPassing(service: string): boolean;
}

export function createPlacing(deps: PlacingDeps): Placing {
  const { board, clock, log } = deps;
  const unhealthy = deps.unhealthy ?? (() => undefined);
  const notReady = deps.notReady ?? (() => undefined);
  /** No node could take them at the last look. */
  const hopeless = new Set<string>();

  function nodeName(id: NodeId): string {
    return deps.nodes().find((node) => node.id === id)?.name ?? `node ${id}`;
  }

  function placementNode({ id, name }: { readonly id: NodeId; readonly name: string }): PlacementNode {
    const { services, weight } = board().load(id);
    const stays = deps.leaving().has(id) ? 'it is leaving the cluster' : deps.standby?.(id);
    const notReadyWords = stays ?? deps.behind?.(id);
    const passing = stays === undefined && deps.almostReady?.(id) === true;
    return {
      id,
      name,
      member: deps.members.has(id),
      notReady: notReadyWords,
      passing,
      load: weight,
      services,
    };
  }

  function relations(): Parameters<typeof objections>[0] {
    return { board: board(), nodeName, unhealthy, notReady };
  }

  function rankOn(
    service: ServiceConfig,
    nodes: readonly PlacementNode[],
    around: (node: NodeId) => Surroundings,
    { avoid, live = false }: RankOptions,
  ): readonly NodeRank[] {
    const entry = board().entry(service.id);
    if (entry === undefined) return [];
    const { domains } = deps.config();
    const way = live ? 'live' : 'start';
    return rank({ service, nodes, domains, entry, now: clock.wall(), avoid, way, around });
  }

  /** What keeps the service itself off that node, whatever is kept together with it; undefined when nothing does. */
  function refusal(service: ServiceConfig, node: PlacementNode): string | undefined {
    const around = (): Surroundings => ({
      objections: objections(relations(), service, node.id),
      company: 0,
      strands: 0,
    });
    const [only] = rankOn(service, [node], around, {});
    return only?.eligible === false ? only.reasons.join('; ') : undefined;
  }

  /** One of the group that runs elsewhere could not come along. */
  function groupObjections(service: ServiceConfig, node: PlacementNode): readonly Objection[] {
    return board()
      .together(service)
      .flatMap((other) => {
        const entry = board().entry(other.id);
        if (entry === undefined || entry.owner === 0 || entry.owner === node.id) return [];
        const pinned = entry.frozen ? 'it is frozen' : frozenAbove(board(), other.id);
        const words = pinned ?? refusal(other, node);
        if (words === undefined) return [];
        return [
          {
            kind: 'together',
            words: `${other.id}, kept together with it: ${words}`,
            passing: false,
          } as const,
        ];
      });
  }

  function isWaiting({ id }: ServiceConfig): boolean {
    const entry = board().entry(id);
    return entry !== undefined && wantsStart(entry);
  }

  /** Nothing but itself, the domain and the load decides where most services go. */
  function hasSurroundings(service: ServiceConfig): boolean {
    const choosy = service.exclusive !== 0 || service.needs.length > 0 || deps.notReady !== undefined;
    return choosy || board().isRelated(service);
  }

  function ranks(id: string, options: RankOptions = {}): readonly NodeRank[] {
    const { withGroup = false } = options;
    const service = board().find(id);
    if (service === undefined) return [];
    const nodes = deps.nodes().map(placementNode);
    if (!hasSurroundings(service)) {
      return rankOn(service, nodes, () => ALONE, options);
    }
    const about = relations();
    const waiting = board()
      .together(service)
      .filter((other) => isWaiting(other));
    const around = (at: NodeId): Surroundings => {
      const node = nodes.find((one) => one.id === at);
      const found = [...objections(about, service, at)];
      if (withGroup && node !== undefined) found.push(...groupObjections(service, node));
      const together = withGroup ? undefined : togetherObjection(about, service, at);
      if (together !== undefined) found.push(together);
      const strands = waiting.filter(
        (other) => node !== undefined && refusal(other, node) !== undefined,
      ).length;
      return { objections: found, company: company(about, service, at), strands };
    };
    return rankOn(service, nodes, around, options);
  }

  function unplaced(id: string): string | undefined {
    const service = board().find(id);
    const entry = board().entry(id);
    if (service === undefined || entry === undefined || !wantsStart(entry)) return undefined;
    const blocked = deps.startsBlocked() ?? deps.doubtAbout(id);
    if (blocked !== undefined) return blocked;
    const found = ranks(id);
    const better = awaited(found);
    if (better !== undefined) return `a better node is about to be ready: ${explain([better])[0]}`;
    if (best(found) !== 0) return undefined;
    const own = service.only === undefined ? found : found.filter(({ node }) => node === service.only);
    return explain(own).join('; ');
  }

  return {
    ranks,
    place(own) {
      if (!own) hopeless.clear();
      const waiting = board()
        .waiting()
        .filter((service) => !hopeless.has(service.id) || board().isRelated(service))
        .filter(({ id }) => deps.doubtAbout(id) === undefined);
      const startsHeldBack = waiting.length === 0 ? undefined : deps.startsBlocked();
      if (startsHeldBack !== undefined) log.debug({ startsHeldBack }, 'services wait to be started');
      if (waiting.length === 0 || startsHeldBack !== undefined) return;
      for (const { id } of waiting) {
        const found = ranks(id);
        const node = awaited(found) === undefined ? best(found) : 0;
        if (node === 0) {
          hopeless.add(id);
          continue;
        }
        const reasons = found.find((one) => one.node === node)?.reasons ?? [];
        deps.apply(id, { type: 'start', node, why: `chosen: ${reasons.join(', ')}` });
      }
    },
    changed: (id) => void hopeless.delete(id),
    unplaced,
    isPassing(id) {
      const found = ranks(id);
      return awaited(found) !== undefined || (best(found) === 0 && found.some(({ passing }) => passing));
    },
  };
}

const ALONE: Surroundings = { objections: [], company: 0, strands: 0 };
