/** What a node that has just booted may do on its own: mostly wait. */
import { expect, test } from 'vitest';
import { decideStartUp, type StartUpInput } from '#src/membership/start-up.ts';
import { ledgerOf, member, nodeEntry, record } from './support/samples.ts';

const ALONE: StartUpInput = {
  self: 1,
  configured: [1, 2],
  joining: [],
  arriving: [],
  confirmedDown: [],
  waited: 60_000,
  initdead: 20_000,
  ledger: ledgerOf(),
  known: [],
  quorateByVotes: false,
  startupFencing: true,
};
const fenced = (...ids: readonly number[]) =>
  ledgerOf(...ids.map((id) => record(`node:${id}`, nodeEntry('fenced'))));

const cases: readonly (readonly [string, Partial<StartUpInput>, object])[] = [
  ['all here: form at once', { joining: [2], waited: 0 }, { kind: 'form' }],
  ['one missing, early: wait for initdead', { waited: 19_999 }, { kind: 'wait-initdead', missing: [2] }],
  ['one missing, later: wait for it', {}, { kind: 'wait-for-all', missing: [2] }],
  [
    'one is heard but still looks at its services: as long again',
    { configured: [1, 2, 3], joining: [2], arriving: [2, 3], quorateByVotes: true, waited: 39_999 },
    { kind: 'wait-initdead', missing: [3], patience: 40_000 },
  ],
  [
    'one is heard but never can take part: not for ever',
    { configured: [1, 2, 3], joining: [2], arriving: [2, 3], quorateByVotes: true, waited: 40_000 },
    { kind: 'form' },
  ],
  ['an operator vouches: form', { confirmedDown: [2], waited: 0 }, { kind: 'form' }],
  [
    'an operator vouches for the wrong one',
    { configured: [1, 2, 3], confirmedDown: [2] },
    { kind: 'wait-for-all', missing: [3] },
  ],
  [
    'the last survivor of three has no quorum, and waits for one',
    { configured: [1, 2, 3], ledger: fenced(2, 3), quorate: false },
    { kind: 'wait-for-all', missing: [2, 3] },
  ],
  ['the last survivor goes on', { ledger: fenced(2), known: [member(1)] }, { kind: 'form' }],
  [
    'the last survivor waits for initdead, too',
    { ledger: fenced(2), waited: 5 },
    { kind: 'wait-initdead', missing: [2] },
  ],
  [
    'fenced once, promised again since: it may have gone on without us',
    { ledger: fenced(2), known: [member(1), member(2)] },
    { kind: 'wait-for-all', missing: [2] },
  ],
  [
    'left is not fenced: the other may run everything',
    { ledger: ledgerOf(record('node:2', nodeEntry('left'))) },
    { kind: 'wait-for-all', missing: [2] },
  ],
  [
    'lost is not fenced',
    { ledger: ledgerOf(record('node:2', nodeEntry('lost'))) },
    { kind: 'wait-for-all', missing: [2] },
  ],
  [
    'survivor over one of two missing only',
    { configured: [1, 2, 3], ledger: fenced(2) },
    { kind: 'wait-for-all', missing: [2, 3] },
  ],
  [
    'two of three after initdead: form',
    { configured: [1, 2, 3], joining: [2], quorateByVotes: true },
    { kind: 'form' },
  ],
  [
    'two of three, but start-up fencing is off',
    { configured: [1, 2, 3], joining: [2], quorateByVotes: true, startupFencing: false },
    { kind: 'wait-for-all', missing: [3] },
  ],
];

test.each(cases)('%s', (_, input, decision) => {
  expect(decideStartUp({ ...ALONE, ...input })).toMatchObject(decision);
});
