/** Services of which a part is down on its own: what the cluster knows of it, and that it outlives whoever said it. */
import { describe, expect, test } from 'vitest';
import { RESOURCE_DEFAULTS } from '#src/config/defaults.ts';
import type { ResourceConfig } from '#src/config/model.ts';
import type { World } from '#src/sim/world.ts';
import { asked, prefers, runningCluster, serviceOn, statusOf, story } from './support/cluster.ts';

const WEB = 'service:web';

function part(name: string, fields: Partial<ResourceConfig> = {}): ResourceConfig {
  return { ...RESOURCE_DEFAULTS, type: 'sim', name, id: `sim:${name}`, ...fields };
}

/** Web runs on the node named first; its base is critical, `stats` is not, `app` is restarted alone. */
function plan(nodes: number, ...preferred: readonly number[]): Parameters<typeof runningCluster>[0] {
  const resources = [
    part('base'),
    part('app', { independent: 'restart' }),
    part('stats', { independent: 'non-critical' }),
  ];
  return {
    nodes,
    services: [{ name: 'web', domain: 'order', resources }],
    domains: [prefers('order', ...preferred)],
  };
}

function partsOn(world: World, node: number): readonly string[] {
  return (serviceOn(world, node, WEB).partial ?? []).map(({ resource, state }) => `${resource} ${state}`);
}

function startsOf(world: World): number {
  return world.services.starts.length;
}

async function withoutStats(nodes: number, ...preferred: readonly number[]): Promise<World> {
  const world = await runningCluster(plan(nodes, ...preferred));
  const [owner = 0] = preferred;
  world.services.crash(WEB, owner, 'stats');
  await world.until('every node knows', () =>
    statusOf(world, 1).nodes.every(({ id }) => partsOn(world, id).includes('sim:stats stopped')),
  );
  return world;
}

function convalesce(world: World, at: number) {
  return asked(world, world.host(at).daemon?.service({ verb: 'convalesce', service: 'web' }));
}

test('a resource that is independent is restarted by its node alone, and nothing else of the service is touched', async () => {
  const world = await runningCluster(plan(2, 2, 1));
  const before = serviceOn(world, 1, WEB);
  world.services.crash(WEB, 2, 'app');
  await world.until('it runs again', () => startsOf(world) === 4);
  await world.run(30_000);
  expect(startsOf(world)).toBe(4);
  expect(world.services.stops).toHaveLength(1);
  expect(serviceOn(world, 1, WEB)).toEqual(before);
  expect(story(world, 2, { service: WEB })).toContain('resource.recovered');
});

