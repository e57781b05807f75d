/** Who has to be fenced before anything starts elsewhere. */
import { expect, test } from 'vitest';
import { findLost, type LostInput } from '#src/membership/lost.ts';
import { incarnation, ledgerOf, member, nodeEntry, record } from './support/samples.ts';

const nodes = (entries: Readonly<Record<number, Parameters<typeof nodeEntry>[0]>>) =>
  ledgerOf(
    ...Object.entries(entries).map(([id, standing]) =>
      record(`node:${id}`, nodeEntry(standing, incarnation(Number(id)))),
    ),
  );

const cases: readonly (readonly [string, Partial<LostInput>, readonly number[]])[] = [
  ['nobody, when all known are here', { known: [member(1), member(2)], members: [member(1), member(2)] }, []],
  ['a member that is missing', { known: [member(1), member(2)], ledger: nodes({ 2: 'member' }) }, [2]],
  ['one that was only promised', { known: [member(1), member(3)] }, [3]],
  ['one that an older ledger has as lost', { ledger: nodes({ 2: 'lost' }) }, [2]],
  ['not one that left', { known: [member(2)], ledger: nodes({ 2: 'left' }) }, []],
  ['not one that was fenced', { known: [member(2)], ledger: nodes({ 2: 'fenced' }) }, []],
  [
    'one of whom only an earlier start was proven down',
    { known: [member(2, incarnation(9))], ledger: nodes({ 2: 'fenced' }) },
    [2],
  ],
  ['not one that never was a member', { ledger: nodes({ 2: 'never' }) }, []],
  [
    'not one that is here again in person, even as another start',
    { known: [member(2)], members: [member(1), member(2, incarnation(9))], ledger: nodes({ 2: 'lost' }) },
    [],
  ],
  [
    'at start-up, everybody who is missing, whatever was recorded',
    { ledger: nodes({ 2: 'fenced', 3: 'left' }), startUp: { configured: [1, 2, 3, 4], confirmedDown: [] } },
    [2, 3, 4],
  ],
  [
    'at start-up, not one that an operator vouches for',
    {
      known: [member(2)],
      ledger: nodes({ 2: 'member' }),
      startUp: { configured: [1, 2], confirmedDown: [2] },
    },
    [],
  ],
];

test.each(cases)('lost is: %s', (_, input, lost) => {
  const whole = { known: [], members: [member(1)], ledger: ledgerOf(), startUp: undefined, ...input };
  expect(findLost(whole)).toEqual(lost);
});
