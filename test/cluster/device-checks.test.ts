/** Fence devices are looked at from every node that may use them, and what one node finds is known on all. */
import { describe, expect, test } from 'vitest';
import { deviceFaults, devicesKey, readDevices } from '#src/cluster/device-records.ts';
import { roundSpread, turnAt } from '#src/cluster/device-turns.ts';
import { asked, eventsOf, isWhole, runningCluster, statusOf } from './support/cluster.ts';

const THREE = { nodes: 3, services: [{ name: 'web' }] };
const HOUR = 3_600_000;

const armed = (world: Awaited<ReturnType<typeof runningCluster>>, at: number, of: number) =>
  statusOf(world, at).nodes[of - 1]?.fencing;

describe('a device that one node can not use', () => {
  test('is told on every node, with the node that found it, until it works again', async () => {
    const world = await runningCluster(THREE);
    await world.run(20_000);
    for (const at of [1, 2, 3]) expect(armed(world, at, 2)).toEqual({ armed: 'yes', why: '', proven: null });
    world.power.setMode(2, 'wrong-password');
    await world.until(
      'all have looked',
      () => eventsOf(world, 3).some(isFailure) && eventsOf(world, 1).some(isFailure),
      HOUR,
    );
    await world.run(10_000);
    for (const at of [1, 2, 3]) {
      expect(statusOf(world, at).warnings).toEqual([
        expect.stringMatching(
          /^fence device bmc2 of node2 does not work from node1 and node3: Unable to connect/,
        ),
      ]);
      expect(armed(world, at, 2)).toMatchObject({
        armed: 'no',
        why: expect.stringMatching(
          /^node1 can't use bmc2: Unable to connect.*; node3 can't use bmc2: Unable/,
        ),
      });
      expect(armed(world, at, 1)?.armed).toBe('yes');
    }
    world.power.setMode(2, 'ok');
    await world.until('all is well', () => statusOf(world, 2).warnings.length === 0, HOUR);
    expect(armed(world, 2, 2)?.armed).toBe('yes');
  });

  test('is still told by a coordinator that came later', async () => {
    const world = await runningCluster(THREE);
    world.power.setMode(2, 'wrong-password');
    await world.until('node 3 has found it', () => eventsOf(world, 3).some(isFailure), HOUR);
    await world.until('node 2 knows', () => statusOf(world, 2).warnings.length > 0);
    world.power.setMode(2, 'ok');
    await asked(world, world.host(2).daemon?.fence({ node: 'node1', action: 'off' }));
    expect(statusOf(world, 2).warnings).toContainEqual(
      expect.stringContaining('fence device bmc2 of node2 does not work from node3'),
    );
    expect(armed(world, 2, 1)?.proven).toMatchObject({ by: 'fence' });
  });
});

test('a device that says off of a node that is alive is a fault, told on every node', async () => {
  const world = await runningCluster(THREE);
  await world.run(20_000);
  world.power.setMode(2, 'lies');
  await world.until('both have found it', () => armed(world, 1, 2)?.armed === 'no', HOUR);
  expect(statusOf(world, 1).warnings).toEqual([
    expect.stringMatching(
      /^fence device bmc2 of node2 does not work .*says that node2 is off, and node2 is alive/,
    ),
  ]);
  expect(armed(world, 1, 2)?.why).toContain('node2 is alive');
  world.power.setMode(2, 'ok');
  await world.until('all is well', () => statusOf(world, 1).warnings.length === 0, HOUR);
});

test('and it proves nothing: its node is fenced only when it has said on before the shot', async () => {
  const world = await runningCluster({ ...THREE, services: [{ name: 'web' }] });
  world.power.setMode(2, 'lies');
  await world.until('both have found it', () => armed(world, 1, 2)?.armed === 'no', HOUR);
  for (const other of [1, 3]) world.network.cut(2, other);
  const wait = () => statusOf(world, 1).waits.find(({ what }) => what.includes('node2 is lost'))?.what ?? '';
  await world.until('it is not believed', () => wait().includes('believed only after it has said on'));
  await world.run(60_000);
  expect(eventsOf(world, 1).map(({ name }) => name)).not.toContain('fence.succeeded');
  world.power.setMode(2, 'ok');
  await world.until(
    'it is fenced',
    () => eventsOf(world, 1).some(({ name }) => name === 'fence.succeeded'),
    HOUR,
  );
});

