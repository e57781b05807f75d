/** A good-bye that is being recorded stands: whoever said it gets nothing to run any more, even if it changes its mind. */
import { expect, test } from 'vitest';
import { createCoordinator } from '#src/cluster/coordinator.ts';
import { serviceEntry } from '#src/cluster/records.ts';
import { createClock, createTimeline } from '#src/sim/clock.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { incarnation, ledgerOf, nodeEntry, record, view } from '../membership/support/samples.ts';
import { entry, NOW } from '../resources/service-samples.ts';

const WEB = 'service:web';

test('nothing is placed on a node whose departure is on its way to all disks', () => {
  const config = clusterConfig({ nodes: 2, services: [{ name: 'web' }] });
  const submitted = new Map<string, unknown>();
  let leaving = new Set([2]);
  const ledger = ledgerOf(
    record('node:1', nodeEntry('member', incarnation(1))),
    record('node:2', nodeEntry('member', incarnation(2))),
    record(WEB, entry('disabled')),
  );
  const coordinator = createCoordinator({
    self: 1,
    view: view(3, 1, 1, 2),
    config: () => config,
    ledger,
    ledgerBeforeReports: ledger,
    ledgerBeforeDoubt: undefined,
    doubts: [],
    quorum: () => ({ quorate: true, reason: 'two-node rule' }),
    submit: (values) => {
      for (const [key, value] of values) submitted.set(key, value);
      return new Promise(() => {});
    },
    perform: () => new Promise(() => {}),
    startFence: () => {
      throw new Error('nobody is lost');
    },
    agentsGone: Promise.resolve(),
    permit: () => undefined,
    fenceAsked: () => undefined,
    deviceMs: () => undefined,
    wantedSince: 0,
    silentFor: () => Infinity,
    leaving: () => leaving,
    held: () => [],
    lie: () => undefined,
    clock: createClock(createTimeline(), NOW, { over: false }),
    log: SILENT,
    emit: () => {},
    changed: () => {},
  });
  void coordinator.recordLeft(2);
  leaving = new Set();
  coordinator.services.apply(WEB, { type: 'enable', target: 2 });
  coordinator.services.evaluate();
  const web = serviceEntry(new Map([...submitted].map(([key, value]) => [key, record(key, value)])), WEB);
  expect(submitted.get('node:2')).toMatchObject({ standing: 'left' });
  expect(web).toMatchObject({ state: 'starting', owner: 1 });
});
