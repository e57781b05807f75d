/** The ledger of a new view, from what its members said: reports win, operators' words survive, the missing are lost. */
import { describe, expect, test } from 'vitest';
import { keepRestrictions } from '#src/cluster/merge-restrictions.ts';
import { findDoubts, type MergeContext, mergeView } from '#src/cluster/merge-view.ts';
import { type FenceRecord, fenceRecords, newFence, serviceEntry } from '#src/cluster/records.ts';
import { countedOn, watchdogKey } from '#src/cluster/watchdog-terms.ts';
import type { Acceptance, MergeInput } from '#src/membership/agreement.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Ledger, LedgerRecord } from '#src/membership/types.ts';
import type { LocalState, ServiceEntry } from '#src/resources/service-entry.ts';
import { epoch, incarnation, ledgerOf, member, nodeEntry, record } from '../membership/support/samples.ts';
import { entry } from '../resources/service-samples.ts';
import { mergeContext } from './support/merge.ts';

const WEB = 'service:web';
const CONTEXT = mergeContext([{ name: 'web' }]);

/** What node `id` says: its ledger, and how the service is there. */
function says(id: number, state: LocalState | undefined, ledger: Ledger = ledgerOf()): Acceptance {
  const services = state === undefined ? [] : [{ service: WEB, state, reason: '' }];
  return { member: member(id), known: [], view: epoch(8), ledger, services };
}

function merge(
  acceptances: readonly Acceptance[],
  options: { startUp?: boolean; context?: Partial<MergeContext> } = {},
): Ledger {
  const members = acceptances.map((one) => one.member);
  const input: MergeInput = { epoch: epoch(9), members, acceptances, startUp: options.startUp === true };
  return mergeView(input, { ...CONTEXT, ...options.context });
}

const TO_2 = { to: 2, by: 'operator', since: 1, why: 'operator: migrate' } as const;
const between = entry('migrating', { owner: 1, migration: TO_2 });

const web = (value: ServiceEntry, version = 0): LedgerRecord => record(WEB, value, { version });
const known = (...ids: readonly number[]) =>
  ids.map((id) => record(`node:${id}`, nodeEntry('member', incarnation(id))));

