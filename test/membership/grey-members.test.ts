/** A peer that is heard but can't do its part: it keeps its place for a deadtime, and gets another chance later. */
import { describe, expect, test } from 'vitest';
import { createAdmission } from '#src/membership/admission.ts';
import type { Agreement } from '#src/membership/agreement.ts';
import type { PeerView } from '#src/membership/detector.ts';
import { decideProposal, type ProposalInput } from '#src/membership/proposal-policy.ts';
import { createViewless } from '#src/membership/viewless.ts';
import { beat, CALM, epoch, incarnation, member, view } from './support/samples.ts';

const DEADTIME = CALM.deadtime;

function node1() {
  const agreement = { view: view(3, 1, 1, 2), ledger: new Map() } as unknown as Agreement;
  const admission = createAdmission({
    self: member(1),
    deadtime: DEADTIME,
    initdead: 20_000,
    agreement: () => agreement,
    session: () => incarnation(2),
    barred: () => undefined,
    held: () => false,
  });
  const peer: PeerView = {
    id: 2,
    state: 'up',
    incarnation: incarnation(2),
    beat: beat(),
    silentFor: 0,
    unheardFor: 0,
    links: [],
  };
  return { admission, isIn: (now: number): boolean => admission.eligible([peer], now).length === 2 };
}

describe('a member that can not store', () => {
  test('counts as dead after a deadtime, not before', () => {
    const { admission, isIn } = node1();
    admission.unable(2, 1_000, 'disk');
    expect(isIn(1_000)).toBe(true);
    expect(isIn(1_000 + DEADTIME - 1)).toBe(true);
    expect(isIn(1_000 + DEADTIME)).toBe(false);
  });

  test('failing again does not begin its deadtime anew', () => {
    const { admission, isIn } = node1();
    for (const at of [0, 1_000, 2_000, 3_000, 4_000]) admission.unable(2, at, 'disk');
    expect(isIn(DEADTIME)).toBe(false);
  });

  test('is forgiven once it has done its part', () => {
    const { admission, isIn } = node1();
    admission.unable(2, 0, 'disk');
    admission.able(2);
    expect(isIn(DEADTIME)).toBe(true);
  });

  test('a no proves that it can be asked, not that it can store', () => {
    const { admission, isIn } = node1();
    admission.unable(2, 0, 'silent');
    admission.answered(2);
    expect(isIn(DEADTIME)).toBe(true);
    admission.unable(2, DEADTIME, 'silent');
    admission.unable(2, DEADTIME, 'disk');
    admission.answered(2);
    expect(isIn(2 * DEADTIME)).toBe(false);
  });

  test('gets another chance after a minute', () => {
    const { admission, isIn } = node1();
    admission.unable(2, 0, 'disk');
    expect(isIn(59_999)).toBe(false);
    expect(isIn(60_000)).toBe(true);
  });
});

/** Node 3 in a view of 1, 2 and 3 that node 1 coordinates. */
const MEMBER: ProposalInput = { ...CALM, self: member(3), viewHolders: [1, 2] };
const decide = (input: Partial<ProposalInput>) => decideProposal({ ...MEMBER, ...input }).kind;

describe('a coordinator that is heard', () => {
  test('and shows no view for longer than a deadtime has its place taken', () => {
    expect(decide({})).toBe('nothing');
    expect(decide({ coordinatorStuck: true })).toBe('propose');
  });

  test('and has a node fenced that others still hear is not interfered with by its members', () => {
    const fencing2: Partial<ProposalInput> = { installed: view(6, 1, 1, 3) };
    expect(decide(fencing2)).toBe('nothing');
    expect(decide({ ...fencing2, coordinatorStuck: true })).toBe('propose');
    expect(decide({ ...fencing2, self: member(1), viewHolders: [2, 3] })).toBe('propose');
  });

  test('is stuck only when it has said so all the time since the last view', () => {
    const viewless = createViewless();
    const says = (at: number, number?: number): void =>
      viewless.heard(beat({ view: number === undefined ? undefined : epoch(number) }), at);
    says(0);
    says(4_000);
    expect(viewless.longer(2, DEADTIME, 5_000)).toBe(false);
    expect(viewless.longer(2, DEADTIME, 5_001)).toBe(true);
    viewless.forget();
    expect(viewless.longer(2, DEADTIME, 5_001)).toBe(false);
    says(6_000);
    says(7_000, 4);
    says(8_000);
    expect(viewless.longer(2, DEADTIME, 12_000)).toBe(false);
    expect(viewless.longer(2, DEADTIME, 13_001)).toBe(true);
  });
});
