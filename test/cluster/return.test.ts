/** Daemons and hosts that come back: what they report is believed, and nobody starts anything on doubt. */
import { describe, expect, test } from 'vitest';
import { createWorld } from '#src/sim/world.ts';
import { confirmDown, isWhole, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';

const TWO = { nodes: 2, services: [{ name: 'a' }, { name: 'b' }] };

describe('a daemon that was killed', () => {
  test.each([1, 2])('and is started again within deadtime costs nothing (node %i)', async (node) => {
    const world = await runningCluster(TWO);
    world.host(node).killDaemon();
    await world.run(1_500);
    world.host(node).startDaemon();
    await world.until('both are members', () => isWhole(world));
    await world.run(10_000);
    expect(world.power.shots).toEqual([]);
    expect(world.services.starts).toHaveLength(2);
    expect(world.services.stops).toEqual([]);
  });

  test('while it was starting a service does not lose it and does not start it twice', async () => {
    const world = await runningCluster({ ...TWO, domains: [prefers('first', 2, 1)] });
    world.services.behave('service:a', 1, { start: 'hang' });
    void world.host(2).daemon?.service({ verb: 'relocate', service: 'a', node: 'node1' });
    const moved = world.where('service:a').includes(1) ? 'service:b' : 'service:a';
    if (moved === 'service:b') {
      world.services.behave('service:b', 1, { start: 'hang' });
      void world.host(1).daemon?.service({ verb: 'relocate', service: 'b', node: 'node1' });
    }
    await world.until('it is being started', () => world.services.starts.includes(`${moved}@1`));
    await world.run(300);
    world.host(1).killDaemon();
    world.services.behave(moved, 1, {});
    await world.run(500);
    world.host(1).startDaemon();
    await world.until('it runs again', () => isWhole(world) && world.where(moved).length === 1);
  });

  test('and stays away is fenced, though its services ran on', async () => {
    const world = await runningCluster(TWO);
    world.host(1).killDaemon();
    await world.until('node 1 is off', () => !world.host(1).powered);
    await world.until('all runs on node 2', () =>
      ['a', 'b'].every((name) => world.where(`service:${name}`).includes(2)),
    );
  });
});

describe('after a power cut of both', () => {
  test('one that returns alone waits for the other, whatever it remembers', async () => {
    const world = await runningCluster(TWO);
    for (const host of world.hosts) host.powerOff();
    await world.run(5_000);
    world.host(1).powerOn();
    await world.run(120_000);
    expect(world.services.starts).toHaveLength(2);
    expect(world.power.shots).toEqual([]);
    const [wait] = statusOf(world, 1).waits;
    expect(wait?.ends).toContain('picket confirm-down node2');
    world.host(2).powerOn();
    await world.until('everything runs', () => isWhole(world) && world.where('service:a').length === 1);
  });

  test('an operator who vouches for the other ends the wait', async () => {
    const world = await runningCluster(TWO);
    for (const host of world.hosts) host.powerOff();
    world.host(1).powerOn();
    await world.until('it waits', () => world.host(1).daemon !== undefined);
    await world.run(25_000);
    world.vouch(2);
    const result = await confirmDown(world, 1, 'node2');
    expect(result.code).toBe('SUCCESS');
    await world.until('all runs on node 1', () =>
      ['a', 'b'].every((name) => world.where(`service:${name}`).includes(1)),
    );
    expect(statusOf(world, 1).nodes[1]).toMatchObject({ standing: 'fenced', why: 'confirmed down by root' });
  });

  test('the last survivor returning alone fences the other and goes on by itself', async () => {
    const world = await runningCluster(TWO);
    world.host(2).powerOff();
    await world.until('node 2 is fenced', () => statusOf(world, 1).nodes[1]?.standing === 'fenced');
    await world.until('all runs on node 1', () => isAllOn(1));
    // It is switched on again, and does not get far.
    await world.until('node 2 boots', () => world.host(2).powered);
    world.host(2).powerOff();
    world.host(1).powerOff();
    await world.run(10_000);
    world.host(1).powerOn();
    await world.until('all runs on node 1 again', () => isAllOn(1), 120_000);

    function isAllOn(node: number): boolean {
      return ['a', 'b'].every((name) => world.where(`service:${name}`).includes(node));
    }
  });

  test('the one that did not survive waits, even if its own record is older', async () => {
    const world = await runningCluster(TWO);
    world.host(2).powerOff();
    await world.until('all runs on node 1', () =>
      ['a', 'b'].every((name) => world.where(`service:${name}`).includes(1)),
    );
    world.host(1).powerOff();
    world.host(2).powerOn();
    await world.run(120_000);
    expect(world.where('service:a')).toEqual([]);
    world.host(1).powerOn();
    await world.until('everything runs', () => isWhole(world) && world.where('service:a').length === 1);
  });
});

test('a host that came back before it was missed joins with its new boot', async () => {
  let quick = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const world = await runningCluster(TWO, seed);
    const off = world.now;
    world.host(2).powerOff();
    world.host(2).powerOn();
    await world.until('its daemon is back', () => world.host(2).daemon !== undefined);
    if (world.now - off < world.config.heartbeat.deadtime) quick++;
    await world.until('everything runs', () => isWhole(world) && world.where('service:a').length === 1);
    expect(['a', 'b'].map((name) => world.where(`service:${name}`).length)).toEqual([1, 1]);
  }
  expect(quick).toBeGreaterThan(0);
});