describe('what a member reports', () => {
  const cases: readonly (readonly [
    string,
    ServiceEntry,
    readonly (readonly [number, LocalState])[],
    Partial<ServiceEntry>,
  ])[] = [
    [
      'running there: it stays',
      entry('started', { owner: 2 }),
      [[2, 'running']],
      { state: 'started', owner: 2 },
    ],
    [
      'stopped: it waits for a node',
      entry('started', { owner: 2 }),
      [[2, 'stopped']],
      { state: 'stopped', owner: 0, lastOwner: 2 },
    ],
    [
      'may run: it is looked at first',
      entry('started', { owner: 2 }),
      [[2, 'may-run']],
      { state: 'checking', owner: 2 },
    ],
    [
      'found running though nobody was told to',
      entry('stopped'),
      [[2, 'running']],
      { state: 'started', owner: 2 },
    ],
    [
      'running elsewhere: error',
      entry('started', { owner: 1 }),
      [
        [1, 'running'],
        [2, 'running'],
      ],
      { state: 'error' },
    ],
    [
      'running on another than its owner, who may run it: error',
      entry('started', { owner: 1 }),
      [
        [1, 'may-run'],
        [2, 'running'],
      ],
      { state: 'error' },
    ],
    [
      'running elsewhere, not on its owner: it is there',
      entry('started', { owner: 1 }),
      [
        [1, 'stopped'],
        [2, 'running'],
      ],
      { state: 'started', owner: 2 },
    ],
    [
      'disabled, yet running: it is being stopped',
      entry('disabled'),
      [[2, 'running']],
      { state: 'stopping', owner: 2, after: 'disable' },
    ],
    [
      'start not carried out: it waits for a node',
      entry('starting', { owner: 2 }),
      [[2, 'stopped']],
      { state: 'stopped', owner: 0 },
    ],
    ['start carried out', entry('starting', { owner: 2 }), [[2, 'running']], { state: 'started', owner: 2 }],
    [
      'between two nodes, both in doubt: they are asked later',
      between,
      [
        [1, 'may-run'],
        [2, 'may-run'],
      ],
      { state: 'migrating', owner: 1, migration: TO_2 },
    ],
    [
      'between two nodes, each said to run it at its time: they are asked later',
      between,
      [
        [1, 'running'],
        [2, 'running'],
      ],
      { state: 'migrating', owner: 1, migration: TO_2 },
    ],
    [
      'between two nodes, of which the first has booted since: the other is asked',
      between,
      [
        [1, 'stopped'],
        [2, 'may-run'],
      ],
      { state: 'checking', owner: 2 },
    ],
    [
      'between two nodes that have both booted since: it waits for a node',
      between,
      [
        [1, 'stopped'],
        [2, 'stopped'],
      ],
      { state: 'stopped', owner: 0 },
    ],
    [
      'stopped for a restart: it is placed anew',
      entry('stopping', { owner: 2, after: 'restart' }),
      [[2, 'stopped']],
      { state: 'stopped', owner: 0 },
    ],
    [
      'failed there, its stop too: it stays failed',
      entry('failed', { owner: 2 }),
      [[2, 'may-run']],
      { state: 'failed', owner: 2 },
    ],
  ];
  test.each(cases)('%s', (_, before, reports, after) => {
    const ledger = ledgerOf(web(before), ...known(1, 2));
    const said = new Map(reports);
    const merged = merge([1, 2].map((id) => says(id, said.get(id) ?? 'stopped', ledger)));
    expect(serviceEntry(merged, WEB)).toMatchObject(after);
  });

  test('an owner that says nothing of the service has proven nothing', () => {
    const ledger = ledgerOf(web(entry('started', { owner: 2 })), ...known(1, 2));
    const merged = merge([says(1, 'stopped', ledger), says(2, undefined, ledger)]);
    expect(serviceEntry(merged, WEB)).toMatchObject({ state: 'checking', owner: 2 });
  });

  test('one that may run it beside its owner is in doubt', () => {
    const ledger = ledgerOf(web(entry('started', { owner: 1 })), ...known(1, 2));
    const acceptances = [says(1, 'running', ledger), says(2, 'may-run', ledger)];
    expect(findDoubts(acceptances, merge(acceptances))).toEqual([{ service: WEB, node: 2 }]);
  });

  test('the target of a migration may run it, and nobody stops it for that', () => {
    const ledger = ledgerOf(web(between), ...known(1, 2));
    const acceptances = [says(1, 'may-run', ledger), says(2, 'may-run', ledger)];
    expect(findDoubts(acceptances, merge(acceptances))).toEqual([]);
  });
});

describe('a node that is missing', () => {
  const owned = ledgerOf(web(entry('started', { owner: 3 })), ...known(1, 2, 3));
  const both = (ledger: Ledger): Acceptance[] => [says(1, 'stopped', ledger), says(2, 'stopped', ledger)];

  test('is lost, its fence is on record, and what it owned stays with it', () => {
    const merged = merge(both(owned));
    expect(nodeRecord(merged, 3)).toMatchObject({ standing: 'lost', incarnation: incarnation(3) });
    expect(fenceRecords(merged).map(({ record: one }) => one)).toMatchObject([
      { node: 3, by: 1, state: 'running', asked: false },
    ]);
    expect(serviceEntry(merged, WEB)).toMatchObject({ state: 'started', owner: 3 });
  });

  test('is not written as lost by a view that may not fence', () => {
    expect(nodeRecord(merge(both(owned), { context: { mayFence: false } }), 3).standing).toBe('member');
  });

  test.each(['fenced', 'left'] as const)('and %s gives its service up', (standing) => {
    const ledger = ledgerOf(
      web(entry('started', { owner: 3 })),
      ...known(1, 2),
      record('node:3', nodeEntry(standing)),
    );
    const merged = merge(both(ledger));
    expect(nodeRecord(merged, 3).standing).toBe(standing);
    expect(serviceEntry(merged, WEB)).toMatchObject({ state: 'stopped', owner: 0, lastOwner: 3 });
  });

  test.each([
    [3, 2, 2],
    [2, 3, 2],
  ])(
    'and fenced in the middle of a migration from %i to %i leaves it to node %i, which is asked',
    (owner, to, left) => {
      const ledger = ledgerOf(
        web({ ...between, owner, migration: { ...TO_2, to } }),
        ...known(1, 2),
        record('node:3', nodeEntry('fenced')),
      );
      const merged = merge([says(1, 'stopped', ledger), says(2, 'may-run', ledger)]);
      expect(serviceEntry(merged, WEB)).toMatchObject({ state: 'checking', owner: left });
    },
  );

  test('like the other side of a migration gives the service up when both are fenced, and not before', () => {
    const lost = (third: 'fenced' | 'lost'): Ledger =>
      ledgerOf(
        web({ ...between, owner: 2, migration: { ...TO_2, to: 3 } }),
        ...known(1),
        record('node:2', nodeEntry('fenced')),
        record('node:3', nodeEntry(third)),
      );
    expect(serviceEntry(merge([says(1, 'stopped', lost('fenced'))]), WEB)).toMatchObject({ owner: 0 });
    expect(serviceEntry(merge([says(1, 'stopped', lost('lost'))]), WEB)).toMatchObject({ owner: 3 });
  });

  test.each(['fenced', 'left'] as const)('at start-up counts as lost, though it was %s once', (standing) => {
    const ledger = ledgerOf(
      web(entry('started', { owner: 3 })),
      ...known(1, 2),
      record('node:3', nodeEntry(standing)),
    );
    const merged = merge(both(ledger), { startUp: true });
    expect(nodeRecord(merged, 3).standing).toBe('lost');
    expect(serviceEntry(merged, WEB)).toMatchObject({ state: 'started', owner: 3 });
  });

  test("at start-up is fenced by an operator's word, with the words on record", () => {
    const context = { confirmedDown: new Map([[3, 'confirmed down by root']]) };
    const merged = merge(both(owned), { startUp: true, context });
    expect(nodeRecord(merged, 3)).toMatchObject({ standing: 'fenced', why: 'confirmed down by root' });
    expect(serviceEntry(merged, WEB)).toMatchObject({ state: 'stopped', owner: 0 });
  });
});

