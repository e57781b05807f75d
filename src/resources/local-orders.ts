/**
 * The orders to one service on this node: one at a time, in turn, equal ones joined; a stop overtakes starts that have
 * not begun and interrupts the one that has.
 */
import type { MigrationProgress, MigrationTarget } from '#src/agents/agent.ts';
import type { ServiceConfig } from '#src/config/model.ts';
import type { ProbeResult, TreeResult } from './local-types.ts';

/**
 * `shrink` and `grow`: what runs gives up, and takes up, what a new configuration says. `mend` and `convalesce`:
 * what of a running service is down on its own is recovered, or taken up again as an operator wants it. `prepare` and
 * `migrate`: it comes from another node, and goes to one, without a stop.
 */
export type OrderKind =
  | 'start'
  | 'stop'
  | 'probe'
  | 'shrink'
  | 'grow'
  | 'mend'
  | 'convalesce'
  | 'prepare'
  | 'migrate';

/** Where a migration leads, and who hears how far it is. */
export interface Journey {
  readonly target: MigrationTarget;
  readonly progress: (progress: MigrationProgress) => void;
}

/** What came out of an order; a probe's is always of the second form. */
export type OrderResult = TreeResult | ProbeResult;

export interface Order {
  readonly kind: OrderKind;
  /** Name of the configuration of then, as it was noted. */
  readonly config: string | undefined;
  /** The service by that configuration: only of that one was it known that nobody else has what it starts. */
  readonly service: ServiceConfig | undefined;
  /** Of a `migrate`. */
  readonly journey: Journey | undefined;
  /** Name in the journal and mark of its programs. */
  readonly id: string;
  /** Resolves with undefined when it is on disk, else with the reason why it isn't. */
  readonly noted: Promise<string | undefined>;
  readonly cancel: AbortController;
  readonly promise: Promise<OrderResult>;
  readonly resolve: (result: OrderResult) => void;
  state: 'queued' | 'begun' | 'dropped';
}

/** The service runs before and after, whatever comes of it. */
const WHILE_IT_RUNS: ReadonlySet<OrderKind> = new Set(['probe', 'mend', 'convalesce']);

/** A stop interrupts what they start or move; what they stop is stopped. */
const STARTS: ReadonlySet<OrderKind> = new Set(['start', 'grow', 'mend', 'convalesce', 'prepare', 'migrate']);

export interface OrderQueue {
  /** Calls `make` for a new order, unless an equal one is outstanding, whose promise is returned then. */
  add(kind: OrderKind, make: () => Order): Promise<OrderResult>;
  /** The order that had its turn has been carried out. */
  finished(): void;
  /** Interrupts a migration that is in hand. */
  breakOff(reason: string): void;
  /** Drops starts and stops that have not begun. */
  drop(): void;
  /** What changes whether it runs is in hand or will be. */
  busy(): boolean;
  idle(): boolean;
}

/** `turn` is called when an order has become the current one; `dropped` for each one that will never begin. */
export function createOrderQueue(turn: (order: Order) => void, dropped: (order: Order) => void): OrderQueue {
  let current: Order | undefined;
  let queue: Order[] = [];

  function next(): void {
    if (current !== undefined) return;
    current = queue.shift();
    if (current !== undefined) turn(current);
  }

  function dropIf(unwanted: (order: Order) => boolean, reason: string): void {
    const all = current === undefined ? queue : [current, ...queue];
    for (const order of all.filter((each) => each.state === 'queued' && unwanted(each))) {
      order.state = 'dropped';
      order.resolve({ ok: false, reason, stopNeeded: false, dropped: true });
      dropped(order);
    }
    queue = queue.filter((order) => order.state !== 'dropped');
    if (current?.state === 'dropped') finished();
  }

  function finished(): void {
    current = undefined;
    next();
  }

  function outstanding(): Order | undefined {
    const last = queue.at(-1) ?? current;
    return last?.cancel.signal.aborted === true ? undefined : last;
  }

  return {
    add: (kind, make) => {
      if (kind === 'stop') {
        dropIf(({ kind: queued }) => queued !== 'stop' && queued !== 'probe', 'a stop came first');
        if (current !== undefined && STARTS.has(current.kind)) current.cancel.abort('a stop came first');
      }
      const last = outstanding();
      // A look that is under way may have seen the past, a change may be one to the configuration before; a start or
      // a stop leads to what was ordered.
      const same = last?.kind === kind && (kind === 'start' || kind === 'stop' || last.state === 'queued');
      if (last !== undefined && same) return last.promise;
      const order = make();
      queue.push(order);
      next();
      return order.promise;
    },
    finished,
    breakOff: (reason) => {
      if (current?.kind === 'migrate') current.cancel.abort(reason);
    },
    // What fails here is mended whoever coordinates.
    drop: () => dropIf(({ kind }) => kind !== 'probe' && kind !== 'mend', 'dropped before it began'),
    busy: () => [current, ...queue].some((order) => order !== undefined && !WHILE_IT_RUNS.has(order.kind)),
    idle: () => current === undefined && queue.length === 0,
  };
}
