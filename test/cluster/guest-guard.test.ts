/** What libvirt's hook is told: a guest starts only where and when the ledger says so. */
import { expect, test } from 'vitest';
import { mayStartHere } from '#src/cluster/guest-guard.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';

const GUEST = { type: 'vm', name: 'web0', id: 'vm:web0' };
const base = clusterConfig({ nodes: 2, services: [{ name: 'disk' }] });
const [service] = base.services;
const resource = service?.resources[0];
if (service === undefined || resource === undefined) throw new Error('the sample has no service');
/** A guest inside a service, beside what it needs. */
const config = { services: [{ ...service, resources: [resource, { ...resource, ...GUEST }] }] };

function verdict(entry: Partial<ServiceEntry> | undefined, doubt?: string, guest = 'web0') {
  const value = { state: 'stopped', owner: 0, frozen: false, why: 'because', ...entry };
  const stamp = { epoch: { number: 1, proposer: 1, incarnation: { boot: 'b', count: 1 } }, version: 1 };
  const record = { key: 'service:disk', value, stamp } as never;
  const ledger = new Map(entry === undefined ? [] : [['service:disk', record]]);
  const nodeName = (id: number): string => `node${id}`;
  return mayStartHere(guest, { config, self: 1, nodeName, ledger, doubt });
}

test.each([
  [{ state: 'starting', owner: 1 }],
  [{ state: 'started', owner: 1 }],
  [{ state: 'migrating', owner: 2, migration: { to: 1, by: 'operator', since: 0, why: '' } }],
] as const)('%o: it may', (entry) => {
  expect(verdict(entry).allowed).toBe(true);
  expect(verdict(entry, 'this node is in no view of the cluster now').allowed).toBe(false);
});

test.each([
  [{ state: 'started', owner: 2 }, /it is started on node2, .* picket migrate service:disk node1 /],
  [{ state: 'starting', owner: 2 }, /it is starting on node2/],
  [
    { state: 'migrating', owner: 2, migration: { to: 3, by: 'operator', since: 0, why: '' } },
    /it is migrating on node2/,
  ],
  [
    { state: 'migrating', owner: 1, migration: { to: 2, by: 'operator', since: 0, why: '' } },
    /it is migrating on this node/,
  ],
  [{ state: 'stopping', owner: 1 }, /it is stopping on this node/],
  [{ state: 'recovering', owner: 1 }, /it is recovering on this node/],
  [{ state: 'disabled' }, /it is disabled. To start it here: picket enable service:disk node1 /],
  [{ state: 'stopped', frozen: true }, /picket thaw service:disk, then picket enable/],
  [{ state: 'failed' }, /it is failed: because. When nothing of it runs: picket disable service:disk/],
  [undefined, /the cluster has not placed it yet/],
] as const)('%o: it may not', (entry, words) => {
  const { allowed, message } = verdict(entry);
  expect(allowed).toBe(false);
  expect(message).toMatch(/^web0 is kept by Picket as service:disk: /);
  expect(message).toMatch(words);
});

test("a guest that is not in cluster.xml is nobody else's business", () => {
  expect(verdict(undefined, 'in no view', 'other')).toEqual({
    allowed: true,
    message: 'other is not in cluster.xml',
  });
});
