/** A new version of cluster.xml: in force on all members or on none, and only what it touches stops or starts. */
import { describe, expect, test } from 'vitest';
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import { configText } from '#src/sim/daemon-config.ts';
import { asked, prefers, runningCluster, serviceOn, statusOf, story } from './support/cluster.ts';
import { activeResources, follows, nextVersion, push, res, svc } from './support/configs.ts';
import { storedOn } from './support/stored.ts';

const PLAN = {
  nodes: 2,
  services: [
    { name: 'web', resources: [res('ip'), res('httpd')] },
    { name: 'db', resources: [res('disk', '1', res('mysql'))] },
  ],
};
const ALL = ['service:web', 'service:db', 'service:mail'];

function oldServices({ services }: ClusterConfig) {
  const [web, db] = services;
  if (web === undefined || db === undefined) throw new Error('two services are expected');
  return { web, db };
}

describe('a push', () => {
  test('starts what is new and leaves all else untouched', async () => {
    const world = await runningCluster(PLAN);
    const { starts, stops } = world.services;
    const [begun, ended] = [starts.length, stops.length];
    const { web, db } = oldServices(world.config);
    const result = await push(world, 2, nextVersion(world.config, 2, [web, db, svc('mail', res('smtp'))]));
    expect(result).toMatchObject({
      ok: true,
      message: expect.stringContaining('is in force on node1, node2'),
    });
    await world.until('mail runs', () => follows(world, 2));
    expect(starts.slice(begun)).toEqual([expect.stringContaining('service:mail@')]);
    expect(stops.slice(ended)).toEqual([]);
    expect(statusOf(world, 1).configDigest).toBe(statusOf(world, 2).configDigest);
  });

  test('gives a new service its record together with the version: nothing older of that name counts', async () => {
    const world = await runningCluster(PLAN);
    const { web, db } = oldServices(world.config);
    const next = nextVersion(world.config, 2, [web, db, svc('mail', res('smtp'))]);
    void world.host(1).daemon?.configPush({ text: configText(next), who: 'root', why: '' });
    const records = (node: number) =>
      new Map(storedOn(world, node).records.map(({ key, value }) => [key, value]));
    const version = (node: number) => (records(node).get('config') as { version?: number }).version;
    for (const node of [1, 2]) {
      for (let ms = 0; ms < 500 && version(node) !== 2; ms++) await world.run(1);
      expect(version(node)).toBe(2);
      expect(records(node).get('service:mail')).toMatchObject({ state: 'stopped', owner: 0 });
    }
  });

  test('restarts only the resources that changed', async () => {
    const world = await runningCluster(PLAN);
    const { owner } = serviceOn(world, 1, 'service:web');
    const { starts, stops } = world.services;
    const [begun, ended] = [starts.length, stops.length];
    const { db } = oldServices(world.config);
    const result = await push(
      world,
      1,
      nextVersion(world.config, 2, [svc('web', res('ip'), res('httpd', '2')), db]),
    );
    expect(result).toMatchObject({ ok: true, problems: [] });
    expect(activeResources(world, ['service:web'])).toEqual({
      [`service:web@${owner?.slice(-1)}`]: 'httpd=2 ip=1',
    });
    expect(stops.slice(ended)).toEqual([`service:web@${owner?.slice(-1)}`]);
    expect(starts.slice(begun)).toEqual([`service:web@${owner?.slice(-1)}`]);
    expect(serviceOn(world, 2, 'service:web')).toMatchObject({ state: 'started', owner });
  });

  test('stops what is removed and forgets it', async () => {
    const world = await runningCluster(PLAN);
    const { web } = oldServices(world.config);
    const result = await push(world, 1, nextVersion(world.config, 2, [web]));
    expect(result).toMatchObject({ ok: true, problems: [] });
    expect(world.where('service:db')).toEqual([]);
    await world.until('it is forgotten', () => follows(world, 2));
    for (const node of [1, 2]) {
      expect(statusOf(world, node).services.map(({ id }) => id)).toEqual(['service:web']);
      expect(statusOf(world, node).warnings).toEqual([]);
    }
  });

  test('moves a resource from one service to another: the stop comes before the start', async () => {
    const world = await runningCluster(PLAN);
    const next = [svc('web', res('ip')), svc('db', res('disk', '1', res('mysql')), res('httpd'))];
    const lines = world.story.length;
    expect(await push(world, 1, nextVersion(world.config, 2, next))).toMatchObject({
      ok: true,
      problems: [],
    });
    const told = world.story.slice(lines).map(({ text }) => text);
    const stopped = told.findIndex((text) => /resource.stopped sim:httpd of service:web/.test(text));
    const starting = told.findIndex((text) =>
      /resource.starting start of sim:httpd \(service:db\)/.test(text),
    );
    expect(stopped).toBeGreaterThan(-1);
    expect(starting).toBeGreaterThan(stopped);
    expect(Object.values(activeResources(world, ALL)).toSorted()).toEqual(['disk=1 httpd=1 mysql=1', 'ip=1']);
  });

  test('of the same text does nothing; of an older version, or another text of this one, is refused', async () => {
    const world = await runningCluster(PLAN);
    const { web, db } = oldServices(world.config);
    expect(await push(world, 1, world.config)).toMatchObject({
      ok: true,
      message: expect.stringMatching(/^version 1 \(\w{12}\) is in force already$/),
    });
    expect(await push(world, 2, nextVersion(world.config, 1, [web]))).toMatchObject({
      ok: false,
      code: 'INVAL',
      message: expect.stringMatching(/another text of that version \(\w{12}\): raise config_version/),
    });
    expect(await push(world, 2, nextVersion(world.config, 0, [web, db]))).toMatchObject({
      ok: false,
      message: expect.stringContaining('config_version 0 is too low'),
    });
    expect(statusOf(world, 2).configVersion).toBe(1);
  });

  test('that a member refuses changes nothing anywhere', async () => {
    const world = await runningCluster(PLAN);
    const { web } = oldServices(world.config);
    const stops = world.services.stops.length;
    const { disk } = world.host(2);
    disk.room = disk.used();
    const result = await push(world, 1, nextVersion(world.config, 2, [web]));
    expect(result).toMatchObject({
      ok: false,
      message: expect.stringContaining('refused, and used by no node'),
      problems: [expect.stringMatching(/^node2: .*no space left/)],
    });
    disk.room = Infinity;
    await world.run(5_000);
    for (const node of [1, 2]) expect(statusOf(world, node).configVersion).toBe(1);
    expect(world.services.stops).toHaveLength(stops);
  });

  test('that needs a restart of the daemons is refused with the reason, by every node', async () => {
    const world = await runningCluster(PLAN);
    const { config } = world;
    const next = { ...config, version: 2, heartbeat: { ...config.heartbeat, deadtime: 9_000 } };
    const result = await push(world, 1, next);
    expect(result.ok).toBe(false);
    expect(result.problems).toEqual([
      expect.stringMatching(/^node1: <heartbeat> changed: .*restart picket/),
      expect.stringMatching(/^node2: <heartbeat> changed: .*restart picket/),
    ]);
  });

  test('leaves a frozen service alone: it has to be thawed first', async () => {
    const world = await runningCluster(PLAN);
    const { db } = oldServices(world.config);
    world.happen({ kind: 'operator', node: 1, verb: 'freeze', service: 'service:web' });
    await world.until('it is frozen', () => serviceOn(world, 1, 'service:web').frozen);
    const result = await push(
      world,
      1,
      nextVersion(world.config, 2, [svc('web', res('ip', '2'), res('httpd')), db]),
    );
    expect(result).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('picket thaw service:web')],
    });
    expect(statusOf(world, 1).configVersion).toBe(1);
  });
});

