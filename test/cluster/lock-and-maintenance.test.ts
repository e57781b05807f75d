/** A locked cluster starts nothing; in maintenance everything is left alone. Both words outlive whatever happens. */
import { describe, expect, test, vi } from 'vitest';
import type { CommandResult, RestrictVerb, ServiceVerb } from '#src/cluster/commands.ts';
import { mergeView } from '#src/cluster/merge-view.ts';
import type { Acceptance } from '#src/membership/agreement.ts';
import type { LocalState } from '#src/resources/service-entry.ts';
import type { World } from '#src/sim/world.ts';
import { entry } from '#test/resources/service-samples.ts';
import { epoch, incarnation, ledgerOf, member, nodeEntry, record } from '../membership/support/samples.ts';
import { asked, isWhole, prefers, runningCluster, serviceOn, statusOf } from './support/cluster.ts';
import { coordinatorOn } from './support/coordinator.ts';
import { mergeContext } from './support/merge.ts';

const PLAN = {
  nodes: 2,
  services: [
    { name: 'a', domain: 'first' },
    { name: 'b', domain: 'first' },
  ],
  domains: [prefers('first', 1, 2)],
};

async function say(world: World, at: number, verb: RestrictVerb, node?: string): Promise<void> {
  const command = { verb, who: 'root', ...(node === undefined ? {} : { node }) };
  expect(await asked(world, world.host(at).daemon?.restrict(command)), verb).toMatchObject({
    code: 'SUCCESS',
  });
}

function order(world: World, at: number, verb: ServiceVerb, service = 'a'): Promise<CommandResult> {
  return asked(world, world.host(at).daemon?.service({ verb, service }));
}

function crash(world: World, name: string): void {
  for (const node of world.where(`service:${name}`)) world.services.crash(`service:${name}`, node);
}

/** Cut apart, and nobody can shoot. */
async function split(world: World): Promise<void> {
  for (const { id } of world.hosts) world.power.setMode(id, 'fails');
  world.network.cut(1, 2);
  await world.until('each is on its own', () =>
    [1, 2].every((id) => statusOf(world, id).view?.members.length === 1),
  );
}

describe('a locked cluster', () => {
  test.each([1, 2])(
    'starts nothing elsewhere when a node dies, until it is unlocked (said at node %i)',
    async (at) => {
      const world = await runningCluster(PLAN);
      await say(world, at, 'lock');
      expect(statusOf(world, 3 - at).locked).toMatchObject({ who: 'root' });
      world.host(1).powerOff();
      await world.until('node 1 is fenced', () => statusOf(world, 2).nodes[0]?.standing === 'fenced');
      await world.run(30_000);
      expect(world.where('service:a')).toEqual([]);
      expect(statusOf(world, 2).waits.map(({ what }) => what)).toEqual([
        'the cluster is locked by root: no service is started',
      ]);
      await say(world, 2, 'unlock');
      await world.run(5_000);
      expect(world.where('service:a')).toEqual([2]);
    },
  );

  test('goes on restarting in place, and lets operators stop', async () => {
    const world = await runningCluster(PLAN);
    await say(world, 1, 'lock');
    crash(world, 'a');
    await world.until('a was restarted', () => world.services.starts.length === 3);
    expect(await order(world, 2, 'disable', 'b')).toMatchObject({ code: 'SUCCESS' });
    expect(world.services.starts).toEqual(['service:a@1', 'service:b@1', 'service:a@1']);
  });

  test.each(['enable', 'restart', 'relocate'] as const)(
    'refuses to %s, and stops nothing for it',
    async (verb) => {
      const world = await runningCluster(PLAN);
      await say(world, 1, 'lock');
      const said = await order(world, 2, verb);
      expect(said).toMatchObject({ code: 'AGAIN' });
      expect(said.message).toContain('picket unlock');
      expect(world.services.stops).toEqual([]);
    },
  );

  test.each(['restart', 'relocate'] as const)(
    'refuses a %s that waited for the service, and stops nothing for it',
    async (verb) => {
      const world = await runningCluster(PLAN);
      world.services.behave('service:a', 1, { stop: 'slow' });
      crash(world, 'a');
      await world.until('it is being stopped', () => serviceOn(world, 1, 'service:a').state === 'recovering');
      const waiting = world.host(2).daemon?.service({ verb, service: 'a' });
      await world.run(500);
      await say(world, 1, 'lock');
      const said = await asked(world, waiting);
      expect(said).toMatchObject({ code: 'AGAIN' });
      expect(said.message).toContain('picket unlock');
      await world.run(20_000);
      expect(world.services.stops).toEqual(['service:a@1']);
      expect(world.where('service:a')).toEqual([1]);
    },
  );

  test('is still locked after everybody lost power', async () => {
    const world = await runningCluster(PLAN);
    await say(world, 2, 'lock');
    for (const node of [1, 2]) world.host(node).powerOff();
    await world.run(2_000);
    world.powerOnAll();
    await world.until('both are members', () =>
      world.hosts.every(({ daemon }) => daemon?.status().view?.members.length === 2),
    );
    await world.run(30_000);
    expect(world.where('service:a')).toEqual([]);
    await say(world, 1, 'unlock');
    await world.until('all runs', () => isWhole(world));
  });

  test('tells a command that is under way why its service does not start', async () => {
    const world = await runningCluster({ ...PLAN, services: [{ name: 'a', autostart: false }] });
    world.services.behave('service:a', 1, { start: 'fail' });
    world.services.behave('service:a', 2, { start: 'fail' });
    const enable = world.host(1).daemon?.service({ verb: 'enable', service: 'a' });
    await world.run(50);
    await say(world, 1, 'lock');
    expect(await asked(world, enable)).toMatchObject({ code: 'AGAIN' });
  });
});

