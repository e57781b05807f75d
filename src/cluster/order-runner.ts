/**
 * Gives the orders that follow from the services' entries to the members, and finds out what came of them. An answer
 * counts only while its order is the last one for that service. A stop waits for what depends on the service there.
 */
import { type Clock, type Log, pause } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { Order, ServiceEvent } from '#src/resources/service-events.ts';
import type { Doubt } from './merge-view.ts';
import { createMigrationRunner, type Perform } from './migration-runner.ts';
import { type PlainOrder, readOutcome } from './order-outcome.ts';

export interface OrderRunnerDeps {
  readonly perform: Perform;
  /** What keeps a migration from ending, for status. */
  readonly saidOnTheWay?: ((service: string, words: string) => void) | undefined;
  readonly members: ReadonlySet<NodeId>;
  /** It is in cluster.xml. */
  readonly known: (service: string) => boolean;
  /** What must have stopped on that node before the service is stopped there, in words. */
  readonly stopsFirst: (service: string, node: NodeId) => readonly string[];
  readonly apply: (service: string, event: ServiceEvent) => void;
  /** Something has come to its end: look what follows. */
  readonly evaluate: () => void;
  /** From the members' reports. */
  readonly doubts: readonly Doubt[];
  /** A doubt was settled. */
  readonly settled: () => void;
  readonly nodeName: (id: NodeId) => string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface OrderRunner {
  /** The order's number: a later one for the same service makes its answer void. */
  announce(service: string): number;
  /** Once the entry behind it is in force. */
  carryOut(service: string, order: Order, number: number): void;
  /** Begins to settle the doubts. */
  begin(): void;
  /** Gives the stops that had to wait, and need not any more. */
  release(): void;
  /** Why its stop is not ordered yet, in words; undefined when it is, or none is due. */
  waits(service: string): string | undefined;
  /** Why it may not be started now; undefined when nobody may run it. */
  doubtAbout(service: string): string | undefined;
  mayRunOn(service: string | undefined, node: NodeId): boolean;
  stop(): void;
}

/** Pause before a member that did not answer is asked what came of an order. */
const ASK_AGAIN_MS = 500;

export function createOrderRunner(deps: OrderRunnerDeps): OrderRunner {
  const { clock, log } = deps;
  const last = new Map<string, number>();
  const held = new Map<string, { readonly order: Order; readonly number: number }>();
  const doubts = new Set(deps.doubts);
  const migrations = createMigrationRunner(deps);
  let orders = 0;
  let stopped = false;

  function isCurrent(id: string, number: number): boolean {
    return !stopped && last.get(id) === number;
  }

  async function carryOut(id: string, order: Order, number: number): Promise<void> {
    if (!isCurrent(id, number)) return;
    if (order.type === 'stop' && waitsFor(id, order).length > 0) {
      held.set(id, { order, number });
      return;
    }
    const outcome = await carriedOut(id, order, () => isCurrent(id, number));
    if (outcome === undefined || !isCurrent(id, number) || !deps.known(id)) return;
    deps.apply(id, outcome);
    deps.evaluate();
  }

  /** What must have stopped before, wherever the order leads. */
  function waitsFor(id: string, { node, to }: Order): readonly string[] {
    return [node, ...(to === undefined ? [] : [to])].flatMap((one) => deps.stopsFirst(id, one));
  }

  async function carriedOut(
    id: string,
    { type, node, to }: Order,
    current: () => boolean,
  ): Promise<ServiceEvent | undefined> {
    switch (type) {
      case 'start':
      case 'settle':
        return outcomeOf(id, { type, node }, current);
      case 'stop':
        return to === undefined ? outcomeOf(id, { type, node }, current) : stopBoth(id, node, to, current);
      case 'migrate':
      case 'judge':
        return to === undefined ? undefined : migrations[type](id, { node, to }, current);
    }
  }

  /** The source first: what is stopped there sends nothing to the target any more. */
  async function stopBoth(
    id: string,
    node: NodeId,
    to: NodeId,
    current: () => boolean,
  ): Promise<ServiceEvent | undefined> {
    const here = await outcomeOf(id, { type: 'stop', node }, current);
    if (here === undefined) return undefined;
    const there = await outcomeOf(id, { type: 'stop', node: to }, current);
    if (there === undefined) return undefined;
    if (here.type !== 'stopped' || there.type !== 'stop-failed') return here;
    return { type: 'stop-failed', node, reason: `on ${deps.nodeName(to)}: ${there.reason}` };
  }

  /** Carries the order out and asks until it is known what came of it. */
  async function outcomeOf(
    id: string,
    order: PlainOrder,
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
    let operation: PlainOrder['type'] = 'settle';
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
        if (deps.known(service))
          deps.apply(service, { type: 'settled', node, state: 'running', reason: performed.reason });
        operation = 'settle';
      } else {
        const mayStop = deps.stopsFirst(service, node).length === 0;
        operation = operation === 'settle' && mayStop ? 'stop' : 'settle';
      }
      await pause(clock, ASK_AGAIN_MS);
    }
    doubts.delete(doubt);
    deps.evaluate();
    // A member on its way out may have waited for this.
    deps.settled();
  }

  return {
    announce(id) {
      orders += 1;
      last.set(id, orders);
      return orders;
    },
    carryOut: (id, order, number) => void carryOut(id, order, number),
    begin() {
      for (const doubt of deps.doubts) void settleDoubt(doubt);
    },
    release() {
      for (const [id, { order, number }] of held) {
        const isOver = !isCurrent(id, number);
        if (!isOver && waitsFor(id, order).length > 0) continue;
        held.delete(id);
        if (!isOver) void carryOut(id, order, number);
      }
    },
    waits(id) {
      const waiting = held.get(id);
      if (waiting === undefined || !isCurrent(id, waiting.number)) return undefined;
      return `stops after ${waitsFor(id, waiting.order).join(', ')}`;
    },
    doubtAbout(id) {
      const nodes = [...doubts]
        .filter(({ service }) => service === id)
        .map(({ node }) => deps.nodeName(node));
      return nodes.length === 0 ? undefined : `${nodes.join(', ')} may still run it: being checked`;
    },
    mayRunOn: (service, node) =>
      [...doubts].some(
        (doubt) => doubt.node === node && (service === undefined || doubt.service === service),
      ),
    stop() {
      stopped = true;
    },
  };
}
