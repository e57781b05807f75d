/** Two links: the loss of one costs a session its way, and nobody anything else. */
import { expect, test } from 'vitest';
import { prefers, runningCluster, statusOf } from './support/cluster.ts';

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
