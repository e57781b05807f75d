/** The story that every member tells of a change in the ledger. */
import { expect, test } from 'vitest';
import { ledgerEvents } from '#src/cluster/ledger-events.ts';
import type { FenceRecord } from '#src/cluster/records.ts';
import type { Ledger } from '#src/membership/types.ts';
import { ledgerOf, nodeEntry, record } from '../membership/support/samples.ts';
import { entry } from '../resources/service-samples.ts';

const FENCE: FenceRecord = {
  node: 1,
  by: 2,
  asked: false,
  lookFirst: false,
  state: 'running',
  method: 'power',
  began: 5,
  ended: null,
  attempts: 0,
  lastError: '',
  retryAt: null,
  evidence: '',
};
const names = (before: Ledger, after: Ledger) =>
  ledgerEvents(before, after, (id) => `node${id}`).map(({ name, node, service, failover }) => [
    name,
    service ?? node,
    failover,
  ]);

test('a failover is told in its order, with one id for all that follows from the loss', () => {
  const before = ledgerOf(record('service:web', entry('started')), record('node:1', nodeEntry('member')));
  const lost = ledgerOf(
    record('service:web', entry('started')),
    record('fence:4-1', FENCE),
    record('node:1', nodeEntry('lost')),
  );
  expect(names(before, lost)).toEqual([
    ['node.lost', 'node1', '4-1'],
    ['fence.started', 'node1', '4-1'],
  ]);
  const over = ledgerOf(
    record('service:web', entry('starting', { owner: 2, lastOwner: 1 })),
    record('fence:4-1', { ...FENCE, state: 'fenced' }),
    record('node:1', nodeEntry('fenced')),
  );
  expect(names(lost, over)).toEqual([
    ['node.fenced', 'node1', '4-1'],
    ['service.starting', 'service:web', '4-1'],
  ]);
});

test('nothing is told when nothing changed, or only what nobody needs to know', () => {
  const before = ledgerOf(record('service:web', entry('started')), record('node:1', nodeEntry('member')));
  expect(names(before, before)).toEqual([]);
  const later = ledgerOf(
    record('service:web', entry('started', { why: 'another reason' })),
    record('node:1', nodeEntry('member')),
  );
  expect(names(before, later)).toEqual([]);
});

test.each([
  [
    'freezing',
    entry('started'),
    entry('started', { frozen: true }),
    [['service.frozen', 'service:web', undefined]],
  ],
  [
    'thawing',
    entry('started', { frozen: true }),
    entry('started'),
    [['service.thawed', 'service:web', undefined]],
  ],
  ['a move', entry('started'), entry('stopping'), [['service.stopping', 'service:web', undefined]]],
  [
    'a start by command, with no failover',
    entry('stopped'),
    entry('starting'),
    [['service.starting', 'service:web', undefined]],
  ],
])('%s of a service is told', (_, before, after, told) => {
  expect(names(ledgerOf(record('service:web', before)), ledgerOf(record('service:web', after)))).toEqual(
    told,
  );
});

test('a record of a fence that was forgotten is no event', () => {
  expect(names(ledgerOf(record('fence:1-1', FENCE)), ledgerOf())).toEqual([]);
});

test.each([
  ['failed', {}, '#12: RG service:web failed to stop; intervention required'],
  ['stopping', { after: 'next-node' }, '#68: Failed to start service:web'],
  ['recovering', { after: 'relocate' }, '#71: Relocating failed service service:web'],
  ['stopping', { after: 'disable' }, undefined],
] as const)('%s %j carries the number that rgmanager gave it', (state, fields, line) => {
  const before = ledgerOf(record('service:web', entry('started')));
  const after = ledgerOf(record('service:web', entry(state, fields)));
  const [event] = ledgerEvents(before, after, (id) => `node${id}`);
  expect(event?.data?.['rgmanager']).toBe(line);
});

test('what an operator restricts is told once, with who said it', () => {
  const said = (on: boolean) => ({ on, who: 'erika', since: 1 });
  const ledger = (on: boolean) =>
    ledgerOf(record('standby:2', said(on)), record('lock', said(on)), record('maintenance', said(on)));
  const told = (before: Ledger, after: Ledger) =>
    ledgerEvents(before, after, (id) => `node${id}`).map(({ name, message }) => [name, message]);
  expect(told(ledgerOf(), ledger(false))).toEqual([]);
  expect(told(ledger(true), ledger(true))).toEqual([]);
  expect(told(ledgerOf(), ledger(true))).toEqual([
    ['node.standby', 'node2 is put in standby by erika: its services move away'],
    ['cluster.locked', 'the cluster is locked by erika: nothing is started'],
    ['cluster.maintenance', 'maintenance by erika begins: all services are left alone'],
  ]);
  expect(told(ledger(true), ledger(false)).map(([name]) => name)).toEqual([
    'node.online',
    'cluster.unlocked',
    'cluster.maintenance-over',
  ]);
});
