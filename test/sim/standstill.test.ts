/** What waits while somebody stands still: in which order it comes, and what is lost. */
import { expect, test } from 'vitest';
import { createClock, createTimeline } from '#src/sim/clock.ts';
import { createLife } from '#src/sim/life.ts';
import { createStandstill } from '#src/sim/standstill.ts';

function bed() {
  const timeline = createTimeline();
  const host = createStandstill(timeline);
  const daemon = createStandstill(timeline);
  const life = createLife([host, daemon]);
  const clock = createClock(timeline, 0, life);
  const happened: string[] = [];
  const note = (what: string) => (): void => void happened.push(`${what} at ${timeline.now}`);
  return { timeline, host, daemon, life, clock, happened, note };
}

test('late timers fire first when it goes on, then what came in, each in its order', async () => {
  const { timeline, host, life, clock, happened, note } = bed();
  host.begin();
  life.enter(note('datagram'), 'packet');
  clock.after(20, note('second timer'));
  clock.after(10, note('first timer'));
  timeline.after(5, () => life.enter(note('frame'), 'input'));
  timeline.after(100, () => host.end());
  await timeline.run(200, () => {});
  expect(happened).toEqual(['first timer at 100', 'second timer at 100', 'datagram at 100', 'frame at 100']);
});

test('a timer that was called off meanwhile does not fire', async () => {
  const { timeline, daemon, clock, happened, note } = bed();
  daemon.begin();
  const cancel = clock.after(10, note('cancelled'));
  timeline.after(50, cancel);
  timeline.after(100, () => daemon.end());
  await timeline.run(200, () => {});
  expect(happened).toEqual([]);
});

test('with its host going on, a daemon that was stopped still waits', async () => {
  const { timeline, host, daemon, clock, happened, note } = bed();
  host.begin();
  daemon.begin();
  clock.after(10, note('timer'));
  timeline.after(50, () => host.end());
  timeline.after(90, () => daemon.end());
  await timeline.run(200, () => {});
  expect(happened).toEqual(['timer at 90']);
});

test('a socket holds only so many datagrams', async () => {
  const { timeline, daemon, life, happened, note } = bed();
  daemon.begin();
  for (let count = 0; count < 1_000; count++) life.enter(note('datagram'), 'packet');
  life.enter(note('frame'), 'input');
  timeline.after(10, () => daemon.end());
  await timeline.run(20, () => {});
  expect(happened).toHaveLength(257);
  expect(happened.at(-1)).toBe('frame at 10');
});

test('nothing of it happens once its life is over', async () => {
  const { timeline, host, life, clock, happened, note } = bed();
  host.begin();
  clock.after(10, note('timer'));
  timeline.after(20, () => life.end('power-lost'));
  timeline.after(30, () => host.end());
  await timeline.run(200, () => {});
  expect(happened).toEqual([]);
});
