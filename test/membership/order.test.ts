/** Epochs, stamps and members: one order on all nodes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareEpochs,
  compareStamps,
  includesMember,
  sameMembers,
  showEpoch,
  uniteMembers,
} from '#src/membership/epoch.ts';
import { epoch as anyEpoch } from '../wire/support.ts';
import { epoch, incarnation, member } from './support/samples.ts';

test.each([
  ['the number decides', epoch(2, 1), epoch(1, 9)],
  ['then the proposer', epoch(2, 2), epoch(2, 1)],
  ['then its incarnation', { ...epoch(2, 2), incarnation: incarnation(2, 2) }, epoch(2, 2)],
  ['any epoch is higher than none', epoch(0, 1), undefined],
])('of two epochs %s', (_, higher, lower) => {
  expect(compareEpochs(higher, lower)).toBeGreaterThan(0);
  expect(compareEpochs(lower, higher)).toBeLessThan(0);
  expect(compareEpochs(higher, higher)).toBe(0);
});

test('any two epochs are ordered the same way from both sides', () => {
  fc.assert(
    fc.property(anyEpoch, anyEpoch, (a, b) => {
      expect(Math.sign(compareEpochs(a, b)) + Math.sign(compareEpochs(b, a))).toBe(0);
    }),
  );
});

test('a stamp is that of the later view, then of the later change', () => {
  expect(compareStamps({ epoch: epoch(2), version: 0 }, { epoch: epoch(1), version: 9 })).toBeGreaterThan(0);
  expect(compareStamps({ epoch: epoch(2), version: 3 }, { epoch: epoch(2), version: 2 })).toBeGreaterThan(0);
});

describe('members', () => {
  test('are the same only with the same incarnation', () => {
    expect(includesMember([member(1)], member(1))).toBe(true);
    expect(includesMember([member(1)], member(1, incarnation(1, 2)))).toBe(false);
    expect(sameMembers([member(1), member(2)], [member(2), member(1)])).toBe(true);
    expect(sameMembers([member(1), member(2)], [member(1)])).toBe(false);
  });

  test('united are each there once, in the order of ids', () => {
    const later = member(1, incarnation(1, 2));
    expect(uniteMembers([member(2), later], [member(1), member(2)])).toEqual([member(1), later, member(2)]);
  });
});

test('for people an epoch is its number and its proposer', () => {
  expect([showEpoch(epoch(12, 2)), showEpoch(undefined)]).toEqual(['12.2', 'none']);
});
