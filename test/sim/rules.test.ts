/** The rules that the simulator asserts can be broken: each is seen when the world, or a daemon's disk, is tampered with. */
import { describe, expect, test } from 'vitest';
import type { View } from '#src/membership/types.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import type { SimHost } from '#src/sim/host.ts';
import { createLaws, Violation } from '#src/sim/laws.ts';
import { createPeerLaws } from '#src/sim/peer-laws.ts';
import { createShotLaws } from '#src/sim/shot-laws.ts';
import { createViewLaws } from '#src/sim/view-laws.ts';
import { createWorld, type World } from '#src/sim/world.ts';
import { asked, isWhole, runningCluster } from '#test/cluster/support/cluster.ts';
import { entryOn, stepUntil, tamper } from './support.ts';

const THREE = { nodes: 3, services: [{ name: 'a' }] };

async function violationOf(run: Promise<unknown>): Promise<Violation> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Violation) return error;
  throw new Error(`no rule was broken: ${String(error)}`);
}

/** What a program does when somebody starts it by hand. */
function byHand(
  args: readonly string[],
  input = '',
): Parameters<ReturnType<World['services']['program']>>[0] {
  return {
    command: { file: '', args, env: {}, timeout: 1_000, input },
    after: (_, fn) => fn(),
    exit: () => {},
    onKill: () => {},
  };
}

/** Runs on node 1, and node 3 is alone. */
async function lonelyThird(): Promise<World> {
  const world = await runningCluster(THREE);
  world.power.setMode(3, 'fails');
  world.happen({ kind: 'isolate', node: 3 });
  await world.until('node 3 is alone', () => world.host(3).daemon?.activeView?.members.length === 1);
  return world;
}

describe('S3', () => {
  /** Node 3 has stored its start, which is about to begin. */
  async function startingCluster(): Promise<World> {
    const world = await runningCluster(THREE);
    await asked(world, world.host(1).daemon?.service({ verb: 'disable', service: 'a' }));
    void world.host(1).daemon?.service({ verb: 'enable', service: 'a' });
    await stepUntil(world, () => entryOn(world.host(3), 'service:a')['state'] === 'starting');
    return world;
  }

  test('is broken by a start that a member has not stored', async () => {
    const world = await startingCluster();
    tamper(world.host(3), 'service:a', (value) => ({ ...value, state: 'disabled', owner: 0 }));
    const { rule, words } = await violationOf(world.run(5_000));
    expect(rule).toBe('S3');
    expect(words).toContain('node 3 has not stored that it starts there, but disabled on 0');
  });

  test('is kept by a start that a member has stored, and after it already that it is to be stopped', async () => {
    const world = await startingCluster();
    tamper(world.host(3), 'service:a', (value) => ({ ...value, state: 'stopping' }), 1);
    await world.run(5_000);
    expect(world.where('service:a')).toHaveLength(1);
  });

  test('is broken by a start of which a member has stored only a stop from before', async () => {
    const world = await startingCluster();
    tamper(world.host(3), 'service:a', (value) => ({ ...value, state: 'stopping' }), -1);
    const { rule, words } = await violationOf(world.run(5_000));
    expect(rule).toBe('S3');
    expect(words).toMatch(/node 3 has not stored that it starts there, but stopping on \d$/);
  });

  test('is broken by a member that acknowledges what is not on its disk', async () => {
    const world = await runningCluster(THREE);
    world.host(3).disk.put = () => {};
    world.happen({ kind: 'operator', node: 1, verb: 'freeze', service: 'service:a' });
    const { rule, words } = await violationOf(world.run(5_000));
    expect(rule).toBe('S3');
    expect(words).toMatch(/^node 3 says that it has version \d+ of view .* its disk does not have it$/);
  });

  test('is broken by a start without quorum', async () => {
    const world = await lonelyThird();
    world.services.program(3)(byHand(['start', 'service:a']));
    expect((await violationOf(world.run(10))).message).toMatch(
      /S3 broken .* on node 3 in view .* without quorum/,
    );
  });
});

