/** Standby: a node gives its services away and takes none, until it is set online; also over restarts and splits. */
import { describe, expect, test } from 'vitest';
import type { RestrictCommand } from '#src/cluster/commands.ts';
import type { World } from '#src/sim/world.ts';
import { asked, eventsOf, isWhole, prefers, runningCluster, statusOf } from './support/cluster.ts';

const NAMES = ['a', 'b', 'c', 'd'] as const;
const ALL_ON_ONE = {
  nodes: 3,
  services: NAMES.map((name) => ({ name, domain: 'first' })),
  domains: [prefers('first', 1, 2, 3)],
};

function say(world: World, at: number, command: RestrictCommand): Promise<{ code: string; message: string }> {
  return asked(world, world.host(at).daemon?.restrict({ who: 'root', ...command }), 300_000);
}

function where(world: World): readonly (readonly number[])[] {
  return NAMES.map((name) => world.where(`service:${name}`));
}

describe('picket standby', () => {
  test.each([1, 2, 3])(
    'moves everything away, said at node %i, and nothing comes back before online',
    async (at) => {
      const world = await runningCluster(ALL_ON_ONE);
      const said = await say(world, at, { verb: 'standby', node: 'node1', wait: true });
      expect(said).toEqual({ code: 'SUCCESS', message: 'node1 is in standby and empty', owner: null });
      expect(where(world)).toEqual([[2], [2], [2], [2]]);
      for (const node of [1, 2, 3])
        expect(statusOf(world, node).nodes[0]?.standby).toMatchObject({ who: 'root' });
      // Node 2 dies: of the two that are left only node 3 takes anything.
      world.host(2).powerOff();
      await world.until('all runs on node 3', () => where(world).every(([node]) => node === 3));
      expect(await say(world, at === 2 ? 3 : at, { verb: 'online', node: 'node1' })).toMatchObject({
        code: 'SUCCESS',
      });
      expect(statusOf(world, 3).nodes[0]?.standby).toBeUndefined();
      world.host(3).powerOff();
      await world.run(5_000);
      expect(statusOf(world, 1).nodes[0]?.standby).toBeUndefined();
    },
  );

  test('moves no more services at a time than max_parallel', async () => {
    const world = await runningCluster({ ...ALL_ON_ONE, maxParallel: 2 });
    let most = 0;
    const moving = say(world, 2, { verb: 'standby', node: 'node1', wait: true });
    const watch = world.host(2).daemon?.onEvent(() => {
      const away = statusOf(world, 2).services.filter(({ state }) => state !== 'started');
      most = Math.max(most, away.length);
    });
    await moving;
    watch?.();
    expect(where(world)).toEqual([[2], [2], [2], [2]]);
    expect(most).toBe(2);
  });

  test('leaves running what no other node can take, says so, and stops it if asked to', async () => {
    const world = await runningCluster({
      nodes: 2,
      services: [
        { name: 'a', domain: 'only1' },
        { name: 'b', domain: 'first' },
      ],
      domains: [{ ...prefers('only1', 1), restricted: true }, prefers('first', 1, 2)],
    });
    const said = await say(world, 2, { verb: 'standby', node: 'node1', wait: true });
    expect(said.code).toBe('FAIL');
    expect(said.message).toContain(
      'service:a stays (no other node can take it: node2: not in restricted failover domain only1)',
    );
    expect(world.where('service:a')).toEqual([1]);
    expect(world.where('service:b')).toEqual([2]);
    const told = [1, 2].flatMap((node) => statusOf(world, node).waits.map(({ what }) => what));
    expect(told.join()).toContain('service:a stays on node1, which is in standby');
    expect(await say(world, 2, { verb: 'standby', node: 'node1', wait: true, stop: true })).toMatchObject({
      code: 'SUCCESS',
    });
    expect(world.where('service:a')).toEqual([]);
    await say(world, 1, { verb: 'online', node: 'node1' });
    await world.until('it is home', () => world.where('service:a').includes(1));
  });

  test('is remembered after the node was fenced, after everybody lost power, and after a split', async () => {
    const world = await runningCluster({ ...ALL_ON_ONE, nodes: 2, domains: [prefers('first', 1, 2)] });
    await say(world, 2, { verb: 'standby', node: 'node1', wait: true });
    for (const off of [[1], [1, 2]]) {
      for (const node of off) world.host(node).powerOff();
      await world.run(20_000);
      for (const node of off) world.host(node).powerOn();
      await world.until('all is well again', () => isWhole(world), 120_000);
      expect(where(world)).toEqual([[2], [2], [2], [2]]);
    }
    expect(eventsOf(world, 2).filter(({ name }) => name === 'node.standby').length).toBeLessThanOrEqual(1);
  });

  test('goes on when the coordinator dies in the middle, and its operator hears the end of it', async () => {
    const world = await runningCluster({ ...ALL_ON_ONE, domains: [prefers('first', 2, 3, 1)] });
    for (const name of NAMES) world.services.behave(`service:${name}`, 2, { stop: 'slow' });
    const said = world.host(3).daemon?.restrict({ verb: 'standby', node: 'node2', wait: true });
    await world.run(500);
    world.host(1).powerOff();
    expect(await asked(world, said, 300_000)).toMatchObject({ code: 'SUCCESS' });
    expect(where(world)).toEqual([[3], [3], [3], [3]]);
  });

  test('that can move nothing for a long time says so, and that the word stands', async () => {
    const world = await runningCluster(ALL_ON_ONE);
    world.power.setMode(3, 'fails');
    world.host(3).powerOff();
    await world.until('it is lost', () => statusOf(world, 1).nodes[2]?.standing === 'lost');
    const said = world.host(2).daemon?.restrict({ verb: 'standby', node: 'node1', wait: true });
    expect(await asked(world, said, 20 * 60_000)).toMatchObject({
      code: 'FAIL',
      message:
        'node1 is in standby; service:a, service:b, service:c, service:d are still to move: see picket status',
    });
    expect(where(world)).toEqual([[1], [1], [1], [1]]);
    world.power.setMode(3, 'ok');
    await world.until('all has moved', () => where(world).every(([node]) => node === 2), 120_000);
  });

  test('names a node that does not exist', async () => {
    const world = await runningCluster(ALL_ON_ONE);
    expect(await say(world, 2, { verb: 'standby', node: 'node9' })).toMatchObject({ code: 'NODE' });
  });
});
