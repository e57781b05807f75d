/** Two nodes and a witness: who has its vote goes on, and only who has it shoots. */
import { describe, expect, test } from 'vitest';
import type { ClusterPlan } from '#src/sim/cluster-config.ts';
import { createWorld, type World } from '#src/sim/world.ts';
import { isWhole, runningCluster, serviceOn, statusOf } from './support/cluster.ts';

const quorum = {
  twoNode: false,
  expectedVotes: 3,
  waitForAll: false,
  witness: { host: '10.0.0.250', port: 694, votes: 1 },
};
const PAIR: ClusterPlan = { nodes: 2, services: [{ name: 'a' }, { name: 'b' }], quorum };

/** Nodes whose device was told to turn them off. */
function shot(world: World): readonly string[] {
  return [...new Set(world.power.shots.filter((order) => order.startsWith('off')))];
}

async function allRunOn(world: World, node: number, within?: number): Promise<void> {
  const runs = (name: string): boolean => world.where(`service:${name}`).join() === String(node);
  await world.until(`all runs on node ${node}`, () => runs('a') && runs('b'), within);
}

test.each([1, 2, 3, 4, 5, 6])(
  'nodes that lose each other: exactly the one with the vote shoots and goes on (seed %i)',
  async (seed) => {
    const world = await runningCluster(PAIR, seed);
    world.network.cut(1, 2);
    await world.until('one shoots', () => shot(world).length > 0);
    const survivor = shot(world)[0] === 'off node2' ? 1 : 2;
    await allRunOn(world, survivor);
    await world.run(20_000);
    expect(shot(world)).toHaveLength(1);
    expect(statusOf(world, survivor)).toMatchObject({
      view: { quorate: true, reason: expect.stringContaining("the witness's included") },
      witness: { reachable: true, ours: true, holders: [`node${survivor}`] },
    });
    world.network.heal();
    await world.until('both are members', () => isWhole(world), 120_000);
  },
);

test.each([1, 2])(
  'the one that does not reach the witness is the one that is shot (node %i)',
  async (lonely) => {
    const world = await runningCluster(PAIR);
    world.witness.setUp(false, lonely);
    world.network.cut(1, 2);
    await allRunOn(world, 3 - lonely);
    expect(shot(world)).toEqual([`off node${lonely}`]);
  },
);

test('a node that dies is fenced by the other, with the witness in place of its vote', async () => {
  const world = await runningCluster(PAIR);
  world.host(1).powerOff();
  await allRunOn(world, 2);
});

describe('without the witness', () => {
  test('two nodes run as before, and the missing vote is told', async () => {
    const world = await runningCluster(PAIR);
    world.witness.setUp(false);
    await world.run(30_000);
    expect(statusOf(world, 1)).toMatchObject({ view: { quorate: true }, witness: { reachable: false } });
    expect(statusOf(world, 1).warnings.join()).toContain('the witness (10.0.0.250 port 694) does not answer');
    expect(world.services.starts).toHaveLength(2);
  });

  test('the survivor of two shoots nobody and says what it waits for; it goes on when the witness is back', async () => {
    const world = await runningCluster(PAIR);
    world.witness.setUp(false);
    world.host(1).powerOff();
    await world.run(60_000);
    expect(shot(world)).toEqual([]);
    expect(statusOf(world, 2)).toMatchObject({
      view: { members: ['node2'], quorate: false, mayStart: false },
    });
    expect(statusOf(world, 2).waits.map(({ what }) => what)).toContainEqual(
      expect.stringContaining(
        'waiting for the vote of the witness (10.0.0.250 port 694): it does not answer',
      ),
    );
    world.witness.setUp(true);
    await allRunOn(world, 2);
  });
});