describe('a service without a part that is not critical', () => {
  test('goes on, and an operator at any node has the part started again', async () => {
    const world = await withoutStats(2, 2, 1);
    expect(serviceOn(world, 1, WEB)).toMatchObject({ state: 'started', owner: 'node2', restarts: 0 });
    expect(story(world, 1, { service: WEB }).at(-1)).toBe('service.partial');
    expect(await convalesce(world, 1)).toMatchObject({ code: 'SUCCESS', owner: 'node2' });
    await world.until('every node knows', () => partsOn(world, 1).length + partsOn(world, 2).length === 0);
    expect(story(world, 1, { service: WEB }).at(-1)).toBe('service.whole');
    expect(await convalesce(world, 2)).toMatchObject({ code: 'RUN' });
  });

  test('starts, and what could not be started is said when it is asked for', async () => {
    const { services, ...rest } = plan(2, 1, 2);
    const world = await runningCluster({
      ...rest,
      services: services.map((web) => ({ ...web, autostart: false })),
    });
    world.services.behave(WEB, 1, { start: 'fail' }, 'stats');
    const enabled = await asked(world, world.host(2).daemon?.service({ verb: 'enable', service: 'web' }));
    expect(enabled).toMatchObject({ code: 'SUCCESS', owner: 'node1' });
    await world.until('node 2 knows', () => partsOn(world, 2).includes('sim:stats stopped'));
    expect(await convalesce(world, 2)).toMatchObject({
      code: 'FAIL',
      message: expect.stringContaining('start of sim:stats failed'),
    });
    expect(partsOn(world, 2)).toEqual(['sim:stats stopped']);
    world.services.behave(WEB, 1, {}, 'stats');
    expect(await convalesce(world, 2)).toMatchObject({ code: 'SUCCESS' });
  });

  test('is known as such by the next coordinator', async () => {
    const world = await withoutStats(3, 3, 2, 1);
    const coordinator = statusOf(world, 3).view?.coordinator;
    expect(coordinator).not.toBe('node3');
    const id = Number(coordinator?.slice(4));
    const other = 3 - id;
    world.host(id).powerOff();
    await world.until('another one', () => statusOf(world, 3).view?.members.length === 2);
    await world.run(20_000);
    expect(partsOn(world, other)).toEqual(['sim:stats stopped']);
    expect(serviceOn(world, other, WEB)).toMatchObject({ state: 'started', owner: 'node3' });
    expect(startsOf(world)).toBe(3);
  });

  test('stays as it is when the daemon there dies and comes back', async () => {
    const world = await withoutStats(2, 2, 1);
    const stops = world.services.stops.length;
    world.host(2).killDaemon();
    await world.run(1_000);
    world.host(2).startDaemon();
    await world.until('it is back', () => world.host(2).daemon?.status().view?.members.length === 2);
    await world.run(60_000);
    expect(serviceOn(world, 1, WEB)).toMatchObject({ state: 'started', owner: 'node2' });
    expect(partsOn(world, 1)).toEqual(['sim:stats stopped']);
    expect(partsOn(world, 2)).toEqual(['sim:stats stopped']);
    expect([startsOf(world), world.services.stops.length]).toEqual([3, stops]);
    expect(await convalesce(world, 1)).toMatchObject({ code: 'SUCCESS' });
  });

  test('is whole again where it is started next', async () => {
    const world = await withoutStats(2, 2, 1);
    const moved = await asked(
      world,
      world.host(1).daemon?.service({ verb: 'relocate', service: 'web', node: 'node1' }),
    );
    expect(moved).toMatchObject({ code: 'SUCCESS', owner: 'node1' });
    expect(partsOn(world, 2)).toEqual([]);
  });
});

test('what fails while the daemon is away is recovered when it is back, on its own', async () => {
  const world = await runningCluster(plan(2, 2, 1));
  world.host(2).killDaemon();
  world.services.crash(WEB, 2, 'app');
  await world.run(1_000);
  world.host(2).startDaemon();
  await world.until('it runs again', () => startsOf(world) === 4);
  await world.run(30_000);
  expect(serviceOn(world, 1, WEB)).toMatchObject({ state: 'started', owner: 'node2' });
  expect(partsOn(world, 1)).toEqual([]);
});

test('a part that could not be stopped may run: the service starts nowhere else before its node is off', async () => {
  const world = await runningCluster(plan(2, 2, 1));
  world.services.behave(WEB, 2, { stop: 'fail', monitor: 'fail' }, 'stats');
  await world.until('node 1 knows', () => partsOn(world, 1).includes('sim:stats may-run'));
  expect(serviceOn(world, 1, WEB)).toMatchObject({ state: 'started', owner: 'node2' });
  const relocate = world.host(1).daemon?.service({ verb: 'relocate', service: 'web', node: 'node1' });
  expect(await asked(world, relocate)).toMatchObject({ code: 'ABORT' });
  await world.run(30_000);
  expect(world.where(WEB)).toEqual([2]);
  expect(serviceOn(world, 1, WEB)).toMatchObject({ state: 'failed', owner: 'node2' });
  world.host(2).powerOff();
  await world.until('it runs on node 1', () => serviceOn(world, 1, WEB).state === 'started');
  expect(world.where(WEB)).toEqual([1]);
});

test('a part whose restart does not work out makes the service recover as a whole', async () => {
  const resources = [
    part('base'),
    part('app', { independent: 'restart', maxRestarts: 1, restartExpireTime: 600_000 }),
  ];
  const world = await runningCluster({
    ...plan(2, 2, 1),
    services: [{ name: 'web', domain: 'order', resources }],
  });
  world.services.crash(WEB, 2, 'app');
  await world.until('it runs again', () => story(world, 2, { service: WEB }).includes('resource.recovered'));
  world.services.crash(WEB, 2, 'app');
  await world.until('all of it was restarted', () => startsOf(world) === 5);
  await world.until('it is started', () => serviceOn(world, 1, WEB).state === 'started');
  expect(serviceOn(world, 1, WEB)).toMatchObject({ owner: 'node2', restarts: 1 });
});
