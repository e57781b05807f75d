/** Who gets the vote: case by case, and never two sides at once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Holder, judgeVote } from '#src/witness/rule.ts';
import { epoch } from '../membership/support/samples.ts';

const LEASE = 10_000;
const NOW = 100_000;

function holder(number: number, members: readonly number[], silentFor = 0): Holder {
  return { epoch: epoch(number, members[0] ?? 1), members, lease: LEASE, heard: NOW - silentFor };
}

interface Case {
  readonly title: string;
  readonly holder?: Holder;
  /** Epoch number, proposer, members; `by` asks. */
  readonly asks: readonly [number, number, readonly number[]];
  readonly by?: number;
  readonly refused?: string;
}

const CASES: readonly Case[] = [
  { title: 'the first who asks gets it', asks: [1, 1, [1]] },
  { title: 'a member renews it', holder: holder(5, [1, 2]), asks: [5, 1, [1, 2]], by: 2 },
  {
    title: 'nobody else renews it',
    holder: holder(5, [1]),
    asks: [5, 1, [1, 2]],
    by: 2,
    refused: 'the vote was given to other members of that view',
  },
  {
    title: 'an older view never gets it',
    holder: holder(5, [1, 2]),
    asks: [4, 1, [1, 2]],
    refused: 'a later view has the vote',
  },
  {
    title: 'not even when nobody is heard any more',
    holder: holder(5, [2], 10 * LEASE),
    asks: [4, 1, [1]],
    refused: 'a later view has the vote',
  },
  { title: 'one of those who have it takes it along', holder: holder(5, [1, 2]), asks: [6, 2, [2]] },
  { title: 'a newcomer brings all who have it together', holder: holder(5, [2]), asks: [6, 1, [1, 2]] },
  {
    title: 'a newcomer without them gets nothing',
    holder: holder(5, [2]),
    asks: [6, 1, [1]],
    refused: 'the other side has the vote, and is heard',
  },
  {
    title: 'nor with some of them',
    holder: holder(5, [2, 3]),
    asks: [6, 1, [1, 3]],
    refused: 'the other side has the vote, and is heard',
  },
  {
    title: 'nor at the end of the lease',
    holder: holder(5, [2], LEASE),
    asks: [6, 1, [1]],
    refused: 'the other side has the vote, and is heard',
  },
  { title: 'but after it', holder: holder(5, [2], LEASE + 1), asks: [6, 1, [1]] },
  {
    title: 'who is no member of the view gets nothing for it',
    asks: [1, 1, [1]],
    by: 2,
    refused: 'who asks must be a member of the view it asks for',
  },
];

describe('the vote', () => {
  test.each(CASES)(
    '$title',
    ({ holder: before, asks: [number, proposer, members], by = proposer, refused }) => {
      const vote = { epoch: epoch(number, proposer), members, lease: LEASE };
      const { granted, why, holder: after } = judgeVote(before, by, vote, NOW);
      expect({ granted, why }).toEqual({ granted: refused === undefined, why: refused ?? '' });
      expect(after).toEqual(granted ? { ...vote, epoch: after?.epoch, heard: NOW } : before);
      if (granted) expect(after?.epoch.number).toBe(number);
    },
  );

  test('a lease has its limits', () => {
    const ask = (lease: number) =>
      judgeVote(undefined, 1, { epoch: epoch(1, 1), members: [1], lease }, NOW).holder?.lease;
    expect([0, 5_000, 10 ** 9].map(ask)).toEqual([200, 5_000, 7_200_000]);
  });

  test('never counts on two sides at once: a grant counts for half a lease', () => {
    const request = fc.record({
      after: fc.integer({ min: 1, max: LEASE }),
      node: fc.integer({ min: 1, max: 2 }),
      // Alone, or as before.
      anew: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
        let now = 0;
        let highest = 0;
        let held: Holder | undefined;
        const counts = new Map<number, { readonly number: number; readonly until: number }>();
        for (const { after, node, anew } of requests) {
          now += after;
          const own = counts.get(node);
          // Each side goes on alone, with what it knows.
          const number = anew || own === undefined ? ++highest : own.number;
          const result = judgeVote(
            held,
            node,
            { epoch: epoch(number, node), members: [node], lease: LEASE },
            now,
          );
          held = result.holder;
          if (!result.granted) continue;
          counts.set(node, { number, until: now + LEASE / 2 });
          const other = counts.get(3 - node);
          expect(other === undefined || other.until < now).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
