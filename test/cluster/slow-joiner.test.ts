/** Nodes that start together: the slow one is waited for, not shot. */
import { expect, test } from 'vitest';
import { createWorld } from '#src/sim/world.ts';
import { isWhole } from './support/cluster.ts';

test.each([1, 2, 6])(
  'a node that is heard, but still looks at its services when initdead ends, is not fenced (seed %i)',
  async (seed) => {
    const services = [{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }, { name: 'e' }];
    const world = createWorld(seed, { nodes: 3, services, heartbeat: { initdead: 5_000 } });
    // Each look on node 3 takes until its deadline.
    for (const { name } of services) world.services.behave(`service:${name}`, 3, { monitor: 'hang' });
    world.powerOnAll();
    await world.until('all nodes are in one view', () => isWhole(world), 120_000);
    expect(world.power.shots).toEqual([]);
  },
);