describe('a fence that has not come to an end', () => {
  const open = (over: Partial<FenceRecord> = {}): FenceRecord => ({
    ...newFence(3, 1, { asked: false, lookFirst: false }, 1),
    ...over,
  });
  const ledgerWith = (fence: FenceRecord, standing: 'lost' | 'fenced' = 'lost'): Ledger =>
    ledgerOf(
      ...known(1, 2),
      record('node:3', nodeEntry(standing, incarnation(3))),
      record('fence:8-3', fence),
    );
  const fencesOf = (ledger: Ledger): ReadonlyMap<string, FenceRecord> =>
    new Map(fenceRecords(ledger).map(({ id, record: one }) => [id, one]));

  test('is called off when its node is back, and says whether that has booted', () => {
    const all = [1, 2, 3].map((id) => says(id, 'stopped', ledgerWith(open())));
    expect(fencesOf(merge(all)).get('8-3')).toMatchObject({
      state: 'called-off',
      evidence: 'node3 is back without having been off',
    });
    const reborn = [
      ...all.slice(0, 2),
      { ...says(3, 'stopped'), member: { id: 3, incarnation: incarnation(9) } },
    ];
    expect(fencesOf(merge(reborn)).get('8-3')).toMatchObject({
      state: 'called-off',
      evidence: 'node3 is back after a boot, which proves that nothing of before runs',
    });
  });

  test.each([
    ['that has shot', open(), true],
    ['that waited before its next shot', open({ state: 'retrying' }), true],
    ['that has not shot yet', open({ state: 'waiting' }), false],
    ['that went on with one that has shot', open({ state: 'waiting', resumed: true }), true],
  ])('and %s goes on in the next view, which knows of its shots', (_, fence, resumed) => {
    const fences = fencesOf(merge([1, 2].map((id) => says(id, 'stopped', ledgerWith(fence)))));
    expect(fences.get('8-3')).toMatchObject({ state: 'called-off', evidence: 'goes on as 9-3' });
    expect(fences.get('9-3')).toMatchObject({ state: 'running', resumed });
  });

  test('leaves power that is due to the next view, not to a start or a node that is back', () => {
    const due = ledgerWith(open({ state: 'fenced', restore: 'configured' }), 'fenced');
    const two = [1, 2].map((id) => says(id, 'stopped', due));
    expect(fencesOf(merge(two)).get('8-3')?.restore).toBe('configured');
    const started = fencesOf(merge(two, { startUp: true }));
    expect(started.get('8-3')?.restore).toBeUndefined();
    expect(started.get('9-3')).toMatchObject({ resumed: true });
    expect(
      fencesOf(merge([1, 2, 3].map((id) => says(id, 'stopped', due)))).get('8-3')?.restore,
    ).toBeUndefined();
  });
});

