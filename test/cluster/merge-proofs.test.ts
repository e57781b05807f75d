/** In a new view: proofs speak of one start of a daemon only, and the fence that begins is on record whatever the clock says. */
import { describe, expect, test } from 'vitest';
import { type MergeContext, mergeView } from '#src/cluster/merge-view.ts';
import { FENCE_HISTORY, fenceKey, fenceRecords, newFence } from '#src/cluster/records.ts';
import type { Acceptance } from '#src/membership/agreement.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Incarnation, Ledger, LedgerRecord, Member } from '#src/membership/types.ts';
import { epoch, incarnation, ledgerOf, member, nodeEntry, record } from '../membership/support/samples.ts';
import { NOW } from '../resources/service-samples.ts';
import { mergeContext } from './support/merge.ts';

const CONTEXT = mergeContext();

/** The view of nodes 1 and 2, who know these members of old, while node 3 is missing. */
function without3(
  records: readonly LedgerRecord[],
  known: readonly Member[],
  context: Partial<MergeContext> = {},
): Ledger {
  const ledger = ledgerOf(...records);
  const acceptances = [1, 2].map(
    (id): Acceptance => ({ member: member(id), known, view: epoch(8), ledger, services: [] }),
  );
  const members = [member(1), member(2)];
  return mergeView({ epoch: epoch(9), members, acceptances, startUp: false }, { ...CONTEXT, ...context });
}

const fencedAs = (own: Incarnation): LedgerRecord => record('node:3', nodeEntry('fenced', own));
const fences = (ledger: Ledger): readonly number[] => fenceRecords(ledger).map(({ record: one }) => one.node);

describe('a node that was fenced', () => {
  test('needs no second fence', () => {
    const ledger = without3([fencedAs(incarnation(3))], [member(3)]);
    expect(nodeRecord(ledger, 3).standing).toBe('fenced');
    expect(fences(ledger)).toEqual([]);
  });

  test('and has been promised a view as a new start since, is lost: the old proof says nothing', () => {
    const anew = incarnation(3, 2);
    const ledger = without3([fencedAs(incarnation(3))], [member(3, anew)]);
    expect(nodeRecord(ledger, 3)).toMatchObject({ standing: 'lost', incarnation: anew });
    expect(fences(ledger)).toEqual([3]);
  });
});

describe('a lost node is recorded', () => {
  const starts = [2, 3, 1].map((count) => member(3, incarnation(3, count)));

  test('as its last known start', () => {
    expect(nodeRecord(without3([], starts), 3).incarnation).toEqual(incarnation(3, 3));
  });

  test('as the start that is heard right now, which is the one that is shot', () => {
    const heard = (id: number): Incarnation | undefined => (id === 3 ? incarnation(3, 7) : undefined);
    expect(nodeRecord(without3([], starts, { heard }), 3).incarnation).toEqual(incarnation(3, 7));
  });
});

describe('a view with a member that has lost its ledger', () => {
  const trusts = (mayFence: boolean) => {
    const accepts = (id: number, view?: number): Acceptance => ({
      member: member(id),
      known: [member(3)],
      view: view === undefined ? undefined : epoch(view),
      ledger: view === undefined ? ledgerOf() : ledgerOf(fencedAs(incarnation(3))),
      services: [],
    });
    const members = [member(1), member(2)];
    const acceptances = [accepts(1, 8), accepts(2)];
    const input = { epoch: epoch(9), members, acceptances, startUp: false };
    return nodeRecord(mergeView(input, { ...CONTEXT, mayFence }), 3).standing;
  };

  test('trusts no old proof', () => expect(trusts(true)).toBe('lost'));

  test('leaves none to the next one either, when it has no quorum to act on that', () =>
    expect(trusts(false)).toBe('member'));
});

test('after a clock was set back, the fence that begins is kept, and older ones make room', () => {
  // All of them lie in what is the future now.
  const kept = Array.from({ length: FENCE_HISTORY }, (_, index) =>
    record(
      fenceKey(`5-${index}`),
      newFence(3, 1, { asked: false, lookFirst: false }, NOW + 1_000 * (index + 1)),
    ),
  );
  const ledger = without3([record('node:3', nodeEntry('member', incarnation(3))), ...kept], [member(3)]);
  const ids = fenceRecords(ledger).map(({ id }) => id);
  expect(ids).toContain('9-3');
  expect(ids.length).toBeLessThanOrEqual(FENCE_HISTORY + 1);
});
