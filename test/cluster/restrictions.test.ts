/** An operator's restricting word survives a real split; a node that merely was away brings no old words back. */
import { describe, expect, test } from 'vitest';
import type { ServiceCommand } from '#src/cluster/commands.ts';
import { compareStamps } from '#src/membership/epoch.ts';
import type { Stamp } from '#src/membership/types.ts';
import type { World } from '#src/sim/world.ts';
import { asked, isWhole, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';
import { storedOn } from './support/stored.ts';

const ON_ONE = { nodes: 2, services: [{ name: 'a', domain: 'first' }], domains: [prefers('first', 1, 2)] };

type Verb = ServiceCommand['verb'];

async function say(world: World, node: number, verb: Verb, service = 'a'): Promise<void> {
  const result = await asked(world, world.host(node).daemon?.service({ verb, service }));
  expect(result, `${verb} ${service} on node ${node}`).toMatchObject({ code: 'SUCCESS' });
}

describe('a node that returns with an older ledger', () => {
  type Go = (world: World) => Promise<void>;
  type ComeBack = (world: World) => void;
  /** How it goes, and what brings it back. */
  const ways: readonly (readonly [string, Go, ComeBack])[] = [
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

  /** It goes after the first word and is back after the second. */
  async function awayBetween(first: Verb, second: Verb, go: Go, comeBack: ComeBack): Promise<World> {
    const world = await runningCluster(ON_ONE);
    await say(world, 1, first);
    await go(world);
    await say(world, 1, second);
    comeBack(world);
    await world.until('both are members', () => isWhole(world), 90_000);
    return world;
  }

  test.each(ways)('%s does not undo an enable', async (_, go, comeBack) => {
    const world = await awayBetween('disable', 'enable', go, comeBack);
    await world.run(20_000);
    expect([1, 2].map((node) => serviceOn(world, node, 'service:a').state)).toEqual(['started', 'started']);
    expect(world.services.stops).toEqual(['service:a@1']);
    expect(world.where('service:a')).toEqual([1]);
  });

  test.each(ways)('%s does not undo a thaw', async (_, go, comeBack) => {
    const world = await awayBetween('freeze', 'thaw', go, comeBack);
    expect([1, 2].map((node) => serviceOn(world, node, 'service:a').frozen)).toEqual([false, false]);
  });
});

test('a node that returns does not undo an enable that it missed for another one that missed the disable', async () => {
  const domains = [prefers('first', 2, 1, 3)];
  const world = await runningCluster({ nodes: 3, services: [{ name: 'a', domain: 'first' }], domains });
  const present = (...nodes: readonly number[]): Promise<void> =>
    world.until(
      `members: ${nodes.join(', ')}`,
      () => nodes.every((node) => statusOf(world, node).view?.members.length === nodes.length),
      90_000,
    );
  expect(await asked(world, world.host(1).leave())).toBeUndefined();
  await present(2, 3);
  await say(world, 2, 'disable');
  world.host(3).powerOff();
  world.host(1).startDaemon();
  await world.until('node 3 is fenced', () => statusOf(world, 2).nodes[2]?.standing === 'fenced');
  await present(1, 2);
  await say(world, 1, 'enable');
  world.host(3).powerOn();
  await present(1, 2, 3);
  await world.run(20_000);
  expect([1, 2, 3].map((node) => serviceOn(world, node, 'service:a').state)).toEqual(
    Array(3).fill('started'),
  );
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

/** Of the service's record on that node's disk. */
function stampOn(world: World, node: number): Stamp {
  const found = storedOn(world, node).records.find(({ key }) => key === 'service:a');
  if (found === undefined) throw new Error(`node ${node} has no record of it`);
  return found.stamp;
}

/**
 * An operator freezes a service at node `at`, where it does not run; then it fails on its `owner`, which goes into the
 * record of that side, and that side has counted further. All meet again.
 */
async function freezeSurvives(
  at: number,
  owner: number,
  sides: readonly (readonly number[])[],
): Promise<void> {
  const domains = [prefers('owner', owner, at)];
  const services = [{ name: 'a', domain: 'owner' }];
  // Its owner keeps it without quorum.
  const quorum = { noQuorumPolicy: 'freeze' } as const;
  const world = await runningCluster({ nodes: 3, services, domains, quorum });
  await split(world, ...sides);
  await say(world, at, 'freeze');
  world.services.crash('service:a', owner);
  await world.until('it is known', () => serviceOn(world, owner, 'service:a').state !== 'started');
  await world.run(5_000);
  expect(compareStamps(stampOn(world, owner), stampOn(world, at))).toBeGreaterThan(0);
  world.network.heal();
  await world.until('all are members', () => statusOf(world, 1).view?.members.length === 3);
  await world.run(2_000);
  expect([1, 2, 3].map((node) => serviceOn(world, node, 'service:a').frozen)).toEqual([true, true, true]);
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

  test('survives what a minority counted further', () => freezeSurvives(1, 3, [[1, 2], [3]]));
});

describe('a word given while nobody had a majority', () => {
  test('survives the merge of three lonely nodes, although another side counted further', () =>
    freezeSurvives(3, 1, [[1], [2], [3]]));
});