describe('a member', () => {
  test('that was lost or fenced is one again by its own word', () => {
    const ledger = ledgerOf(record('node:2', nodeEntry('lost')), ...known(1));
    expect(nodeRecord(merge([says(1, 'stopped', ledger), says(2, 'stopped')]), 2)).toMatchObject({
      standing: 'member',
      incarnation: incarnation(2),
    });
  });

  test('that stays one is one by the new view, and since when it was', () => {
    const ledger = ledgerOf(...known(1, 2));
    const merged = merge([says(1, 'stopped', ledger), says(2, 'stopped', ledger)]);
    expect(nodeRecord(merged, 2)).toEqual(nodeRecord(ledger, 2));
    expect(merged.get('node:2')?.stamp).toMatchObject({ epoch: { number: 9 } });
  });
});

test('what did not change keeps its stamp, what did has that of the new view', () => {
  const ledger = ledgerOf(web(entry('started', { owner: 1 }), 7), ...known(1, 2));
  const merged = merge([says(1, 'running', ledger), says(2, 'stopped', ledger)]);
  expect(merged.get(WEB)?.stamp).toEqual({ epoch: epoch(1), version: 7 });
  const changed = merge([says(1, 'stopped', ledger), says(2, 'stopped', ledger)]);
  expect(changed.get(WEB)?.stamp).toEqual({ epoch: epoch(9), version: 0 });
});

describe("operators' restricting words survive a merge, whatever counts further", () => {
  const cases: readonly (readonly [string, ServiceEntry, ServiceEntry, Partial<ServiceEntry>])[] = [
    ['frozen', entry('started'), entry('started', { frozen: true }), { state: 'started', frozen: true }],
    ['disabled, and it waits', entry('stopped'), entry('disabled'), { state: 'disabled', owner: 0 }],
    [
      'disabled, and it runs',
      entry('started'),
      entry('disabled'),
      { state: 'stopping', owner: 1, after: 'disable' },
    ],
    [
      'disabling',
      entry('started'),
      entry('stopping', { after: 'disable' }),
      { state: 'stopping', after: 'disable' },
    ],
    ['nothing of the kind', entry('started'), entry('stopped'), { state: 'started', frozen: false }],
    [
      'thawed, and the other side never knew',
      entry('started', { frozen: true }),
      entry('started'),
      { frozen: true },
    ],
  ];
  test.each(cases)('%s', (_, winner, loser, kept) => {
    expect(keepRestrictions(web(winner, 2), web(loser, 1)).value).toMatchObject(kept);
  });

  test('records of nodes and fences are left alone', () => {
    const node = record('node:1', nodeEntry('fenced'));
    expect(keepRestrictions(node, record('node:1', nodeEntry('lost')))).toBe(node);
  });
});

describe('the watchdog of a member', () => {
  const { boot } = incarnation(2);
  const armed = record(watchdogKey(2), {
    boot,
    armed: true,
    patience: 10_000,
    timeout: 10_000,
    strict: true,
  });

  test.each([
    [
      'that had left is not counted on until it tells again: it was stopped, and the boot is the same',
      'left',
    ],
    ['that was a member goes on', 'member'],
  ] as const)('%s', (_, standing) => {
    const before = ledgerOf(armed, record('node:2', nodeEntry(standing, incarnation(2))), ...known(1));
    const merged = merge([says(1, 'stopped', before), says(2, 'stopped', before)]);
    expect(countedOn(merged, 2)?.armed).toBe(standing === 'member' ? true : undefined);
  });
});

describe('a member that has lost its ledger', () => {
  const others = [record('node:1', nodeEntry('fenced')), web(entry('started', { owner: 1 }))];
  const blank = { ...says(2, 'stopped'), view: undefined };

  test('may have been in a view with a node that counts as fenced elsewhere: that one is lost, and keeps its service', () => {
    const merged = merge([blank, says(3, 'stopped', ledgerOf(...others))]);
    expect(nodeRecord(merged, 1).standing).toBe('lost');
    expect(serviceEntry(merged, WEB)).toMatchObject({ state: 'started', owner: 1 });
    expect(fenceRecords(merged)).toMatchObject([{ record: { node: 1, lookFirst: true } }]);
  });

  test('takes nothing from a proof that an operator gave in this life of the daemon', () => {
    const context = { confirmedDown: new Map([[1, 'confirmed down by root']]) };
    const merged = merge([blank, says(3, 'stopped', ledgerOf(...others))], { context });
    expect(nodeRecord(merged, 1).standing).toBe('fenced');
    expect(serviceEntry(merged, WEB)?.owner).toBe(0);
  });
});