describe('S4', () => {
  const incarnation = { boot: 'b'.repeat(32), count: 1 };
  const view = (number: number, ...ids: readonly number[]): View => ({
    epoch: { number, proposer: 1, incarnation },
    members: ids.map((id) => ({ id, incarnation })),
  });

  function look(...seen: readonly (readonly [View, View])[]): string | undefined {
    const laws = createLaws(() => 0);
    const daemons = seen.map(([first]) => ({ activeView: first }));
    const hosts = daemons.map((daemon, index) => ({ id: index + 1, daemon }) as unknown as SimHost);
    const config = clusterConfig({ nodes: 3, services: [] });
    const views = createViewLaws({
      config: () => config,
      hosts,
      now: () => 0,
      accuse: laws.accuse,
      granted: () => false,
    });
    views.look();
    for (const [index, [, second]] of seen.entries())
      (daemons[index] as { activeView: View }).activeView = second;
    views.look();
    try {
      laws.check();
    } catch (error) {
      return (error as Violation).message;
    }
    return undefined;
  }

  test('stands while epochs grow and mean the same everywhere', () => {
    expect(look([view(1, 1, 2), view(2, 1, 2)], [view(1, 1, 2), view(2, 1, 2)])).toBeUndefined();
  });

  test('is broken by a promise that is on no disk', async () => {
    const world = createWorld(1, THREE);
    world.host(3).disk.put = () => {};
    world.powerOnAll();
    const { rule, words } = await violationOf(world.run(30_000));
    expect(rule).toBe('S4');
    expect(words).toMatch(/^node 3 says that it accepts epoch .* no such promise is on its disk$/);
  });

  test('is broken by an epoch that means two sets of members', () => {
    expect(look([view(1, 1, 2), view(2, 1, 2)], [view(1, 1, 2), view(2, 1, 2, 3)])).toContain('S4 broken');
  });

  test('is broken by a node that goes back', () => {
    expect(look([view(2, 1, 2), view(1, 1, 2)])).toMatch(/S4 broken .*back to 1/);
  });

  test('is broken by a node that acts in a view without itself', () => {
    expect(look([view(1, 1), view(1, 1)], [view(1, 1), view(1, 1)])).toMatch(/S4 broken .*node 2/);
  });
});

describe('S7', () => {
  test('is broken by a start elsewhere after a stop that failed', () => {
    const laws = createLaws(() => 0);
    laws.startBegan('web', 1);
    laws.stopFailed('web', 1);
    laws.startBegan('web', 2);
    expect(laws.check).toThrow('S7 broken');
  });

  test('is kept once the node reads off', () => {
    const laws = createLaws(() => 0);
    laws.startBegan('web', 1);
    laws.stopFailed('web', 1);
    laws.nodeProven(1);
    laws.startBegan('web', 2);
    expect(laws.check).not.toThrow();
  });
});

describe('S8', () => {
  test('is broken when a member does not hold what was told to be done', async () => {
    const world = await runningCluster(THREE);
    world.happen({ kind: 'operator', node: 1, verb: 'freeze', service: 'service:a' });
    await stepUntil(world, () => entryOn(world.host(2), 'service:a')['frozen'] === true);
    tamper(world.host(2), 'service:a', (value) => ({ ...value, frozen: false }));
    const { rule, words } = await violationOf(world.run(5_000));
    expect(rule).toBe('S8');
    expect(words).toContain('the freeze of service:a was told to be done, but the disk of node 2');
  });

  test('is broken when it is forgotten at the end', async () => {
    const world = await runningCluster(THREE);
    world.happen({ kind: 'operator', node: 1, verb: 'disable', service: 'service:a' });
    await world.run(5_000);
    tamper(world.host(2), 'service:a', (value) => ({ ...value, state: 'stopped' }));
    const { rule, words } = await violationOf(world.mend());
    expect(rule).toBe('S8');
    expect(words).toContain('at the end node 2 has it stopped');
  });

  test('stands through a loss of power everywhere', async () => {
    const world = await runningCluster(THREE);
    world.happen({ kind: 'operator', node: 1, verb: 'disable', service: 'service:a' });
    await world.run(5_000);
    for (const node of [1, 2, 3]) world.happen({ kind: 'reset', node });
    await world.mend();
    expect(world.where('service:a')).toEqual([]);
  });
});

