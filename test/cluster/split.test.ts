/** All cables between the nodes are cut: exactly one side goes on, and a minority touches nothing. */
import { describe, expect, test } from 'vitest';
import type { ClusterPlan } from '#src/sim/cluster-config.ts';
import type { World } from '#src/sim/world.ts';
import { asked, isWhole, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';

const services = [
  { name: 'big', priority: 10, domain: 'heavy' },
  { name: 'small', domain: 'light' },
];

/** `heavy` carries more. */
async function pair(heavy: number, seed = 1, fencing: ClusterPlan['fencing'] = {}): Promise<World> {
  const light = 3 - heavy;
  const domains = [prefers('heavy', heavy, light), prefers('light', light, heavy)];
  return runningCluster({ nodes: 2, services, domains, fencing }, seed);
}

describe.each([1, 2])('two nodes cut off from each other, node %i carrying more', (heavy) => {
  const light = 3 - heavy;

  test('the heavier one fences the other and takes its services', async () => {
    const world = await pair(heavy);
    world.network.cut(1, 2);
    await world.until('all runs on the heavier', () => world.where('service:small').includes(heavy));
    expect(world.where('service:big')).toEqual([heavy]);
    expect(world.power.shots[0]).toBe(`off node${light}`);
    expect(world.power.shots).not.toContain(`off node${heavy}`);
  });

  test('the lighter one waits, and fences in its turn when the heavier one cannot', async () => {
    const world = await pair(heavy);
    world.power.setMode(light, 'fails');
    world.network.cut(1, 2);
    await world.until('the lighter is on its own', () => statusOf(world, light).view?.members.length === 1);
    const alone = world.now;
    await world.until('it shoots', () => world.power.shots.includes(`off node${heavy}`));
    expect(world.now - alone).toBeGreaterThan(1_900);
    await world.until('all runs on the lighter', () => world.where('service:big').includes(light));
  });

  test('the fenced one comes back when the cables do, and nothing has run twice', async () => {
    const world = await pair(heavy);
    world.network.cut(1, 2);
    await world.until('all runs on the heavier', () => world.where('service:small').includes(heavy));
    await world.run(30_000);
    world.network.heal();
    await world.until('both are members', () => isWhole(world), 120_000);
  });
});

test('a cut of one link of two is noticed and changes nothing', async () => {
  const world = await pair(1);
  world.network.cut(1, 2, { link: 0 });
  await world.run(60_000);
  expect(world.power.shots).toEqual([]);
  expect(world.services.starts).toHaveLength(2);
  const links = statusOf(world, 1).nodes.find(({ name }) => name === 'node2')?.links;
  expect(links?.map(({ up }) => up)).toEqual([false, true]);
});

test('a link that works one way only counts as down', async () => {
  const world = await pair(1);
  world.network.cut(2, 1, { oneWay: true });
  await world.until('exactly one goes on', () => world.where('service:small').includes(1));
  expect(world.where('service:big')).toEqual([1]);
});

test('a short cut is forgiven', async () => {
  const world = await pair(1);
  world.network.cut(1, 2);
  await world.run(3_000);
  world.network.heal();
  await world.run(30_000);
  expect(world.power.shots).toEqual([]);
  expect(world.services.starts).toHaveLength(2);
});

test.each(Array.from({ length: 10 }, (_, index) => index + 1))(
  'never both sides of a split survive as owners (seed %i)',
  async (seed) => {
    const world = await pair(1 + (seed % 2), seed);
    world.network.cut(1, 2);
    await world.until('one has it all', () => {
      const [big, small] = [world.where('service:big'), world.where('service:small')];
      return big.length === 1 && small.length === 1 && big[0] === small[0];
    });
  },
);

test('two sides that meet again before anyone could shoot keep what operators said on either', async () => {
  const world = await pair(2);
  for (const { id } of world.hosts) world.power.setMode(id, 'fails');
  world.network.cut(1, 2);
  await world.until('both are alone', () =>
    [1, 2].every((id) => statusOf(world, id).view?.members.length === 1),
  );
  const tell = async (node: number, verb: 'freeze' | 'thaw', service: string): Promise<void> => {
    const result = await asked(world, world.host(node).daemon?.service({ verb, service }));
    expect(result.code).toBe('SUCCESS');
  };
  await tell(1, 'freeze', 'small');
  // The record of this side counts further, as its coordinator has the higher id.
  await tell(2, 'freeze', 'small');
  await tell(2, 'thaw', 'small');
  await tell(2, 'freeze', 'big');
  world.network.heal();
  await world.until('both are members', () => isWhole(world));
  for (const node of [1, 2]) {
    expect(['big', 'small'].map((name) => serviceOn(world, node, `service:${name}`).frozen)).toEqual([
      true,
      true,
    ]);
  }
  expect(world.services.starts).toHaveLength(2);
});

test('a cut in the middle of a move leaves one survivor, too, whenever it comes', async () => {
  const delays = Array.from({ length: 60 }, (_, index) => (index < 30 ? index / 2 : (index - 29) * 20));
  for (const delay of delays) {
    const world = await pair(2, 2 * delay + 1, { fenceDelay: 3_000 });
    void world.host(1).daemon?.service({ verb: 'relocate', service: 'big', node: 'node1' });
    await world.run(delay);
    world.network.cut(1, 2);
    await world.run(45_000);
    const targets = new Set(world.power.shots.filter((shot) => shot.startsWith('off')));
    expect([...targets], `cut ${delay} ms after the command\n${world.log.tail(60)}`).toHaveLength(1);
    expect(['big', 'small'].map((name) => world.where(`service:${name}`).length)).toEqual([1, 1]);
  }
});

describe('three nodes', () => {
  const three = { nodes: 3, services: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] };

  test('the one that is cut off fences nobody and starts nothing', async () => {
    const world = await runningCluster(three);
    const here = ['a', 'b', 'c'].filter((name) => world.where(`service:${name}`).includes(3));
    // Its own device does not answer, so it lives on and can show what it does.
    world.power.setMode(3, 'fails');
    world.network.cut(3, 1);
    world.network.cut(3, 2);
    await world.run(60_000);
    const shots = world.power.shots.filter((shot) => !shot.endsWith('node3'));
    expect(shots).toEqual([]);
    const status = statusOf(world, 3);
    expect(status.view).toMatchObject({ members: ['node3'], quorate: false, mayStart: false });
    expect(world.services.starts).toHaveLength(3);
    world.power.setMode(3, 'ok');
    await world.until('its services run elsewhere', () =>
      here.every((name) => world.where(`service:${name}`).some((node) => node !== 3)),
    );
  });

  test('two that cannot hear each other agree through nobody else, and one of them goes', async () => {
    const world = await runningCluster(three);
    world.network.cut(1, 2);
    await world.run(60_000);
    expect(world.power.shots.filter((shot) => shot.startsWith('off')).length).toBeGreaterThanOrEqual(1);
    world.network.heal();
    await world.until('all are members again', () => isWhole(world), 120_000);
    expect(serviceOn(world, 3, 'service:c').state).toBe('started');
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'two that cannot hear each other do not have each other shot by turns through the third (seed %i)',
    async (seed) => {
      const world = await runningCluster(three, seed);
      world.network.cut(1, 2);
      let both = false;
      for (let step = 0; step < 200; step++) {
        await world.run(50);
        both ||= !world.host(1).powered && !world.host(2).powered;
      }
      expect(both).toBe(false);
      expect(new Set(world.power.shots.filter((shot) => shot.startsWith('off'))).size).toBe(1);
    },
  );
});
