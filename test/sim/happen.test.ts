/** Everything that can happen to a simulated cluster really happens, and is counted only when it changed anything. */
import { describe, expect, test } from 'vitest';
import { decode } from '#src/membership/ledger-store.ts';
import { LEDGER } from '#src/sim/daemon-run.ts';
import type { Happening } from '#src/sim/happening.ts';
import type { World } from '#src/sim/world.ts';
import { asked, eventsOf, isWhole, runningCluster, statusOf } from '#test/cluster/support/cluster.ts';

const THREE = { nodes: 3, services: [{ name: 'a' }] };
const A = 'service:a';

const passes = (world: World, from: number, to: number, link = 0): boolean =>
  world.network.passes(from, to, link);

/** What happens, and what is so right afterwards. The service runs on node 1. */
const AT_ONCE: readonly (readonly [Happening, (world: World) => boolean])[] = [
  [{ kind: 'power-off', node: 1 }, (world) => !world.host(1).powered && world.where(A).length === 0],
  [{ kind: 'reset', node: 1 }, (world) => world.host(1).powered && !world.host(1).hasDaemon],
  [
    { kind: 'kill-daemon', node: 1, restart: false },
    (world) => !world.host(1).hasDaemon && world.where(A).includes(1),
  ],
  [{ kind: 'pause', node: 1, ms: 1_000 }, (world) => world.host(1).paused],
  [{ kind: 'stop-daemon', node: 1, ms: 1_000 }, (world) => world.host(1).still && !world.host(1).paused],
  [{ kind: 'cut', from: 1, to: 2, oneWay: true }, (world) => !passes(world, 1, 2) && passes(world, 2, 1)],
  [
    { kind: 'cut', from: 1, to: 2, oneWay: false, link: 1 },
    (world) => passes(world, 1, 2) && !passes(world, 2, 1, 1),
  ],
  [
    { kind: 'isolate', node: 3 },
    (world) => !passes(world, 3, 1) && !passes(world, 2, 3) && passes(world, 1, 2),
  ],
  [{ kind: 'split', groups: [[1, 2]] }, (world) => passes(world, 1, 2) && !passes(world, 1, 3)],
  [{ kind: 'disk', node: 2, mode: 'full' }, (world) => world.host(2).disk.room < Infinity],
  [{ kind: 'corrupt', node: 2 }, (world) => world.host(2).disk.damaged.has(LEDGER)],
  [{ kind: 'crash', service: A }, (world) => world.where(A).length === 0],
  [{ kind: 'device', node: 2, mode: 'hangs' }, (world) => world.power.mode(2) === 'hangs'],
];

describe('what happens', () => {
  test.each(AT_ONCE)('%o', async (what, isSo) => {
    const world = await runningCluster(THREE);
    expect(world.where(A)).toEqual([1]);
    world.happen(what);
    expect(isSo(world)).toBe(true);
    expect([...world.faults]).toEqual([[what.kind, 1]]);
  });

  test.each<Happening>([
    { kind: 'power-on', node: 1 },
    { kind: 'start-daemon', node: 1 },
    { kind: 'heal' },
    { kind: 'loss', lost: 0, doubled: 0, late: 0 },
    { kind: 'device', node: 1, mode: 'ok' },
    { kind: 'device-path', node: 1, by: 2, up: true },
    { kind: 'disk', node: 1, mode: 'ok' },
    { kind: 'behave', service: A, node: 1, operation: 'stop', manner: 'ok' },
    { kind: 'clock', node: 1, by: 0 },
    { kind: 'confirm-down', node: 1, target: 2 },
    { kind: 'witness', up: false },
    { kind: 'ping-target', up: false },
    { kind: 'tear', node: 1 },
  ])('%o does not count when it changes nothing', async (what) => {
    const world = await runningCluster(THREE);
    world.happen(what);
    expect([...world.faults]).toEqual([]);
  });
});

describe('a host that stands still', () => {
  test('for less than deadtime is late, and nothing comes of it', async () => {
    const world = await runningCluster(THREE);
    world.happen({ kind: 'pause', node: 3, ms: 3_500 });
    await world.run(10_000);
    expect(eventsOf(world, 1).map(({ name, node }) => `${name} ${node}`)).toContain('peer.late node3');
    expect(isWhole(world)).toBe(true);
    expect(world.counts.fences).toBe(0);
  });

  test('has its services stand still too: what it was starting starts later', async () => {
    const world = await runningCluster(THREE);
    const disable = asked(world, world.host(1).daemon?.service({ verb: 'disable', service: 'a' }));
    await disable;
    void world.host(1).daemon?.service({ verb: 'enable', service: 'a' });
    await world.until('it starts', () => world.services.starts.length === 2);
    world.happen({ kind: 'pause', node: 1, ms: 3_000 });
    await world.run(2_500);
    expect(world.where(A)).toEqual([]);
    await world.until('it runs', () => world.where(A).length === 1, 2_000);
  });

  test('that is switched off does not wake up', async () => {
    const world = await runningCluster(THREE);
    world.power.setMode(3, 'fails');
    world.happen({ kind: 'pause', node: 3, ms: 3_000 });
    world.happen({ kind: 'power-off', node: 3 });
    await world.run(5_000);
    expect(world.host(3).paused).toBe(false);
    expect(world.host(3).hasDaemon).toBe(false);
  });
});

