/** An operator's word that a node is down: refused while anything is heard of it, and void when it shows up after all. */
import { describe, expect, test } from 'vitest';
import { createWorld } from '#src/sim/world.ts';
import { confirmDown, isWhole, prefers, runningCluster, statusOf } from './support/cluster.ts';

/** Long enough for everything below to happen before anybody may go on without the missing. */
const PATIENT = { nodes: 3, services: [{ name: 'a' }], heartbeat: { initdead: 60_000 } };

const peerOf = (document: ReturnType<typeof statusOf>, name: string) =>
  document.nodes.find((node) => node.name === name);

describe('confirm-down is refused', () => {
  test('while a node that was started anew is heard, though it hears nobody', async () => {
    const world = createWorld(1, { nodes: 2, services: [{ name: 'a' }] });
    // What node 2 says arrives; what it is told does not.
    world.network.cut(1, 2, { oneWay: true });
    world.powerOnAll();
    await world.until('both beat', () => world.hosts.every(({ daemon }) => daemon !== undefined));
    await world.run(25_000);
    expect(peerOf(statusOf(world, 1), 'node2')?.peer).not.toBe('up');
    const result = await confirmDown(world, 1, 'node2');
    expect(result).toMatchObject({ code: 'INVAL', message: expect.stringContaining('node2 is alive') });
    await world.run(20_000);
    expect(world.services.starts).toEqual([]);
    expect(world.power.shots).toEqual([]);
  });

  test('while a lost member is heard one way', async () => {
    const plan = { nodes: 2, services: [{ name: 'a', domain: 'first' }], domains: [prefers('first', 1, 2)] };
    const world = await runningCluster(plan);
    for (const { id } of world.hosts) world.power.setMode(id, 'fails');
    world.network.cut(1, 2, { oneWay: true });
    await world.until('it is lost', () => statusOf(world, 1).nodes[1]?.standing === 'lost');
    const result = await confirmDown(world, 1, 'node2');
    expect(result).toMatchObject({ code: 'INVAL', message: expect.stringContaining('node2 is alive') });
    expect(statusOf(world, 1).nodes[1]?.standing).toBe('lost');
  });
});

test('a node that shows up after an operator vouched for it is waited for, not fenced', async () => {
  const world = createWorld(1, PATIENT);
  world.network.cut(1, 3);
  world.network.cut(2, 3);
  world.host(1).powerOn();
  world.host(3).powerOn();
  await world.until('node 1 waits', () => world.host(1).daemon !== undefined);
  await world.run(2_000);
  world.vouch(2);
  const word = await confirmDown(world, 1, 'node2');
  expect(word.code).toBe('AGAIN');
  // It is up, but takes a while to find out what runs there; just then node 3 comes, too.
  world.services.behave('service:a', 2, { monitor: 'hang' });
  world.host(2).powerOn();
  await world.until('node 2 is heard', () => peerOf(statusOf(world, 1), 'node2')?.peer === 'up');
  world.network.heal();
  await world.until('all are members', () => isWhole(world));
  expect(world.power.shots).toEqual([]);
  expect(statusOf(world, 1).nodes.map(({ standing }) => standing)).toEqual(['member', 'member', 'member']);
});

test('a node that shows up and vanishes again is not taken for down on the old word', async () => {
  const world = createWorld(1, PATIENT);
  world.host(1).powerOn();
  await world.until('node 1 waits', () => world.host(1).daemon !== undefined);
  world.vouch(2);
  await confirmDown(world, 1, 'node2');
  world.network.cut(2, 3);
  world.services.behave('service:a', 2, { monitor: 'hang' });
  world.host(2).powerOn();
  await world.until('node 2 is heard', () => peerOf(statusOf(world, 1), 'node2')?.peer === 'up');
  world.network.cut(1, 2);
  world.power.setMode(2, 'fails');
  world.host(3).powerOn();
  await world.until('two have a view', () => statusOf(world, 1).view?.members.length === 2, 90_000);
  await world.run(5_000);
  expect(statusOf(world, 1).nodes[1]?.standing).toBe('lost');
  expect(world.services.starts).toEqual([]);
});