describe('what fails on the way', () => {
  test('is recovered like any failure, by the new version', async () => {
    const world = await runningCluster(PLAN);
    const { db } = oldServices(world.config);
    for (const node of [1, 2]) world.services.behave('service:web', node, { start: 'fail' }, 'httpd');
    const pushed = push(
      world,
      1,
      nextVersion(world.config, 2, [svc('web', res('ip'), res('httpd', '2')), db]),
    );
    await world.until('its recovery', () =>
      story(world, 1, { service: 'service:web' }).includes('service.recovering'),
    );
    for (const node of [1, 2]) world.services.behave('service:web', node, {}, 'httpd');
    expect(await pushed).toMatchObject({ ok: true });
    await world.until('all follow', () => follows(world, 2), 120_000);
    expect(Object.values(activeResources(world, ['service:web']))).toEqual(['httpd=2 ip=1']);
  });

  test('a service that an operator restarts meanwhile still waits for what another one has', async () => {
    const domains = [prefers('first', 1, 2), prefers('second', 2, 1)];
    const [web, db] = PLAN.services as [(typeof PLAN.services)[0], (typeof PLAN.services)[1]];
    const services = [
      { ...web, domain: 'first' },
      { ...db, domain: 'second' },
    ];
    const world = await runningCluster({ ...PLAN, domains, services });
    const [oldWeb, oldDb] = world.config.services as [ServiceConfig, ServiceConfig];
    world.services.behave('service:web', 1, { stop: 'slow' }, 'httpd');
    const next = [
      { ...oldWeb, resources: [res('ip')] },
      { ...oldDb, resources: [res('disk', '1', res('mysql')), res('httpd')] },
    ];
    const pushed = push(world, 1, nextVersion(world.config, 2, next));
    await world.until('it is in force', () => statusOf(world, 2).configVersion === 2);
    const restarted = world.host(2).daemon?.service({ verb: 'restart', service: 'db' });
    while (!world.services.active('service:db', 2).has('httpd')) {
      await world.run(50);
      const both =
        world.services.active('service:db', 2).has('httpd') &&
        world.services.active('service:web', 1).has('httpd');
      expect(both).toBe(false);
    }
    expect(await asked(world, restarted)).toMatchObject({ code: 'SUCCESS' });
    expect(await pushed).toMatchObject({ ok: true });
  });

  test('a stop that fails keeps the service where it is, and what waits for its resources waits', async () => {
    const world = await runningCluster(PLAN);
    const { db } = oldServices(world.config);
    for (const node of [1, 2]) world.services.behave('service:web', node, { stop: 'fail' }, 'httpd');
    const next = nextVersion(world.config, 2, [svc('web', res('ip')), db, svc('mail', res('httpd'))]);
    const result = await push(world, 1, next);
    expect(result).toMatchObject({ ok: true, problems: [expect.stringContaining('service:web is failed')] });
    await world.run(20_000);
    expect(serviceOn(world, 1, 'service:web').state).toBe('failed');
    expect(world.where('service:mail')).toEqual([]);
    expect(statusOf(world, 1).waits.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('service:mail waits for a node: service:web still has sim:httpd'),
    );
  });
});
