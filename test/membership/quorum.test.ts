/** Which members may act for the cluster: never two groups at once, two nodes aside. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeQuorum } from '#src/membership/quorum.ts';

function votes(...each: readonly number[]) {
  const nodes = each.map((one, index) => ({ id: index + 1, votes: one }));
  return { nodes, expectedVotes: each.reduce((sum, one) => sum + one, 0), twoNode: false };
}

test.each([
  ['two of three', votes(1, 1, 1), [1, 3], true, '2 of 3 votes'],
  ['one of three', votes(1, 1, 1), [2], false, '1 of 3 votes'],
  ['half of four', votes(1, 1, 1, 1), [1, 2], false, '2 of 4 votes'],
  ['one with most of the votes', votes(3, 1, 1), [1], true, '3 of 5 votes'],
  ['a node without a vote', votes(1, 0), [2], false, '0 of 1 votes'],
  ['one of two', votes(1, 1), [1], false, '1 of 2 votes'],
  [
    'one of two with the two-node rule',
    { ...votes(1, 1), twoNode: true },
    [2],
    true,
    'two-node rule, 1 of 2 nodes',
  ],
  [
    'nobody with the two-node rule',
    { ...votes(1, 1), twoNode: true },
    [],
    false,
    'two-node rule, 0 of 2 nodes',
  ],
  [
    'one of three, the two-node rule set by mistake',
    { ...votes(1, 1, 1), twoNode: true },
    [1],
    false,
    '1 of 3 votes',
  ],
  [
    'half, though the file expects too few votes',
    { ...votes(1, 1, 1, 1), expectedVotes: 1 },
    [1, 2],
    false,
    '2 of 4 votes',
  ],
  [
    'most, though more votes are expected',
    { ...votes(1, 1, 1), expectedVotes: 7 },
    [1, 2, 3],
    false,
    '3 of 7 votes',
  ],
])('%s', (_, given, members, quorate, reason) => {
  expect(judgeQuorum(given, members)).toEqual({ quorate, reason });
});

test.each([
  ['one of two with the witness', [1], true, true, "2 of 3 votes, the witness's included"],
  ['one of two without it', [1], false, false, "1 of 3 votes, without the witness's"],
  ['both without it', [1, 2], false, true, "2 of 3 votes, without the witness's"],
  ['nobody with it', [], true, false, "1 of 3 votes, the witness's included"],
])('two nodes and a witness: %s', (_, members, witnessed, quorate, reason) => {
  const given = { ...votes(1, 1), witness: 1 };
  expect(judgeQuorum(given, members, witnessed)).toEqual({ quorate, reason });
});

test('two groups without a common member are never quorate both', () => {
  const cluster = fc.array(fc.record({ votes: fc.integer({ min: 0, max: 5 }), side: fc.boolean() }), {
    minLength: 1,
    maxLength: 9,
  });
  fc.assert(
    fc.property(cluster, fc.integer({ max: 20 }), fc.nat(5), fc.boolean(), (nodes, more, witness, whose) => {
      const given = { ...votes(...nodes.map((node) => node.votes)), expectedVotes: more, witness };
      const group = (side: boolean) =>
        nodes.flatMap((node, index) => (node.side === side ? [index + 1] : []));
      const isQuorate = (side: boolean) => judgeQuorum(given, group(side), side === whose).quorate;
      expect(isQuorate(true) && isQuorate(false)).toBe(false);
    }),
  );
});
