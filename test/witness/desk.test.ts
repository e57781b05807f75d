/** The witness answers who has the key, forgets nothing that it promised, and is not moved by what it has heard before. */
import { expect, test } from 'vitest';
import { HostError } from '#src/host/ports.ts';
import { deriveKeys } from '#src/wire/keys.ts';
import type { WitnessAnswer, WitnessRequest } from '#src/wire/witness-words.ts';
import type { WitnessDesk } from '#src/witness/desk.ts';
import type { StoredVote } from '#src/witness/rule.ts';
import { handClock } from '../host/hand-clock.ts';
import { epoch, incarnation } from '../membership/support/samples.ts';
import { createAsker, witnessDesk } from './support.ts';

const LEASE = 10_000;

function bed(store?: (vote: StoredVote) => Promise<void>) {
  const clock = handClock();
  const written: StoredVote[] = [];
  const asker = createAsker();
  const sequences = new Map<number, number>();
  let witness = '';
  let desk = start(undefined);

  function start(initial: StoredVote | undefined): WitnessDesk {
    const save = async (vote: StoredVote): Promise<void> => void written.push(vote);
    return witnessDesk(clock, store ?? save, initial);
  }

  function request(node: number, number: number, members: readonly number[] = [node]): WitnessRequest {
    const sequence = (sequences.get(node) ?? 0) + 1;
    sequences.set(node, sequence);
    const vote = { epoch: epoch(number, members[0] ?? node), members, lease: LEASE };
    return { node, incarnation: incarnation(node), sequence, witness, vote };
  }

  async function send(packet: Uint8Array): Promise<WitnessAnswer | undefined> {
    return asker.open(await desk.answer(packet));
  }

  return {
    clock,
    written,
    asker,
    request,
    send,
    get desk() {
      return desk;
    },
    /** As a node does: introduces itself when the witness does not know it. */
    async ask(...words: Parameters<typeof request>): Promise<WitnessAnswer | undefined> {
      const answer = await send(asker.seal(request(...words)));
      if (answer === undefined || answer.witness === witness) return answer;
      witness = answer.witness;
      return send(asker.seal(request(...words)));
    },
    restart() {
      desk = start(written.at(-1));
    },
  };
}

test('the vote is stored before it is given, and once for each view', async () => {
  const { ask, written } = bed();
  expect(await ask(1, 1, [1, 2])).toMatchObject({ granted: true, why: '', holder: { members: [1, 2] } });
  expect(written).toMatchObject([{ epoch: { number: 1, proposer: 1 }, members: [1, 2], lease: LEASE }]);
  expect(await ask(2, 1, [1, 2])).toMatchObject({ granted: true });
  expect(written).toHaveLength(1);
});

test('the first request only introduces: it changes nothing', async () => {
  const { asker, request, send, written } = bed();
  const answer = await send(asker.seal(request(1, 1)));
  expect(answer).toMatchObject({ granted: false, why: 'the witness has started anew', holder: undefined });
  expect(written).toEqual([]);
});

test('what can not be stored is not given', async () => {
  const { ask, desk } = bed(() => Promise.reject(new HostError('ENOSPC', 'no space')));
  expect(await ask(1, 1)).toMatchObject({ granted: false, why: 'the witness cannot store it' });
  expect(desk.holder).toBeUndefined();
});

test('after a restart the holder has it still, and counts as just heard', async () => {
  const bedOf = bed();
  await bedOf.ask(2, 5);
  bedOf.clock.advance(3 * LEASE);
  bedOf.restart();
  expect(await bedOf.ask(1, 6)).toMatchObject({
    granted: false,
    why: 'the other side has the vote, and is heard',
  });
  bedOf.clock.advance(LEASE + 1);
  expect(await bedOf.ask(1, 6)).toMatchObject({ granted: true });
});

test('a request that was heard before is not answered, and keeps nobody alive', async () => {
  const { ask, asker, request, send, clock } = bed();
  await ask(2, 5);
  const renewal = asker.seal(request(2, 5));
  expect(await send(renewal)).toMatchObject({ granted: true });
  clock.advance(LEASE);
  expect(await send(renewal)).toBeUndefined();
  clock.advance(1);
  expect(await ask(1, 6)).toMatchObject({ granted: true });
});

test('a request of an earlier life of the witness is answered, but counts for nothing', async () => {
  const bedOf = bed();
  await bedOf.ask(2, 5);
  const recorded = bedOf.asker.seal(bedOf.request(2, 7));
  bedOf.restart();
  expect(await bedOf.send(recorded)).toMatchObject({ granted: false, why: 'the witness has started anew' });
  expect(bedOf.desk.holder?.epoch.number).toBe(5);
});

test('nobody without the key is answered', async () => {
  const { request, send, desk } = bed();
  const stranger = createAsker(deriveKeys('test', [{ id: 1, secret: new Uint8Array(32).fill(4) }]));
  const otherCluster = createAsker(deriveKeys('other', [{ id: 1, secret: new Uint8Array(32).fill(3) }]));
  for (const { seal } of [stranger, otherCluster]) expect(await send(seal(request(1, 1)))).toBeUndefined();
  expect(await send(new Uint8Array(100))).toBeUndefined();
  expect(desk.holder).toBeUndefined();
});
