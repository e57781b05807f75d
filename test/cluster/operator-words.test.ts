/** What an operator's word at a lonely start is worth in the first view, when others may know better. */
import { describe, expect, test } from 'vitest';
import { namedStarts, wordsThatCount } from '#src/cluster/operator-words.ts';
import type { Acceptance } from '#src/membership/agreement.ts';
import type { Member } from '#src/membership/types.ts';
import { epoch, incarnation, ledgerOf, member, nodeEntry, record } from '../membership/support/samples.ts';

const OLD = incarnation(3);
const NEW = incarnation(3, 2);

function accepts(id: number, fields: Partial<Acceptance> = {}): Acceptance {
  const ledger = ledgerOf(record('node:3', nodeEntry('fenced', OLD)));
  return { member: member(id), known: [member(3, OLD)], view: epoch(8), ledger, services: [], ...fields };
}

/** Given to node 1, which knew of the first start of node 3 and heard those. */
function counts(others: readonly Acceptance[], heard: readonly Member[] = []): boolean {
  const own = accepts(1);
  const words = new Map([[3, { why: 'confirmed down by root', knew: namedStarts(own, 3), heard }]]);
  return wordsThatCount(words, [own, ...others], 1).get(3) === 'confirmed down by root';
}

describe('the word that node 3 is down', () => {
  test('counts while nobody knows of a later start', () => expect(counts([accepts(2)])).toBe(true));

  test('is old when another disk names a later start in its ledger', () => {
    const ledger = ledgerOf(record('node:3', nodeEntry('member', NEW)));
    expect(counts([accepts(2, { ledger })])).toBe(false);
  });

  test('is old when another has been asked to a view with a later start', () => {
    expect(counts([accepts(2, { known: [member(3, NEW)] })])).toBe(false);
  });

  test('does not count beside one that has forgotten what it knew, unless it was heard when the word was given', () => {
    const blank = accepts(2, { view: undefined, ledger: ledgerOf(), known: [] });
    expect(counts([blank])).toBe(false);
    expect(counts([blank], [member(2)])).toBe(true);
  });
});
