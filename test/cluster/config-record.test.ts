/** The configuration in a merge: versions only grow, and a service that it no longer has is still accounted for. */
import { expect, test } from 'vitest';
import { type ConfigRecord, configRecord, withHighestConfig } from '#src/cluster/config-record.ts';
import { mergeView } from '#src/cluster/merge-view.ts';
import { serviceEntry } from '#src/cluster/records.ts';
import { retiredServices, withRetired } from '#src/cluster/retired.ts';
import type { Acceptance } from '#src/membership/agreement.ts';
import { mergeLedgers } from '#src/membership/ledger.ts';
import type { Ledger } from '#src/membership/types.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { epoch, incarnation, ledgerOf, member, nodeEntry, record } from '../membership/support/samples.ts';
import { entry } from '../resources/service-samples.ts';
import { mergeContext } from './support/merge.ts';

const inForce = (version: number, digest = `${version}`): ConfigRecord => {
  return { version, digest, at: 0, by: '', why: '', changing: [] };
};

const says = (id: number, ledger: Ledger): Acceptance => {
  return { member: member(id), known: [], view: epoch(8), ledger, services: [] };
};

const stored = (value: ConfigRecord, at: { version: number }): Ledger =>
  ledgerOf(record('config', value, at));

test.each([
  ['the higher version, although the other side counted further', inForce(10), inForce(9), 1, 5, '10'],
  ['of two texts of one version the later', inForce(10, 'a'), inForce(10, 'b'), 1, 5, 'b'],
  ['of two records of one version the later', inForce(10), inForce(10), 5, 1, '10'],
])('%s is in force', (_, one, other, first, second, digest) => {
  const sides = [says(1, stored(one, { version: first })), says(2, stored(other, { version: second }))];
  const merged = mergeLedgers(sides.map(({ ledger }) => ledger));
  expect(configRecord(withHighestConfig(merged, sides))?.digest).toBe(digest);
});

test('without any record nothing changes', () => {
  const ledger = ledgerOf();
  expect(withHighestConfig(ledger, [says(1, ledger)])).toBe(ledger);
});

test('a removed service whose owner was fenced is free to be forgotten', () => {
  const nodes = [1, 2].map((id) => record(`node:${id}`, nodeEntry('member', incarnation(id))));
  const ledger = ledgerOf(
    ...nodes,
    record('node:3', nodeEntry('fenced', incarnation(3))),
    record('service:old', entry('started', { owner: 3 })),
  );
  const acceptances = [says(1, ledger), says(2, ledger)];
  const members = acceptances.map((one) => one.member);
  const input = { epoch: epoch(9), members, acceptances, startUp: false };
  const merged = mergeView(input, mergeContext([]));
  expect(serviceEntry(merged, 'service:old')).toMatchObject({ owner: 0 });
});

test('what stands for a removed service is never started by itself, and has no resource', () => {
  const config = clusterConfig({ nodes: 2, services: [{ name: 'web' }] });
  const ledger = ledgerOf(
    record('service:web', entry('started', { owner: 1 })),
    record('vm:old', entry('started', { owner: 2 })),
  );
  expect(retiredServices(config, ledger)).toEqual(['vm:old']);
  const all = withRetired(config, ledger).services;
  expect(all.slice(0, 1)).toEqual(config.services);
  expect(all[1]).toMatchObject({ id: 'vm:old', kind: 'vm', name: 'old', autostart: false, resources: [] });
  expect(withRetired(config, ledgerOf())).toBe(config);
});
