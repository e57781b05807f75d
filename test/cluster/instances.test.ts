/** Services with instances="all": one on every node, before what stands on it and after it is gone. */
import { describe, expect, test } from 'vitest';
import type { CommandResult, ServiceCommand } from '#src/cluster/commands.ts';
import type { ServiceConfig } from '#src/config/model.ts';
import type { ClusterPlan } from '#src/sim/cluster-config.ts';
import type { World } from '#src/sim/world.ts';
import { asked, isWhole, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';

type Named = Partial<ServiceConfig> & { readonly name: string };

/** As the reader of cluster.xml writes `<service name="base" instances="all">` out. */
function instances(nodes: number): readonly Named[] {
  return Array.from({ length: nodes }, (_, index) => {
    const name = `base@node${index + 1}`;
    return { name, id: `service:${name}`, only: index + 1, instanceOf: 'service:base' };
  });
}

const BASE: ClusterPlan = {
  nodes: 2,
  services: [...instances(2), { name: 'guest', domain: 'first', depend: ['service:base'] }],
  domains: [prefers('first', 1, 2)],
};

function order(world: World, command: ServiceCommand, node = 2): Promise<CommandResult> {
  return asked(world, world.host(node).daemon?.service(command));
}

/** Operations that began, in order, without the noise of who asked. */
function since(world: World, from: number): readonly string[] {
  return world.services.starts.slice(from);
}

describe('a service with instances="all"', () => {
  test('runs on every node, and what depends on it starts after the one on its node', async () => {
    const world = await runningCluster(BASE);
    expect(world.where('service:base@node1')).toEqual([1]);
    expect(world.where('service:base@node2')).toEqual([2]);
    expect(world.services.starts.indexOf('service:guest@1')).toBeGreaterThan(
      world.services.starts.indexOf('service:base@node1@1'),
    );
  });

  test('is never started, stopped or looked at on another node than its own', async () => {
    const world = await runningCluster({ ...BASE, nodes: 3, services: [...instances(3), { name: 'guest' }] });
    expect(await asked(world, world.host(2).leave())).toBeUndefined();
    world.host(2).startDaemon();
    await world.until('all is well', () => isWhole(world));
    const operations = [...world.services.starts, ...world.services.stops];
    for (const operation of operations.filter((one) => one.includes('base@')))
      expect(operation).toMatch(/^service:base@node(\d)@\1$/);
  });

  test('stops last when its node leaves, and starts first when that is back, before guests return', async () => {
    const guest = {
      name: 'guest',
      domain: 'first',
      depend: ['service:base'],
      autoFailback: 'on',
      failbackDelay: 3_000,
    };
    const world = await runningCluster({ ...BASE, services: [...instances(2), guest as Named] });
    expect(await asked(world, world.host(1).leave())).toBeUndefined();
    expect(world.services.stops).toEqual(['service:guest@1', 'service:base@node1@1']);
    expect(serviceOn(world, 2, 'service:base@node1')).toMatchObject({ state: 'stopped', only: 'node1' });
    // Nobody has to do anything about it.
    expect(statusOf(world, 2).waits).toEqual([]);
    const before = world.services.starts.length;
    world.host(1).startDaemon();
    await world.until('the guest is back', () => world.where('service:guest').includes(1));
    expect(since(world, before)).toEqual(['service:base@node1@1', 'service:guest@1']);
  });

  test('does not follow its node when that dies; the guests do', async () => {
    const world = await runningCluster(BASE);
    world.host(1).powerOff();
    await world.until('the guest runs on node 2', () => world.where('service:guest').includes(2));
    expect(world.where('service:base@node1')).toEqual([]);
    expect(serviceOn(world, 2, 'service:base@node1')).toMatchObject({ state: 'stopped', owner: null });
  });

  test('that fails on one node takes its guests to another, without touching the instance there', async () => {
    const world = await runningCluster(BASE);
    world.services.behave('service:base@node1', 1, { start: 'fail' });
    world.services.crash('service:base@node1', 1);
    await world.until('the guest runs on node 2', () => world.where('service:guest').includes(2));
    expect(world.services.stops.filter((one) => one.startsWith('service:base@node2'))).toEqual([]);
  });
});

describe('an operator', () => {
  test('commands all instances by the name of the service, or one by its own', async () => {
    const world = await runningCluster(BASE);
    expect(await order(world, { verb: 'disable', service: 'base@node2' })).toMatchObject({ code: 'SUCCESS' });
    expect(world.where('service:base@node1')).toEqual([1]);
    expect(await order(world, { verb: 'disable', service: 'base' })).toMatchObject({
      code: 'SUCCESS',
      owner: null,
    });
    expect(world.where('service:base@node1')).toEqual([]);
    const enabled = await order(world, { verb: 'enable', service: 'base' });
    expect(enabled).toMatchObject({ code: 'SUCCESS', owner: 'node1, node2' });
    expect(await order(world, { verb: 'enable', service: 'base' })).toMatchObject({ code: 'RUN' });
    await world.until('all is well', () => isWhole(world));
  });

  test('is told which of them failed', async () => {
    const world = await runningCluster(BASE);
    world.services.behave('service:base@node2', 2, { stop: 'fail' });
    const failed = await order(world, { verb: 'disable', service: 'base' });
    expect(failed.code).toBe('ABORT');
    expect(failed.message).toMatch(/^1 of 2 instances failed: service:base@node2/);
    expect(world.where('service:base@node1')).toEqual([]);
  });

  test('can pick one by its node, and move none', async () => {
    const world = await runningCluster(BASE);
    await order(world, { verb: 'disable', service: 'base' });
    expect(await order(world, { verb: 'enable', service: 'base', node: 'node2' })).toMatchObject({
      code: 'SUCCESS',
      owner: 'node2',
    });
    expect(world.where('service:base@node1')).toEqual([]);
    expect(await order(world, { verb: 'relocate', service: 'base' })).toMatchObject({ code: 'INVAL' });
    const moved = await order(world, { verb: 'relocate', service: 'base@node2', node: 'node1' });
    expect(moved).toMatchObject({ code: 'DOMAIN' });
  });

  test('may disable the instance of a node that is away, and finds it so when that is back', async () => {
    const world = await runningCluster(BASE);
    await asked(world, world.host(1).leave());
    expect(await order(world, { verb: 'disable', service: 'base' })).toMatchObject({ code: 'SUCCESS' });
    expect(await order(world, { verb: 'enable', service: 'base' })).toMatchObject({ code: 'SUCCESS' });
    world.host(1).startDaemon();
    await world.until('all is well', () => isWhole(world));
    expect(world.where('service:base@node1')).toEqual([1]);
  });
});
