/** A proof that a node is down is about one start of its daemon: a high stamp does not make it hold for a later one. */
import { expect, test } from 'vitest';
import { mergeView } from '#src/cluster/merge-view.ts';
import { serviceEntry } from '#src/cluster/records.ts';
import type { Acceptance } from '#src/membership/agreement.ts';
import { mergeLedgers, nodeRecord } from '#src/membership/ledger.ts';
import type { Ledger, LedgerRecord, NodeStanding } from '#src/membership/types.ts';
import { epoch, incarnation, ledgerOf, member, nodeEntry, record } from '../membership/support/samples.ts';
import { entry } from '../resources/service-samples.ts';
import { mergeContext } from './support/merge.ts';

const WEB = 'service:web';

/** What is written of node 1 in its `count`th start. */
function node1(standing: NodeStanding, count: number, number: number): LedgerRecord {
  return record('node:1', nodeEntry(standing, incarnation(count, count)), { epoch: epoch(number) });
}

/**
 * Node 1 was lost. Node 3, alone, was told by an operator that it is down, and counted further. Then node 1 booted, and
 * a view of 1 and 2 gave it the service. Now 1 is cut off, and 2, which was alone for a while, meets 3.
 */
function meet(two: Ledger, three: Ledger): Ledger {
  const says = (id: number, ledger: Ledger): Acceptance => ({
    member: member(id),
    known: [member(id)],
    view: epoch(8),
    ledger,
    services: [{ service: WEB, state: 'stopped', reason: '' }],
  });
  const acceptances = [says(2, two), says(3, three)];
  return mergeView(
    { epoch: epoch(20, 2), members: [member(2), member(3)], acceptances, startUp: false },
    mergeContext([{ name: 'web' }]),
  );
}

test.each(['fenced', 'left'] as const)(
  'a node that came back runs its services on, although the one that was alone has it as %s: it is lost, and fenced first',
  (standing) => {
    const here = record(WEB, entry('started', { owner: 1 }), { epoch: epoch(5), version: 1 });
    const ledger = meet(ledgerOf(node1('member', 2, 5), here), ledgerOf(node1(standing, 1, 10)));
    expect(nodeRecord(ledger, 1)).toMatchObject({ standing: 'lost', incarnation: { count: 2 } });
    expect(serviceEntry(ledger, WEB)).toMatchObject({ state: 'started', owner: 1 });
  },
);

test('a proof of a later start of its daemon covers the earlier ones', () => {
  const ledger = meet(ledgerOf(node1('member', 2, 5)), ledgerOf(node1('fenced', 3, 10)));
  expect(nodeRecord(ledger, 1)).toMatchObject({ standing: 'fenced', incarnation: { count: 3 } });
});

test('a proof with the higher stamp holds for the same start', () => {
  const ledger = mergeLedgers([ledgerOf(node1('member', 2, 5)), ledgerOf(node1('fenced', 2, 6))]);
  expect(nodeRecord(ledger, 1).standing).toBe('fenced');
});

test('the order of merging does not matter for what is said of a node', () => {
  const records = [node1('fenced', 1, 10), node1('member', 2, 5), node1('fenced', 2, 7)];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;
  for (const order of orders) {
    const merged = mergeLedgers(order.map((at) => ledgerOf(...[records[at] ?? []].flat())));
    expect(nodeRecord(merged, 1)).toMatchObject({ standing: 'fenced', incarnation: { count: 2 } });
  }
});
