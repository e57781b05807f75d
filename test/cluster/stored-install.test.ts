/** A cold start that is cut short: a view that was stored and never became active ends nobody's wait. */
import { expect, test } from 'vitest';
import { createWorld } from '#src/sim/world.ts';
import { isWhole, statusOf } from './support/cluster.ts';
import { storedOn } from './support/stored.ts';

test('a node that has the first view on its disk, but not active, waits on when the other is gone', async () => {
  const world = createWorld(1, { nodes: 2, services: [{ name: 'a' }, { name: 'b' }] });
  world.powerOnAll();
  while (!world.hosts.every(({ hasDaemon }) => hasDaemon)) await world.run(1);
  const hasStored = (): boolean => {
    const files = world.host(2).disk.files;
    return files.has('/var/lib/picket/ledger') && storedOn(world, 2).view !== undefined;
  };
  for (let step = 0; step < 100_000 && !hasStored(); step++) await world.run(0.1);
  world.host(1).powerOff();
  expect(storedOn(world, 2).view?.members).toHaveLength(2);
  expect(statusOf(world, 2).view).toBeNull();
  await world.run(90_000);
  expect(world.power.shots).toEqual([]);
  expect(world.services.starts).toEqual([]);
  expect(
    statusOf(world, 2)
      .waits.map(({ ends }) => ends)
      .join(),
  ).toContain('picket confirm-down node1');
  world.host(1).powerOn();
  await world.until('everything runs', () => isWhole(world));
});
