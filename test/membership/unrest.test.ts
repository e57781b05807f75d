/** Duels between two nodes that a third hears both of: each take-over waits longer than the one before. */
import { expect, test } from 'vitest';
import { createUnrest } from '#src/membership/unrest.ts';
import { runningCluster } from '#test/cluster/support/cluster.ts';

const TIMES = { keepalive: 1_000, deadtime: 10_000 };
const LUCK = { bytes: () => new Uint8Array(), below: () => 0 };

test('a view of another node is left in peace, longer each time, and never for longer than a deadtime', () => {
  const unrest = createUnrest(TIMES, LUCK);
  const waits: number[] = [];
  for (let now = 0, duel = 0; duel < 6; duel++) {
    unrest.othersView(now);
    const until = unrest.until(now) ?? now;
    waits.push(until - now);
    now = until;
    expect(unrest.until(now)).toBeUndefined();
    unrest.proposes(now);
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});

test('after a deadtime of peace it is as if nothing had been', () => {
  const unrest = createUnrest(TIMES, LUCK);
  for (const now of [0, 2_000, 4_000]) {
    unrest.othersView(now);
    unrest.proposes(now + 1_000);
  }
  unrest.proposes(50_000);
  unrest.othersView(60_000);
  expect(unrest.until(60_000)).toBe(60_500);
});

test('a node whose own views nobody disturbs never waits', () => {
  const unrest = createUnrest(TIMES, LUCK);
  for (const now of [0, 10, 20]) unrest.proposes(now);
  expect(unrest.until(20)).toBeUndefined();
});

test('two of four that do not hear each other, while the others hear both, do not wear out the disks', async () => {
  const world = await runningCluster({ nodes: 4, services: [{ name: 'a' }] });
  for (const { id } of world.hosts) world.power.setMode(id, 'hangs');
  const before = world.story.length;
  world.happen({ kind: 'cut', from: 1, to: 2, oneWay: false });
  await world.run(120_000);
  const views = world.story
    .slice(before)
    .filter(({ who, text }) => who === 'node3' && text.startsWith('view.active'));
  // Each lasts some seconds.
  expect(views.length).toBeLessThan(60);
});
