/** `<health>` and `needs`: a node that is unwell loses what needs it to be well, and everybody is told. */
import { describe, expect, test } from 'vitest';
import type { HealthCheck } from '#src/config/model.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { createWorldFrom, type World } from '#src/sim/world.ts';
import { asked, eventsOf, isWhole, prefers, statusOf } from './support/cluster.ts';

/** Answers as the world's ping target does for each node. */
const UPLINK: HealthCheck = {
  name: 'uplink',
  kind: 'ping',
  target: '10.0.0.254',
  interval: 2_000,
  timeout: 1_000,
};

async function cluster(
  more: { readonly failback?: boolean; readonly nodes?: readonly number[] } = {},
): Promise<World> {
  const services = [
    {
      name: 'web',
      domain: 'first',
      needs: ['uplink'],
      autoFailback: more.failback ? ('on' as const) : ('off' as const),
    },
    { name: 'db', domain: 'first' },
  ];
  const config = clusterConfig({
    nodes: 3,
    services: services.map((service) => ({ ...service, failbackDelay: 20_000 })),
    domains: [prefers('first', ...(more.nodes ?? [1, 2, 3]))],
  });
  const world = createWorldFrom({ ...config, health: [UPLINK] }, 1);
  world.powerOnAll();
  await world.until('everything runs', () => isWhole(world));
  return world;
}

const health = (world: World, from: number, of: number) => statusOf(world, from).nodes[of - 1]?.health;

describe('a node that fails a health check', () => {
  test('loses the services that need it, and keeps the others', async () => {
    const world = await cluster();
    expect(world.where('service:web')).toEqual([1]);
    world.happen({ kind: 'ping-target', up: false, node: 1 });
    await world.until('web has moved', () => world.where('service:web').includes(2));
    expect(world.where('service:db')).toEqual([1]);
    for (const node of [1, 2, 3])
      expect(health(world, node, 1)).toMatchObject([{ name: 'uplink', state: 'failing' }]);
    expect(health(world, 3, 2)).toMatchObject([{ name: 'uplink', state: 'ok', why: '' }]);
    const told = eventsOf(world, 1).find(({ name }) => name === 'health.failed');
    expect(told?.message).toBe('health check uplink fails on node1: 10.0.0.254 does not answer');
    const explained = await asked(world, world.host(3).daemon?.explain('web'));
    const node1 = explained.explanations[0]?.nodes.find(({ node }) => node === 'node1');
    expect(node1).toMatchObject({
      eligible: false,
      reasons: ['health check uplink: 10.0.0.254 does not answer'],
    });
  });

  test('gets them back by its failover domain once it has been well for failback_delay', async () => {
    const world = await cluster({ failback: true });
    world.happen({ kind: 'ping-target', up: false, node: 1 });
    await world.until('web has moved', () => world.where('service:web').includes(2));
    world.happen({ kind: 'ping-target', up: true, node: 1 });
    await world.until('node 1 is well', () => health(world, 2, 1)?.[0]?.state === 'ok');
    const since = world.now;
    await world.until('web is back', () => world.where('service:web').includes(1));
    expect(world.now - since).toBeGreaterThan(15_000);
  });

  test('keeps them when no other node is well, and is known to be unwell by the next coordinator', async () => {
    const world = await cluster({ nodes: [2, 1, 3] });
    for (const node of [1, 2, 3]) world.happen({ kind: 'ping-target', up: false, node });
    await world.run(20_000);
    expect(world.where('service:web')).toEqual([2]);
    expect(statusOf(world, 2).view?.coordinator).toBe('node1');
    world.host(1).powerOff();
    await world.until('node 1 was fenced', () => world.power.shots.length > 0);
    await world.run(5_000);
    expect(world.services.stops).toEqual([]);
    world.happen({ kind: 'ping-target', up: true, node: 3 });
    await world.until('web has moved to the only one that is well', () =>
      world.where('service:web').includes(3),
    );
  });
});
