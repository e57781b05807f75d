/** From the first boot to the loss of a node: what starts when, and never before the lost one is confirmed off. */
import { describe, expect, test } from 'vitest';
import { createWorld } from '#src/sim/world.ts';
import {
  confirmDown,
  eventsOf,
  isWhole,
  prefers,
  runningCluster,
  serviceOn,
  statusOf,
  story,
} from './support/cluster.ts';

const TWO = { nodes: 2, services: [{ name: 'a', priority: 1 }, { name: 'b' }, { name: 'c', priority: 9 }] };

describe('a cold start', () => {
  test('waits for both nodes, then starts every service once, the important ones first', async () => {
    const world = createWorld(1, TWO);
    world.host(1).powerOn();
    await world.run(40_000);
    expect(world.services.starts).toEqual([]);
    expect(statusOf(world, 1).waits[0]?.what).toBe('waiting for node2 before anything is started');
    world.host(2).powerOn();
    await world.until('everything runs', () => isWhole(world));
    const order = eventsOf(world, 1).filter(({ name }) => name === 'service.starting');
    const first = order.map(({ service }) => service);
    expect(first.toSorted()).toEqual(['service:a', 'service:b', 'service:c']);
    expect(world.services.starts).toHaveLength(3);
    expect(world.power.shots).toEqual([]);
  });

  test('spreads services over the nodes', async () => {
    const world = await runningCluster(TWO);
    const owners = new Set(['a', 'b', 'c'].flatMap((name) => world.where(`service:${name}`)));
    expect([...owners].toSorted()).toEqual([1, 2]);
  });

  test('with one slot for starts, starts in the order of priority', async () => {
    const names = Array.from({ length: 12 }, (_, index) => ({ name: `s${index}`, priority: index }));
    const services = names.map((service) => ({ ...service, domain: 'first' }));
    const world = await runningCluster({ nodes: 2, services, domains: [prefers('first', 1, 2)] });
    const priorities = world.services.starts.map((key) => Number(/s(\d+)@/.exec(key)?.[1]));
    // Eight at a time: the first eight are the eight most important ones.
    expect(priorities.slice(0, 8).toSorted((a, b) => a - b)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });
});

describe('a node that loses power', () => {
  test('is late, dead, lost, fenced; then its services start on the other', async () => {
    const world = await runningCluster({
      nodes: 2,
      services: [{ name: 'web', domain: 'first' }],
      domains: [prefers('first', 1, 2)],
    });
    world.host(1).powerOff();
    const lost = world.now;
    await world.until('web runs on node 2', () => world.where('service:web').includes(2));
    await world.until('everybody knows', () => serviceOn(world, 2, 'service:web').state === 'started');
    const told = story(world, 2, { node: 'node1', service: 'service:web' });
    const wanted = [
      'peer.late',
      'peer.dead',
      'node.lost',
      'fence.succeeded',
      'node.fenced',
      'service.starting',
      'service.started',
    ];
    // A service that starts here names node 2, not node 1: the order across both is what counts.
    expect(told.filter((name) => wanted.includes(name)).slice(-wanted.length)).toEqual(wanted);
    expect(world.now - lost).toBeGreaterThanOrEqual(
      world.config.heartbeat.deadtime - world.config.heartbeat.keepalive,
    );
  });

  test('comes back by itself, with what was fenced running on where it went', async () => {
    const world = await runningCluster(TWO);
    world.host(1).powerOff();
    await world.run(20_000);
    // Found off, it stays off until somebody switches it on.
    expect(world.host(1).powered).toBe(false);
    world.host(1).powerOn();
    await world.until('both are members', () => isWhole(world));
    expect(['a', 'b', 'c'].map((name) => world.where(`service:${name}`))).toEqual([[2], [2], [2]]);
  });
});

describe('a fence device', () => {
  test.each(['fails', 'hangs', 'wrong-password', 'does-nothing'] as const)(
    'that %s holds every start back until it works',
    async (mode) => {
      const services = [{ name: 'web', domain: 'first' }];
      const world = await runningCluster({ nodes: 2, services, domains: [prefers('first', 1, 2)] });
      world.power.setMode(1, mode);
      // The host lives on, cut off, so nothing but the device can prove anything.
      world.network.cut(1, 2);
      world.power.setMode(2, 'hangs');
      await world.run(90_000);
      expect(world.services.starts).toEqual(['service:web@1']);
      const [fence] = statusOf(world, 2).fences;
      expect(fence?.attempts).toBeGreaterThan(0);
      expect(fence?.lastError).not.toBe('');
      expect(
        statusOf(world, 2)
          .waits.map(({ ends }) => ends)
          .join(),
      ).toContain('picket confirm-down node1');
      world.power.setMode(1, 'ok');
      await world.until('web runs on node 2', () => world.where('service:web').includes(2), 90_000);
      expect(statusOf(world, 2).nodes[0]?.standing).toBe('fenced');
    },
  );

  test('that is missing leaves it to an operator, who is told how', async () => {
    const services = [{ name: 'web', domain: 'first' }];
    const plan = {
      nodes: 2,
      services,
      domains: [prefers('first', 1, 2)],
      unfenced: [1],
      fencing: { allowNone: true },
    };
    const world = await runningCluster(plan);
    world.host(1).powerOff();
    await world.run(60_000);
    expect(world.where('service:web')).toEqual([]);
    expect(statusOf(world, 2).waits[0]?.what).toContain('it has no fence method');
    world.vouch(1);
    const result = await confirmDown(world, 2, 'node1');
    expect(result.code).toBe('SUCCESS');
    await world.until('web runs on node 2', () => world.where('service:web').includes(2));
  });

  test('is not needed for a node that an operator only believes to be down', async () => {
    const world = await runningCluster(TWO);
    const result = await confirmDown(world, 2, 'node1');
    expect(result).toMatchObject({ code: 'INVAL', message: expect.stringContaining('alive') });
  });
});
