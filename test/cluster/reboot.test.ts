/** `picket reboot`: a node is emptied, leaves, boots, and takes services again; and all that must not end in a reboot. */
import { describe, expect, test } from 'vitest';
import type { CommandResult, RestrictCommand } from '#src/cluster/commands.ts';
import type { World } from '#src/sim/world.ts';
import { asked, eventsOf, isWhole, prefers, runningCluster, statusOf } from './support/cluster.ts';

const NAMES = ['a', 'b', 'c'] as const;
const ALL_ON_ONE = {
  nodes: 3,
  services: NAMES.map((name) => ({ name, domain: 'first' })),
  domains: [prefers('first', 1, 2, 3)],
};
const PINNED = {
  nodes: 2,
  services: [
    { name: 'a', domain: 'only1' },
    { name: 'b', domain: 'first' },
  ],
  domains: [{ ...prefers('only1', 1), restricted: true }, prefers('first', 1, 2)],
};

function begin(
  world: World,
  at: number,
  more: Partial<RestrictCommand> = {},
): Promise<CommandResult> | undefined {
  return world
    .host(at)
    .daemon?.restrict({ verb: 'reboot', node: 'node1', who: 'erika', wait: true, ...more });
}

function reboot(world: World, at: number, more?: Partial<RestrictCommand>): Promise<CommandResult> {
  return asked(world, begin(world, at, more), 300_000);
}

function where(world: World): readonly (readonly number[])[] {
  return NAMES.map((name) => world.where(`service:${name}`));
}

function waits(world: World, node: number): string {
  return statusOf(world, node)
    .waits.map(({ what }) => what)
    .join('\n');
}

/** Nobody was fenced, and nobody else lost power. */
function expectReboots(world: World, ...reboots: readonly number[]): void {
  expect(world.hosts.map(({ losses }) => losses)).toEqual(reboots);
  expect(world.power.shots.filter((shot) => !shot.startsWith('status'))).toEqual([]);
}

describe('picket reboot', () => {
  test.each([2, 3])('empties, reboots and takes back, said at node %i', async (at) => {
    const world = await runningCluster(ALL_ON_ONE);
    expect(await reboot(world, at)).toEqual({
      code: 'SUCCESS',
      message: 'node1 is empty: it leaves the cluster and reboots',
      owner: null,
    });
    expect(where(world)).toEqual([[2], [2], [2]]);
    await world.until('it is down', () => !world.host(1).hasDaemon);
    for (const node of [2, 3]) {
      expect(statusOf(world, node).nodes[0]).toMatchObject({
        standing: 'left',
        standby: { who: 'erika' },
        reboot: { who: 'erika', failed: null },
      });
      expect(waits(world, node)).toContain('node1 reboots, as erika asked');
    }
    await world.until('all is well again', () => isWhole(world), 60_000);
    await world.until('it takes services again', () => statusOf(world, 3).nodes[0]?.standby === undefined);
    expect(statusOf(world, 2).nodes[0]?.reboot).toBeUndefined();
    expectReboots(world, 1, 0, 0);
    world.host(2).powerOff();
    await world.until('it takes over', () => where(world).every(([node]) => node === 1), 60_000);
  });

  test('said at the node itself, which coordinates', async () => {
    const world = await runningCluster(ALL_ON_ONE);
    expect(statusOf(world, 2).view?.coordinator).toBe('node1');
    void begin(world, 1);
    await world.until('it is down', () => !world.host(1).hasDaemon, 60_000);
    await world.until('all is well again', () => isWhole(world), 60_000);
    await world.until('it takes services again', () => statusOf(world, 3).nodes[0]?.standby === undefined);
    expectReboots(world, 1, 0, 0);
    expect(where(world)).toEqual([[2], [2], [2]]);
  });

  test('without a wait answers at once, and goes on by itself', async () => {
    const world = await runningCluster(ALL_ON_ONE);
    expect(await reboot(world, 2, { wait: false })).toMatchObject({
      code: 'SUCCESS',
      message: 'node1 is in standby: service:a, service:b, service:c move away; it reboots when it is empty',
    });
    expect(waits(world, 3)).toContain('node1 is to reboot, as erika asked');
    await world.until('it is down', () => !world.host(1).hasDaemon, 60_000);
    await world.until('all is well again', () => isWhole(world), 60_000);
    expectReboots(world, 1, 0, 0);
  });

  test('leaves a standby as it was that an operator had said before', async () => {
    const world = await runningCluster(ALL_ON_ONE);
    const words = { verb: 'standby', node: 'node1', who: 'kurt', wait: true } as const;
    await asked(world, world.host(2).daemon?.restrict(words));
    expect(await reboot(world, 2)).toMatchObject({ code: 'SUCCESS' });
    await world.until('it is down', () => !world.host(1).hasDaemon);
    await world.until('it is back', () => isWhole(world), 60_000);
    await world.until('the reboot is over', () => statusOf(world, 3).nodes[0]?.reboot === undefined);
    expect(statusOf(world, 1).nodes[0]?.standby).toMatchObject({ who: 'kurt' });
  });

  test('is remembered when all lose their power before it is back', async () => {
    const world = await runningCluster(ALL_ON_ONE);
    await reboot(world, 2);
    await world.until('it is down', () => !world.host(1).hasDaemon);
    world.host(1).powerOff();
    for (const node of [2, 3]) world.host(node).powerOff();
    for (const node of [2, 3]) world.host(node).powerOn();
    const members = (): number => world.host(3).daemon?.status().view?.members.length ?? 0;
    await world.until('two are back', () => members() === 2, 120_000);
    expect(waits(world, 3)).toContain('node1 reboots, as erika asked');
    await world.run(60_000);
    world.host(1).powerOn();
    await world.until('all is well again', () => isWhole(world), 120_000);
    await world.until('it takes services again', () => statusOf(world, 3).nodes[0]?.standby === undefined);
  });
});

