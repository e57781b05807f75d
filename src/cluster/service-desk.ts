/**
 * The coordinator's work on services during one view: steps their machines, has each step stored by all members, gives
 * the orders that follow from it (order-runner.ts), places what is to run (placing.ts) and moves what has to (moving.ts).
 *
 * An order leaves only when the entry behind it is in force, and its answer counts only while it is the last order for
 * that service. When the view ends, all this is dropped: the next coordinator goes on from the ledger and the reports.
 */
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import type { Cancel, Clock, Log, Millis } from '#src/host/ports.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import { stopsFirst } from '#src/resources/dependents.ts';
import { stepOrHold } from '#src/resources/hands-off.ts';
import type { Migratable } from '#src/resources/migratable.ts';
import { createBoard, type ServiceBoard } from '#src/resources/service-board.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { ServiceEvent, StepResult } from '#src/resources/service-events.ts';
import { mayRunOn, newEntry } from '#src/resources/service-record.ts';
import type { Doubt } from './merge-view.ts';
import type { Perform } from './migration-runner.ts';
import { createMoving, type Moving } from './moving.ts';
import { pendingOrder } from './order-outcome.ts';
import { createOrderRunner } from './order-runner.ts';
import { createPlacing, type NodeFacts, type Placing } from './placing.ts';
import { serviceEntry } from './records.ts';

export interface ServiceDeskDeps extends NodeFacts {
  readonly config: () => ClusterConfig;
  readonly ledger: Ledger;
  readonly submit: (values: ReadonlyMap<string, unknown>) => Promise<boolean>;
  readonly perform: Perform;
  /** What keeps a migration from ending, for status. */
  readonly saidOnTheWay?: ((service: string, words: string) => void) | undefined;
  /** Why nothing may be started now; undefined when it may. */
  readonly startsBlocked: () => string | undefined;
  /** The whole cluster is in maintenance: services are left alone as if all were frozen. */
  readonly maintenance?: () => boolean;
  /** Why that service may not start as long as another follows a new configuration. */
  readonly heldBack?: (service: string) => string | undefined;
  /** Whether a service can go to another node without a stop; none can without it. */
  readonly migratable?: (service: ServiceConfig) => Migratable;
  /** From the members' reports: settled first, and no start of that service before (S3). */
  readonly doubts: readonly Doubt[];
  /** Since when each member has been one, wall-clock ms. */
  readonly memberSince: ReadonlyMap<NodeId, Millis>;
  /** Since when the node passes all checks that the service needs, wall-clock ms. */
  readonly healthySince?: (node: NodeId, service: ServiceConfig) => Millis;
  readonly clock: Clock;
  readonly log: Log;
  /** An entry came in force, or a doubt was settled. */
  readonly changed: () => void;
}

export interface ServiceDesk
  extends Pick<Placing, 'ranks' | 'unplaced' | 'isPassing'>,
    Pick<Moving, 'companions' | 'move' | 'moveRanks'> {
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
  /** It is no longer in the configuration, and its entry has been removed: one of that name would be a new one. */
  forget(service: string): void;
  /** A member that does not own it may run it. */
  inDoubt(service: string): boolean;
  /** Places what waits, moves what has to leave, fails back; call it when anything changed. */
  evaluate(): void;
  /** What it waits for before it is stopped, in words; undefined when it does not. */
  stopWaits(service: string): string | undefined;
  readonly migratable: (service: ServiceConfig) => Migratable;
  /** Who is where, as decided. */
  readonly board: ServiceBoard;
  stop(): void;
}

const REVIEW_AFTER_MS = 20;