describe('maintenance', () => {
  test.each([1, 2])(
    'leaves everything alone, and looks after it again afterwards (said at node %i)',
    async (at) => {
      const world = await runningCluster(PLAN);
      await say(world, at, 'maintenance-on');
      crash(world, 'a');
      await world.run(60_000);
      expect(world.where('service:a')).toEqual([]);
      expect(world.services.starts).toHaveLength(2);
      for (const verb of ['enable', 'disable', 'stop', 'restart', 'relocate'] as const)
        expect(await order(world, 2, verb), verb).toMatchObject({ code: 'FROZEN' });
      expect(world.services.stops).toEqual([]);
      await say(world, 3 - at, 'maintenance-off');
      await world.until('a runs again', () => world.where('service:a').length === 1);
      expect(world.services.starts).toEqual(['service:a@1', 'service:b@1', 'service:a@1']);
    },
  );

  test('fences a lost node, but starts its services only when it is over', async () => {
    const world = await runningCluster(PLAN);
    await say(world, 2, 'maintenance-on');
    world.host(1).powerOff();
    await world.until('node 1 is fenced', () => statusOf(world, 2).nodes[0]?.standing === 'fenced');
    await world.run(30_000);
    expect(world.services.starts).toHaveLength(2);
    expect(serviceOn(world, 2, 'service:a')).toMatchObject({ state: 'stopped', frozen: false });
    expect(serviceOn(world, 2, 'service:a').why).toContain('maintenance');
    await say(world, 2, 'maintenance-off');
    await world.until('a runs on node 2', () => world.where('service:a').includes(2));
  });

  test('what was frozen before stays frozen after it, and what is thawed meanwhile is not', async () => {
    const world = await runningCluster(PLAN);
    for (const name of ['a', 'b']) await order(world, 1, 'freeze', name);
    await say(world, 1, 'maintenance-on');
    expect(await order(world, 1, 'thaw', 'b')).toMatchObject({ code: 'SUCCESS' });
    await say(world, 1, 'maintenance-off');
    expect(['a', 'b'].map((name) => serviceOn(world, 2, `service:${name}`).frozen)).toEqual([true, false]);
    crash(world, 'a');
    crash(world, 'b');
    await world.run(30_000);
    expect(world.services.starts.slice(2)).toEqual(['service:b@1']);
  });

  test('a node with services may not leave, and is told what to do', async () => {
    const world = await runningCluster(PLAN);
    await say(world, 1, 'maintenance-on');
    expect(await asked(world, world.host(1).leave())).toContain('picket maintenance off');
    await say(world, 1, 'maintenance-off');
    expect(await asked(world, world.host(1).leave())).toBeUndefined();
  });

  describe('and a disabled service that somebody runs by hand then', () => {
    const lock = { on: true, who: 'root', since: 1 };
    const disabled = ledgerOf(record('maintenance', lock), record('service:web', entry('disabled')));

    test('is found running and left alone by a view that is formed', () => {
      const says = (id: number, state: LocalState): Acceptance => {
        const services = [{ service: 'service:web', state, reason: '' }];
        return { member: member(id), known: [], view: epoch(8), ledger: disabled, services };
      };
      const acceptances = [says(1, 'running'), says(2, 'stopped')];
      const members = [member(1), member(2)];
      const input = { epoch: epoch(9), members, acceptances, startUp: false };
      const merged = mergeView(input, mergeContext([{ name: 'web' }]));
      expect(merged.get('service:web')?.value).toMatchObject({
        ...{ state: 'started', owner: 1, after: 'disable', frozen: false },
      });
    });

    const found = entry('started', { after: 'disable' });

    test('is stopped when it is over, by whoever is coordinator then', async () => {
      const members = [1, 2].map((id) => record(`node:${id}`, nodeEntry('member', incarnation(id))));
      const ledger = ledgerOf(...members, record('maintenance', lock), record('service:web', found));
      const { coordinator, orders } = coordinatorOn(ledger, { inForce: true });
      expect(orders).toEqual([]);
      await coordinator.restrictions.say('maintenance', { ...lock, on: false }).inForce;
      await vi.waitFor(() => expect(orders).toEqual(['stop service:web on 1']));
      const later = coordinatorOn(ledgerOf(...members, record('service:web', found)), { inForce: true });
      await vi.waitFor(() => expect(later.orders).toEqual(['stop service:web on 1']));
    });
  });
});

