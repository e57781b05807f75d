/** DRBD loses its peer: who is fenced for it, what DRBD is told, and when its I/O goes on. */
import { expect, test } from 'vitest';
import { confirmDown, eventsOf, isWhole, prefers, statusOf } from './support/cluster.ts';
import { clusterWithDrbd, PATIENCE, type SimDrbd } from './support/drbd.ts';

const TWO = { nodes: 2, services: [{ name: 'web', domain: 'first' }], domains: [prefers('first', 1, 2)] };
const THREE = { ...TWO, nodes: 3 };

function waits({ world }: SimDrbd, node: number): readonly string[] {
  return statusOf(world, node)
    .waits.map(({ what }) => what)
    .filter((what) => what.startsWith('DRBD'));
}

async function answered(drbd: SimDrbd, ...expected: readonly string[]): Promise<void> {
  await drbd.world.until('DRBD has its answers', () => drbd.answers.length >= expected.length, 120_000);
  expect(drbd.answers.toSorted()).toEqual(expected.toSorted());
}

test('the peer dies: it is fenced once for thirty resources, and all of them go on', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `r${index}`);
  const drbd = await clusterWithDrbd(TWO, names);
  for (const name of names) drbd.primary(name, 1);
  drbd.world.host(2).powerOff();
  for (const name of names) drbd.cut(name);
  await drbd.world.run(100);
  expect(waits(drbd, 1)).toEqual([
    expect.stringMatching(/^DRBD r0, .* and 25 more are frozen on node1 until node2 is fenced: /),
  ]);
  await answered(drbd, ...names.map((name) => `${name}@1 fenced`));
  expect(names.filter((name) => drbd.frozen(name, 1))).toEqual([]);
  await drbd.world.run(15_000);
  expect(drbd.world.power.shots.filter((shot) => shot === 'off node2')).toHaveLength(1);
  expect(waits(drbd, 1)).toEqual([]);
  expect(drbd.resumed).toEqual([]);
});

test('DRBD notices only after the fence: it is told at once, and once', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  drbd.primary('r0', 1);
  drbd.world.host(2).powerOff();
  await drbd.world.until('it is fenced', () => statusOf(drbd.world, 1).nodes[1]?.standing === 'fenced');
  drbd.cut('r0');
  await drbd.world.run(2_000);
  expect(drbd.answers).toEqual(['r0@1 fenced']);
});

test('the peer is alive, the link is dead: after a grace it is fenced, and the Primary goes on', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0', 'r1']);
  for (const name of ['r0', 'r1']) drbd.primary(name, 1);
  for (const name of ['r0', 'r1']) drbd.cut(name);
  await drbd.world.run(10_000);
  expect(drbd.world.power.shots).toEqual([]);
  expect(waits(drbd, 1)[0]).toContain('node2 is alive in the cluster: the link may come back');
  await answered(drbd, 'r0@1 fenced', 'r1@1 fenced');
  expect(drbd.frozen('r0', 1)).toBe(false);
  expect(eventsOf(drbd.world, 1).filter(({ name }) => name === 'drbd.claimed')).toHaveLength(1);
  await drbd.world.until('node 2 is back', () => isWhole(drbd.world), 120_000);
  expect(drbd.world.power.shots).toEqual(['off node2', 'on node2']);
});

test('the coordinator is fenced, too, when it is the one that DRBD has lost', async () => {
  for (const plan of [TWO, THREE]) {
    const drbd = await clusterWithDrbd(plan, ['r0']);
    expect(statusOf(drbd.world, 2).view?.coordinator).toBe('node1');
    drbd.primary('r0', 2);
    drbd.cut('r0');
    await answered(drbd, 'r0@2 fenced');
    expect(drbd.world.power.shots.filter((shot) => shot.startsWith('off'))).toEqual(['off node1']);
  }
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'both are Primary and lose each other: exactly one survives (seed %i)',
  async (seed) => {
    const heavier = 1 + (seed % 2);
    const domains = [prefers('first', heavier, 3 - heavier)];
    const plan = { ...(seed % 4 < 2 ? TWO : THREE), domains };
    const drbd = await clusterWithDrbd(plan, ['r0'], seed);
    const { world } = drbd;
    drbd.primary('r0', 1, 2);
    drbd.cut('r0');
    await world.until('the survivor goes on', () => drbd.answers.length > 0, 120_000);
    expect(drbd.answers).toEqual([`r0@${heavier} fenced`]);
    expect(world.power.shots.filter((shot) => shot.startsWith('off'))).toEqual([`off node${3 - heavier}`]);
    expect(world.host(heavier).powered).toBe(true);
  },
);

test('the link comes back during the grace: nobody is fenced', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  drbd.primary('r0', 1, 2);
  drbd.cut('r0');
  await drbd.world.run(12_000);
  drbd.heal('r0');
  await answered(drbd, 'r0@1 connected', 'r0@2 connected');
  await drbd.world.run(60_000);
  expect(drbd.world.power.shots).toEqual([]);
  expect(waits(drbd, 1)).toEqual([]);
});