export function createServiceDesk(deps: ServiceDeskDeps): ServiceDesk {
  const { clock } = deps;
  const entries = new Map<string, ServiceEntry>();
  const stored = new Map<string, Promise<boolean>>();
  const forgotten = new Set<string>();
  let stopped = false;
  let timer: Cancel = () => {};
  let review: Cancel | undefined;
  /** Wall-clock ms. */
  let placedAt: Millis = 0;
  let known: readonly ServiceConfig[] | undefined;
  let current: ServiceBoard | undefined;

  function board(): ServiceBoard {
    const { services } = deps.config();
    if (current === undefined || known !== services) {
      known = services;
      current = createBoard(services, entryOf);
    }
    return current;
  }

  function entryOf(service: ServiceConfig): ServiceEntry {
    const before = forgotten.has(service.id) ? undefined : serviceEntry(deps.ledger, service.id);
    return entries.get(service.id) ?? before ?? newEntry(service, clock.wall());
  }

  const runner = createOrderRunner({
    ...deps,
    known: (id) => board().find(id) !== undefined,
    stopsFirst: (id, node) => stopsFirst(board(), id, node, (other) => runner.mayRunOn(other, node)),
    apply,
    evaluate: () => evaluate(true),
    settled: deps.changed,
    nodeName,
  });
  const placing = createPlacing({ ...deps, board, doubtAbout, apply });
  const migratable =
    deps.migratable ?? ((): Migratable => ({ can: false, why: 'nothing in it can migrate' }));
  const moving = createMoving({ ...deps, migratable, board, ranks: placing.ranks, apply, nodeName });

  function doubtAbout(id: string): string | undefined {
    return runner.doubtAbout(id) ?? deps.heldBack?.(id);
  }

  function nodeName(id: NodeId): string {
    return deps.config().nodes.find((node) => node.id === id)?.name ?? `node ${id}`;
  }

  function apply(id: string, event: ServiceEvent): StepResult {
    const service = board().find(id);
    const entry = board().entry(id);
    if (service === undefined || entry === undefined) throw new Error(`no service ${id} in cluster.xml`);
    const maintenance = deps.maintenance?.() === true;
    const result = stepOrHold(entry, event, { now: clock.wall(), service, nodeName, maintenance });
    if (result.entry === entry) return result;
    entries.set(id, result.entry);
    board().set(id, result.entry);
    placing.changed(id);
    const number = result.orders.length > 0 ? runner.announce(id) : 0;
    const storing = deps.submit(new Map([[id, result.entry]]));
    stored.set(id, storing);
    void storing.then((inForce) => {
      if (!inForce || stopped) return;
      deps.changed();
      for (const order of result.orders) runner.carryOut(id, order, number);
    });
    return result;
  }

  /** Failback delays and pauses between tries end by time alone. */
  function armTimer(): void {
    timer();
    const next = moving.next(placedAt);
    if (next !== undefined) timer = clock.after(Math.max(next - clock.wall(), 0) + 1, evaluate);
  }

  function evaluate(own = false): void {
    if (stopped) return;
    placedAt = clock.wall();
    moving.atOnce();
    placing.place(own);
    runner.release();
    // What looks at every service is not worth doing for every answer of a hundred starts.
    if (review !== undefined) return;
    review = clock.after(REVIEW_AFTER_MS, () => {
      review = undefined;
      if (stopped) return;
      moving.inPeace();
      armTimer();
    });
  }

  return {
    begin() {
      runner.begin();
      for (const { id } of board().services) {
        const entry = board().entry(id);
        if (entry === undefined) continue;
        const order = pendingOrder(entry);
        if (order !== undefined && deps.members.has(order.node))
          runner.carryOut(id, order, runner.announce(id));
        if (entry.held || entry.failedOn.length > 0)
          apply(id, { type: 'changed', why: 'the membership changed' });
      }
      evaluate();
    },
    entry: (id) => board().entry(id),
    inForce: (id) => stored.get(id) ?? Promise.resolve(!stopped),
    mayRunOn(node) {
      if (runner.mayRunOn(undefined, node)) return true;
      return board().services.some(({ id }) => {
        const entry = board().entry(id);
        return entry !== undefined && (mayRunOn(entry).includes(node) || entry.state === 'error');
      });
    },
    apply,
    ownerGone(node, why) {
      for (const { id } of board().on(node)) apply(id, { type: 'owner-fenced', node, why });
    },
    forget(id) {
      entries.delete(id);
      stored.delete(id);
      forgotten.add(id);
      current = undefined;
    },
    inDoubt: (id) => runner.doubtAbout(id) !== undefined,
    evaluate: () => evaluate(),
    stopWaits: runner.waits,
    ranks: placing.ranks,
    unplaced: placing.unplaced,
    isPassing: placing.isPassing,
    companions: moving.companions,
    move: moving.move,
    moveRanks: moving.moveRanks,
    migratable,
    get board() {
      return board();
    },
    stop() {
      stopped = true;
      runner.stop();
      timer();
      review?.();
    },
  };
}