describe('no reboot', () => {
  test('while something stays there, which is named; with --stop it is stopped', async () => {
    const world = await runningCluster(PINNED);
    const said = await reboot(world, 2);
    expect(said.code).toBe('FAIL');
    expect(said.message).toMatch(
      /^node1 is not rebooted: service:a stays \(no other node can take it: .*\); it stays in standby: picket online node1 takes it back, /,
    );
    await world.run(30_000);
    expectReboots(world, 0, 0);
    expect(world.where('service:a')).toEqual([1]);
    expect(waits(world, 1)).toContain('node1 was not rebooted, as erika asked: service:a stays');
    expect(await reboot(world, 2, { stop: true })).toMatchObject({ code: 'SUCCESS' });
    await world.until('it is down', () => !world.host(1).hasDaemon);
    expect(world.where('service:a')).toEqual([]);
    await world.until('it is home', () => world.where('service:a').includes(1), 60_000);
    expectReboots(world, 1, 0);
  });

  test('after online, said while it is emptied', async () => {
    const world = await runningCluster(ALL_ON_ONE);
    world.services.behave('service:a', 1, { stop: 'slow' });
    const said = begin(world, 2);
    await world.run(300);
    expect(
      await asked(world, world.host(3).daemon?.restrict({ verb: 'online', node: 'node1' })),
    ).toMatchObject({ code: 'SUCCESS' });
    expect(await asked(world, said)).toMatchObject({
      code: 'FAIL',
      message: 'node1 is not rebooted: that has been called off, or it was booted meanwhile',
    });
    await world.run(30_000);
    expectReboots(world, 0, 0, 0);
  });

  test('by an order for an earlier start of its daemon', async () => {
    const world = await runningCluster(ALL_ON_ONE);
    world.services.behave('service:a', 1, { stop: 'slow' });
    const said = begin(world, 2);
    await world.run(300);
    world.host(1).killDaemon(500);
    expect(await asked(world, said, 300_000)).toMatchObject({ code: 'FAIL' });
    await world.run(60_000);
    expectReboots(world, 0, 0, 0);
    expect(waits(world, 2)).toContain('its picketd was started anew, but its host was not booted');
    expect(eventsOf(world, 3).map(({ name }) => name)).toContain('node.reboot-failed');
  });

  test('when the daemon that sees to it is gone before the node is empty', async () => {
    const world = await runningCluster(ALL_ON_ONE);
    world.services.behave('service:a', 1, { stop: 'slow' });
    void begin(world, 3);
    await world.run(300);
    world.host(3).powerOff();
    await world.until('that is told', () => waits(world, 2).includes('picketd on node3'), 60_000);
    await world.run(60_000);
    expect(world.host(1).losses).toBe(0);
  });

  test('that leaves the others without a quorum', async () => {
    const world = await runningCluster(ALL_ON_ONE);
    expect(await asked(world, world.host(3).leave())).toBeUndefined();
    expect(await reboot(world, 2)).toMatchObject({
      code: 'QUORUM',
      message:
        'without node1 there is no quorum (1 of 3 votes), and everything would stop: nothing was rebooted',
    });
    expect(statusOf(world, 2).nodes[0]?.standby).toBeUndefined();
  });

  test('when it can not leave; status says why', async () => {
    const base = [1, 2].map((id) => {
      const name = `base@node${id}`;
      return { name, id: `service:${name}`, only: id, instanceOf: 'service:base' };
    });
    const world = await runningCluster({ nodes: 2, services: base });
    world.services.behave('service:base@node1', 1, { stop: 'fail' });
    expect(await reboot(world, 2)).toMatchObject({ code: 'SUCCESS' });
    await world.until('that is told', () => waits(world, 2).includes('could not be stopped'), 60_000);
    expect(waits(world, 2)).toContain('node1 was not rebooted, as erika asked: these services could not');
    expectReboots(world, 0, 0);
  });

  test('of a node that is not there, or does not exist', async () => {
    const world = await runningCluster(ALL_ON_ONE);
    expect(await reboot(world, 2, { node: 'node9' })).toMatchObject({ code: 'NODE' });
    expect(await asked(world, world.host(1).leave())).toBeUndefined();
    expect(await reboot(world, 2)).toMatchObject({ code: 'INVAL' });
  });
});

test('the coordinator dies while it empties the node: the next one finds out that it is needed', async () => {
  const world = await runningCluster({ ...ALL_ON_ONE, domains: [prefers('first', 2, 3, 1)] });
  for (const name of NAMES) world.services.behave(`service:${name}`, 2, { stop: 'slow' });
  const said = begin(world, 3, { node: 'node2' });
  await world.run(500);
  world.host(1).powerOff();
  // Two of three are left: without node 2 there is no quorum.
  const { code, message } = await asked(world, said, 300_000);
  expect(code).toBe('FAIL');
  expect(message).toContain('node2 is not rebooted: without node2 there is no quorum (1 of 3 votes)');
  expect(world.host(2).losses).toBe(0);
  world.host(1).powerOn();
  await world.until('all are there', () => statusOf(world, 3).view?.members.length === 3, 120_000);
  expect(await reboot(world, 3, { node: 'node2' })).toMatchObject({ code: 'SUCCESS' });
  await world.until('it is down', () => !world.host(2).hasDaemon, 60_000);
  await world.until('all is well again', () => isWhole(world), 120_000);
});
