/** What became of an order to a member, as the service's machine is told. Pure. */
import type { LocalState, ServiceEntry } from '#src/resources/service-entry.ts';
import type { Order, ServiceEvent } from '#src/resources/service-events.ts';

export type Performed =
  | { readonly kind: 'done'; readonly ok: boolean; readonly reason: string; readonly state: LocalState }
  /** No answer: the operation may have been carried out or not. */
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * The order that an entry in transition waits for: the one of the coordinator before may be lost. A migration is not begun
 * again: it may be under way.
 */
export function pendingOrder(entry: ServiceEntry): Order | undefined {
  const { owner: node, migration } = entry;
  if (node === 0) return undefined;
  const both = migration === undefined ? { node } : { node, to: migration.to };
  switch (entry.state) {
    case 'checking':
      return { type: 'settle', node };
    case 'migrating':
      return { type: 'judge', ...both };
    case 'stopping':
    case 'recovering':
      return { type: 'stop', ...both };
    default:
      return undefined;
  }
}

/** An order to one node, about what runs there. */
export interface PlainOrder {
  readonly type: 'start' | 'stop' | 'settle';
  readonly node: number;
}

/** `operation` differs from the order's when the order itself went unanswered. */
export function readOutcome(
  order: PlainOrder,
  operation: PlainOrder['type'],
  performed: Extract<Performed, { kind: 'done' }>,
): ServiceEvent {
  const { node } = order;
  const { ok, reason, state } = performed;
  if (operation === 'settle' && order.type === 'start') {
    if (state === 'running') return { type: 'started', node };
    return {
      type: 'start-failed',
      node,
      reason: reason || `found ${state} after an order that was not answered`,
    };
  }
  switch (order.type) {
    case 'start':
      return ok ? { type: 'started', node } : { type: 'start-failed', node, reason };
    case 'stop':
      return ok ? { type: 'stopped', node } : { type: 'stop-failed', node, reason };
    case 'settle':
      return { type: 'settled', node, state, reason };
  }
}
