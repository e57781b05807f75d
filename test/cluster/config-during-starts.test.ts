/** A new version of cluster.xml meets services that are just being started: nothing is taken that another one still has. */
import { expect, test } from 'vitest';
import { configText } from '#src/sim/daemon-config.ts';
import type { World } from '#src/sim/world.ts';
import { asked, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';
import { activeResources, follows, nextVersion, push, res, svc } from './support/configs.ts';

const IDS = ['a', 'b', 'c'].map((name) => `service:${name}`);
const DOMAINS = [prefers('first', 1, 2), prefers('second', 2, 1)];

/** Resources by name that are active in two places. */
function twice(world: World): readonly string[] {
  const active = Object.values(activeResources(world, IDS));
  const names = active.flatMap((text) => text.split(' ').map((one) => one.split('=')[0] ?? ''));
  return names.filter((name, index) => names.indexOf(name) !== index);
}

async function watched(world: World, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 50) {
    await world.run(50);
    expect(twice(world)).toEqual([]);
  }
}

test('a start that waits for its turn on its node does not take what the new version gives to the service', async () => {
  const world = await runningCluster({
    nodes: 2,
    maxParallel: 1,
    domains: DOMAINS,
    services: [
      { name: 'a', domain: 'first', resources: [res('p'), res('r')] },
      { name: 'b', domain: 'second', resources: [res('q')] },
      { name: 'c', domain: 'second', resources: [res('s')] },
    ],
  });
  const say = (verb: 'disable' | 'enable', service: string) =>
    world.host(1).daemon?.service({ verb, service });
  await asked(world, say('disable', 'b'));
  await asked(world, say('disable', 'c'));
  world.services.behave('service:a', 1, { stop: 'slow' });
  world.services.behave('service:c', 2, { start: 'slow' });
  void say('enable', 'c');
  await world.run(100);
  void say('enable', 'b');
  await world.run(3_000);
  expect(serviceOn(world, 1, 'service:b').state).toBe('starting');
  const [a, b, c] = world.config.services;
  if (a === undefined || b === undefined || c === undefined) throw new Error('three services are expected');
  const next = [{ ...a, resources: [res('r')] }, { ...b, resources: [res('q'), res('p')] }, c];
  void world
    .host(1)
    .daemon?.configPush({ text: configText(nextVersion(world.config, 2, next)), who: 'root', why: '' });
  await watched(world, 2_000);
  expect(serviceOn(world, 2, 'service:b').state).toBe('started');
  const wait = statusOf(world, 2).waits.find(({ what }) => what.startsWith('service:b'));
  expect(wait?.ends).toBe('it runs as the file says (service:a still has sim:p)');
  await watched(world, 20_000);
  expect(follows(world, 2)).toBe(true);
  expect(activeResources(world, IDS)).toEqual({
    'service:a@1': 'r=1',
    'service:b@2': 'p=1 q=1',
    'service:c@2': 's=1',
  });
});

test('two services that are restarted while they swap resources do not wait for each other for ever', async () => {
  const world = await runningCluster({
    nodes: 2,
    domains: DOMAINS,
    services: [
      { name: 'a', domain: 'first', resources: [res('p')] },
      { name: 'b', domain: 'second', resources: [res('q')] },
    ],
  });
  world.services.behave('service:a', 1, { stop: 'slow' });
  world.services.behave('service:b', 2, { stop: 'slow' });
  for (const service of ['a', 'b']) void world.host(1).daemon?.service({ verb: 'restart', service });
  await world.run(1_000);
  expect(serviceOn(world, 1, 'service:a').state).toBe('stopping');
  const next = [
    { ...svc('a', res('q')), domain: 'first' },
    { ...svc('b', res('p')), domain: 'second' },
  ];
  void push(world, 1, nextVersion(world.config, 2, next));
  await watched(world, 60_000);
  expect(statusOf(world, 1).waits).toEqual([]);
  expect(follows(world, 2)).toBe(true);
  expect(activeResources(world, IDS)).toEqual({ 'service:a@1': 'q=1', 'service:b@2': 'p=1' });
});

test('two pushes of the same text: neither is told that it is in force before every member has stored it', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const world = await runningCluster({ nodes: 2, services: [{ name: 'a', resources: [res('p')] }] }, seed);
    const text = configText(nextVersion(world.config, 2, [svc('a', res('p'), res('q'))]));
    world.host(2).disk.writes = 'slow';
    const done: string[] = [];
    const say = async (): Promise<void> => {
      const { ok } = (await world.host(1).daemon?.configPush({ text, who: 'root', why: '' })) ?? {
        ok: false,
      };
      done.push(`${ok} ${statusOf(world, 2).configVersion}`);
    };
    let isOver = false;
    void say().then(() => {
      isOver = true;
    });
    let said = 1;
    for (; !isOver; said++) {
      void say();
      await world.run(2);
    }
    await world.until('all are answered', () => done.length === said);
    expect(new Set(done)).toEqual(new Set(['true 2']));
  }
});

test('a guest that is to be left as it is, but is frozen, is not started elsewhere by a service that takes it', async () => {
  const guest = { ...svc('g', res('g')), id: 'vm:g', kind: 'vm' as const, domain: 'first' };
  const web = { ...svc('b', res('q')), domain: 'second' };
  const world = await runningCluster({ nodes: 2, domains: DOMAINS, services: [guest, web] });
  const say = (verb: 'freeze' | 'thaw') =>
    asked(world, world.host(1).daemon?.service({ verb, service: 'vm:g' }));
  expect(await say('freeze')).toMatchObject({ code: 'SUCCESS' });
  await push(world, 1, nextVersion(world.config, 2, [web]));
  const taken = { ...web, resources: [res('q'), res('g')] };
  expect(await push(world, 1, nextVersion(world.config, 3, [taken]))).toMatchObject({
    ok: true,
    problems: [expect.stringMatching(/^vm:g is left alone/), 'service:b follows later: vm:g still has sim:g'],
  });
  await world.run(20_000);
  expect(world.where('vm:g')).toEqual([1]);
  expect(activeResources(world, ['service:b'])).toEqual({ 'service:b@2': 'q=1' });
  expect(await say('thaw')).toMatchObject({ code: 'SUCCESS' });
  await world.until('all follow', () => follows(world, 3));
  expect(activeResources(world, ['service:b', 'vm:g'])).toEqual({ 'service:b@2': 'g=1 q=1' });
});