test('nor does it once its node is silent, or once it could not be read', async () => {
  const world = await runningCluster(THREE);
  world.power.setMode(2, 'lies');
  await world.until('both have found it', () => armed(world, 1, 2)?.armed === 'no', HOUR);
  world.power.setMode(2, 'wrong-password');
  const isUnread = () => statusOf(world, 1).warnings.some((words) => words.includes('Unable to connect'));
  await world.until('it can not be read', isUnread, HOUR);
  world.power.setMode(2, 'lies');
  // Long enough for a node that is late to have its devices looked at again.
  await world.run(30_000);
  for (const other of [1, 3]) world.network.cut(2, other);
  const isFenced = () =>
    [1, 3].some((at) => eventsOf(world, at).some(({ name }) => name === 'fence.succeeded'));
  await world.run(120_000);
  expect(isFenced()).toBe(false);
  // Daemons that are started now can't find it out again.
  for (const restarted of [1, 3]) {
    world.host(restarted).restartDaemon();
    await world.run(120_000);
    expect(isFenced()).toBe(false);
  }
  expect(armed(world, 1, 2)?.armed).toBe('no');
});

test('nor does it keep its node out when that is heard again', async () => {
  const world = await runningCluster({ ...THREE, nodes: 2 });
  for (const node of [1, 2]) world.power.setMode(node, 'lies');
  const isKnown = (at: number) => armed(world, at, 3 - at)?.armed === 'no';
  await world.until('both are found', () => isKnown(1) && isKnown(2), HOUR);
  world.network.cut(1, 2);
  const hasFailed = (at: number) => eventsOf(world, at).some(({ name }) => name === 'fence.failed');
  await world.until('nobody could be shot', () => hasFailed(1) && hasFailed(2));
  world.network.heal();
  await world.until('they are together again', () => isWhole(world), 180_000);
});

test('a device that hangs does not keep the others from being looked at', async () => {
  const world = await runningCluster(THREE);
  world.power.setMode(2, 'hangs');
  world.power.setMode(3, 'wrong-password');
  const of = (node: string) => eventsOf(world, 1).find((event) => isFailure(event) && event.node === node);
  await world.until('both are known', () => of('node2') !== undefined && of('node3') !== undefined, HOUR);
  expect(of('node3')?.at).toBeLessThan(of('node2')?.at ?? 0);
});

test('what is no fault in a record is not taken for one: whoever fences reads it', () => {
  const good = { node: 'node2', device: 'bmc2', since: 1, why: 'no answer' };
  const bad = [null, 7, 'bmc2', {}, { ...good, node: 3 }, { ...good, why: null }];
  for (const one of bad)
    expect(readDevices(JSON.stringify({ faults: [one, good] }))).toEqual({ faults: [good] });
  const value = { faults: [...bad, good] };
  const stamp = { epoch: { number: 1, proposer: 1, incarnation: { boot: 'a', count: 1 } }, version: 0 };
  expect(deviceFaults(new Map([[devicesKey(1), { key: devicesKey(1), stamp, value }]]), 1)).toEqual([good]);
});

test('no two nodes have the same turn at a device, and the next node has the first', () => {
  const nodes = [1, 2, 5, 7].map((id) => ({ id }));
  for (const target of [1, 2, 5, 7]) {
    const others = nodes.map(({ id }) => id).filter((id) => id !== target);
    const turns = others.map((self) => turnAt(nodes, target, self));
    expect(new Set(turns).size).toBe(others.length);
    expect(Math.min(...turns)).toBe(0);
  }
  expect(turnAt(nodes, 7, 1)).toBe(0);
});

test('nodes that have come into step come out of it in the next round', () => {
  for (let round = 0; round < 50; round++) {
    const spreads = [1, 2, 3, 4].map((self) => roundSpread(4, self, round, 300_000));
    expect(new Set(spreads).size).toBe(4);
    for (const spread of spreads) expect(spread).toBeLessThanOrEqual(30_000);
  }
});

function isFailure({ name }: { readonly name: string }): boolean {
  return name === 'fence.device-failed';
}
