/** Two nodes that ping: the one that reaches nothing at all does not shoot. */
import { expect, test } from 'vitest';
import type { ClusterPlan } from '#src/sim/cluster-config.ts';
import type { World } from '#src/sim/world.ts';
import { eventsOf, isWhole, prefers, runningCluster, statusOf } from './support/cluster.ts';

/** Node 1 carries more, so it would shoot first. */
const PLAN: ClusterPlan = {
  nodes: 2,
  services: [{ name: 'a', priority: 10, domain: 'first' }],
  domains: [prefers('first', 1, 2)],
  heartbeat: { ping: ['10.0.0.254', '10.1.0.254'] },
};

function isolate(world: World, node: number): void {
  world.network.cut(1, 2);
  world.pingTarget.setUp(false, node);
}

/** What the devices were told, without looks. */
function offs(world: World): readonly string[] {
  return [...new Set(world.power.shots.filter((order) => order.startsWith('off')))];
}

test('the isolated node does not shoot although it would go first; the other one takes over', async () => {
  const world = await runningCluster(PLAN);
  isolate(world, 1);
  // Node 1 reaches no device; node 2 does.
  world.power.setPath(2, 1, false);
  await world.until('all runs on node 2', () => world.where('service:a').join() === '2');
  expect(offs(world)).toEqual(['off node1']);
});

test('it says so for as long as it lasts, and shoots when it is isolated no more', async () => {
  const world = await runningCluster(PLAN);
  isolate(world, 1);
  for (const node of [1, 2]) world.power.setMode(node, 'fails');
  await world.run(40_000);
  expect(offs(world)).not.toContain('off node2');
  expect(eventsOf(world, 1).filter(({ name }) => name === 'fence.isolated')).toHaveLength(1);
  expect(statusOf(world, 1).fences[0]).toMatchObject({
    state: 'waiting',
    lastError: expect.stringContaining('this node seems to be the isolated one: 10.0.0.254, 10.1.0.254'),
  });
  expect(
    statusOf(world, 1)
      .waits.map(({ what }) => what)
      .join(),
  ).toContain('this node seems to be the isolated one');
  world.pingTarget.setUp(true, 1);
  world.power.setMode(2, 'ok');
  await world.until('it goes on', () => offs(world).includes('off node2') && isWhole(world) === false);
});

test('a node whose ping targets are dead, but which reaches the device of its peer, shoots', async () => {
  const world = await runningCluster(PLAN);
  world.pingTarget.setUp(false);
  world.network.cut(1, 2);
  await world.until('node 2 is off', () => offs(world).length > 0);
  expect(offs(world)).toEqual(['off node2']);
});

test('a node that reaches its ping targets shoots, and goes on trying, when the device does not answer', async () => {
  const world = await runningCluster(PLAN);
  world.power.setMode(2, 'fails');
  world.host(2).powerOff();
  await world.until('it tries', () => offs(world).includes('off node2'));
  expect(eventsOf(world, 1).filter(({ name }) => name === 'fence.isolated')).toEqual([]);
});

test('a silent ping target is told before it is needed', async () => {
  const world = await runningCluster(PLAN);
  world.pingTarget.setUp(false);
  await world.run(600_000);
  expect(statusOf(world, 1).warnings).toContain('ping target 10.0.0.254 does not answer');
});
