/** Daemons that stand still for longer than a deadtime and go on: what they had in mind is confirmed first, or dropped. */
import { expect, test } from 'vitest';
import type { World } from '#src/sim/world.ts';
import { isWhole, prefers, runningCluster, statusOf } from './support/cluster.ts';

const services = [1, 2, 3, 4, 5].map((id) => ({ name: `s${id}` }));
const FIVE = { nodes: 5, services };

function said(world: World, by: number, words: string): boolean {
  return world.log.lines.some((line) => line.includes(` node${by} `) && line.includes(words));
}

test('all daemons at once (a suspended host): they confirm each other, and the view goes on', async () => {
  const world = await runningCluster(FIVE);
  const epoch = statusOf(world, 2).view?.epoch;
  for (const host of world.hosts) host.stopDaemon(12_000);
  await world.run(30_000);
  for (const { id } of world.hosts) {
    expect(said(world, id, 'nothing is carried out before its view is confirmed'), `node ${id}`).toBe(true);
    expect(said(world, id, 'the view is confirmed'), `node ${id}`).toBe(true);
    expect(statusOf(world, id).view?.epoch).toBe(epoch);
  }
  expect(world.power.shots).toEqual([]);
  expect([world.services.starts.length, world.services.stops]).toEqual([services.length, []]);
});

test('a member whose seat was given away: it carries out nothing any more in the view it remembers', async () => {
  const world = await runningCluster(FIVE);
  // It can't be fenced meanwhile.
  world.power.setMode(5, 'hangs');
  world.host(5).stopDaemon(15_000);
  await world.until('there is a view without it', () => statusOf(world, 1).view?.members.length === 4);
  await world.run(12_000);
  expect(said(world, 5, 'nothing is carried out before its view is confirmed')).toBe(true);
  expect(said(world, 5, 'the view is confirmed')).toBe(false);
  world.power.setMode(5, 'ok');
  await world.until('all are whole again', () => isWhole(world));
});

test('a coordinator whose seat was given away: the shot it had in mind is not fired', async () => {
  const world = await runningCluster({ ...FIVE, fencing: { postFailDelay: 6_000 } });
  world.power.setMode(1, 'hangs');
  for (const other of [1, 2, 3, 4]) world.network.cut(5, other);
  // The coordinator waits for post_fail_delay with node 5 in its sights when it stops; the others go on without it.
  await world.until('node 1 is about to shoot', () =>
    statusOf(world, 1).fences.some(({ state }) => state === 'waiting'),
  );
  world.host(1).stopDaemon(30_000);
  await world.until('node 5 is off by the hand of another', () =>
    world.power.shots.some((shot) => shot === 'off node5'),
  );
  await world.run(1_000);
  const shots = world.power.shots.filter((shot) => shot === 'off node5').length;
  await world.until('node 1 wakes up', () =>
    said(world, 1, 'nothing is carried out before its view is confirmed'),
  );
  await world.run(10_000);
  expect(said(world, 1, 'the view is confirmed')).toBe(false);
  expect(world.power.shots.filter((shot) => shot === 'off node5')).toHaveLength(shots);
});

test('an order that waited in the socket of a stalled member is carried out only in a view that still is', async () => {
  const world = await runningCluster({ ...FIVE, domains: [prefers('all', 1, 2, 3, 4, 5)] });
  const target = 5;
  const moved = world.where('service:s1').includes(target) ? 's2' : 's1';
  world.power.setMode(target, 'hangs');
  world.host(target).stopDaemon(15_000);
  void world.host(1).daemon?.service({ verb: 'relocate', service: moved, node: `node${target}` });
  await world.run(14_000);
  const before = world.services.starts.filter((start) => start === `service:${moved}@${target}`).length;
  await world.run(8_000);
  expect(world.services.starts.filter((start) => start === `service:${moved}@${target}`)).toHaveLength(
    before,
  );
  world.power.setMode(target, 'ok');
  await world.until('all are whole again', () => isWhole(world));
});
