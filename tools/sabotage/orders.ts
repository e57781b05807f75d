/** Sabotages of what an order is bound to, and of what its outcome is taken for. */
import type { Sabotage } from './sabotage.ts';

export const ORDERS: readonly Sabotage[] = [
  {
    name: 'failed-stop-is-stopped',
    what: 'A stop that failed counts as a stop.',
    rules: ['S7', 'S1', 'S2'],
    patches: [
      {
        file: 'cluster/order-outcome.ts',
        find: "return ok ? { type: 'stopped', node } : { type: 'stop-failed', node, reason };",
        replace: "return { type: 'stopped', node };",
      },
    ],
    seeds: 40,
  },
  {
    name: 'failed-start-is-stopped',
    what: 'After a start that failed half-way, the service is started elsewhere without a stop.',
    rules: ['S1', 'S2', 'S7'],
    patches: [
      {
        file: 'cluster/order-outcome.ts',
        find: "return ok ? { type: 'started', node } : { type: 'start-failed', node, reason };",
        replace: "return ok ? { type: 'started', node } : { type: 'owner-fenced', node, why: reason };",
      },
    ],
    seeds: 20,
    scenario: 'start-fails-half-way',
  },
  {
    name: 'stopped-beneath-others',
    what: 'A service is stopped without waiting for what depends on it there.',
    rules: ['order'],
    patches: [
      {
        file: 'cluster/order-runner.ts',
        find: "if (order.type === 'stop' && waitsFor(id, order).length > 0) {",
        replace: "if (order.type === 'stop' && waitsFor(id, order).length > 99) {",
      },
    ],
    seeds: 20,
    scenario: 'storage-fails-under-a-guest',
  },
  {
    name: 'pending-forgotten',
    what: 'A new coordinator does not ask what became of the orders of the one before.',
    rules: ['L1'],
    patches: [
      {
        file: 'cluster/service-desk.ts',
        find: 'const order = pendingOrder(entry);',
        replace: 'const order = pendingOrder({ ...entry, owner: 0 });',
      },
    ],
    seeds: 20,
    scenario: 'slow-joiner',
  },
  {
    name: 'leaves-while-owning',
    what: 'A node has left although services may run on it.',
    rules: ['S1', 'S2'],
    patches: [
      {
        file: 'cluster/departure.ts',
        find: "if (coordinator.services.mayRunOn(node) || nodeRecord(ledger, node).standing !== 'member') continue;",
        replace: "if (nodeRecord(ledger, node).standing !== 'member') continue;",
      },
    ],
    seeds: 20,
  },
];
