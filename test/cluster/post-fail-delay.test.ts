/** post_fail_delay gives a lost node time; in a split of two it comes on top of the tie-breaker, or both would shoot. */
import { expect, test } from 'vitest';
import { prefers, runningCluster } from './support/cluster.ts';

const DELAY_MS = 20_000;

test.each([
  [1, 1],
  [1, 2],
  [2, 3],
  [2, 4],
])(
  'of two nodes in a split exactly one shoots: node %i, which carries more (seed %i)',
  async (heavy, seed) => {
    const light = 3 - heavy;
    const world = await runningCluster(
      {
        nodes: 2,
        services: [{ name: 'big', priority: 10, domain: 'heavy' }],
        domains: [prefers('heavy', heavy, light)],
        fencing: { postFailDelay: DELAY_MS },
      },
      seed,
    );
    world.network.cut(1, 2);
    const cut = world.now;
    await world.until('somebody shoots', () => world.power.shots.length > 0);
    expect(world.now - cut).toBeGreaterThanOrEqual(DELAY_MS);
    await world.run(60_000);
    expect(world.power.shots.filter((shot) => shot.startsWith('off'))).toEqual([`off node${light}`]);
    expect(world.where('service:big')).toEqual([heavy]);
  },
);
