/** A heartbeat counts once, also when heartbeats overtake each other. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReplayWindow } from '#src/membership/replay-window.ts';

function accepted(...sequences: readonly number[]): readonly boolean[] {
  const window = createReplayWindow();
  return sequences.map((sequence) => window.accept(sequence));
}

describe('a sequence number', () => {
  test.each([
    ['that grows is new', [0, 1, 2, 9], [true, true, true, true]],
    ['is new once', [5, 5, 6, 6, 5], [true, false, true, false, false]],
    ['that was overtaken is new', [5, 9, 7, 7, 8], [true, true, true, false, true]],
    ['63 behind is new', [100, 37], [true, true]],
    ['64 behind is too old to tell', [100, 36], [true, false]],
    ['far ahead forgets what came before', [1, 1000, 2, 999], [true, true, false, true]],
    ['may begin anywhere', [2 ** 40, 2 ** 40 - 1], [true, true]],
  ])('%s', (_, sequences, verdicts) => {
    expect(accepted(...sequences)).toEqual(verdicts);
  });
});

test('none is accepted twice, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 300 }), (sequences) => {
      const window = createReplayWindow();
      const taken = sequences.filter((sequence) => window.accept(sequence));
      expect(new Set(taken).size).toBe(taken.length);
    }),
  );
});
