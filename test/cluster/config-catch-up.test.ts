/** Nodes that die, join, restart or differ around a new version of cluster.xml. */
import { describe, expect, test } from 'vitest';
import type { ClusterConfig } from '#src/config/model.ts';
import { configText } from '#src/sim/daemon-config.ts';
import { createWorld, type World } from '#src/sim/world.ts';
import { asked, isWhole, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';
import { activeResources, follows, nextVersion, push, res, svc } from './support/configs.ts';

const FIRST = prefers('first', 1, 2, 3);
const SECOND = prefers('second', 2, 1, 3);
const PLAN = {
  nodes: 3,
  domains: [FIRST, SECOND],
  services: [
    { name: 'web', domain: 'first', resources: [res('ip'), res('httpd')] },
    { name: 'db', domain: 'second', resources: [res('disk')] },
  ],
};

function changed({ services }: ClusterConfig): ClusterConfig['services'] {
  return services.map((service) =>
    service.name === 'web' ? { ...service, resources: [res('ip'), res('httpd', '2')] } : service,
  );
}

function file(world: World, node: number, config: ClusterConfig): void {
  world.host(node).disk.put('/etc/picket/cluster.xml', Buffer.from(configText(config)));
}

describe('a node that was away', () => {
  test('takes up the version in force before it takes a service', async () => {
    const world = await runningCluster(PLAN);
    world.host(2).powerOff();
    await world.until('db runs elsewhere', () => world.where('service:db').some((node) => node !== 2));
    const next = nextVersion(world.config, 2, [...changed(world.config), svc('mail', res('smtp'))]);
    expect(await push(world, 1, next)).toMatchObject({ ok: true });
    world.host(2).powerOn();
    await world.until('node 2 follows', () => world.host(2).daemon !== undefined && follows(world, 2));
    expect(statusOf(world, 2).services.map(({ id }) => id)).toContain('service:mail');
    expect(statusOf(world, 2).warnings).toEqual([]);
    expect(Buffer.from(world.host(2).disk.files.get('/etc/picket/cluster.xml')?.now ?? []).toString()).toBe(
      configText(next),
    );
  });

  test('does not impose a newer file: it says how to put it in force', async () => {
    const world = await runningCluster(PLAN);
    world.host(3).powerOff();
    await world.until('it is fenced', () => statusOf(world, 1).view?.members.length === 2);
    file(world, 3, nextVersion(world.config, 7, []));
    world.host(3).powerOn();
    await world.until('it is back', () => isWhole(world), 120_000);
    await world.run(5_000);
    for (const node of [1, 2, 3]) expect(statusOf(world, node).configVersion).toBe(1);
    expect(statusOf(world, 3).warnings).toEqual([
      expect.stringMatching(
        /has version 7, but version 1 \(\w+\) is in force: picket config push .* puts it in force/,
      ),
    ]);
    expect(await asked(world, world.host(3).daemon?.reload())).toMatchObject({ ok: true });
    await world.until('it is in force', () => follows(world, 7));
    expect(activeResources(world, ['service:web', 'service:db'])).toEqual({});
  });

  test.each([1, 2, 3])(
    'that lost its disk and has a wrong file of that version starts nothing by it (%i)',
    async (seed) => {
      const only = { ...prefers('only', 3), restricted: true };
      const services = [{ name: 'web', domain: 'only', resources: [res('httpd')] }];
      const world = await runningCluster({ nodes: 3, domains: [only], services }, seed);
      const { disk } = world.host(3);
      world.host(3).powerOff();
      await world.until('it is fenced', () => statusOf(world, 1).view?.members.length === 2);
      for (const path of disk.files.keys()) if (path.startsWith('/var/lib/picket/')) disk.files.delete(path);
      const wrong = world.config.services.map((service) => ({
        ...service,
        resources: [res('httpd', 'wrong')],
      }));
      file(world, 3, nextVersion(world.config, 1, wrong));
      if (!world.host(3).powered) world.host(3).powerOn();
      // The order to start comes while the version in force is still on its way to the disk.
      disk.writes = 'slow';
      for (let ms = 0; ms < 60_000 && world.where('service:web').length === 0; ms += 50) {
        await world.run(50);
        expect(JSON.stringify(activeResources(world, ['service:web']))).not.toContain('wrong');
      }
      await world.until('it runs', () => isWhole(world));
      expect(activeResources(world, ['service:web'])).toEqual({ 'service:web@3': 'httpd=1' });
    },
  );

  test('with another text of the version in force keeps to what is in force, and says so', async () => {
    const world = await runningCluster(PLAN);
    world.host(3).powerOff();
    await world.until('it is fenced', () => statusOf(world, 1).view?.members.length === 2);
    file(world, 3, nextVersion(world.config, 1, []));
    world.host(3).powerOn();
    await world.until('it is back', () => isWhole(world), 120_000);
    expect(statusOf(world, 3).warnings).toEqual([
      expect.stringMatching(
        /on this node \(\w+\) has other content than version 1 \(\w+\) is in force: raise/,
      ),
    ]);
    expect(statusOf(world, 3).configDigest).toBe(statusOf(world, 1).configDigest);
  });
});

describe('a cluster that starts', () => {
  test('with different files of one version starts nothing and says which', async () => {
    const world = createWorld(1, PLAN);
    file(world, 3, nextVersion(world.config, 1, []));
    world.powerOnAll();
    await world.until('a view', () => world.host(1).daemon?.status().view?.members.length === 3);
    await world.run(10_000);
    expect(world.services.starts).toEqual([]);
    const said = [1, 2, 3].flatMap((node) => statusOf(world, node).waits.map(({ what }) => what));
    expect(said).toContainEqual(
      expect.stringMatching(
        /cluster.xml has version 1 on several nodes, with different content \(node1 \w+, /,
      ),
    );
  });

  test('with different versions takes the highest', async () => {
    const world = createWorld(1, PLAN);
    file(world, 2, nextVersion(world.config, 4, changed(world.config)));
    world.powerOnAll();
    await world.until('all follow', () => isWhole(world) && follows(world, 4));
    expect(activeResources(world, ['service:web'])).toEqual({ 'service:web@1': 'httpd=2 ip=1' });
  });

  test('anew with the same newer file everywhere takes it up', async () => {
    const world = await runningCluster(PLAN);
    for (const host of world.hosts) host.powerOff();
    for (const { id } of world.hosts) file(world, id, nextVersion(world.config, 2, changed(world.config)));
    await world.run(1_000);
    world.powerOnAll();
    await world.until('all follow', () => isWhole(world) && follows(world, 2), 120_000);
    expect(activeResources(world, ['service:web'])).toEqual({ 'service:web@1': 'httpd=2 ip=1' });
  });

  test('anew with a newer file on one node goes on with what was in force', async () => {
    const world = await runningCluster(PLAN);
    for (const host of world.hosts) host.powerOff();
    file(world, 1, nextVersion(world.config, 2, changed(world.config)));
    await world.run(1_000);
    world.powerOnAll();
    await world.until('all runs', () => isWhole(world), 120_000);
    for (const node of [1, 2, 3]) expect(statusOf(world, node).configVersion).toBe(1);
  });
});

describe('what happens while a version comes in force', () => {
  test.each([1, 2, 3])('node %i dies right away: all or none follow, and in the end all', async (victim) => {
    const world = await runningCluster(PLAN, 10 + victim);
    const asking = victim === 1 ? 2 : 1;
    const next = nextVersion(world.config, 2, changed(world.config));
    const pushed = world.host(asking).daemon?.configPush({ text: configText(next), who: 'root', why: '' });
    await world.run(victim * 3);
    world.host(victim).powerOff();
    const result = await asked(world, pushed);
    await world.until('the others go on', () => statusOf(world, asking).view?.members.length === 2, 120_000);
    await world.run(10_000);
    if (!result.ok) await push(world, asking, next);
    world.host(victim).powerOn();
    await world.until('all follow', () => isWhole(world) && follows(world, 2), 120_000);
    const [running = ''] = Object.values(activeResources(world, ['service:web']));
    expect(running).toBe('httpd=2 ip=1');
  });

  test('the coordinator dies between what stops and what starts: the next one goes on', async () => {
    const world = await runningCluster(
      { ...PLAN, services: [{ name: 'web', domain: 'second', resources: [res('ip'), res('httpd')] }] },
      3,
    );
    expect(world.where('service:web')).toEqual([2]);
    world.services.behave('service:web', 2, { stop: 'slow' }, 'httpd');
    const next = nextVersion(world.config, 2, changed(world.config));
    const pushed = world.host(3).daemon?.configPush({ text: configText(next), who: 'root', why: '' });
    await world.until('it is in force', () => statusOf(world, 3).configVersion === 2);
    const coordinator = Number(statusOf(world, 3).view?.coordinator.slice(-1));
    expect(coordinator).toBe(1);
    world.host(coordinator).powerOff();
    await asked(world, pushed);
    await world.until(
      'the rest follows',
      () => activeResources(world, ['service:web'])['service:web@2'] === 'httpd=2 ip=1',
      120_000,
    );
    expect(
      world.services.starts
        .filter((start) => start.startsWith('service:web'))
        .every((start) => start.endsWith('@2')),
    ).toBe(true);
  });

  test('a daemon that restarts in the middle knows by which version its services run', async () => {
    const world = await runningCluster(PLAN, 5);
    world.services.behave('service:web', 1, { stop: 'slow' }, 'httpd');
    const next = nextVersion(world.config, 2, changed(world.config));
    void world.host(2).daemon?.configPush({ text: configText(next), who: 'root', why: '' });
    await world.until('it is in force', () => statusOf(world, 1).configVersion === 2);
    world.host(1).killDaemon(500);
    await world.until(
      'all follow',
      () => world.host(1).daemon !== undefined && isWhole(world) && follows(world, 2),
      120_000,
    );
    expect(activeResources(world, ['service:web'])).toEqual({ 'service:web@1': 'httpd=2 ip=1' });
    expect(serviceOn(world, 2, 'service:web').state).toBe('started');
  });

  test('a removed service whose daemon restarts meanwhile is stopped all the same', async () => {
    const world = await runningCluster(PLAN, 6);
    world.services.behave('service:web', 1, { stop: 'slow' });
    const next = nextVersion(
      world.config,
      2,
      world.config.services.filter(({ name }) => name !== 'web'),
    );
    void world.host(2).daemon?.configPush({ text: configText(next), who: 'root', why: '' });
    await world.until('it is in force', () => statusOf(world, 1).configVersion === 2);
    world.host(1).killDaemon(500);
    await world.until(
      'all follow',
      () => world.host(1).daemon !== undefined && isWhole(world) && follows(world, 2),
      120_000,
    );
    expect(activeResources(world, ['service:web'])).toEqual({});
    expect(statusOf(world, 1).services.map(({ id }) => id)).toEqual(['service:db']);
  });
});

describe('a guest of its own', () => {
  const guest = { ...svc('g', res('g')), id: 'vm:g', kind: 'vm' as const };
  test('is left as it is when it is removed, and taken over when it comes back', async () => {
    const world = await runningCluster({ ...PLAN, services: [...PLAN.services, guest] });
    const [home] = world.where('vm:g');
    const { starts, stops } = world.services;
    const [begun, ended] = [starts.length, stops.length];
    expect(
      await push(world, 1, nextVersion(world.config, 2, world.config.services.slice(0, 2))),
    ).toMatchObject({ ok: true });
    await world.until('it is forgotten', () => follows(world, 2));
    expect(world.where('vm:g')).toEqual([home]);
    expect(statusOf(world, 1).services).toHaveLength(2);
    expect(await push(world, 1, nextVersion(world.config, 3, world.config.services))).toMatchObject({
      ok: true,
    });
    await world.until('all follow', () => follows(world, 3));
    expect(serviceOn(world, 1, 'vm:g')).toMatchObject({ state: 'started', owner: `node${home}` });
    expect([starts.length, stops.length]).toEqual([begun, ended]);
  });
});
