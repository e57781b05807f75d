/** Operators' migrations on simulated clusters: what is refused and how, what is shown meanwhile, what becomes of them. */
import { describe, expect, test } from 'vitest';
import type { CommandResult, ServiceVerb } from '#src/cluster/commands.ts';
import { RESOURCE_DEFAULTS } from '#src/config/defaults.ts';
import type { World } from '#src/sim/world.ts';
import { asked, eventsOf, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';

const GUEST = { ...RESOURCE_DEFAULTS, type: 'simguest', name: 'guest', id: 'simguest:guest' };
const guest = { name: 'guest', domain: 'first', resources: [GUEST] };
const TWO = { nodes: 2, services: [guest, { name: 'web' }], domains: [prefers('first', 1, 2)] };
const THREE = { nodes: 3, services: [guest, { name: 'web' }], domains: [prefers('first', 1, 2, 3)] };
const ID = 'service:guest';

function order(world: World, verb: ServiceVerb, node?: string, service = ID, at = 1): Promise<CommandResult> {
  const wanted = node === undefined ? { verb, service } : { verb, service, node };
  const answer = world.host(at).daemon?.service(wanted);
  if (answer === undefined) throw new Error(`node ${at} has no daemon`);
  return answer;
}

async function underWay(world: World): Promise<void> {
  await world.until('it migrates', () => serviceOn(world, 1, ID).state === 'migrating');
}

describe('migrate', () => {
  test.each([1, 2])('moves a guest without a stop, asked at node %i', async (at) => {
    const world = await runningCluster(TWO);
    const result = await asked(world, order(world, 'migrate', 'node2', ID, at));
    expect(result).toEqual({ code: 'SUCCESS', message: `${ID} is now running on node2`, owner: 'node2' });
    expect(world.where(ID)).toEqual([2]);
    expect(world.services.starts.filter((one) => one.startsWith(ID))).toEqual([`${ID}@1`]);
    expect(world.services.stops).toEqual([]);
  });

  test('is monitored where it has come to, and no more where it was', async () => {
    const world = await runningCluster(TWO);
    await asked(world, order(world, 'migrate', 'node2'));
    world.services.crash(ID, 2);
    await world.until('it was missed', () =>
      eventsOf(world, 2).some(({ name }) => name === 'resource.failed'),
    );
    await world.until('it runs again', () => world.where(ID).length === 1);
    expect(world.where(ID)).toEqual([2]);
    expect(eventsOf(world, 1).some(({ name }) => name === 'resource.failed')).toBe(false);
  });

  test('that fails leaves the guest where it is, says why, and it is monitored there', async () => {
    const world = await runningCluster(TWO);
    world.services.behave(ID, 1, { migrate: 'fail' });
    const result = await asked(world, order(world, 'migrate', 'node2'));
    expect(result).toMatchObject({ code: 'RELO', owner: 'node1' });
    expect(result.message).toContain('qemu unexpectedly closed the monitor');
    expect(world.services.stops).toEqual([]);
    world.services.crash(ID, 1);
    await world.until('it was missed', () =>
      eventsOf(world, 1).some(({ name }) => name === 'resource.failed'),
    );
  });

  test.each([
    ['what is no guest', 'service:web', 'node2', 'INVAL', 'picket relocate service:web NODE'],
    ['a service that does not exist', 'service:no', 'node2', 'NOSERVICE', 'cluster.xml'],
    ['to a node that does not exist', ID, 'node9', 'NODE', 'node9'],
    ['to where it is', ID, 'node1', 'RUN', 'already runs'],
    ['to nowhere in particular', ID, undefined, 'INVAL', 'picket migrate service:guest NODE'],
  ])('of %s is refused', async (_, service, node, code, words) => {
    const world = await runningCluster(TWO);
    const result = await asked(world, order(world, 'migrate', node, service));
    expect(result.code).toBe(code);
    expect(result.message).toContain(words);
    expect(world.where(ID)).toEqual([1]);
  });

  test('to a node in standby is refused', async () => {
    const world = await runningCluster(TWO);
    await asked(world, world.host(1).daemon?.restrict({ verb: 'standby', node: 'node2' }));
    expect((await asked(world, order(world, 'migrate', 'node2'))).code).toBe('NODE');
  });

  test('a second one to the same node joins the first, one to another is refused', async () => {
    const world = await runningCluster(THREE);
    world.services.behave(ID, 1, { migrate: 'slow' });
    const first = order(world, 'migrate', 'node2');
    await underWay(world);
    const same = order(world, 'migrate', 'node2', ID, 3);
    expect(await asked(world, order(world, 'migrate', 'node3'), 1_000)).toMatchObject({ code: 'AGAIN' });
    expect(await asked(world, Promise.all([first, same]))).toMatchObject([
      { code: 'SUCCESS' },
      { code: 'SUCCESS' },
    ]);
    expect(world.where(ID)).toEqual([2]);
  });

  test('is shown on every node while it lasts, with what ends it', async () => {
    const world = await runningCluster(THREE);
    world.services.behave(ID, 1, { migrate: 'slow' });
    const done = order(world, 'migrate', 'node2');
    await underWay(world);
    await world.run(2_000);
    for (const node of [1, 2, 3]) {
      const status = statusOf(world, node);
      const shown = serviceOn(world, node, ID);
      expect(shown).toMatchObject({ owner: 'node1', migration: { to: 'node2', by: 'operator', percent: 0 } });
      const wait = status.waits.find(({ what }) => what.startsWith(`${ID} migrates from node1 to node2`));
      expect(wait?.what).toContain('0 %');
      expect(wait?.until).toBeGreaterThan(shown.since);
      expect(wait?.ends).toContain(`picket stop ${ID}`);
    }
    await asked(world, done);
    expect(serviceOn(world, 3, ID)).not.toHaveProperty('migration');
    expect(statusOf(world, 3).waits).toEqual([]);
  });

  test.each(['stop', 'disable'] as const)('is broken off by %s, and the guest is stopped', async (verb) => {
    const world = await runningCluster(TWO);
    world.services.behave(ID, 1, { migrate: 'hang' });
    const first = order(world, 'migrate', 'node2');
    await underWay(world);
    await world.run(1_000);
    expect((await asked(world, order(world, verb), 5_000)).code).toBe('SUCCESS');
    expect((await asked(world, first)).code).not.toBe('SUCCESS');
    expect(world.where(ID)).toEqual([]);
    expect(world.services.stops).toEqual([`${ID}@1`, `${ID}@2`]);
  });

  test('of a guest that dies on the way ends with the guest started anew', async () => {
    const world = await runningCluster(TWO);
    world.services.behave(ID, 1, { migrate: 'slow' });
    const first = order(world, 'migrate', 'node2');
    await underWay(world);
    await world.run(1_000);
    world.services.crash(ID, 1);
    expect((await asked(world, first)).code).toBe('RELO');
    expect(world.where(ID)).toEqual([1]);
  });

  test('is refused while a lost node is not fenced', async () => {
    const world = await runningCluster(THREE);
    world.power.setMode(3, 'fails');
    world.host(3).powerOff();
    await world.until('it is lost', () => statusOf(world, 1).nodes[2]?.standing === 'lost');
    expect((await asked(world, order(world, 'migrate', 'node2'))).code).toBe('FENCE');
    expect(world.where(ID)).toEqual([1]);
  });
});
