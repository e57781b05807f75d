/** What a member agrees to, and what it refuses: lower epochs, other incarnations, anything after it has promised more. */
import { describe, expect, test } from 'vitest';
import type { Reply, Request } from '#src/wire/frames.ts';
import { node2, type Probe } from './support/agreement.ts';
import { beat, epoch, incarnation, member, record } from './support/samples.ts';

const MEMBERS = [member(1), member(2)];

/** Takes node 2 into view `number` of node 1. */
async function join(probe: Probe, number: number, ledger = [record('service:web', 'a')]): Promise<void> {
  const { agreement } = probe;
  const at = epoch(number, 1);
  expect(await agreement.answer(member(1), { type: 'propose', epoch: at, members: MEMBERS })).toMatchObject({
    type: 'accept',
  });
  const install = { type: 'install', epoch: at, members: MEMBERS, ledger } as const;
  expect(await agreement.answer(member(1), install)).toMatchObject({ type: 'installed' });
  expect(await agreement.answer(member(1), { type: 'activate', epoch: at })).toEqual({ type: 'done' });
}

function replicate(number: number, version: number, value: unknown): Request {
  const at = epoch(number, 1);
  return {
    type: 'replicate',
    epoch: at,
    version,
    changes: [record('service:web', value, { epoch: at, version })],
  };
}

test('a member is in a view only after proposal, install and activation, and has written each first', async () => {
  const probe = node2();
  await join(probe, 3);
  expect(probe.agreement.activeView).toEqual({ epoch: epoch(3, 1), members: MEMBERS });
  expect(probe.saved.map(({ promised, view }) => [promised?.number, view?.epoch.number])).toEqual([
    [3, undefined],
    [3, 3],
  ]);
  expect(await probe.agreement.answer(member(1), replicate(3, 1, 'b'))).toMatchObject({
    type: 'replicated',
    version: 1,
  });
  expect(probe.agreement.ledger.get('service:web')?.value).toBe('b');
});

test('to a proposal it answers with what it knew before and what runs here', async () => {
  const probe = node2();
  await join(probe, 3);
  const proposal = { type: 'propose', epoch: epoch(4, 1), members: [...MEMBERS, member(3)] } as const;
  expect(await probe.agreement.answer(member(1), proposal)).toMatchObject({
    type: 'accept',
    known: MEMBERS,
    view: epoch(3, 1),
    services: [{ service: 'service:web', state: 'stopped' }],
  });
  expect(probe.agreement.activeView).toBeUndefined();
  expect(probe.ended()).toBe(1);
});

describe('refused is', () => {
  test.each([
    [
      'a proposal of a lower epoch',
      { type: 'propose', epoch: epoch(2, 1), members: MEMBERS } as const,
      member(1),
    ],
    [
      'the same proposal again',
      { type: 'propose', epoch: epoch(3, 1), members: MEMBERS } as const,
      member(1),
    ],
    [
      'a proposal sent by somebody else',
      { type: 'propose', epoch: epoch(9, 1), members: MEMBERS } as const,
      member(3),
    ],
    [
      'a proposal for a former start of this daemon',
      { type: 'propose', epoch: epoch(9, 1), members: [member(1), member(2, incarnation(2, 9))] } as const,
      member(1),
    ],
    [
      'an install that was not promised',
      { type: 'install', epoch: epoch(9, 1), members: MEMBERS, ledger: [] } as const,
      member(1),
    ],
    ['an activation of another view', { type: 'activate', epoch: epoch(2, 1) } as const, member(1)],
    ['a change that skips one', replicate(3, 2, 'x'), member(1)],
    ['a change of an earlier view', replicate(2, 1, 'x'), member(1)],
    ['a change from one that is not the coordinator', replicate(3, 1, 'x'), member(3)],
    ['a change from another start of the coordinator', replicate(3, 1, 'x'), member(1, incarnation(1, 2))],
  ])('%s', async (_, request, from) => {
    const probe = node2();
    await join(probe, 3);
    const before = probe.saved.length;
    expect(await probe.agreement.answer(from, request)).toMatchObject({ type: 'refused' });
    expect(probe.agreement.activeView?.epoch).toEqual(epoch(3, 1));
    expect(probe.saved).toHaveLength(before);
  });

  test('everything of the old view, once a higher epoch has been promised', async () => {
    const probe = node2();
    await join(probe, 3);
    await probe.agreement.answer(member(1), { type: 'propose', epoch: epoch(4, 1), members: MEMBERS });
    expect(await probe.agreement.answer(member(1), replicate(3, 1, 'x'))).toMatchObject({ type: 'refused' });
    expect(probe.agreement.obeys(member(1), epoch(3, 1))).toBe(false);
  });

  test('a proposer that this node does not follow now', async () => {
    const probe = node2({ objection: 'it is being fenced' });
    const reply = await probe.agreement.answer(member(1), {
      type: 'propose',
      epoch: epoch(3, 1),
      members: MEMBERS,
    });
    expect(reply).toEqual({ type: 'refused', reason: 'it is being fenced', promised: 3 });
    expect(probe.saved).toEqual([]);
  });
});

test('a later view of which a fellow member speaks ends the own one', async () => {
  const from1 = (number: number) => beat({ sender: 1, incarnation: incarnation(1), view: epoch(number, 1) });
  const probe = node2();
  await join(probe, 3);
  probe.agreement.heard(beat({ sender: 3, incarnation: incarnation(3), view: epoch(9, 3) }));
  probe.agreement.heard(from1(3));
  expect(probe.ended()).toBe(0);
  probe.agreement.heard(from1(4));
  expect(probe.ended()).toBe(1);
  expect(probe.agreement.activeView).toBeUndefined();
});

test('a change that is being written when this node goes on alone is not lost', async () => {
  const probe = node2();
  await join(probe, 3);
  probe.hold();
  const acknowledged = probe.agreement.answer(member(1), replicate(3, 1, 'disabled'));
  const alone = probe.agreement.propose([member(2)], false);
  probe.release();
  expect(await acknowledged).toMatchObject({ type: 'replicated' });
  expect(await alone).toEqual({ ok: true });
  expect(probe.agreement.ledger.get('service:web')?.value).toBe('disabled');
});

test('a proposal that a member refuses does not come to be, and the next one goes above what it knew', async () => {
  const refusal: Reply = { type: 'refused', reason: 'not now', promised: 41 };
  const { agreement } = node2({ answer: () => refusal });
  expect(await agreement.propose(MEMBERS, false)).toMatchObject({
    ok: false,
    reason: 'node 1 refused: not now',
  });
  expect(agreement.activeView).toBeUndefined();
  expect(agreement.highestEpoch).toBe(41);
});
