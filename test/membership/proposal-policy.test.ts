/** Who proposes a view, of whom, and when. */
import { describe, expect, test } from 'vitest';
import { decideProposal, type ProposalInput } from '#src/membership/proposal-policy.ts';
import { CALM, incarnation, member, view } from './support/samples.ts';

const decide = (input: Partial<ProposalInput>) => decideProposal({ ...CALM, ...input });

describe('in a view', () => {
  test('nothing is proposed while nothing changes', () => {
    expect(decide({})).toEqual({ kind: 'nothing' });
  });

  test('the coordinator proposes at once when a member is gone, the others leave it to it', () => {
    const without3 = { eligible: [member(1), member(2)], eligibleSince: 100_000, viewHolders: [1] };
    expect(decide({ ...without3, self: member(1), viewHolders: [2] })).toMatchObject({
      kind: 'propose',
      members: [member(1), member(2)],
      startUp: false,
      why: 'without 3',
    });
    expect(decide(without3)).toEqual({ kind: 'nothing' });
  });

  test('when the coordinator is gone the lowest id steps in, the others a keepalive later each', () => {
    const without1 = { eligible: [member(2), member(3)], eligibleSince: 100_000 };
    expect(decide({ ...without1, viewHolders: [3] }).kind).toBe('propose');
    expect(decide({ ...without1, self: member(3), viewHolders: [2] })).toEqual({
      kind: 'later',
      at: 100_500,
    });
    expect(decide({ ...without1, self: member(3), viewHolders: [2], now: 100_500 }).kind).toBe('propose');
  });

  test('a member whose daemon was started again needs a new view', () => {
    const again = [member(1), member(2), member(3, incarnation(3, 2))];
    const decision = decide({ self: member(1), eligible: again, viewHolders: [2] });
    expect(decision).toMatchObject({ kind: 'propose', members: again, why: 'with 3 without 3' });
  });

  test('a coordinator that gets nowhere is helped after a deadtime', () => {
    const stuck = { active: false, inactiveSince: 98_000 };
    expect(decide(stuck)).toEqual({ kind: 'later', at: 103_500 });
    expect(decide({ ...stuck, now: 103_500 }).kind).toBe('propose');
  });

  test('two views that meet are brought together by the lowest id', () => {
    const met = { installed: view(5, 2, 2), eligible: [member(1), member(2)], eligibleSince: 100_000 };
    expect(decide({ ...met, viewHolders: [1] })).toEqual({ kind: 'later', at: 105_000 });
    const other = { ...met, self: member(1), installed: view(6, 1, 1), viewHolders: [2] };
    expect(decide(other)).toMatchObject({ kind: 'propose', why: 'with 2' });
  });

  test('alone it proposes itself', () => {
    expect(decide({ eligible: [member(2)], viewHolders: [] })).toMatchObject({ members: [member(2)] });
  });

  test('after a failure it backs off', () => {
    const failed = { eligible: [member(2)], viewHolders: [], notBefore: 100_700 };
    expect(decide(failed)).toEqual({ kind: 'later', at: 100_700 });
  });
});

describe('without a view', () => {
  const joining = { installed: undefined, active: false };

  test('it waits to be taken in by those who have one', () => {
    expect(decide(joining)).toEqual({ kind: 'join', holders: [1, 3] });
  });

  test('it forms one as start-up allows, the lowest id first', () => {
    const nobody = { ...joining, viewHolders: [], eligibleSince: 100_000 };
    expect(decide({ ...nobody, self: member(1) })).toMatchObject({ kind: 'propose', startUp: true });
    expect(decide(nobody)).toEqual({ kind: 'later', at: 105_000 });
  });

  test('it waits as start-up says', () => {
    const decision = { kind: 'wait-for-all', missing: [3] } as const;
    expect(decide({ ...joining, viewHolders: [], startUp: () => decision })).toEqual({
      kind: 'start-up',
      decision,
    });
  });
});
