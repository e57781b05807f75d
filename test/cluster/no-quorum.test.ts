/** A node that has lost its quorum: what it does with its own services, when, and how it says so. */
import { describe, expect, test } from 'vitest';
import { createNoQuorum } from '#src/cluster/no-quorum.ts';
import { createClock, createTimeline } from '#src/sim/clock.ts';
import { type ClusterPlan, clusterConfig } from '#src/sim/cluster-config.ts';
import { createLife } from '#src/sim/life.ts';
import { createWorldLog } from '#src/sim/log.ts';
import type { World } from '#src/sim/world.ts';
import { eventsOf, isWhole, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';

const PLAN: ClusterPlan = {
  nodes: 3,
  services: [{ name: 'a' }, { name: 'b' }, { name: 'c', domain: 'third' }],
  domains: [prefers('third', 3, 1, 2)],
};

/** Node 3 is alone, and its device does not answer, so that it lives. */
async function lonely(plan: Partial<ClusterPlan> = {}): Promise<World> {
  const world = await runningCluster({ ...PLAN, ...plan });
  world.power.setMode(3, 'fails');
  world.network.cut(3, 1);
  world.network.cut(3, 2);
  await world.until('it is alone', () => statusOf(world, 3).view?.members.length === 1);
  return world;
}

function told(world: World): readonly string[] {
  return eventsOf(world, 3).flatMap(({ name }) => (name.startsWith('quorum.') ? name : []));
}

function waits(world: World): string {
  return statusOf(world, 3)
    .waits.map(({ what }) => what)
    .join('\n');
}

describe('the minority of three', () => {
  test('keeps its service for no_quorum_grace and says until when', async () => {
    const world = await lonely({ quorum: { noQuorumGrace: 20_000 } });
    await world.run(15_000);
    expect(world.where('service:c')).toEqual([3]);
    expect(waits(world)).toContain('no quorum (1 of 3 votes): the services here will be stopped');
    const wait = statusOf(world, 3).waits.find(({ what }) => what.startsWith('no quorum'));
    const left = (wait?.until ?? 0) - statusOf(world, 3).at;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(5_000);
    expect(told(world)).toEqual(['quorum.lost']);
  });

  test('stops it then, and starts nothing', async () => {
    const world = await lonely();
    await world.until('it is stopped', () => world.where('service:c').length === 0, 8_000);
    await world.run(60_000);
    expect(world.services.starts).toHaveLength(3);
    expect(world.where('service:c')).toEqual([]);
    expect(waits(world)).toContain('the services here were stopped');
    expect(told(world)).toEqual(['quorum.lost', 'quorum.stopping', 'quorum.stopped']);
    // What the others do is none of its business.
    expect(['service:a', 'service:b'].flatMap((id) => world.where(id)).toSorted()).toEqual([1, 2]);
  });

  test('starts it again when the others are back', async () => {
    const world = await lonely();
    await world.until('it is stopped', () => world.where('service:c').length === 0);
    world.network.heal();
    await world.until(
      'all runs again',
      () => isWhole(world) && world.where('service:c').length === 1,
      120_000,
    );
    expect(told(world).at(-1)).toBe('quorum.regained');
    expect(waits(world)).toBe('');
  });

  test('that is back within the grace has touched nothing', async () => {
    const world = await lonely({ quorum: { noQuorumGrace: 30_000 } });
    await world.run(10_000);
    world.network.heal();
    await world.until('all are members', () => isWhole(world));
    await world.run(40_000);
    expect(world.services.stops).toEqual([]);
    expect(world.services.starts).toHaveLength(3);
  });

  test('with the policy to freeze leaves it running', async () => {
    const world = await lonely({ quorum: { noQuorumPolicy: 'freeze' } });
    await world.run(60_000);
    expect(world.where('service:c')).toEqual([3]);
    expect(waits(world)).toContain('the services here stay as they are, no other is started');
    expect(told(world)).toEqual(['quorum.lost', 'quorum.frozen']);
  });

  test('leaves alone what an operator froze', async () => {
    const world = await runningCluster(PLAN);
    void world.host(1).daemon?.service({ verb: 'freeze', service: 'c' });
    await world.until('it is frozen', () => serviceOn(world, 3, 'service:c').frozen);
    world.power.setMode(3, 'fails');
    world.network.cut(3, 1);
    world.network.cut(3, 2);
    await world.run(30_000);
    expect(world.where('service:c')).toEqual([3]);
  });

  test('that cannot stop it says so, keeps trying, and vouches for nothing', async () => {
    const world = await runningCluster(PLAN);
    world.services.behave('service:c', 3, { stop: 'fail' });
    world.power.setMode(3, 'fails');
    world.network.cut(3, 1);
    world.network.cut(3, 2);
    await world.until('it has tried', () => told(world).includes('quorum.stop-failed'));
    expect(statusOf(world, 3).warnings.join()).toContain('service:c could not be stopped without quorum');
    await world.run(20_000);
    expect(world.where('service:c')).toEqual([3]);
    world.services.behave('service:c', 3, { stop: 'ok' });
    await world.until('it is stopped', () => world.where('service:c').length === 0);
    expect(statusOf(world, 3).warnings.join()).not.toContain('could not be stopped');
  });
});

test('a daemon that is killed and started again under its services, alone, stops them after initdead and grace', async () => {
  const world = await lonely({ quorum: { noQuorumGrace: 30_000 } });
  world.host(3).killDaemon(1_000);
  await world.run(25_000);
  expect(world.where('service:c')).toEqual([3]);
  await world.until('it is stopped', () => world.where('service:c').length === 0, 60_000);
});

test('view changes of the majority stop nothing', async () => {
  const world = await runningCluster({ ...PLAN, quorum: { noQuorumGrace: 2_000 } });
  world.host(2).powerOff();
  await world.until('node 2 is fenced', () => statusOf(world, 1).nodes[1]?.standing === 'fenced');
  world.host(2).powerOn();
  await world.until('all are members', () => isWhole(world), 120_000);
  expect(world.services.stops.filter((stop) => !stop.endsWith('@2'))).toEqual([]);
});

test('a node without any grace waits for an agreement in progress without turning in circles', async () => {
  const timeline = createTimeline();
  let quorate = true;
  let asked = 0;
  const watch = createNoQuorum({
    config: () => clusterConfig({ ...PLAN, quorum: { noQuorumGrace: 0 } }),
    verdict: () => ({ quorate, reason: 'for the test' }),
    hasView: () => quorate,
    agreeing() {
      asked += 1;
      if (asked > 1_000) throw new Error('asked without end');
      return true;
    },
    exempt: () => false,
    frozen: () => false,
    local: { stop: async () => ({ ok: true }), localState: () => 'running' },
    clock: createClock(timeline, 0, createLife()),
    log: createWorldLog(() => timeline.now).of('node1'),
    emit: () => {},
  });
  watch.check();
  quorate = false;
  watch.check();
  await timeline.run(10_000, () => {});
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(200);
  watch.stop();
});

test('a quorum that returns while services are being stopped spares what others depend on', async () => {
  const timeline = createTimeline();
  let quorate = true;
  const running = new Set(['service:base', 'service:user']);
  let stopOf: ((result: { readonly ok: true }) => void) | undefined;
  const base = { name: 'base' };
  const user = { name: 'user', depend: ['service:base'] };
  const watch = createNoQuorum({
    config: () => clusterConfig({ nodes: 3, services: [base, user], quorum: { noQuorumGrace: 1_000 } }),
    verdict: () => ({ quorate, reason: 'for the test' }),
    hasView: () => true,
    exempt: () => false,
    frozen: () => false,
    local: {
      stop: (id) =>
        new Promise((resolve) => {
          stopOf = (result) => {
            running.delete(id);
            resolve(result);
          };
        }),
      localState: (id) => (running.has(id) ? 'running' : 'stopped'),
    },
    clock: createClock(timeline, 0, createLife()),
    log: createWorldLog(() => timeline.now).of('node1'),
    emit: () => {},
  });
  watch.check();
  quorate = false;
  watch.check();
  await timeline.run(5_000, () => {});
  quorate = true;
  watch.check();
  stopOf?.({ ok: true });
  stopOf = undefined;
  await timeline.run(5_000, () => {});
  expect([...running]).toEqual(['service:base']);
  expect(stopOf).toBeUndefined();
  watch.stop();
});
