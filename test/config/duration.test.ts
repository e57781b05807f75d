/** Times as Heartbeat and rgmanager write them. */
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '#src/config/duration.ts';

describe('times of Picket', () => {
  it.each([
    ['10', 10_000],
    ['0', 0],
    ['0.25', 250],
    ['250ms', 250],
    ['2 s', 2000],
    ['2sec', 2000],
    ['1.5min', 90_000],
    ['1H', 3_600_000],
  ])('%s', (text, duration) => {
    expect(parseDuration(text, 'plain')).toBe(duration);
  });

  it.each(['', '5m', '1h30m', '-1', '1e3', 'ten', '5 parsec', '.5', '0x10', '1,5s', '٣s'])(
    'not "%s"',
    (text) => {
      expect(parseDuration(text, 'plain')).toBeUndefined();
    },
  );
});

describe('times of rgmanager', () => {
  it.each([
    ['30', 30_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1d12h', 129_600_000],
    ['2W', 1_209_600_000],
    ['1m500ms', 60_500],
  ])('%s', (text, duration) => {
    expect(parseDuration(text, 'rgmanager')).toBe(duration);
  });

  it.each(['', '1h30', '-5', '5x', 'm', '1h m'])('not "%s"', (text) => {
    expect(parseDuration(text, 'rgmanager')).toBeUndefined();
  });
});

it.each([0, 50, 250, 500, 1000, 1500, 60_000, 90_000, 3_600_000])(
  '%i ms written and read back is the same',
  (duration) => {
    expect(parseDuration(formatDuration(duration), 'plain')).toBe(duration);
  },
);
