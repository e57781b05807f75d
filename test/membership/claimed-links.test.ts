/** What was sent on one link and turns up on another says nothing about either. */
import { expect, test } from 'vitest';
import { Detector } from '#src/membership/detector.ts';
import { beat, incarnation, member } from './support/samples.ts';

test('a heartbeat that claims another link than it came on is not counted', () => {
  const detector = new Detector(member(1), [2], 2, { keepalive: 500, warntime: 2_000, deadtime: 5_000 });
  detector.sent(1, 0);
  const echoes = [{ node: 1, incarnation: incarnation(1), sequence: 1 }];
  const said = beat({ sequence: 7, link: 1, echoes });
  expect(detector.heard(said, 0, 10)).toMatchObject({ verdict: 'unknown-sender', change: undefined });
  expect(detector.peer(2, 10)).toMatchObject({ state: 'unknown', silentFor: undefined });
  expect(detector.heard(said, 1, 10).verdict).toBe('accepted');
  expect(detector.peer(2, 10)?.links.map(({ up }) => up)).toEqual([false, true]);
});
