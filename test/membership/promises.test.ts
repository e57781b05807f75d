/** The highest epoch that a node has promised stays on its disk, in whatever order proposals come in. */
import { expect, test } from 'vitest';
import { node2 } from './support/agreement.ts';
import { epoch, member } from './support/samples.ts';

const MEMBERS = [member(1), member(2)];

test('a promise on disk never goes back, even when the end of a view sets off a proposal of its own', async () => {
  let own: Promise<unknown> | undefined;
  const { agreement, saved } = node2({
    answer: () => ({ type: 'refused', reason: 'not now', promised: 0 }),
    viewEnded: (ended) => {
      own ??= ended.propose(MEMBERS, false);
    },
  });
  const at = epoch(3, 1);
  await agreement.answer(member(1), { type: 'propose', epoch: at, members: MEMBERS });
  await agreement.answer(member(1), { type: 'install', epoch: at, members: MEMBERS, ledger: [] });
  await agreement.answer(member(1), { type: 'activate', epoch: at });
  // Promising 4 ends view 3, and this node proposes 5 before 4 is written.
  const reply = await agreement.answer(member(1), { type: 'propose', epoch: epoch(4, 1), members: MEMBERS });
  await own;
  expect(reply).toMatchObject({ type: 'refused' });
  const numbers = saved.map(({ promised }) => promised?.number ?? 0);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(numbers.at(-1)).toBe(5);
});
