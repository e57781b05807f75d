/** When a node feeds its watchdog: a table, and what a majority is. */
import { describe, expect, it } from 'vitest';
import { type FeedingInput, judgeFeeding, supportOf } from '#src/cluster/feeding.ts';
import type { Votes } from '#src/membership/quorum.ts';

const WELL: FeedingInput = {
  now: 100_000,
  patience: 10_000,
  owns: true,
  strict: true,
  supportedAt: 99_000,
  mustStop: false,
};

describe('a node feeds its watchdog', () => {
  const cases: readonly [string, Partial<FeedingInput>, boolean][] = [
    ['while a majority echoes what it sent lately', {}, true],
    ['until just before patience is over', { supportedAt: 90_001 }, true],
    ['not when it is over', { supportedAt: 90_000 }, false],
    ['not when nobody has ever echoed it', { supportedAt: undefined }, false],
    ['without a majority while it owns nothing', { supportedAt: undefined, owns: false }, true],
    ['without a majority where nothing hangs on that', { supportedAt: undefined, strict: false }, true],
    ['not when what runs has to stop and does not, majority or not', { mustStop: true }, false],
    ['not then, strict or not', { mustStop: true, strict: false }, false],
    ['when all has stopped that had to', { mustStop: true, owns: false }, true],
  ];
  it.each(cases)('%s', (_title, change, fed) => {
    expect(judgeFeeding({ ...WELL, ...change }).feed).toBe(fed);
  });

  it('says why not', () => {
    expect(judgeFeeding({ ...WELL, supportedAt: 80_000 })).toEqual({
      feed: false,
      why: 'no majority of the nodes has heard this one for 20 s, and services may run here',
    });
  });
});

describe('a majority has echoed what was sent', () => {
  const votes = (counts: readonly number[], more: Partial<Votes> = {}): Votes => ({
    nodes: counts.map((count, index) => ({ id: index + 1, votes: count })),
    expectedVotes: 0,
    twoNode: false,
    ...more,
  });
  const of = (votes: Votes, unheard: readonly (number | undefined)[], more = {}): number | undefined =>
    supportOf({
      votes,
      self: 1,
      now: 100_000,
      peers: unheard.map((unheardFor, index) => ({ id: index + 2, unheardFor })),
      witnessed: false,
      quorate: false,
      ...more,
    });

  it.each<[string, number | undefined, number | undefined]>([
    ['one of three: the one that heard it last', of(votes([1, 1, 1]), [500, 3_000]), 99_500],
    ['two of five: the later of the two', of(votes([1, 1, 1, 1, 1]), [500, 9_000, 2_000, undefined]), 98_000],
    ['nobody', of(votes([1, 1, 1]), [undefined, undefined]), undefined],
    ['not enough of four', of(votes([1, 1, 1, 1]), [500, undefined, undefined]), undefined],
    ['votes count, not heads', of(votes([1, 0, 3]), [500, 7_000]), 93_000],
    ['expected votes count as well', of(votes([1, 1, 1], { expectedVotes: 5 }), [500, 800]), 99_200],
    ['its own votes are enough', of(votes([3, 1, 1]), [undefined, undefined]), 100_000],
    ['with the witness', of(votes([1, 1], { witness: 1 }), [undefined], { witnessed: true }), 100_000],
    ['without the witness: the other node', of(votes([1, 1], { witness: 1 }), [4_000]), 96_000],
    [
      'of two nodes: a view that may go on',
      of(votes([1, 1], { twoNode: true }), [undefined], { quorate: true }),
      100_000,
    ],
    ['of two nodes: not without one', of(votes([1, 1], { twoNode: true }), [100]), undefined],
  ])('%s', (_title, found, expected) => {
    expect(found).toBe(expected);
  });
});
