/** Services that depend on others: who waits for whom when things start, stop, fail, move and die. */
import { describe, expect, test } from 'vitest';
import type { CommandResult, ServiceCommand } from '#src/cluster/commands.ts';
import type { ServiceConfig } from '#src/config/model.ts';
import type { ClusterPlan } from '#src/sim/cluster-config.ts';
import type { World } from '#src/sim/world.ts';
import { asked, isWhole, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';

const DISK = 'service:disk';
const GUEST = 'service:guest';

type Named = Partial<ServiceConfig> & { readonly name: string };

/** `guest` stands first in the file: the order comes from `depend` alone. */
function plan(guest: Partial<Named> = {}, more: Partial<ClusterPlan> = {}): ClusterPlan {
  return {
    nodes: 2,
    services: [
      { name: 'guest', depend: [DISK], ...guest },
      { name: 'disk', domain: 'first' },
    ],
    domains: [prefers('first', 1, 2)],
    ...more,
  };
}

function order(world: World, command: ServiceCommand, node = 2): Promise<CommandResult> {
  return asked(world, world.host(node).daemon?.service(command));
}

/** What really began and ended, in order: `+disk@1 +guest@1 -guest@1`. */
function really(world: World): string {
  return world.story
    .filter(({ who }) => who === 'world')
    .flatMap(({ text }) => /^service:(\S+) is (active|gone) on node(\d)$/.exec(text) ?? [])
    .join(' ')
    .replace(/service:\S+ is \S+ on \S+ (\S+) (active|gone) (\d)/g, (_, name, what, node) => {
      return `${what === 'active' ? '+' : '-'}${name}@${node}`;
    });
}

describe('a service that depends on another, hard', () => {
  test('starts after it, on the same node', async () => {
    const world = await runningCluster(plan());
    expect(really(world)).toBe('+disk@1 +guest@1');
  });

  test('is stopped before it, and started again after it', async () => {
    const world = await runningCluster(plan());
    expect(await order(world, { verb: 'disable', service: 'disk' })).toMatchObject({ code: 'SUCCESS' });
    expect(really(world)).toBe('+disk@1 +guest@1 -guest@1 -disk@1');
    await world.run(5_000);
    expect(serviceOn(world, 1, GUEST)).toMatchObject({ state: 'stopped', owner: null });
    expect(statusOf(world, 1).waits.map(({ what }) => what)).toContainEqual(
      expect.stringContaining(`depends on ${DISK}, which is disabled`),
    );
    await order(world, { verb: 'enable', service: 'disk' });
    await world.until('both run again', () => isWhole(world));
    expect(really(world)).toBe('+disk@1 +guest@1 -guest@1 -disk@1 +disk@1 +guest@1');
  });

  test.each([
    [{ verb: 'restart', service: 'disk' } as const, '+disk@1 +guest@1'],
    [{ verb: 'relocate', service: 'disk' } as const, '+disk@2 +guest@2'],
    [{ verb: 'relocate', service: 'disk', node: 'node2' } as const, '+disk@2 +guest@2'],
  ])('follows it through %j', async (command, then) => {
    const world = await runningCluster(plan());
    expect(await order(world, command)).toMatchObject({ code: 'SUCCESS' });
    await world.until('both run', () => isWhole(world));
    expect(really(world)).toBe(`+disk@1 +guest@1 -guest@1 -disk@1 ${then}`);
  });

  test('is stopped first when it fails, and back when it is', async () => {
    const world = await runningCluster(plan());
    world.services.crash(DISK, 1);
    await world.until('it was noticed', () => serviceOn(world, 1, DISK).state !== 'started');
    await world.until('both run', () => isWhole(world));
    expect(really(world)).toBe('+disk@1 +guest@1 -disk@1 -guest@1 +disk@1 +guest@1');
    expect(world.services.stops).toEqual(['service:guest@1', 'service:disk@1']);
  });

  test('fails on its own without disturbing it', async () => {
    const world = await runningCluster(plan());
    world.services.crash(GUEST, 1);
    await world.until('it was noticed', () => serviceOn(world, 1, GUEST).state !== 'started');
    await world.until('both run', () => isWhole(world));
    expect(world.services.stops).toEqual(['service:guest@1']);
  });

  test('moves with it when its node leaves or dies, and back with it when its domain wants that', async () => {
    const back = plan();
    const services = back.services.map((one) =>
      one.name === 'disk' ? { ...one, autoFailback: 'on' as const, failbackDelay: 5_000 } : one,
    );
    const world = await runningCluster({ ...back, services });
    expect(await asked(world, world.host(1).leave())).toBeUndefined();
    await world.until('both run on node 2', () => world.where(GUEST).includes(2));
    world.host(1).startDaemon();
    await world.until('both run on node 1', () => world.where(GUEST).includes(1));
    world.host(1).powerOff();
    await world.until('both run on node 2 again', () => world.where(GUEST).includes(2));
    expect(really(world)).toBe(
      [
        '+disk@1 +guest@1 -guest@1 -disk@1 +disk@2 +guest@2',
        '-guest@2 -disk@2 +disk@1 +guest@1',
        '-guest@1 -disk@1 +disk@2 +guest@2',
      ].join(' '),
    );
  });

  test('can go nowhere else, and the operator is told why', async () => {
    const world = await runningCluster(plan());
    const refused = await order(world, { verb: 'relocate', service: 'guest', node: 'node2' });
    expect(refused).toMatchObject({ code: 'DEPEND', owner: 'node1' });
    expect(refused.message).toContain(`depends on ${DISK}, which is on node1`);
    expect(await order(world, { verb: 'relocate', service: 'guest' })).toMatchObject({ code: 'DEPEND' });
    expect(world.services.stops).toEqual([]);
  });

  test('is not enabled while that is disabled, as with rgmanager', async () => {
    const disabled = plan({ autostart: false });
    const services = disabled.services.map((one) => ({ ...one, autostart: false }));
    const world = await runningCluster({ ...disabled, services });
    const refused = await order(world, { verb: 'enable', service: 'guest' });
    expect(refused).toMatchObject({ code: 'DEPEND' });
    expect(refused.message).toContain(`picket enable ${DISK}`);
    expect(serviceOn(world, 1, GUEST).state).toBe('disabled');
    // Both at once, in the wrong order: it waits for what is on its way.
    void world.host(1).daemon?.service({ verb: 'enable', service: 'disk' });
    expect(await order(world, { verb: 'enable', service: 'guest' }, 1)).toMatchObject({ code: 'SUCCESS' });
    expect(really(world)).toBe('+disk@1 +guest@1');
  });

  test('that is frozen keeps it from being stopped', async () => {
    const world = await runningCluster(plan());
    await order(world, { verb: 'freeze', service: 'guest' });
    for (const verb of ['disable', 'stop', 'restart', 'relocate'] as const) {
      const refused = await order(world, { verb, service: 'disk' });
      expect(refused).toMatchObject({ code: 'DEPEND' });
      expect(refused.message).toContain(`picket thaw ${GUEST}`);
    }
    expect(world.services.stops).toEqual([]);
  });

  test('that cannot be stopped keeps it from being stopped until somebody has cleaned up', async () => {
    const world = await runningCluster(plan());
    world.services.behave(GUEST, 1, { stop: 'fail' });
    void world.host(2).daemon?.service({ verb: 'disable', service: 'disk' });
    await world.until('it is failed', () => serviceOn(world, 2, GUEST).state === 'failed');
    await world.run(30_000);
    expect(world.where(DISK)).toEqual([1]);
    expect(serviceOn(world, 2, DISK).state).toBe('stopping');
    const coordinator = statusOf(world, 1).view?.coordinator === 'node1' ? 1 : 2;
    const waits = statusOf(world, coordinator).waits.map(({ what, ends }) => `${what}; ${ends}`);
    expect(waits).toContainEqual(expect.stringContaining(`${DISK} stops after ${GUEST} (failed: clean up`));
    world.services.cleanUp(GUEST, 1);
    await order(world, { verb: 'disable', service: 'guest' });
    await world.until('it is stopped', () => serviceOn(world, 2, DISK).state === 'disabled');
    expect(world.where(DISK)).toEqual([]);
  });

  test('is not started again in place while that is down, though both failed together', async () => {
    const world = await runningCluster(plan());
    world.services.crash(DISK, 1);
    world.services.crash(GUEST, 1);
    world.services.behave(DISK, 1, { start: 'slow' });
    await world.until('it was noticed', () => serviceOn(world, 1, DISK).state !== 'started');
    await world.until('both run', () => isWhole(world));
    expect(world.services.starts.slice(2)).toEqual(['service:disk@1', 'service:guest@1']);
  });

  test('goes on in the right order under the next coordinator', async () => {
    const world = await runningCluster(plan({}, { nodes: 3, domains: [prefers('first', 3, 2, 1)] }));
    const coordinator = world.hosts.find(({ name }) => statusOf(world, 3).view?.coordinator === name);
    world.services.behave(GUEST, 3, { stop: 'slow' });
    void world.host(3).daemon?.service({ verb: 'relocate', service: 'disk', node: 'node2' });
    await world.until('it is on its way', () => serviceOn(world, 3, DISK).state === 'stopping');
    expect(coordinator?.id).not.toBe(3);
    coordinator?.powerOff();
    await world.until('both have moved', () => {
      const [guest] = world.where(GUEST);
      return guest !== undefined && guest !== 3 && world.where(DISK).includes(guest);
    });
    expect(really(world)).toMatch(/^\+disk@3 \+guest@3 -guest@3 -disk@3 \+disk@\d \+guest@\d$/);
  });
});

describe('a service that depends on another, soft', () => {
  test('starts after it, anywhere, and goes on without it', async () => {
    const soft = plan({ dependMode: 'soft', domain: 'second' });
    const world = await runningCluster({
      ...soft,
      domains: [prefers('first', 1, 2), prefers('second', 2, 1)],
    });
    expect(really(world)).toBe('+disk@1 +guest@2');
    await order(world, { verb: 'disable', service: 'disk' });
    await world.run(10_000);
    expect(really(world)).toBe('+disk@1 +guest@2 -disk@1');
    await order(world, { verb: 'disable', service: 'guest' });
    expect(await order(world, { verb: 'enable', service: 'guest' })).toMatchObject({ code: 'DEPEND' });
  });
});
