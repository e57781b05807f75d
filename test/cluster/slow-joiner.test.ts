/** Nodes that start together: the slow one is waited for, not shot. */
import { expect, test } from 'vitest';
import { isWhole, runningCluster } from './support/cluster.ts';

test('a node that is heard, but still looks at its services when initdead ends, is not fenced', async () => {
  const heartbeat = { keepalive: 500, warntime: 1_000, deadtime: 2_000, initdead: 3_000 };
  const world = await runningCluster({ nodes: 3, services: [{ name: 'a' }, { name: 'b' }], heartbeat });
  // The daemon that looks after the services' states begins anew everywhere, and each look on node 3 takes its 5 s.
  for (const service of ['service:a', 'service:b']) world.services.behave(service, 3, { monitor: 'hang' });
  const before = world.power.shots.length;
  for (const host of world.hosts) host.killDaemon();
  for (const host of world.hosts) host.startDaemon();
  await world.run(6_000);
  for (const service of ['service:a', 'service:b']) world.services.behave(service, 3, {});
  await world.until('all nodes are in one view', () => isWhole(world), 60_000);
  expect(world.power.shots.slice(before)).toEqual([]);
});
