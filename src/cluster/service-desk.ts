/**
 * The coordinator's work on services during one view: steps their machines, has each step stored by all members, gives
 * the orders that follow from it, and places what is to run.
 *
 * An order leaves only when the entry behind it is in force, and its answer counts only while it is the last order for
 * that service. When the view ends, all this is dropped: the next coordinator goes on from the ledger and the reports.
 */
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import { type Cancel, type Clock, type Log, type Millis, pause } from '#src/host/ports.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import { failbackMove, nextFailbackAt } from '#src/resources/failback.ts';
import { nextRetryAt } from '#src/resources/failed-starts.ts';
import { best, explain, type NodeRank, type PlacementNode, rank } from '#src/resources/placement.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { Order, ServiceEvent, StepResult } from '#src/resources/service-events.ts';
import { step } from '#src/resources/service-machine.ts';
import { newEntry, wantsStart } from '#src/resources/service-record.ts';
import type { Doubt } from './merge-view.ts';
import { type Performed, pendingOrder, readOutcome } from './order-outcome.ts';
import { serviceEntry } from './records.ts';

export interface ServiceDeskDeps {
  readonly config: () => ClusterConfig;
  readonly ledger: Ledger;
  readonly submit: (values: ReadonlyMap<string, unknown>) => Promise<boolean>;
  readonly perform: (node: NodeId, service: string, operation: Order['type']) => Promise<Performed>;
  /** Why nothing may be started now; undefined when it may. */
  readonly startsBlocked: () => string | undefined;
  /** From the members' reports: settled first, and no start of that service before (S3). */
  readonly doubts: readonly Doubt[];
  readonly nodes: () => readonly { readonly id: NodeId; readonly name: string }[];
  readonly members: ReadonlySet<NodeId>;
  /** Since when each member has been one, wall-clock ms. */
  readonly memberSince: ReadonlyMap<NodeId, Millis>;
  /** Members that are on their way out: their services move. */
  readonly leaving: () => ReadonlySet<NodeId>;
  readonly clock: Clock;
  readonly log: Log;
  /** An entry came in force, or a doubt was settled. */
  readonly changed: () => void;
}

export interface ServiceDesk {
  /** Takes up every service where the ledger has it, then places what waits. */
  begin(): void;
  entry(service: string): ServiceEntry | undefined;
  /** Whether what was last applied to the service has been stored by all members; resolves when that is known. */
  inForce(service: string): Promise<boolean>;
  /** By the record, an open doubt, or a service in `error`, something may run on that node. */
  mayRunOn(node: NodeId): boolean;
  apply(service: string, event: ServiceEvent): StepResult;
  /** The node is proven to run nothing any more. */
  ownerGone(node: NodeId, why: string): void;
  /** Places what waits, moves what has to leave, fails back; call it when anything changed. */
  evaluate(): void;
  /** Why no node can take it now, one line per node; undefined when it does not wait for a node. */
  unplaced(service: string): string | undefined;
  ranks(service: string, avoid?: NodeId): readonly NodeRank[];
  stop(): void;
}

/** Pause before a member that did not answer is asked what came of an order. */
const ASK_AGAIN_MS = 500;
const REVIEW_AFTER_MS = 20;

