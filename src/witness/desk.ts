/**
 * The witness at work: opens requests, judges them, stores whose the vote is, and seals the answers.
 *
 * A replayed request changes nothing: a request counts only under the name that the witness gave itself at its start,
 * and with a higher sequence than any before of that incarnation.
 */
import { type Clock, HostError, type Log, type Random } from '#src/host/ports.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import { createSealer } from '#src/wire/seal.ts';
import { decodeWitnessRequest, encodeWitnessAnswer } from '#src/wire/witness-codec.ts';
import { witnessKeys } from '#src/wire/witness-keys.ts';
import type { WitnessAnswer, WitnessRequest } from '#src/wire/witness-words.ts';
import { type Holder, judgeVote, type StoredVote, sameVote } from './rule.ts';

export interface WitnessDeskDeps {
  readonly keys: ClusterKeys;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
  /** As stored before this start: its members count as just heard. */
  readonly initial: StoredVote | undefined;
  /** Resolves when it is on the disk; rejects with HostError. */
  readonly store: (vote: StoredVote) => Promise<void>;
}

export interface WitnessDesk {
  /** The sealed answer; undefined for what deserves none. Requests are answered one after the other. Never rejects. */
  answer(packet: Uint8Array): Promise<Uint8Array | undefined>;
  readonly holder: StoredVote | undefined;
}

const NAME_BYTES = 16;
/** Incarnations remembered; then the witness takes a new name, and everything recorded before is worthless. */
const MOST_INCARNATIONS = 1_000;

export function createWitnessDesk({ clock, random, log, ...deps }: WitnessDeskDeps): WitnessDesk {
  const requests = createSealer(witnessKeys(deps.keys, 'request'), random);
  const answers = createSealer(witnessKeys(deps.keys, 'answer'), random);
  const sequences = new Map<string, number>();
  let holder: Holder | undefined = deps.initial && { ...deps.initial, heard: clock.now() };
  let name = newName();
  let last: Promise<unknown> = Promise.resolve();

  function newName(): string {
    return Buffer.from(random.bytes(NAME_BYTES)).toString('hex');
  }

  function isReplayed({ node, incarnation, sequence }: WitnessRequest): boolean {
    const key = `${node}/${incarnation.boot}/${incarnation.count}`;
    if (sequence <= (sequences.get(key) ?? -1)) return true;
    if (!sequences.has(key) && sequences.size >= MOST_INCARNATIONS) {
      sequences.clear();
      name = newName();
      return true;
    }
    sequences.set(key, sequence);
    return false;
  }

  async function judge({ node, vote }: WitnessRequest): Promise<{ granted: boolean; why: string }> {
    if (vote === undefined) return { granted: false, why: 'not asked for' };
    const before = holder;
    const { granted, why, holder: after } = judgeVote(before, node, vote, clock.now());
    if (!granted || after === undefined) return { granted, why };
    if (!sameVote(before, after)) {
      try {
        const { epoch, members, lease } = after;
        await deps.store({ epoch, members, lease });
      } catch (error) {
        if (!(error instanceof HostError)) throw error;
        log.error({ error: error.message }, 'the vote could not be stored, so it is not given');
        return { granted: false, why: 'the witness cannot store it' };
      }
      const { number, proposer } = after.epoch;
      log.info({ view: `${number}.${proposer}`, members: after.members }, 'the vote goes to this view');
    }
    holder = after;
    return { granted, why };
  }

  async function handle(packet: Uint8Array): Promise<Uint8Array | undefined> {
    const plain = requests.open(packet);
    const request = plain === undefined ? undefined : decodeWitnessRequest(plain);
    if (request === undefined) return undefined;
    const { node, incarnation, sequence } = request;
    const known = request.witness === name;
    if (known && isReplayed(request)) return undefined;
    const verdict = known ? await judge(request) : { granted: false, why: 'the witness has started anew' };
    const answer: WitnessAnswer = { node, incarnation, sequence, witness: name, ...verdict, holder };
    return answers.seal(encodeWitnessAnswer(answer));
  }

  return {
    answer(packet) {
      const mine = last.then(() => handle(packet));
      last = mine.catch(() => undefined);
      return mine;
    },
    get holder() {
      return holder && { epoch: holder.epoch, members: holder.members, lease: holder.lease };
    },
  };
}