test('a disk that has not all the data: nobody is fenced for it, and it stays frozen', async () => {
  const drbd = await clusterWithDrbd(TWO, ['other', 'r0']);
  drbd.primary('r0', 1);
  drbd.disk('r0', 1, 'Inconsistent');
  drbd.cut('r0');
  await answered(drbd, 'r0@1 frozen');
  await drbd.world.run(60_000);
  expect(drbd.world.power.shots).toEqual([]);
  drbd.world.host(2).powerOff();
  await drbd.world.until('it is fenced', () => statusOf(drbd.world, 1).nodes[1]?.standing === 'fenced');
  await drbd.world.run(20_000);
  expect(drbd.frozen('r0', 1)).toBe(true);
  expect(drbd.resumed).toEqual([]);
  expect(waits(drbd, 1)[0]).toContain('this node has a disk that is Inconsistent');
});

test('the fence takes longer than the handler waits: frozen until it is confirmed, then the I/O goes on', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  const { world } = drbd;
  drbd.primary('r0', 1);
  world.power.setMode(2, 'fails');
  world.host(2).powerOff();
  drbd.cut('r0');
  await answered(drbd, 'r0@1 frozen');
  expect(world.now).toBeGreaterThan(PATIENCE);
  await world.run(60_000);
  expect(drbd.frozen('r0', 1)).toBe(true);
  expect(waits(drbd, 1)[0]).toContain(
    'DRBD r0 is frozen on node1 until node2 is fenced: node2 is not fenced yet',
  );
  drbd.failResume(2);
  expect(await confirmDown(world, 1, 'node2')).toMatchObject({ code: 'SUCCESS' });
  await world.until('its I/O goes on', () => !drbd.frozen('r0', 1), 60_000);
  expect(drbd.resumed).toEqual(['r0@1', 'r0@1', 'r0@1']);
  await world.run(10_000);
  expect(waits(drbd, 1)).toEqual([]);
  expect(eventsOf(world, 1).map(({ name }) => name)).toContain('drbd.resumed');
});

test('resume-io that keeps failing ends with a warning that says what to do', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  const { world } = drbd;
  drbd.primary('r0', 1);
  world.power.setMode(2, 'fails');
  world.host(2).powerOff();
  drbd.cut('r0');
  await answered(drbd, 'r0@1 frozen');
  drbd.failResume(100);
  await confirmDown(world, 1, 'node2');
  await world.until('it has given up', () => statusOf(world, 1).warnings.length > 0, 120_000);
  expect(statusOf(world, 1).warnings).toEqual([
    expect.stringContaining('mend that and run: drbdadm resume-io r0'),
  ]);
  expect(drbd.resumed).toHaveLength(5);
});

test('the daemon is killed while a handler waits: the next one takes it up', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  const { world } = drbd;
  drbd.primary('r0', 1);
  world.power.setMode(2, 'fails');
  world.host(2).powerOff();
  drbd.cut('r0');
  await world.run(20_000);
  world.host(1).killDaemon(1_000);
  await world.run(30_000);
  expect(waits(drbd, 1)[0]).toContain('DRBD r0 is frozen on node1');
  await confirmDown(world, 1, 'node2');
  await world.until('its I/O goes on', () => !drbd.frozen('r0', 1), 60_000);
  expect(drbd.resumed).toEqual(['r0@1']);
});

test('without quorum nobody is fenced and nothing goes on', async () => {
  const drbd = await clusterWithDrbd(THREE, ['r0']);
  const { world } = drbd;
  drbd.primary('r0', 1);
  world.host(3).powerOff();
  world.power.setMode(3, 'fails');
  world.power.setMode(2, 'fails');
  world.host(2).powerOff();
  drbd.cut('r0');
  await answered(drbd, 'r0@1 frozen');
  expect(drbd.frozen('r0', 1)).toBe(true);
  expect(waits(drbd, 1)[0]).toContain('no');
});

test('to promote is no reason to fence a node that is alive', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  drbd.cut('r0');
  void drbd.promote('r0', 1);
  await answered(drbd, 'r0@1 frozen');
  await drbd.world.run(10_000);
  expect(drbd.world.power.shots).toEqual([]);
  expect(waits(drbd, 1)).toEqual([]);
});