describe('disks', () => {
  test('that tear leave a part of what was being written, and the node goes on as one that knows nothing', async () => {
    const world = await runningCluster(THREE);
    world.happen({ kind: 'tear', node: 3 });
    world.happen({ kind: 'operator', node: 1, verb: 'freeze', service: A });
    for (let step = 0; step < 1_000 && !world.host(3).disk.isWriting(LEDGER); step++) await world.run(0.2);
    world.happen({ kind: 'power-off', node: 3 });
    const torn = world.host(3).disk.files.get(LEDGER)?.safe;
    expect(torn === undefined ? undefined : decode(torn)).toBeUndefined();
    expect(world.faults.get('tear')).toBe(1);
    world.happen({ kind: 'power-on', node: 3 });
    await world.until('all are members again', () => isWhole(world));
    expect(statusOf(world, 3).warnings.join()).toContain('was corrupt');
  });

  test('that hang do what they were told when they hang no more', async () => {
    const world = await runningCluster(THREE);
    world.happen({ kind: 'disk', node: 3, mode: 'hangs' });
    world.happen({ kind: 'operator', node: 1, verb: 'freeze', service: A });
    await world.run(1_000);
    const before = world.host(3).disk.files.get(LEDGER)?.safe;
    world.happen({ kind: 'disk', node: 3, mode: 'ok' });
    expect(world.host(3).disk.files.get(LEDGER)?.safe).not.toBe(before);
  });
});

describe('intruders', () => {
  test('recordings of an earlier life and strangers change nothing', async () => {
    const world = await runningCluster(THREE);
    world.happen({ kind: 'reset', node: 3 });
    await world.mend();
    const told = eventsOf(world, 1).length;
    for (const node of [1, 2, 3]) {
      world.happen({ kind: 'replay', node });
      world.happen({ kind: 'stranger', node });
    }
    await world.run(10_000);
    expect(world.faults.get('replay')).toBe(3);
    expect(world.faults.get('stranger')).toBe(3);
    expect(eventsOf(world, 1)).toHaveLength(told);
  });

  test('recordings of a node that is off do not bring it back', async () => {
    const world = await runningCluster({ ...THREE, unfenced: [3], fencing: { allowNone: true } });
    world.happen({ kind: 'power-off', node: 3 });
    await world.until('it is dead', () => statusOf(world, 1).nodes[2]?.peer === 'dead');
    world.happen({ kind: 'replay', node: 3 });
    await world.run(5_000);
    expect(statusOf(world, 1).nodes[2]?.peer).toBe('dead');
  });
});

describe('fence devices', () => {
  test('that share the power of their host are silent without it', async () => {
    const world = await runningCluster(THREE);
    world.happen({ kind: 'device', node: 3, mode: 'shares-power' });
    world.happen({ kind: 'power-off', node: 3 });
    await world.run(30_000);
    expect(statusOf(world, 1).nodes[2]?.standing).toBe('lost');
    world.happen({ kind: 'confirm-down', node: 1, target: 3 });
    await world.run(2_000);
    expect(statusOf(world, 1).nodes[2]?.standing).toBe('fenced');
  });

  test('carry out what they were told though the one who told them is gone', async () => {
    const world = await runningCluster(THREE);
    world.happen({ kind: 'fence', node: 2, target: 3, action: 'off' });
    await world.until('it is shot', () => world.power.shots.length > 0);
    await world.until('the device was told', () => world.power.told(3) || !world.host(3).powered, 1_000);
    for (const node of [1, 2]) world.happen({ kind: 'power-off', node });
    await world.run(1_000);
    expect(world.host(3).powered).toBe(false);
  });
});

test('the story of a run holds what the daemons told and what was really so, in order', async () => {
  const world = await runningCluster(THREE);
  world.happen({ kind: 'power-off', node: 1 });
  await world.until('it runs elsewhere', () => world.where(A).length === 1);
  const told = world.story.map(({ who, text }) => `${who} ${text.split(':')[0]}`);
  const order = [
    'world node1 loses power',
    'node2 peer.dead node1 is dead',
    'node2 node.fenced node1 is fenced',
    'node2 service.starting service',
  ].map((line) => told.lastIndexOf(line));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order).not.toContain(-1);
  expect(world.story.at(-1)?.text).toMatch(/^service:a is active on node[23]$/);
  expect(world.counts).toMatchObject({ starts: 2, failovers: 1 });
});