export function createServiceDesk(deps: ServiceDeskDeps): ServiceDesk {
  const { clock, log } = deps;
  const entries = new Map<string, ServiceEntry>();
  const lastOrder = new Map<string, number>();
  const stored = new Map<string, Promise<boolean>>();
  const doubts = new Set(deps.doubts);
  let orders = 0;
  let stopped = false;
  let timer: Cancel = () => {};
  let review: Cancel | undefined;
  /** Wall-clock ms. */
  let placedAt: Millis = 0;

  function services(): readonly ServiceConfig[] {
    return deps.config().services;
  }

  function find(id: string): ServiceConfig | undefined {
    return services().find((service) => service.id === id);
  }

  function entryOf(id: string): ServiceEntry | undefined {
    const config = find(id);
    if (config === undefined) return undefined;
    return entries.get(id) ?? serviceEntry(deps.ledger, id) ?? newEntry(config, clock.wall());
  }

  function apply(id: string, event: ServiceEvent): StepResult {
    const service = find(id);
    const entry = entryOf(id);
    if (service === undefined || entry === undefined) throw new Error(`no service ${id} in cluster.xml`);
    const result = step(entry, event, { now: clock.wall(), service, nodeName });
    if (result.entry === entry) return result;
    entries.set(id, result.entry);
    const number = ++orders;
    if (result.orders.length > 0) lastOrder.set(id, number);
    const storing = deps.submit(new Map([[id, result.entry]]));
    stored.set(id, storing);
    void storing.then((inForce) => {
      if (!inForce || stopped) return;
      deps.changed();
      for (const order of result.orders) void carryOut(id, order, number);
    });
    return result;
  }

  async function carryOut(id: string, order: Order, number: number): Promise<void> {
    const current = (): boolean => !stopped && lastOrder.get(id) === number;
    if (!current()) return;
    const outcome = await outcomeOf(id, order, current);
    if (outcome === undefined || !current() || find(id) === undefined) return;
    apply(id, outcome);
    evaluate();
  }

  /** Carries the order out and asks until it is known what came of it. */
  async function outcomeOf(
    id: string,
    order: Order,
    current: () => boolean,
  ): Promise<ServiceEvent | undefined> {
    let operation = order.type;
    // Nobody obeys an order outside the view; the fence or the next view settles it.
    while (deps.members.has(order.node)) {
      const performed = await deps.perform(order.node, id, operation);
      if (!current()) return undefined;
      if (performed.kind === 'done') return readOutcome(order, operation, performed);
      log.warn(
        { service: id, node: order.node, reason: performed.reason },
        'no answer to an order; asking what came of it',
      );
      operation = order.type === 'stop' ? 'stop' : 'settle';
      await pause(clock, ASK_AGAIN_MS);
      if (!current()) return undefined;
    }
    return undefined;
  }

  /** Asks the member until it vouches that it does not run the service; what may run there is stopped. */
  async function settleDoubt(doubt: Doubt): Promise<void> {
    const { service, node } = doubt;
    let operation: Order['type'] = 'settle';
    while (!stopped) {
      const performed = await deps.perform(node, service, operation);
      if (stopped) return;
      if (
        performed.kind === 'done' &&
        (performed.state === 'stopped' || (operation === 'stop' && performed.ok))
      )
        break;
      log.warn(
        { service, node, reason: performed.reason },
        'a member that does not own the service may run it',
      );
      if (performed.kind === 'done' && performed.state === 'running') {
        // Two copies: an operator's business. Asked again until one is gone.
        if (find(service) !== undefined)
          apply(service, { type: 'settled', node, state: 'running', reason: performed.reason });
        operation = 'settle';
      } else {
        operation = operation === 'settle' ? 'stop' : 'settle';
      }
      await pause(clock, ASK_AGAIN_MS);
    }
    doubts.delete(doubt);
    evaluate();
    // A member on its way out may have waited for this.
    deps.changed();
  }

  function doubtAbout(id: string): string | undefined {
    const nodes = [...doubts].filter(({ service }) => service === id).map(({ node }) => nodeName(node));
    return nodes.length === 0 ? undefined : `${nodes.join(', ')} may still run it: being checked`;
  }

  function nodeName(id: NodeId): string {
    return deps.config().nodes.find((node) => node.id === id)?.name ?? `node ${id}`;
  }

  function placementNodes(): readonly PlacementNode[] {
    const load = new Map<NodeId, number>();
    for (const { id } of services()) {
      const owner = entryOf(id)?.owner ?? 0;
      load.set(owner, (load.get(owner) ?? 0) + 1);
    }
    return deps.nodes().map(({ id, name }) => ({
      id,
      name,
      member: deps.members.has(id),
      notReady: deps.leaving().has(id) ? 'it is leaving the cluster' : undefined,
      load: load.get(id) ?? 0,
    }));
  }

  function ranksOf(
    id: string,
    nodes: readonly PlacementNode[],
    avoid: NodeId | undefined,
  ): readonly NodeRank[] {
    const service = find(id);
    const entry = entryOf(id);
    if (service === undefined || entry === undefined) return [];
    const input = { service, nodes, domains: deps.config().domains, entry, now: clock.wall() };
    return rank(avoid === undefined ? input : { ...input, avoid });
  }

  function place(): void {
    const waiting = byPriority(services()).filter(({ id }) => {
      const entry = entryOf(id);
      return entry !== undefined && wantsStart(entry) && doubtAbout(id) === undefined;
    });
    const startsHeldBack = waiting.length === 0 ? undefined : deps.startsBlocked();
    if (startsHeldBack !== undefined) log.debug({ startsHeldBack }, 'services wait to be started');
    if (waiting.length === 0 || startsHeldBack !== undefined) return;
    let nodes = placementNodes();
    for (const { id } of waiting) {
      const ranks = ranksOf(id, nodes, undefined);
      const node = best(ranks);
      if (node === 0) continue;
      const reasons = ranks.find((one) => one.node === node)?.reasons ?? [];
      apply(id, { type: 'start', node, why: `chosen: ${reasons.join(', ')}` });
      nodes = nodes.map((one) => (one.id === node ? { ...one, load: one.load + 1 } : one));
    }
  }

  function moveFromLeaving(): void {
    const leaving = deps.leaving();
    if (leaving.size === 0) return;
    const nodes = placementNodes();
    for (const { id } of services()) {
      const entry = entryOf(id);
      if (entry?.state !== 'started' || !leaving.has(entry.owner)) continue;
      const target = best(ranksOf(id, nodes, entry.owner));
      apply(id, { type: 'relocate', target, why: `${nodeName(entry.owner)} is leaving the cluster` });
    }
  }

  /** One at a time, and only while nothing else is on the move. */
  function failBack(): void {
    const onTheMove = services().some(({ id }) => {
      const state = entryOf(id)?.state;
      return state === 'starting' || state === 'stopping' || state === 'recovering' || state === 'checking';
    });
    if (onTheMove || deps.startsBlocked() !== undefined) return;
    const nodes = placementNodes();
    for (const service of byPriority(services())) {
      const entry = entryOf(service.id);
      if (entry === undefined || entry.frozen) continue;
      const move = failbackMove(failbackInput(service, entry, nodes));
      if (move === undefined) continue;
      apply(service.id, { type: 'relocate', target: move.node, why: move.why });
      return;
    }
  }

  function failbackInput(
    service: ServiceConfig,
    entry: ServiceEntry,
    nodes: readonly PlacementNode[],
  ): Parameters<typeof failbackMove>[0] {
    const { memberSince } = deps;
    return {
      service,
      domains: deps.config().domains,
      entry,
      memberSince,
      now: clock.wall(),
      // Most services stay where they are for simpler reasons.
      get ranks() {
        return ranksOf(service.id, nodes, undefined);
      },
    };
  }

  /** Failback delays and pauses between tries end by time alone. */
  function armTimer(): void {
    timer();
    const now = clock.wall();
    const nodes = placementNodes();
    let next = Infinity;
    for (const service of services()) {
      const entry = entryOf(service.id);
      if (entry === undefined) continue;
      const failback = nextFailbackAt(failbackInput(service, entry, nodes));
      if (failback !== undefined && failback > now) next = Math.min(next, failback);
      // Also of a pause that has ended since anything was placed.
      next = Math.min(next, nextRetryAt(entry, placedAt) ?? Infinity);
    }
    if (next !== Infinity) timer = clock.after(Math.max(next - now, 0) + 1, evaluate);
  }

  function evaluate(): void {
    if (stopped) return;
    placedAt = clock.wall();
    place();
    moveFromLeaving();
    // What looks at every service is not worth doing for every answer of a hundred starts.
    if (review !== undefined) return;
    review = clock.after(REVIEW_AFTER_MS, () => {
      review = undefined;
      if (stopped) return;
      failBack();
      armTimer();
    });
  }

  return {
    begin() {
      for (const doubt of deps.doubts) void settleDoubt(doubt);
      for (const { id } of services()) {
        const entry = entryOf(id);
        if (entry === undefined) continue;
        const order = pendingOrder(entry);
        if (order !== undefined && deps.members.has(order.node)) {
          lastOrder.set(id, ++orders);
          void carryOut(id, order, orders);
        }
        if (entry.held || entry.failedOn.length > 0)
          apply(id, { type: 'changed', why: 'the membership changed' });
      }
      evaluate();
    },
    entry: entryOf,
    inForce: (id) => stored.get(id) ?? Promise.resolve(!stopped),
    mayRunOn(node) {
      if ([...doubts].some((doubt) => doubt.node === node)) return true;
      return services().some(({ id }) => {
        const entry = entryOf(id);
        return entry?.owner === node || entry?.state === 'error';
      });
    },
    apply,
    ownerGone(node, why) {
      for (const { id } of services()) {
        if (entryOf(id)?.owner === node) apply(id, { type: 'owner-fenced', node, why });
      }
    },
    evaluate,
    unplaced(id) {
      const entry = entryOf(id);
      if (entry === undefined || !wantsStart(entry)) return undefined;
      const blocked = deps.startsBlocked() ?? doubtAbout(id);
      if (blocked !== undefined) return blocked;
      const ranks = ranksOf(id, placementNodes(), undefined);
      return best(ranks) === 0 ? explain(ranks).join('; ') : undefined;
    },
    ranks: (id, avoid) => ranksOf(id, placementNodes(), avoid),
    stop() {
      stopped = true;
      timer();
      review?.();
    },
  };
}

/** Higher priority first, else as in the file. */
function byPriority(services: readonly ServiceConfig[]): readonly ServiceConfig[] {
  return services.toSorted((a, b) => b.priority - a.priority);
}
