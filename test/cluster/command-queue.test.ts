/** Commands on one service take turns: who waits for whom, who joins, who interrupts, and what status tells of it. */
import { describe, expect, test } from 'vitest';
import type { CommandResult, ServiceVerb } from '#src/cluster/commands.ts';
import type { World } from '#src/sim/world.ts';
import { asked, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';

const PLAN = {
  nodes: 2,
  services: [{ name: 'a', domain: 'first' }],
  domains: [prefers('first', 1, 2)],
};
const OFF = { ...PLAN, services: [{ name: 'a', domain: 'first', autostart: false }] };

function give(world: World, verb: ServiceVerb, at = 1, node?: string): Promise<CommandResult> {
  const wanted = node === undefined ? {} : { node };
  const promise = world.host(at).daemon?.service({ verb, service: 'a', who: 'root', ...wanted });
  if (promise === undefined) throw new Error('no daemon');
  return promise;
}

function waits(world: World, at: number): readonly string[] {
  return statusOf(world, at).waits.map(({ what }) => what);
}

describe('commands on a service', () => {
  test('wait for their turn, and status says what for', async () => {
    const world = await runningCluster(PLAN);
    world.services.behave('service:a', 1, { stop: 'slow' });
    const first = give(world, 'restart');
    const second = give(world, 'relocate', 1, 'node2');
    await world.run(200);
    expect(waits(world, 1)).toEqual([
      'restart service:a (root) is under way: service:a is stopping on node1',
      'relocate service:a to node2 (root) waits for its turn: service:a is stopping on node1',
    ]);
    expect(statusOf(world, 1).waits[1]?.ends).toBe('restart service:a (root) is done');
    expect(await asked(world, first)).toMatchObject({ code: 'SUCCESS', owner: 'node1' });
    expect(await asked(world, second)).toMatchObject({ code: 'SUCCESS', owner: 'node2' });
    expect(world.services.starts).toEqual(['service:a@1', 'service:a@1', 'service:a@2']);
    expect(waits(world, 1)).toEqual([]);
  });

  test('that are the same are one', async () => {
    const world = await runningCluster(PLAN);
    const both = Promise.all([give(world, 'restart'), give(world, 'restart', 2)]);
    expect(await asked(world, both)).toMatchObject([{ code: 'SUCCESS' }, { code: 'SUCCESS' }]);
    expect(world.services.starts).toEqual(['service:a@1', 'service:a@1']);
  });

  test('that are the same are two when another one came between them', async () => {
    const world = await runningCluster(OFF);
    const all = [give(world, 'enable'), give(world, 'disable'), give(world, 'enable')];
    const [first, second, third] = await asked(world, Promise.all(all));
    expect([first?.code, second?.code, third?.code]).toEqual(['FAIL', 'SUCCESS', 'SUCCESS']);
    expect(serviceOn(world, 2, 'service:a').state).toBe('started');
  });

  test.each(['disable', 'stop'] as const)('%s interrupts a start that is under way', async (verb) => {
    const world = await runningCluster(OFF);
    world.services.behave('service:a', 1, { start: 'hang' });
    const enable = give(world, 'enable', 2);
    await world.run(1_000);
    expect(serviceOn(world, 1, 'service:a').state).toBe('starting');
    const before = world.now;
    expect(await asked(world, give(world, verb))).toMatchObject({ code: 'SUCCESS' });
    // Long before the deadline of the agent that hangs.
    expect(world.now - before).toBeLessThan(5_000);
    const said = await asked(world, enable, 5_000);
    expect(said.code).toBe('FAIL');
    expect(said.message).toContain(
      `service:a is ${verb === 'stop' ? 'stopped' : 'disabled'}: stopped on node1`,
    );
    await world.run(30_000);
    expect(world.where('service:a')).toEqual([]);
  });

  test('that wait are not begun any more after a disable: the last word counts', async () => {
    const world = await runningCluster(PLAN);
    world.services.behave('service:a', 1, { stop: 'slow' });
    const given = (['restart', 'relocate', 'enable', 'disable'] as const).map((verb) => give(world, verb));
    const said = await asked(world, Promise.all(given));
    expect(said.map(({ code }) => code)).toEqual(['FAIL', 'FAIL', 'FAIL', 'SUCCESS']);
    expect(said[1]?.message).toBe(
      'relocate service:a (root) was not begun: disable service:a (root) came after it',
    );
    await world.run(20_000);
    expect(serviceOn(world, 2, 'service:a').state).toBe('disabled');
  });

  test.each([
    ['disable', 'disabled'],
    ['stop', 'stopped'],
  ] as const)('that wait for the service itself are not begun any more after a %s', async (verb, state) => {
    const world = await runningCluster(PLAN);
    world.services.behave('service:a', 1, { stop: 'slow' });
    world.services.crash('service:a', 1);
    await world.until('it is being stopped', () => serviceOn(world, 1, 'service:a').state === 'recovering');
    const earlier = (['enable', 'restart'] as const).map((one) => give(world, one));
    await world.run(500);
    expect(await asked(world, give(world, verb))).toMatchObject({ code: 'SUCCESS' });
    const said = await asked(world, Promise.all(earlier), 1_000);
    expect(said.map(({ code }) => code)).toEqual(['FAIL', 'FAIL']);
    expect(said[0]?.message).toBe(
      `enable service:a (root) was not begun: ${verb} service:a (root) came after it`,
    );
    await world.run(20_000);
    expect(serviceOn(world, 2, 'service:a').state).toBe(state);
    expect(world.where('service:a')).toEqual([]);
  });

  test('that a failed service refuses until somebody has cleaned up do not wait for that', async () => {
    const world = await runningCluster(PLAN);
    world.services.behave('service:a', 1, { stop: 'fail' });
    await asked(world, give(world, 'stop'));
    expect(serviceOn(world, 1, 'service:a').state).toBe('failed');
    expect(await asked(world, give(world, 'freeze', 2), 1_000)).toMatchObject({
      code: 'AGAIN',
      message: 'service:a is in state failed: clean up by hand, then picket disable service:a',
    });
  });

  test('to thaw a failed service are carried out, and say so', async () => {
    const world = await runningCluster(PLAN);
    world.services.behave('service:a', 1, { stop: 'fail' });
    await asked(world, give(world, 'stop'));
    expect(await asked(world, give(world, 'thaw', 2), 1_000)).toMatchObject({ code: 'SUCCESS' });
  });

  test('given at another node are shown there as passed on', async () => {
    const world = await runningCluster(PLAN);
    world.services.behave('service:a', 1, { stop: 'slow' });
    const first = give(world, 'restart', 2);
    await world.run(200);
    expect(waits(world, 2)).toEqual(['restart service:a (root) has been passed on to the coordinator']);
    expect(waits(world, 1)).toHaveLength(1);
    await asked(world, first);
    expect(waits(world, 2)).toEqual([]);
  });

  test('that wait are answered when the view ends, and nothing of them is done afterwards', async () => {
    const world = await runningCluster({ ...PLAN, nodes: 3, domains: [prefers('first', 2, 3, 1)] });
    world.services.behave('service:a', 2, { stop: 'hang' });
    const first = give(world, 'restart', 3);
    const second = give(world, 'freeze', 3);
    await world.run(200);
    world.host(1).killDaemon(undefined);
    const both = await asked(world, Promise.all([first, second]));
    expect(both.map(({ code }) => code)).toEqual(['AGAIN', 'AGAIN']);
    await world.run(60_000);
    expect(serviceOn(world, 3, 'service:a').frozen).toBe(false);
  });
});