describe('S9', () => {
  const config = clusterConfig({ nodes: 2, services: [] });
  function heard(lastLife: number, ...names: readonly string[]): () => void {
    const laws = createLaws(() => 100_000);
    const hosts = [
      { id: 1, name: 'node1', daemon: {}, lastLife: 100_000, lastStill: -Infinity },
      { id: 2, name: 'node2', daemon: undefined, lastLife, lastStill: -Infinity },
    ] as unknown as readonly SimHost[];
    const now = (): number => 100_000;
    const peers = createPeerLaws({ config: () => config, hosts, flight: () => 10, now, accuse: laws.accuse });
    for (const name of names) peers.told(1, { sequence: 1, at: 0, name, node: 'node2', message: '' });
    peers.look();
    return laws.check;
  }

  test('is broken by a node that counts as up without a daemon', () => {
    expect(heard(50_000, 'peer.up')).toThrow('S9 broken');
    expect(heard(99_000, 'peer.up')).not.toThrow();
  });

  test('is broken by one that stays up for ever', () => {
    expect(heard(0, 'peer.up', 'peer.dead')).toThrow('calls node 2 up');
    expect(heard(0, 'peer.up')).toThrow('shows node 2 as up');
  });
});

describe('L1', () => {
  test('is broken when a node never comes back', async () => {
    const world = await runningCluster(THREE);
    const { disk } = world.host(3);
    disk.writes = 'fail';
    disk.become = () => false;
    world.happen({ kind: 'kill-daemon', node: 3, restart: false });
    const { rule, words } = await violationOf(world.mend());
    expect(rule).toBe('L1');
    expect(words).toMatch(/node/);
  });

  test('holds after a stop that failed, once an operator has cleaned up', async () => {
    const world = await runningCluster(THREE);
    const [owner = 0] = world.where('service:a');
    world.happen({ kind: 'behave', service: 'service:a', node: owner, operation: 'stop', manner: 'fail' });
    world.happen({ kind: 'operator', node: 1, verb: 'relocate', service: 'service:a' });
    await world.run(10_000);
    await world.mend();
    expect(world.counts.freed).toBe(1);
    expect(isWhole(world)).toBe(true);
  });
});

describe('L2', () => {
  test('is broken by a shot of a node that sees nobody', async () => {
    const world = await lonelyThird();
    world.power.program(3)(byHand([], 'nodename=node1\naction=off\n'));
    const { rule, words } = await violationOf(world.run(10));
    expect(rule).toBe('L2');
    expect(words).toMatch(/node 3 shoots node 1, though its view .* has no quorum/);
  });

  test('is broken when two nodes switch each other off', () => {
    const laws = createLaws(() => 100_000);
    const made = [1, 2].map((id) => ({
      id,
      name: `node${id}`,
      powered: true,
      losses: 0,
      lastStill: -Infinity,
      lastSlow: -Infinity,
    }));
    const host = (id: number): SimHost => made[id - 1] as unknown as SimHost;
    const config = clusterConfig({ nodes: 2, services: [] });
    const shots = createShotLaws({
      config: () => config,
      host,
      mode: () => 'ok',
      now: () => 100_000,
      accuse: laws.accuse,
      weakness: () => undefined,
    });
    shots.fired(1, 2);
    shots.fired(2, 1);
    for (const [by, target] of [
      [1, 2],
      [2, 1],
    ] as const) {
      shots.landed(by, target);
      Object.assign(made[target - 1] as object, { powered: false, losses: 1 });
    }
    expect(laws.check).toThrow('L2 broken');
  });
});

test('a device that lies excuses its node, and only until that is really off', () => {
  const laws = createLaws(() => 0);
  laws.startBegan('web', 1);
  laws.excuse(1);
  laws.startBegan('web', 2);
  expect(laws.check).not.toThrow();
  laws.off(1);
  laws.startBegan('web', 1);
  expect(laws.check).toThrow('S2 broken');
});
