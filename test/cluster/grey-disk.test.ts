/** Grey failure: a member whose disk takes no more writes, though its heartbeats go on. It is as good as dead. */
import { describe, expect, test } from 'vitest';
import type { ClusterPlan } from '#src/sim/cluster-config.ts';
import { isWhole, prefers, runningCluster, statusOf } from './support/cluster.ts';

const coordinatorOf = (name: string | undefined): number => Number(name?.slice('node'.length));

describe.each(['fail', 'hang'] as const)('a disk whose writes %s', (writes) => {
  test.each([
    [2, 'the coordinator', true],
    [2, 'another member', false],
    [3, 'the coordinator', true],
    [3, 'another member', false],
  ] as const)(
    'of %i nodes, on %s: it is fenced, and its services run elsewhere',
    async (nodes, _, asCoordinator) => {
      const before = await runningCluster({ nodes, services: [] });
      const coordinator = coordinatorOf(statusOf(before, 1).view?.coordinator);
      const grey = asCoordinator ? coordinator : coordinator === 1 ? 2 : 1;
      const other = grey === 1 ? 2 : 1;
      const plan: ClusterPlan = {
        nodes,
        services: [
          { name: 'web', domain: 'grey' },
          { name: 'db', domain: 'other' },
        ],
        domains: [prefers('grey', grey, other), prefers('other', other, grey)],
      };
      const world = await runningCluster(plan);
      expect(coordinatorOf(statusOf(world, other).view?.coordinator) === grey).toBe(asCoordinator);
      world.host(grey).disk.writes = writes;
      await world.run(20_000);
      // Nothing has to be written, so nothing is wrong yet.
      expect(world.power.shots).toEqual([]);
      void world.host(other).daemon?.service({ verb: 'freeze', service: 'db' });
      await world.until('it is off', () => !world.host(grey).powered);
      await world.until('web runs elsewhere', () => world.where('service:web').some((node) => node !== grey));
      expect(world.where('service:db')).toEqual([other]);
      expect(world.power.shots.filter((shot) => shot.startsWith('off'))).toEqual([`off node${grey}`]);
      world.host(grey).disk.writes = 'ok';
      await world.until('it is back with a new disk', () => isWhole(world), 90_000);
    },
  );
});

test('one slow moment of a disk costs nothing', async () => {
  const world = await runningCluster({ nodes: 2, services: [{ name: 'web' }, { name: 'db' }] });
  world.host(2).disk.writes = 'fail';
  void world.host(1).daemon?.service({ verb: 'freeze', service: 'web' });
  await world.run(2_000);
  world.host(2).disk.writes = 'ok';
  await world.until('both are members', () => isWhole(world));
  await world.run(30_000);
  expect(world.power.shots).toEqual([]);
  expect(world.services.starts).toHaveLength(2);
});