describe('of two sides that were apart, the word that restricts holds:', () => {
  const words = [
    ['lock', 'unlock', (world: World, node: number) => statusOf(world, node).locked !== undefined],
    [
      'maintenance-on',
      'maintenance-off',
      (world: World, node: number) => statusOf(world, node).maintenance !== undefined,
    ],
    [
      'standby',
      'online',
      (world: World, node: number) => statusOf(world, node).nodes[1]?.standby !== undefined,
    ],
  ] as const;

  test.each(words)('%s', async (restrict, lift, stands) => {
    const world = await runningCluster(PLAN);
    const node = restrict === 'standby' ? 'node2' : undefined;
    await say(world, 1, restrict, node);
    await split(world);
    // Said once more on one side and lifted on the other.
    await say(world, 2, lift, node);
    await say(world, 1, lift, node);
    await say(world, 1, restrict, node);
    world.network.heal();
    for (const { id } of world.hosts) world.power.setMode(id, 'ok');
    await world.until('both are members', () =>
      world.hosts.every(({ daemon }) => daemon?.status().view?.members.length === 2),
    );
    expect([1, 2].map((at) => stands(world, at))).toEqual([true, true]);
  });

  test.each(words)(
    'but %s that was lifted while a node was away is not brought back',
    async (restrict, lift, stands) => {
      const world = await runningCluster(PLAN);
      const node = restrict === 'standby' ? 'node2' : undefined;
      await say(world, 1, restrict, node);
      world.host(2).powerOff();
      await world.until('node 2 is fenced', () => statusOf(world, 1).nodes[1]?.standing === 'fenced');
      await say(world, 1, lift, node);
      world.host(2).powerOn();
      await world.until('both are members', () => isWhole(world), 90_000);
      expect([1, 2].map((at) => stands(world, at))).toEqual([false, false]);
    },
  );
});
