/** Versions are pushed while nodes die, daemons crash and cables break: never twice, and in the end all is as the last one says. */
import { expect, test } from 'vitest';
import type { ServiceConfig } from '#src/config/model.ts';
import { configText } from '#src/sim/daemon-config.ts';
import type { Dice } from '#src/sim/random.ts';
import type { World } from '#src/sim/world.ts';
import { isWhole, prefers, runningCluster, statusOf } from './support/cluster.ts';
import { activeResources, follows, nextVersion, push, res, svc } from './support/configs.ts';

const NAMES = ['a', 'b', 'c'];
const DOMAINS = [prefers('first', 1, 2, 3), prefers('second', 2, 3, 1)];
const IDS = NAMES.map((name) => `service:${name}`);
const ROUNDS = 6;
const STEP_MS = 100;
/** Longer than a boot and the fence before it. */
const CALM_MS = 240_000;

function randomServices(dice: Dice): readonly ServiceConfig[] {
  const resources = ['p', 'q', 'r', 's', 't'];
  const homes = new Map(resources.map((name) => [name, dice.pick(NAMES)]));
  return NAMES.filter(() => dice.chance(0.8)).flatMap((name) => {
    const mine = resources.filter((one) => homes.get(one) === name);
    const domain = dice.pick(['first', 'second']);
    if (mine.length === 0) return [];
    return [{ ...svc(name, ...mine.map((one) => res(one, dice.pick(['1', '2'])))), domain }];
  });
}

/** Resources that are active in two services, or on two nodes: one of them took it before the other gave it up. */
function twice(world: World): readonly string[] {
  const active = Object.entries(activeResources(world, IDS));
  const names = active.flatMap(([, text]) => text.split(' ').map((one) => one.split('=')[0] ?? ''));
  return names.filter((name, index) => names.indexOf(name) !== index);
}

/** Whoever switches it on sees that it was off: also for resources that no version has any more, and nobody looks for. */
function switchOn(world: World): void {
  for (const host of world.hosts.filter(({ powered }) => !powered)) {
    world.vouch(host.id);
    host.powerOn();
  }
}

async function watched(world: World, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= STEP_MS) {
    await world.run(Math.min(left, STEP_MS));
    expect(twice(world)).toEqual([]);
  }
}

/** The later ones have found something. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 14, 18, 20, 37, 38, 94, 134, 135, 179];

test.each(SEEDS)('seed %i', async (seed) => {
  const world = await runningCluster(
    // Every other time, starts wait for their turn on a node.
    {
      nodes: 3,
      domains: DOMAINS,
      maxParallel: 1 + 7 * (seed % 2),
      services: [{ name: 'a', resources: [res('p')] }],
    },
    seed,
  );
  const { dice } = world;
  for (let version = 2; version < 2 + ROUNDS; version++) {
    const next = nextVersion(world.config, version, randomServices(dice));
    const from = world.host(dice.pick([1, 2, 3]));
    for (const service of IDS) {
      for (const { id } of world.hosts) {
        const manner = (): 'slow' | 'ok' => (dice.chance(0.3) ? 'slow' : 'ok');
        world.services.behave(service, id, { start: manner(), stop: manner() });
      }
    }
    for (const name of NAMES) {
      const verb = dice.pick(['restart', 'relocate', 'none'] as const);
      if (verb !== 'none') void world.host(dice.pick([1, 2, 3])).daemon?.service({ verb, service: name });
    }
    await watched(world, dice.between(0, 3_000));
    void from.daemon?.configPush({ text: configText(next), who: 'root', why: '' });
    await watched(world, dice.between(0, 400));
    const victim = world.host(dice.pick([1, 2, 3]));
    const fault = dice.pick(['power', 'kill', 'restart', 'cut', 'pause'] as const);
    if (fault === 'power') victim.powerOff();
    if (fault === 'kill') victim.killDaemon(dice.between(100, 8_000));
    if (fault === 'restart') victim.restartDaemon();
    if (fault === 'pause') victim.pause(dice.between(1_000, 9_000));
    const to = (victim.id % 3) + 1;
    if (fault === 'cut') world.happen({ kind: 'cut', from: victim.id, to, oneWay: dice.chance(0.3) });
    await watched(world, dice.between(0, 20_000));
    world.happen({ kind: 'heal' });
    switchOn(world);
  }
  switchOn(world);
  await world.until('all are back', () => isWhole(world), CALM_MS);
  const last = randomServices(dice);
  const final = nextVersion(world.config, 100, last);
  // What was pushed last may still be on its way.
  for (let tries = 0; tries < 10 && statusOf(world, 1).configVersion !== 100; tries++) {
    await push(world, 1, final);
    await world.run(2_000);
  }
  await world.until('all follow', () => follows(world, 100), CALM_MS);
  await world.run(20_000);
  const wanted = last.map(({ id, resources }) => {
    const all = resources.map(({ name, attributes }) => `${name}=${attributes['value']}`);
    return [id, all.toSorted().join(' ')] as const;
  });
  const active = Object.entries(activeResources(world, IDS));
  expect(active.map(([key, text]) => [key.split('@')[0], text]).toSorted()).toEqual(
    wanted.filter(([, text]) => text !== '').toSorted(),
  );
  expect(statusOf(world, 2).services.map(({ id }) => id)).toEqual(last.map(({ id }) => id));
});