test('to promote after the peer was fenced is allowed at once', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  drbd.primary('r0', 2);
  drbd.world.host(2).powerOff();
  drbd.cut('r0');
  await drbd.world.until('it is fenced', () => statusOf(drbd.world, 1).nodes[1]?.standing === 'fenced');
  void drbd.promote('r0', 1);
  await drbd.world.run(2_000);
  expect(drbd.answers).toEqual(['r0@1 fenced']);
});

test('a node that left: its power tells', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  const { world } = drbd;
  drbd.primary('r0', 1);
  void world.host(2).leave();
  await world.until('it has left', () => statusOf(world, 1).nodes[1]?.standing === 'left', 60_000);
  drbd.cut('r0');
  await world.run(30_000);
  expect(drbd.answers).toEqual([]);
  expect(waits(drbd, 1)[0]).toContain('node2 is no member (left), and may have power');
  expect(world.power.shots).toEqual([]);
  world.host(2).powerOff();
  await answered(drbd, 'r0@1 fenced');
  expect(world.power.shots).toEqual([]);
});

test('a node that left, and whose device said off of it while it was heard: that tells nothing', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  const { world } = drbd;
  drbd.primary('r0', 1);
  world.power.setMode(2, 'lies');
  const isKnown = () => statusOf(world, 1).nodes[1]?.fencing?.armed === 'no';
  await world.until('it is found', isKnown, 3_600_000);
  void world.host(2).leave();
  await world.until('it has left', () => statusOf(world, 1).nodes[1]?.standing === 'left', 60_000);
  drbd.cut('r0');
  await world.run(60_000);
  expect(drbd.answers).not.toContain('r0@1 fenced');
  expect(drbd.frozen('r0', 1)).toBe(true);
});

test('a fence is told to a resource once: what was connected since is another boot', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  const { world } = drbd;
  drbd.primary('r0', 1);
  world.host(2).powerOff();
  drbd.cut('r0');
  await answered(drbd, 'r0@1 fenced');
  // Its kernel is up again and DRBD is connected, but no daemon runs there.
  await world.until('its daemon begins', () => world.host(2).hasDaemon, 60_000);
  world.host(2).killDaemon();
  drbd.heal('r0');
  await world.run(5_000);
  drbd.cut('r0');
  await world.run(2_000);
  expect(drbd.answers).toHaveLength(1);
  expect(drbd.frozen('r0', 1)).toBe(true);
});

test('a loss right after the answer is a new one', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  const { world } = drbd;
  drbd.primary('r0', 1);
  world.host(2).powerOff();
  await world.until('it is fenced', () => statusOf(world, 1).nodes[1]?.standing === 'fenced');
  drbd.cut('r0');
  await world.until('it is answered', () => drbd.answers.length === 1);
  // Before anybody has looked whether it goes on.
  drbd.heal('r0');
  drbd.cut('r0');
  await world.run(500);
  expect(drbd.answers).toEqual(['r0@1 fenced']);
});

test('while a node that counts as off is heard, nothing goes on', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  const { world } = drbd;
  drbd.primary('r0', 1);
  for (const { id } of world.hosts) world.power.setMode(id, 'fails');
  world.network.cut(1, 2);
  await world.until('it is lost', () => statusOf(world, 1).nodes[1]?.standing === 'lost');
  await world.run(6_000);
  expect(await confirmDown(world, 1, 'node2')).toMatchObject({ code: 'SUCCESS' });
  world.network.heal();
  await world.until('it is heard', () => statusOf(world, 1).nodes[1]?.peer === 'up');
  drbd.cut('r0');
  await answered(drbd, 'r0@1 frozen');
  expect(waits(drbd, 1)[0]).toContain('node2 is no member (fenced), but is heard');
});

test('a peer that is no node of the cluster is never fenced for it', async () => {
  const drbd = await clusterWithDrbd(TWO, ['r0']);
  const { world } = drbd;
  const command = { resource: 'r0', names: ['storage9'], address: '192.0.2.9', patience: 1_000 };
  const asked = world.host(1).daemon?.drbd.fencePeer(command);
  await world.run(2_000);
  // The link stands in this world.
  expect(await asked).toMatchObject({ outcome: 'connected' });
  drbd.primary('r0', 1);
  drbd.cut('r0');
  const again = world.host(1).daemon?.drbd.fencePeer(command);
  await world.run(2_000);
  expect(await again).toMatchObject({
    outcome: 'frozen',
    message: expect.stringContaining('storage9, 192.0.2.9'),
  });
});