test('a coordinator that dies in the middle of a change leaves nothing undecided', async () => {
  for (let delay = 0; delay < 20; delay += 1) {
    const world = await runningCluster(
      { ...TWO, nodes: 3, quorum: { twoNode: false, expectedVotes: 3 } },
      delay + 1,
    );
    void world.host(1).daemon?.service({ verb: 'relocate', service: 'a' });
    void world.host(1).daemon?.service({ verb: 'disable', service: 'b' });
    await world.run(delay);
    world.host(1).powerOff();
    await world.until('a runs', () => world.where('service:a').length === 1, 90_000);
    await world.until('all agree', () => serviceOn(world, 2, 'service:a').state === 'started');
    expect(serviceOn(world, 3, 'service:b').state).toBe(serviceOn(world, 2, 'service:b').state);
  }
});

test('a full disk on one node costs no service', async () => {
  const world = await runningCluster(TWO);
  world.host(2).disk.fill();
  world.host(1).powerOff();
  await world.until('all runs on node 2', () =>
    ['a', 'b'].every((name) => world.where(`service:${name}`).includes(2)),
  );
});

test('one of three that is vouched for by an operator still starts nothing without quorum', async () => {
  const world = createWorld(1, { ...TWO, nodes: 3 });
  world.host(1).powerOn();
  await world.until('it is up', () => world.host(1).daemon !== undefined);
  for (const node of ['node2', 'node3']) {
    await confirmDown(world, 1, node);
  }
  await world.until('it has a view', () => statusOf(world, 1).view !== null);
  await world.run(20_000);
  expect(statusOf(world, 1).view).toMatchObject({ quorate: false, mayStart: false, reason: '1 of 3 votes' });
  expect(world.services.starts).toEqual([]);
});

test('a service that may run on a node that cannot tell is started nowhere else before that is settled', async () => {
  const domains = [prefers('first', 1, 3)];
  const world = await runningCluster({ nodes: 3, services: [{ name: 'web', domain: 'first' }], domains });
  world.services.behave('service:web', 2, { monitor: 'fail', stop: 'hang' });
  world.host(2).killDaemon();
  await world.run(1_000);
  world.host(2).startDaemon();
  await world.until('node 2 is a member again', () => isWhole(world));
  world.host(1).powerOff();
  await world.until('node 1 is fenced', () => statusOf(world, 3).nodes[0]?.standing === 'fenced');
  await world.run(15_000);
  expect(world.services.starts).toEqual(['service:web@1']);
  world.services.behave('service:web', 2, {});
  await world.until('web runs', () => world.where('service:web').length === 1, 90_000);
});
