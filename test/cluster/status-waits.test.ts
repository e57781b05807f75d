/** Everything the cluster waits for is in its status: what, until when, and what ends the wait. */
import { describe, expect, test } from 'vitest';
import type { FenceRecord } from '#src/cluster/records.ts';
import { buildStatus, type StatusInput } from '#src/cluster/status-builder.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { ledgerOf, nodeEntry, record, view } from '../membership/support/samples.ts';
import { entry, NOW } from '../resources/service-samples.ts';

const FENCE: FenceRecord = {
  node: 2,
  by: 1,
  asked: false,
  lookFirst: false,
  state: 'running',
  method: 'power',
  began: NOW,
  ended: null,
  attempts: 0,
  lastError: '',
  retryAt: null,
  evidence: '',
};

const CALM: StatusInput = {
  version: '0',
  config: clusterConfig({ nodes: 2, services: [{ name: 'web' }] }),
  self: 1,
  now: NOW,
  leaving: false,
  view: view(3, 1, 1, 2),
  quorum: { quorate: true, reason: 'two-node rule, 2 of 2 nodes' },
  ledger: ledgerOf(record('node:1', nodeEntry('member')), record('node:2', nodeEntry('member'))),
  peers: [],
  startUp: { decision: { kind: 'nothing' }, since: NOW - 5_000 },
  unplaced: () => undefined,
  devices: { faults: [], looked: () => true },
  warnings: [],
};
const status = (input: Partial<StatusInput>) => buildStatus({ ...CALM, ...input });
const waits = (input: Partial<StatusInput>) => status(input).waits;

test('a cluster in which all is well waits for nothing', () => {
  expect(waits({})).toEqual([]);
});

describe('a node without a view', () => {
  const starting = (decision: StatusInput['startUp']['decision']) => ({
    view: undefined,
    startUp: { ...CALM.startUp, decision },
  });

  test('waits for the missing node until initdead', () => {
    const decision = { kind: 'wait-initdead', missing: [2], patience: 20_000 } as const;
    expect(waits(starting({ kind: 'start-up', decision }))).toEqual([
      {
        what: 'waiting for node2 before anything is started',
        since: NOW - 5_000,
        until: NOW + 15_000,
        ends: 'node2 appears, or initdead is over',
      },
    ]);
  });

  test('then without end, and says which command ends it', () => {
    const decision = { kind: 'wait-for-all', missing: [2] } as const;
    const [wait] = waits(starting({ kind: 'start-up', decision }));
    expect(wait).toMatchObject({ until: null, ends: expect.stringContaining('picket confirm-down node2') });
  });

  test('waits to be taken in', () => {
    expect(waits(starting({ kind: 'join', holders: [2] }))[0]?.what).toBe('joining the view of node2');
  });

  test('is joining', () => {
    expect(status({ view: undefined })).toMatchObject({ state: 'joining', view: null });
    expect(status({ leaving: true }).state).toBe('leaving');
  });
});

describe('a lost node', () => {
  const lost = (fence?: Partial<FenceRecord>) =>
    ledgerOf(
      record('node:1', nodeEntry('member')),
      record('node:2', { ...nodeEntry('lost'), since: NOW }),
      ...(fence === undefined ? [] : [record('fence:3-2', { ...FENCE, ...fence })]),
    );

  test('holds every start back, and the reason is told', () => {
    expect(status({ ledger: lost({}) }).view).toMatchObject({
      quorate: true,
      mayStart: false,
      reason: 'node2 lost and not fenced yet',
    });
  });

  test('is waited for while it is fenced', () => {
    const [wait, ...others] = waits({ ledger: lost({}), unplaced: () => 'node2 is lost' });
    expect(wait).toMatchObject({
      since: NOW,
      until: null,
      ends: expect.stringContaining('picket confirm-down node2'),
    });
    // One wait, not one more for each service that it holds up.
    expect(others).toEqual([]);
  });

  test('whose device fails is told with the reason, the count and the next try', () => {
    const fence = {
      state: 'retrying',
      attempts: 3,
      lastError: 'power/bmc2: login refused',
      retryAt: NOW + 4_000,
    } as const;
    const [wait] = waits({ ledger: lost(fence) });
    expect(wait?.what).toContain(
      'fencing by node1 failed 3 times, the last time with power/bmc2: login refused',
    );
    expect(wait?.until).toBe(NOW + 4_000);
  });

  test('without a fence method needs an operator', () => {
    const config = clusterConfig({ nodes: 2, services: [], unfenced: [2] });
    const [wait] = waits({ config, ledger: lost({}) });
    expect(wait?.what).toContain('no fence method');
    expect(wait?.ends).toContain('picket confirm-down node2');
  });
});

test('a service that no node can take is told with the reasons', () => {
  const ledger = ledgerOf(...CALM.ledger.values(), record('service:web', entry('stopped')));
  expect(waits({ ledger, unplaced: () => 'node1: not eligible' })).toMatchObject([
    { what: 'service:web waits for a node: node1: not eligible', since: NOW },
  ]);
});

test('services that were never seen are uninitialized', () => {
  expect(status({}).services).toMatchObject([{ id: 'service:web', state: 'uninitialized', owner: null }]);
});
