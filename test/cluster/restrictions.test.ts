/** An operator's restricting word survives a real split; a node that merely was away brings no old words back. */
import { describe, expect, test } from 'vitest';
import type { ServiceCommand } from '#src/cluster/commands.ts';
import type { World } from '#src/sim/world.ts';
import { asked, isWhole, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';

const ON_ONE = { nodes: 2, services: [{ name: 'a', domain: 'first' }], domains: [prefers('first', 1, 2)] };

async function say(world: World, node: number, verb: ServiceCommand['verb'], service = 'a'): Promise<void> {
  const result = await asked(world, world.host(node).daemon?.service({ verb, service }));
  expect(result, `${verb} ${service} on node ${node}`).toMatchObject({ code: 'SUCCESS' });
}

describe('a node that returns with an older ledger', () => {
  /** How it goes, and what brings it back. */
  const ways: readonly (readonly [string, (world: World) => Promise<void>, (world: World) => void])[] = [
    [
      'after it left',
      async (world) => expect(await asked(world, world.host(2).leave())).toBeUndefined(),
      (world) => world.host(2).startDaemon(),
    ],
    [
      'after it was fenced',
      async (world) => {
        world.host(2).powerOff();
        await world.until('it is fenced', () => statusOf(world, 1).nodes[1]?.standing === 'fenced');
      },
      (world) => world.host(2).powerOn(),
    ],
  ];

  test.each(ways)('%s does not undo an enable', async (_, go, comeBack) => {
    const world = await runningCluster(ON_ONE);
    await say(world, 1, 'disable');
    await go(world);
    await say(world, 1, 'enable');
    comeBack(world);
    await world.until('both are members', () => isWhole(world), 90_000);
    await world.run(20_000);
    expect([1, 2].map((node) => serviceOn(world, node, 'service:a').state)).toEqual(['started', 'started']);
    expect(world.services.stops).toEqual(['service:a@1']);
    expect(world.where('service:a')).toEqual([1]);
  });

  test.each(ways)('%s does not undo a thaw', async (_, go, comeBack) => {
    const world = await runningCluster(ON_ONE);
    await say(world, 1, 'freeze');
    await go(world);
    await say(world, 1, 'thaw');
    comeBack(world);
    await world.until('both are members', () => isWhole(world), 90_000);
    expect([1, 2].map((node) => serviceOn(world, node, 'service:a').frozen)).toEqual([false, false]);
  });
});

/** Cut into these sides, and nobody can shoot. */
async function split(world: World, ...sides: readonly (readonly number[])[]): Promise<void> {
  for (const { id } of world.hosts) world.power.setMode(id, 'fails');
  for (const [index, side] of sides.entries()) {
    for (const a of side) for (const b of sides.slice(index + 1).flat()) world.network.cut(a, b);
  }
  await world.until('each side is on its own', () =>
    sides.every((side) => side.every((id) => statusOf(world, id).view?.members.length === side.length)),
  );
}

describe('a word given on one side of a real split', () => {
  test.each([1, 2])('survives the merge: disable on the side of node %i', async (side) => {
    const domains = [prefers('first', side, 3 - side)];
    const world = await runningCluster({ ...ON_ONE, domains });
    await split(world, [1], [2]);
    await say(world, side, 'disable');
    // The other side counts further: it said something, too, and took it back.
    for (const verb of ['freeze', 'thaw', 'freeze', 'thaw'] as const) await say(world, 3 - side, verb);
    world.network.heal();
    await world.until('both are members', () => isWhole(world));
    await world.run(10_000);
    expect([1, 2].map((node) => serviceOn(world, node, 'service:a').state)).toEqual(['disabled', 'disabled']);
    expect(world.services.starts).toHaveLength(1);
  });

  test('survives what a minority counted further', async () => {
    const domains = [prefers('third', 3, 1)];
    const services = [{ name: 'a', domain: 'third' }];
    // Its owner keeps it without quorum.
    const quorum = { noQuorumPolicy: 'freeze' } as const;
    const world = await runningCluster({ nodes: 3, services, domains, quorum });
    await split(world, [1, 2], [3]);
    await say(world, 1, 'freeze');
    // On the side of its owner the service fails, which goes into the record there.
    world.services.crash('service:a', 3);
    await world.until('it is known', () => serviceOn(world, 3, 'service:a').state !== 'started');
    await world.run(5_000);
    world.network.heal();
    await world.until('all are members', () => statusOf(world, 1).view?.members.length === 3);
    await world.run(2_000);
    expect([1, 2, 3].map((node) => serviceOn(world, node, 'service:a').frozen)).toEqual([true, true, true]);
  });
});

describe('a word given while nobody had a majority', () => {
  test('survives the merge of three lonely nodes, although another side counted further', async () => {
    const domains = [prefers('third', 3, 1)];
    const services = [{ name: 'a', domain: 'third' }];
    // Its owner keeps it without quorum.
    const quorum = { noQuorumPolicy: 'freeze' } as const;
    const world = await runningCluster({ nodes: 3, services, domains, quorum });
    await split(world, [1], [2], [3]);
    await say(world, 1, 'freeze');
    world.services.crash('service:a', 3);
    await world.until('it is known', () => serviceOn(world, 3, 'service:a').state !== 'started');
    await world.run(5_000);
    world.network.heal();
    await world.until('all are members', () => statusOf(world, 1).view?.members.length === 3);
    await world.run(2_000);
    expect([1, 2, 3].map((node) => serviceOn(world, node, 'service:a').frozen)).toEqual([true, true, true]);
  });
});
