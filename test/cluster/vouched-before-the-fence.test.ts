/** An operator's word that comes before the fence has begun: nobody shoots what counts as down. */
import { expect, test } from 'vitest';
import { createFenceDesk } from '#src/cluster/fence-desk.ts';
import { fenceKey, newFence } from '#src/cluster/records.ts';
import type { FenceJob } from '#src/fencing/fence-types.ts';
import { createClock, createTimeline } from '#src/sim/clock.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { epoch, incarnation, ledgerOf, nodeEntry, record } from '../membership/support/samples.ts';
import { NOW } from '../resources/service-samples.ts';

test('a node that was vouched for while agents of the view before still ran is not shot', async () => {
  const agentsGone = Promise.withResolvers<void>();
  const began: string[] = [];
  const desk = createFenceDesk({
    self: 1,
    config: () => clusterConfig({ nodes: 3, services: [] }),
    epoch: epoch(9),
    ledger: ledgerOf(
      record('node:2', nodeEntry('lost', incarnation(2))),
      record('node:3', nodeEntry('lost', incarnation(3))),
      record(fenceKey('9-2'), newFence(2, 1, { asked: false, lookFirst: false }, NOW)),
      record(fenceKey('9-3'), newFence(3, 1, { asked: false, lookFirst: false }, NOW)),
    ),
    forbidden: undefined,
    submit: async () => true,
    startFence: ({ target }) => {
      began.push(target.name);
      return { cancel: async () => {} } as unknown as FenceJob;
    },
    agentsGone: agentsGone.promise,
    delay: () => ({ delay: 0, why: '' }),
    permit: () => undefined,
    returned: () => false,
    powerOn: () => Promise.resolve(undefined),
    helpers: [],
    askToFence: () => Promise.resolve(new Error('nobody to ask')),
    asked: () => undefined,
    clock: createClock(createTimeline(), NOW, { over: false }),
    emit: () => {},
    fenced: () => {},
    changed: () => {},
  });
  desk.begin();
  expect(await desk.confirmDown(3, 'confirmed down by root')).toBe(true);
  agentsGone.resolve();
  await new Promise(setImmediate);
  expect(began).toEqual(['node2']);
});
