/** A node that leaves stops its watchdog, also one that is just being opened: nobody would feed it. */
import { expect, test } from 'vitest';
import { createWatchdogDesk } from '#src/cluster/watchdog-desk.ts';
import type { Watchdog } from '#src/host/ports.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { handClock } from '#test/host/hand-clock.ts';
import { SILENT } from '#test/host/silent-log.ts';

test('a watchdog that is being opened when the node leaves is stopped', async () => {
  const closed: boolean[] = [];
  const opening = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<Watchdog>();
  const config = clusterConfig({ nodes: 2, services: [] });
  const desk = createWatchdogDesk({
    ...{ self: 1, boot: 'b', log: SILENT, clock: handClock() },
    config: () => ({ ...config, watchdog: { device: '/dev/watchdog0', timeout: 10_000 } }),
    watchdogs: {
      open: () => {
        opening.resolve();
        return opened.promise;
      },
    },
    notes: { read: async () => undefined, write: async () => true, forget: async () => {} },
    supportedAt: () => undefined,
    owns: () => false,
    joining: () => false,
    mustStop: () => false,
    ledger: () => new Map(),
    epoch: () => undefined,
    tell: async () => true,
    emit: () => {},
  });
  const begun = desk.begin();
  await opening.promise;
  const left = desk.left();
  const facts = { identity: 'one of the test', timeout: 10_000, isFile: false, nowayout: false };
  opened.resolve({ ...facts, feed: () => {}, close: (disarm) => closed.push(disarm) });
  await left;
  await begun;
  expect(closed).toEqual([true]);
});
