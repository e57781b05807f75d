import { expect, test } from 'vitest';
import { fenceDelay, type Race } from '#src/fencing/race.ts';

const race = (self: [number, number], peer: [number, number], over: Partial<Race> = {}): Race => ({
  self: { id: self[0], weight: self[1] },
  peer: { id: peer[0], weight: peer[1] },
  configured: 'auto',
  skew: 0,
  deviceMs: 200,
  asksPings: false,
  knownFor: 10,
  ...over,
});

test.each<[string, Race, number]>([
  ['the heavier node does not wait', race([2, 10], [1, 5]), 0],
  ['the lighter node waits at least 2 s', race([1, 5], [2, 10]), 2_000],
  ['with equal weights the lower id does not wait', race([1, 7], [2, 7]), 0],
  ['with equal weights the higher id waits', race([2, 7], [1, 7]), 2_000],
  ['two idle nodes have an order too', race([2, 0], [1, 0]), 2_000],
  ['a slow device makes the wait longer', race([2, 0], [1, 0], { deviceMs: 4_000 }), 8_500],
  [
    'so does a look at ping targets, which the other takes before it shoots',
    race([2, 0], [1, 0], { deviceMs: 1_000, asksPings: true }),
    4_500,
  ],
  ['so does a large skew', race([2, 0], [1, 0], { skew: 3_000.4 }), 3_901],
  [
    'a device that was never measured is taken for slow',
    race([2, 0], [1, 0], { deviceMs: undefined }),
    10_500,
  ],
  ['a configured delay is taken as it is', race([2, 0], [1, 0], { configured: 7_000 }), 7_000],
  ['a configured delay of nothing switches the wait off', race([2, 0], [1, 0], { configured: 0 }), 0],
  ['a configured delay does not hold up the heavier node', race([1, 9], [2, 0], { configured: 7_000 }), 0],
  [
    'one that was held up, but not for long, goes first all the same',
    race([2, 9], [1, 0], { knownFor: 1_700 }),
    0,
  ],
  [
    'one that comes so late that the other may be shooting lets that shot land',
    race([2, 9], [1, 0], { knownFor: 1_900 }),
    800,
  ],
  [
    'a slow device of its own is no reason to think that the other waits longer',
    race([2, 9], [1, 0], { deviceMs: 1_500, knownFor: 600 }),
    4_900,
  ],
  [
    'one that comes so late that the other would have shot goes at once',
    race([2, 9], [1, 0], { knownFor: 2_700 }),
    0,
  ],
  [
    'a very short configured delay does not keep the heavier node from going first',
    race([2, 9], [1, 0], { configured: 100 }),
    0,
  ],
])('%s', (_, input, delay) => expect(fenceDelay(input).delay).toBe(delay));

test('the two sides never both go first, and never both wait', () => {
  for (const mine of [0, 1, 5]) {
    for (const theirs of [0, 1, 5]) {
      const first = fenceDelay(race([1, mine], [2, theirs])).delay;
      const second = fenceDelay(race([2, theirs], [1, mine])).delay;
      expect(
        [first, second].filter((delay) => delay === 0),
        `${mine} against ${theirs}`,
      ).toHaveLength(1);
    }
  }
});

test('the reason names the weights', () => {
  expect(fenceDelay(race([1, 5], [2, 10])).why).toBe(
    'lets the other go first: node 2 carries more (weight 5 against 10)',
  );
});