test('a vote that is lost in the middle of a fence ends the fence; regained, it goes on', async () => {
  const world = await runningCluster(PAIR);
  world.power.setMode(1, 'fails');
  world.host(1).powerOff();
  await world.until('it tries', () => shot(world).includes('off node1'));
  world.witness.setUp(false);
  await world.until('it is not quorate', () => statusOf(world, 2).view?.quorate === false);
  const before = world.power.shots.length;
  await world.run(30_000);
  expect(world.power.shots).toHaveLength(before);
  world.power.setMode(1, 'ok');
  world.witness.setUp(true);
  await allRunOn(world, 2);
});

test('the vote follows when its holder is gone for good, also to a node with older epochs', async () => {
  const world = await runningCluster(PAIR);
  // Node 2 is shot and counts on alone, with every change of its membership.
  world.witness.setUp(false, 1);
  world.network.cut(1, 2);
  await allRunOn(world, 2);
  world.network.heal();
  world.witness.setUp(true);
  await world.until('both are members', () => isWhole(world), 120_000);
  world.witness.setUp(false, 1);
  world.power.setMode(1, 'fails');
  world.network.cut(1, 2);
  await world.until('node 1 is alone', () => statusOf(world, 1).view?.members.length === 1);
  world.witness.setUp(true);
  await world.run(10_000);
  expect(statusOf(world, 1).view?.quorate).toBe(false);
  world.host(2).powerOff();
  await allRunOn(world, 1);
});

describe('a node that starts alone', () => {
  test('begins after initdead with the vote, once the other is proven off', async () => {
    const world = createWorld(1, PAIR);
    world.host(1).powerOn();
    await allRunOn(world, 1, 90_000);
    expect(serviceOn(world, 1, 'service:a').state).toBe('started');
  });

  test('without the witness waits, and says for what', async () => {
    const world = createWorld(1, PAIR);
    world.witness.setUp(false);
    world.host(1).powerOn();
    await world.run(90_000);
    expect(world.services.starts).toEqual([]);
    expect(statusOf(world, 1).waits.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('waiting for the vote of the witness'),
    );
    world.witness.setUp(true);
    await allRunOn(world, 1);
  });

  test.each([1, 2, 3, 4])('two that start apart from each other: one of them (seed %i)', async (seed) => {
    const world = createWorld(seed, PAIR);
    world.network.cut(1, 2);
    world.powerOnAll();
    await world.until(
      'all runs',
      () => ['a', 'b'].every((name) => world.where(`service:${name}`).length === 1),
      120_000,
    );
    expect(shot(world)).toHaveLength(1);
  });
});

test('one node of four that is alone leaves the vote to those whom it makes a majority', async () => {
  const services = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
  const world = await runningCluster({ nodes: 4, services, quorum: { ...quorum, expectedVotes: 5 } });
  for (const node of [1, 2, 3, 4]) world.power.setMode(node, 'fails');
  for (const node of [2, 3, 4]) world.network.cut(1, node);
  await world.run(20_000);
  for (const node of [2, 3]) world.network.cut(4, node);
  await world.run(20_000);
  expect(statusOf(world, 1).view).toMatchObject({ members: ['node1'], quorate: false });
  expect(statusOf(world, 2).view).toMatchObject({ members: ['node2', 'node3'], quorate: true });
  expect(statusOf(world, 4).view).toMatchObject({ members: ['node4'], quorate: false });
});

test('four nodes in halves: the side with the vote goes on, the other stops its services', async () => {
  const services = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
  const world = await runningCluster({ nodes: 4, services, quorum: { ...quorum, expectedVotes: 5 } });
  for (const node of [1, 2, 3, 4]) world.power.setMode(node, 'fails');
  for (const node of [3, 4]) world.witness.setUp(false, node);
  for (const [a, b] of [
    [1, 3],
    [1, 4],
    [2, 3],
    [2, 4],
  ] as const)
    world.network.cut(a, b);
  await world.run(30_000);
  expect(statusOf(world, 1).view).toMatchObject({ members: ['node1', 'node2'], quorate: true });
  expect(statusOf(world, 2).view).toMatchObject({ members: ['node1', 'node2'], quorate: true });
  const running = services.flatMap(({ name }) => world.where(`service:${name}`));
  expect(running.toSorted()).toEqual([1, 2]);
});
