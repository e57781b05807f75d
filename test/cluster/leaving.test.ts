/** A node is recorded as left, which spares it the fence, only when nothing can run there any more. */
import { expect, test } from 'vitest';
import { createDeparture } from '#src/cluster/departure.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { LocalServices } from '#src/resources/local-types.ts';
import { createClock, createTimeline } from '#src/sim/clock.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { ledgerOf, record, view } from '../membership/support/samples.ts';
import { entry, NOW } from '../resources/service-samples.ts';
import { isWhole, prefers, runningCluster, statusOf } from './support/cluster.ts';

test('a node that may still run a service it does not own has not left before that is settled', async () => {
  const world = await runningCluster({
    nodes: 3,
    services: [{ name: 'web', domain: 'first' }],
    domains: [prefers('first', 1, 3)],
  });
  world.services.behave('service:web', 2, { monitor: 'fail', stop: 'hang' });
  world.host(2).killDaemon();
  await world.run(1_000);
  world.host(2).startDaemon();
  await world.until('node 2 is a member again', () => isWhole(world));
  let left: { readonly words: string | undefined } | undefined;
  void world
    .host(2)
    .leave()
    .then((words) => {
      left = { words };
    });
  await world.run(10_000);
  expect(left).toBeUndefined();
  expect([1, 3].map((node) => statusOf(world, node).nodes[1]?.standing)).toEqual(['member', 'member']);
  world.services.behave('service:web', 2, {});
  await world.until('it has left', () => left !== undefined);
  expect(left).toEqual({ words: undefined });
  await world.run(10_000);
  expect(statusOf(world, 1).nodes[1]?.standing).toBe('left');
  expect(world.power.shots).toEqual([]);
  expect(world.services.starts).toEqual(['service:web@1']);
});

test('while a service is in error nobody leaves, and whoever wants to is told which it is', async () => {
  const timeline = createTimeline();
  const clock = createClock(timeline, NOW, { over: false });
  const said: string[] = [];
  const inView = view(3, 2, 1, 2);
  const ledger = ledgerOf(record('service:web', entry('error', { owner: 2, why: 'it runs twice' })));
  const membership = {
    agreement: { ledger, ledgerBeforeDoubt: undefined, view: inView, activeView: inView },
    announce: (state: string) => void said.push(state),
    peers: () => [],
  } as unknown as Membership;
  const departure = createDeparture({
    self: 1,
    config: () => clusterConfig({ nodes: 2, services: [{ name: 'web' }] }),
    membership: () => membership,
    coordinator: () => undefined,
    local: {} as LocalServices,
    nextChange: () => new Promise((resolve) => void clock.after(500, resolve)),
    clock,
    log: SILENT,
  });
  let words: string | undefined;
  void departure.leave().then((answer) => {
    words = answer;
  });
  await timeline.run(30_000, () => {});
  expect(words).toContain('service:web (it runs twice)');
  expect(said).toEqual(['leaving', 'member']);
});
