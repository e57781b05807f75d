/** What operators ask for: moving, disabling, freezing, fencing, leaving; and what the cluster does by its own policy. */
import { describe, expect, test } from 'vitest';
import { asked, eventsOf, isWhole, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';

const ON_ONE = { nodes: 2, services: [{ name: 'web', domain: 'first' }], domains: [prefers('first', 1, 2)] };

describe('a node that leaves', () => {
  test.each([1, 2])('hands its services over and is not fenced (node %i)', async (node) => {
    const world = await runningCluster({ ...ON_ONE, domains: [prefers('first', node, 3 - node)] });
    const other = 3 - node;
    expect(await asked(world, world.host(node).leave())).toBeUndefined();
    await world.until('web runs on the other', () => world.where('service:web').includes(other));
    await world.run(30_000);
    expect(world.power.shots).toEqual([]);
    expect(statusOf(world, other).nodes[node - 1]?.standing).toBe('left');
    world.host(node).startDaemon();
    await world.until('it is a member again', () => isWhole(world));
  });

  test.each([1, 2])('with nothing to hand over leaves at once (node %i)', async (node) => {
    const world = await runningCluster({ ...ON_ONE, domains: [prefers('first', 3 - node, node)] });
    expect(await asked(world, world.host(node).leave(), 5_000)).toBeUndefined();
    await world.run(20_000);
    expect(world.power.shots).toEqual([]);
    expect(world.services.starts).toHaveLength(1);
  });

  test('may not leave while a service there is frozen, and is told what to do', async () => {
    const world = await runningCluster(ON_ONE);
    await asked(world, world.host(1).daemon?.service({ verb: 'freeze', service: 'web' }));
    expect(await asked(world, world.host(1).leave())).toContain('picket thaw service:web');
    await asked(world, world.host(1).daemon?.service({ verb: 'thaw', service: 'web' }));
    expect(await asked(world, world.host(1).leave())).toBeUndefined();
  });

  test('together with the other one: all is stopped, nobody is fenced', async () => {
    const world = await runningCluster({ nodes: 2, services: [{ name: 'a' }, { name: 'b' }] });
    const both = Promise.all(world.hosts.map((host) => host.leave()));
    expect(await asked(world, both)).toEqual([undefined, undefined]);
    await world.run(20_000);
    expect(['a', 'b'].map((name) => world.where(`service:${name}`))).toEqual([[], []]);
    expect(world.power.shots).toEqual([]);
  });

  test('may not leave while something could not be stopped, and stays a member', async () => {
    const world = await runningCluster(ON_ONE);
    world.services.behave('service:web', 1, { stop: 'fail' });
    const words = await asked(world, world.host(1).leave());
    expect(words).toContain('service:web');
    await world.run(20_000);
    expect(statusOf(world, 2).nodes[0]?.standing).toBe('member');
    expect(serviceOn(world, 2, 'service:web').state).toBe('failed');
    expect(world.services.starts).toEqual(['service:web@1']);
  });
});

describe('a service that fails', () => {
  test('to start is stopped there and tried on the next node', async () => {
    const plan = { ...ON_ONE, services: [{ name: 'web', domain: 'first', autostart: false }] };
    const world = await runningCluster(plan);
    world.services.behave('service:web', 1, { start: 'fail' });
    const result = await asked(world, world.host(1).daemon?.service({ verb: 'enable', service: 'web' }));
    expect(result).toMatchObject({ code: 'SUCCESS', owner: 'node2' });
    expect(world.services.starts).toEqual(['service:web@1', 'service:web@2']);
    expect(world.services.stops).toEqual(['service:web@1']);
  });

  test('while running is restarted in place, and moves when that happens too often', async () => {
    const services = [{ name: 'web', domain: 'first', maxRestarts: 2, restartExpireTime: 600_000 }];
    const world = await runningCluster({ ...ON_ONE, services });
    for (const expected of [1, 1, 2]) {
      const before = world.services.starts.length;
      for (const node of world.where('service:web')) world.services.crash('service:web', node);
      await world.until('it was started again', () => world.services.starts.length > before);
      expect(world.services.starts.at(-1)).toBe(`service:web@${expected}`);
      await world.until('and runs', () => isWhole(world));
    }
    expect(world.power.shots).toEqual([]);
  });

  test('to stop is failed, starts nowhere else, and runs again after an operator has cleaned up', async () => {
    const world = await runningCluster(ON_ONE);
    world.services.behave('service:web', 1, { stop: 'fail' });
    const move = await asked(world, world.host(2).daemon?.service({ verb: 'relocate', service: 'web' }));
    expect(move.code).toBe('ABORT');
    await world.run(60_000);
    expect(world.services.starts).toEqual(['service:web@1']);
    world.services.cleanUp('service:web', 1);
    world.services.behave('service:web', 1, {});
    await asked(world, world.host(2).daemon?.service({ verb: 'disable', service: 'web' }));
    const again = await asked(world, world.host(2).daemon?.service({ verb: 'enable', service: 'web' }));
    expect(again.code).toBe('SUCCESS');
  });

  test('to stop is started elsewhere once its node has been fenced', async () => {
    const world = await runningCluster(ON_ONE);
    world.services.behave('service:web', 1, { stop: 'fail' });
    await asked(world, world.host(2).daemon?.service({ verb: 'relocate', service: 'web' }));
    const fence = await asked(world, world.host(2).daemon?.fence({ node: 'node1', action: 'off' }));
    expect(fence.code).toBe('SUCCESS');
    await world.until('web runs on node 2', () => world.where('service:web').includes(2));
  });
});

describe('failback', () => {
  test('leaves a service where an operator moved it, until the better node comes anew', async () => {
    const web = { name: 'web', domain: 'first', autoFailback: 'on' as const, failbackDelay: 5_000 };
    const world = await runningCluster({ nodes: 2, services: [web], domains: [prefers('first', 1, 2)] });
    const move = { verb: 'relocate', service: 'web', node: 'node2' } as const;
    expect(await asked(world, world.host(1).daemon?.service(move))).toMatchObject({ code: 'SUCCESS' });
    await world.run(60_000);
    expect(world.where('service:web')).toEqual([2]);
    world.host(1).powerOff();
    await world.until('node 1 is gone', () => !isWhole(world));
    world.host(1).powerOn();
    await world.until('web is home', () => world.where('service:web').includes(1));
  });

  test('brings services back after the delay, one at a time', async () => {
    const policy = { domain: 'first', autoFailback: 'on' as const, failbackDelay: 20_000 };
    const services = ['a', 'b', 'c'].map((name) => ({ name, ...policy }));
    const world = await runningCluster({ nodes: 2, services, domains: [prefers('first', 1, 2)] });
    world.host(1).powerOff();
    await world.until('all runs on node 2', () =>
      services.every(({ name }) => world.where(`service:${name}`).includes(2)),
    );
    world.host(1).powerOn();
    await world.until('node 1 is a member', () => isWhole(world));
    const joined = world.now;
    const before = eventsOf(world, 2).length;
    await world.until('all is back', () =>
      services.every(({ name }) => world.where(`service:${name}`).includes(1)),
    );
    expect(world.now - joined).toBeGreaterThan(19_000);
    const moves = eventsOf(world, 2)
      .slice(before)
      .filter(({ name }) => name === 'service.stopping' || name === 'service.started')
      .map(({ name }) => name);
    expect(moves.slice(0, 5)).toEqual([
      'service.stopping',
      'service.started',
      'service.stopping',
      'service.started',
      'service.stopping',
    ]);
  });
});

describe('what an operator said', () => {
  test('is remembered after both nodes lost power: disabled stays disabled', async () => {
    const world = await runningCluster({ nodes: 2, services: [{ name: 'web' }, { name: 'db' }] });
    const result = await asked(world, world.host(2).daemon?.service({ verb: 'disable', service: 'web' }));
    expect(result.code).toBe('SUCCESS');
    for (const host of world.hosts) host.powerOff();
    await world.run(1_000);
    world.powerOnAll();
    await world.until('db runs', () => isWhole(world) && world.where('service:db').length === 1);
    await world.run(20_000);
    expect(serviceOn(world, 1, 'service:web').state).toBe('disabled');
    expect(world.where('service:web')).toEqual([]);
  });

  test('frozen: a service that fails is left alone until it is thawed', async () => {
    const world = await runningCluster(ON_ONE);
    await asked(world, world.host(1).daemon?.service({ verb: 'freeze', service: 'web' }));
    world.services.crash('service:web', 1);
    await world.run(60_000);
    expect(world.services.starts).toHaveLength(1);
    expect(serviceOn(world, 2, 'service:web')).toMatchObject({ state: 'started', frozen: true });
    const refused = await asked(world, world.host(2).daemon?.service({ verb: 'relocate', service: 'web' }));
    expect(refused.code).toBe('FROZEN');
    await asked(world, world.host(2).daemon?.service({ verb: 'thaw', service: 'web' }));
    await world.until('it is started again', () => world.where('service:web').length === 1);
  });

  test('fence this node: it goes off, its services go elsewhere, it comes back', async () => {
    const world = await runningCluster(ON_ONE);
    const result = await asked(world, world.host(2).daemon?.fence({ node: 'node1', action: 'reboot' }));
    expect(result.code).toBe('SUCCESS');
    await world.until('web runs on node 2', () => world.where('service:web').includes(2));
    await world.until('node 1 is back', () => isWhole(world), 60_000);
    expect(world.power.shots).toEqual(['off node1', 'on node1']);
  });

  test('fence this node: it is switched on again though the members change meanwhile', async () => {
    const world = await runningCluster({ ...ON_ONE, nodes: 3 });
    void world.host(1).daemon?.fence({ node: 'node3', action: 'reboot' });
    await world.until('it is being switched on', () => world.power.shots.includes('on node3'));
    void world.host(2).leave();
    await world.until('it is on', () => world.host(3).powered);
  });

  test('fence the coordinator: the node that was asked, or whoever coordinates then, answers', async () => {
    const world = await runningCluster({ ...ON_ONE, nodes: 3 });
    const result = await asked(world, world.host(3).daemon?.fence({ node: 'node1', action: 'reboot' }));
    expect(result).toMatchObject({ code: 'SUCCESS' });
    expect(world.power.shots).toContain('off node1');
  });

  test('fence: when quorum is lost before it is done, the operator hears that it will not be', async () => {
    const world = await runningCluster({ ...ON_ONE, nodes: 3 });
    world.power.setMode(3, 'hangs');
    const fence = world.host(1).daemon?.fence({ node: 'node3', action: 'off' });
    await world.until('it is lost', () => statusOf(world, 1).nodes[2]?.standing === 'lost');
    world.network.cut(1, 2);
    world.network.cut(2, 3);
    const result = await asked(world, fence);
    expect(result).toMatchObject({
      code: 'QUORUM',
      message: expect.stringContaining('its power is not touched'),
    });
    const { length } = world.power.shots;
    world.power.setMode(3, 'ok');
    world.network.heal();
    await world.until('all are members again', () => isWhole(world), 60_000);
    expect(world.power.shots.slice(length)).not.toContain('off node3');
  });

  test('move: a command given on any node is carried out by the coordinator', async () => {
    const world = await runningCluster(ON_ONE);
    for (const [ask, to] of [
      [2, 'node2'],
      [1, 'node1'],
    ] as const) {
      const command = { verb: 'relocate', service: 'web', node: to } as const;
      expect(await asked(world, world.host(ask).daemon?.service(command))).toMatchObject({
        code: 'SUCCESS',
        owner: to,
      });
    }
  });

  test('of what does not exist is refused in words', async () => {
    const world = await runningCluster(ON_ONE);
    const { daemon } = world.host(1);
    expect((await asked(world, daemon?.service({ verb: 'enable', service: 'nope' }))).code).toBe('NOSERVICE');
    expect((await asked(world, daemon?.service({ verb: 'enable', service: 'web', node: 'nope' }))).code).toBe(
      'NODE',
    );
    expect((await asked(world, daemon?.fence({ node: 'nope', action: 'off' }))).code).toBe('NODE');
    expect((await asked(world, daemon?.fence({ node: 'node1', action: 'off' }))).code).toBe('INVAL');
  });
});
