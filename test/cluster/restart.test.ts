/** `systemctl restart picket`: what runs goes on, nobody is fenced, and who stays away for too long is fenced all the same. */
import { describe, expect, test } from 'vitest';
import type { World } from '#src/sim/world.ts';
import { asked, isWhole, runningCluster, statusOf, story } from './support/cluster.ts';

const TWO = { nodes: 2, services: [{ name: 'a' }, { name: 'b' }] };
const IDS = [1, 2, 3, 4, 5];
const FIVE = { nodes: 5, services: IDS.map((id) => ({ name: `s${id}` })) };
/** Longer than deadtime, shorter than restart_hold. */
const AWAY_MS = 15_000;

/** It says so, and ends. */
async function endsToRestart(world: World, node: number): Promise<void> {
  await asked(world, world.host(node).daemon?.restarting());
  world.host(node).killDaemon();
}

function allRun(world: World, where: (nodes: readonly number[]) => boolean): boolean {
  return FIVE.services.every(({ name }) => where(world.where(`service:${name}`)));
}

/** What became of that node in the eyes of another, as the names of its events. */
function standings(world: World, by: number, node: number): readonly string[] {
  return story(world, by, { node: `node${node}` }).filter((name) => name.startsWith('node.'));
}

function starts(world: World): number {
  return world.services.starts.length;
}

describe.each([1, 2])('node %i restarts its daemon', (node) => {
  test('for longer than deadtime: its services go on, nothing starts or stops, nobody is fenced', async () => {
    const world = await runningCluster(TWO);
    const before = starts(world);
    await endsToRestart(world, node);
    await world.run(AWAY_MS);
    const [wait] = statusOf(world, 3 - node).waits;
    expect(wait?.what).toBe(`node${node} restarts its daemon; what runs there goes on`);
    expect((wait?.until ?? 0) - (wait?.since ?? 0)).toBe(30_000);
    expect(statusOf(world, 3 - node).view?.members).toHaveLength(2);
    world.host(node).startDaemon();
    await world.until('both are members', () => isWhole(world));
    await world.run(60_000);
    expect(world.power.shots).toEqual([]);
    expect([starts(world), world.services.stops]).toEqual([before, []]);
    expect(statusOf(world, 3 - node).waits).toEqual([]);
  });

  test('and does not come back: it is fenced when the hold is over, not before', async () => {
    const world = await runningCluster(TWO);
    await endsToRestart(world, node);
    await world.run(28_000);
    expect(world.power.shots).toEqual([]);
    const other = 3 - node;
    await world.until('all runs on the other', () =>
      ['a', 'b'].every((name) => world.where(`service:${name}`).includes(other)),
    );
    expect(world.power.shots).not.toEqual([]);
  });

  test('over and over, and is never fenced while it comes back', async () => {
    const world = await runningCluster(TWO);
    const before = starts(world);
    for (let round = 0; round < 3; round++) {
      await endsToRestart(world, node);
      await world.run(AWAY_MS);
      world.host(node).startDaemon();
      await world.until('both are members', () => isWhole(world));
    }
    expect(world.power.shots).toEqual([]);
    expect([starts(world), world.services.stops]).toEqual([before, []]);
  });
});

test('both nodes restart their daemons at once: all goes on', async () => {
  const world = await runningCluster(TWO);
  const before = starts(world);
  await Promise.all([endsToRestart(world, 1), endsToRestart(world, 2)]);
  await world.run(AWAY_MS);
  for (const host of world.hosts) host.startDaemon();
  await world.until('both are members', () => isWhole(world));
  await world.run(60_000);
  expect(world.power.shots).toEqual([]);
  expect([starts(world), world.services.stops]).toEqual([before, []]);
});

test('a command given meanwhile is carried out when the node is back', async () => {
  const world = await runningCluster(TWO);
  const epoch = statusOf(world, 1).view?.epoch;
  await endsToRestart(world, 2);
  let done = false;
  const disabled = world.host(1).daemon?.service({ verb: 'disable', service: 'a' });
  void disabled?.then(() => {
    done = true;
  });
  await world.run(AWAY_MS);
  expect(statusOf(world, 1).view?.epoch).toBe(epoch);
  expect(done).toBe(false);
  world.host(2).startDaemon();
  await world.until('it is stopped', () => world.where('service:a').length === 0);
  expect(world.power.shots).toEqual([]);
});

describe('another node dies while one restarts its daemon', () => {
  async function death(restarting: number, dead: number) {
    const world = await runningCluster(FIVE);
    await endsToRestart(world, restarting);
    world.host(dead).powerOff();
    const left = IDS.find((id) => id !== restarting && id !== dead) ?? 0;
    await world.until('there is a view without it', () => statusOf(world, left).view?.members.length === 3);
    return { world, left };
  }

  test.each([
    [1, 2],
    [2, 1],
    [3, 1],
    [1, 3],
  ])(
    'node %i is held, not lost, while node %i is fenced; nothing starts before it is back',
    async (restarting, dead) => {
      const { world, left } = await death(restarting, dead);
      const before = starts(world);
      await world.run(10_000);
      expect(standings(world, left, restarting)).toEqual(['node.joined', 'node.held']);
      expect(standings(world, left, dead).slice(0, 3)).toEqual(['node.joined', 'node.lost', 'node.fenced']);
      const { view } = statusOf(world, left);
      expect(view?.mayStart).toBe(false);
      expect(view?.reason).toContain(`node${restarting}: the daemon restarts, and is waited for`);
      expect(starts(world)).toBe(before);
      world.host(restarting).startDaemon();
      await world.until('everything runs again', () => allRun(world, (nodes) => nodes.length === 1));
      expect(standings(world, left, restarting)).toEqual(['node.joined', 'node.held', 'node.joined']);
      expect(world.services.stops).toEqual([]);
    },
  );

  test('and the one that is held does not come back: it is lost, fenced, and all runs on the others', async () => {
    const { world, left } = await death(2, 3);
    await world.until('node 2 is fenced', () => standings(world, left, 2).includes('node.fenced'));
    expect(standings(world, left, 2)).toEqual(['node.joined', 'node.held', 'node.lost', 'node.fenced']);
    await world.until('everything runs again', () => allRun(world, (nodes) => nodes.length === 1));
  });
});

test('restart_hold="0" makes a restart like any other silence', async () => {
  const world = await runningCluster({ ...TWO, heartbeat: { restartHold: 0 } });
  await endsToRestart(world, 2);
  await world.until('node 2 is fenced', () => world.power.shots.length > 0, 10_000);
});

test('an operator who does not want to wait can have a restarting node fenced', async () => {
  const world = await runningCluster(TWO);
  await endsToRestart(world, 2);
  await world.run(6_000);
  const fenced = world.host(1).daemon?.fence({ node: 'node2', action: 'off' });
  expect(await asked(world, fenced)).toMatchObject({ code: 'SUCCESS' });
});

test('also one that the view was formed without', async () => {
  const world = await runningCluster(FIVE);
  await endsToRestart(world, 2);
  world.host(3).powerOff();
  await world.until('node 2 is held', () => standings(world, 1, 2).includes('node.held'));
  const fenced = world.host(1).daemon?.fence({ node: 'node2', action: 'off' });
  expect(await asked(world, fenced)).toMatchObject({ code: 'SUCCESS' });
  expect(standings(world, 1, 2)).toEqual(['node.joined', 'node.held', 'node.lost', 'node.fenced']);
});
