/** Ledgers: how changes are applied and how two become one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChanges, changedKeys, mergeLedgers, nodeRecord } from '#src/membership/ledger.ts';
import { ledgerRecord } from '../wire/support.ts';
import { epoch, ledgerOf, nodeEntry, record } from './support/samples.ts';

test('a change replaces, null removes, the rest stays', () => {
  const before = ledgerOf(record('a', 1), record('b', 2), record('c', 3));
  const after = applyChanges(before, [record('a', 9), record('b', null), record('d', 4)]);
  expect([...after].map(([key, { value }]) => [key, value])).toEqual([
    ['a', 9],
    ['c', 3],
    ['d', 4],
  ]);
});

test('of two ledgers each record is the later one', () => {
  const left = ledgerOf(record('a', 'old', { version: 1 }), record('b', 'new', { epoch: epoch(3) }));
  const right = ledgerOf(
    record('a', 'new', { version: 2 }),
    record('b', 'old', { epoch: epoch(2), version: 9 }),
  );
  const merged = mergeLedgers([left, right, ledgerOf(record('c', 'only here'))]);
  expect([...merged.values()].map(({ value }) => value)).toEqual(['new', 'new', 'only here']);
});

test('the order in which ledgers are merged does not matter', () => {
  const ledger = fc.array(ledgerRecord, { maxLength: 6 }).map((records) => ledgerOf(...records));
  const sorted = (merged: ReturnType<typeof mergeLedgers>) =>
    [...merged.values()].map((one) => JSON.stringify(one)).toSorted();
  fc.assert(
    fc.property(ledger, ledger, (a, b) => {
      expect(sorted(mergeLedgers([a, b]))).toEqual(sorted(mergeLedgers([b, a])));
    }),
  );
});

test('a node that the ledger does not know was never a member', () => {
  expect(nodeRecord(ledgerOf(), 3).standing).toBe('never');
  expect(nodeRecord(ledgerOf(record('node:3', nodeEntry('lost'))), 3).standing).toBe('lost');
});

test('a change consists of what differs in value', () => {
  const before = ledgerOf(record('a', { x: 1 }), record('b', { x: 1 }));
  const after = new Map<string, unknown>([
    ['a', { x: 1 }],
    ['b', { x: 2 }],
    ['c', null],
  ]);
  expect(changedKeys(before, after)).toEqual(['b', 'c']);
});
