/** Two links: the loss of one costs a session its way, and nobody anything else; what is wrong is named. */
import { expect, test } from 'vitest';
import { eventsOf, prefers, runningCluster, statusOf } from './support/cluster.ts';

const services = [
  { name: 'web', domain: 'first' },
  { name: 'db', domain: 'second' },
];
const domains = [prefers('first', 1, 2), prefers('second', 2, 1)];

test.each([0, 1])('link %i is cut and stays cut: commands work, nothing is fenced', async (link) => {
  const world = await runningCluster({ nodes: 2, services, domains }, 5);
  const { warntime, keepalive } = world.config.heartbeat;
  const epoch = statusOf(world, 1).view?.epoch;
  world.network.cut(1, 2, { link });
  // Longer than warntime, shorter than deadtime: no kernel has noticed yet that a session's way is gone.
  await world.run(warntime + 2 * keepalive);
  const moved = world.host(1).daemon?.service({ verb: 'relocate', service: 'web', node: 'node2' });
  await world.until('web runs on node2', () => world.where('service:web').includes(2));
  expect(await moved).toMatchObject({ code: 'SUCCESS' });
  await world.run(60_000);
  expect(world.power.shots).toEqual([]);
  expect(statusOf(world, 1).view?.epoch).toBe(epoch);
  expect(statusOf(world, 1).nodes[1]?.links[link]?.up).toBe(false);
});

const THREE = { nodes: 3, services: [{ name: 'a' }] };

test('a node that falls off one link is named by all, and so is its return', async () => {
  const world = await runningCluster(THREE);
  const { deadtime, keepalive } = world.config.heartbeat;
  const epoch = statusOf(world, 1).view?.epoch;
  for (const other of [1, 3]) world.network.cut(2, other, { link: 1 });
  await world.run(deadtime + 4 * keepalive);
  for (const id of [1, 2, 3]) {
    expect(statusOf(world, id).warnings, `node ${id}`).toEqual([
      'link link1: node2 hears nobody; link0 is fine',
    ]);
  }
  world.network.heal();
  await world.run(4 * keepalive);
  expect(statusOf(world, 1).warnings).toEqual([]);
  const told = eventsOf(world, 1).filter(({ name }) => name.startsWith('link.'));
  expect(told.map(({ name, node, message }) => [name, node ?? '', message])).toEqual([
    ['link.down', 'node2', 'link link1 to node2 is down: not heard'],
    ['link.fault', '', 'link link1: node2 hears nobody; link0 is fine'],
    ['link.up', 'node2', 'link link1 to node2 is up'],
    ['link.ok', '', 'link link1 is fine again'],
  ]);
  expect(statusOf(world, 1).view?.epoch).toBe(epoch);
});

test('a cable that works in one direction only is named for that', async () => {
  const world = await runningCluster(THREE);
  const { deadtime, keepalive } = world.config.heartbeat;
  world.network.cut(1, 2, { link: 0, oneWay: true });
  await world.run(deadtime + 5 * keepalive);
  expect(statusOf(world, 1).warnings).toEqual(['link link0: node2 does not hear node1; link1 is fine']);
});

test('a link that comes and goes within two keepalives is not worth a word', async () => {
  const world = await runningCluster(THREE);
  const { keepalive } = world.config.heartbeat;
  for (let round = 0; round < 5; round++) {
    world.network.cut(1, 2, { link: 0 });
    await world.run(2 * keepalive);
    world.network.heal();
    await world.run(2 * keepalive);
  }
  expect(eventsOf(world, 1).filter(({ name }) => name.startsWith('link.'))).toEqual([]);
});

test('while a node is late, its fence device is tried: a broken one is known before it is needed', async () => {
  const world = await runningCluster(THREE);
  await world.run(20_000);
  world.power.setMode(2, 'fails');
  world.host(2).stopDaemon(3_000);
  await world.until('node 1 warns', () =>
    statusOf(world, 1).warnings.some((text) => text.startsWith('fence device bmc2 of node2 does not work')),
  );
  expect(eventsOf(world, 1).map(({ name }) => name)).not.toContain('peer.dead');
  // Nobody but the coordinator would use it; what it found is known everywhere.
  await world.until('node 3 knows', () => statusOf(world, 3).warnings.length > 0);
  expect(statusOf(world, 3).warnings).toEqual([
    expect.stringContaining('fence device bmc2 of node2 does not work from node1: Connection timed out'),
  ]);
});
