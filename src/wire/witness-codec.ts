/** Between the witness's datagrams and their words. Decoding never throws: what is not whole and sane is undefined. */
import { readEpoch, readIncarnation, readNumber, WireError, writeEpoch, writeIncarnation } from './epochs.ts';
import { picket } from './messages.js';
import type { WitnessAnswer, WitnessRequest } from './witness-words.ts';

const NAME_BYTES = 16;
/** More nodes than a cluster has. */
const MOST_MEMBERS = 255;

export function encodeWitnessRequest({
  node,
  incarnation,
  sequence,
  witness,
  vote,
}: WitnessRequest): Uint8Array {
  return picket.WitnessRequest.encode({
    node,
    incarnation: writeIncarnation(incarnation),
    sequence,
    witness: Buffer.from(witness, 'hex'),
    epoch: vote === undefined ? null : writeEpoch(vote.epoch),
    members: [...(vote?.members ?? [])],
    lease: vote?.lease ?? 0,
  }).finish();
}

export function decodeWitnessRequest(bytes: Uint8Array): WitnessRequest | undefined {
  return attempt(() => {
    const wire = picket.WitnessRequest.decode(bytes);
    if (wire.node < 1) throw new WireError('no sender');
    const vote = wire.epoch
      ? { epoch: readEpoch(wire.epoch), members: readIds(wire.members), lease: wire.lease }
      : undefined;
    return {
      node: wire.node,
      incarnation: readIncarnation(wire.incarnation),
      sequence: readNumber(wire.sequence),
      witness: readName(wire.witness),
      vote,
    };
  });
}

export function encodeWitnessAnswer(answer: WitnessAnswer): Uint8Array {
  const { node, incarnation, sequence, witness, granted, why, holder } = answer;
  return picket.WitnessAnswer.encode({
    node,
    incarnation: writeIncarnation(incarnation),
    sequence,
    witness: Buffer.from(witness, 'hex'),
    granted,
    why,
    holder: holder === undefined ? null : writeEpoch(holder.epoch),
    holders: [...(holder?.members ?? [])],
  }).finish();
}

export function decodeWitnessAnswer(bytes: Uint8Array): WitnessAnswer | undefined {
  return attempt(() => {
    const wire = picket.WitnessAnswer.decode(bytes);
    const witness = readName(wire.witness);
    if (witness === '') throw new WireError('the witness does not say its name');
    return {
      node: wire.node,
      incarnation: readIncarnation(wire.incarnation),
      sequence: readNumber(wire.sequence),
      witness,
      granted: wire.granted,
      why: wire.why,
      holder: wire.holder ? { epoch: readEpoch(wire.holder), members: readIds(wire.holders) } : undefined,
    };
  });
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    // protobufjs throws Error, RangeError or TypeError on garbage; WireError is ours.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function readIds(ids: readonly number[]): readonly number[] {
  if (ids.length > MOST_MEMBERS || ids.some((id) => id < 1)) throw new WireError('no list of members');
  return ids;
}

function readName(bytes: Uint8Array): string {
  if (bytes.length !== 0 && bytes.length !== NAME_BYTES) throw new WireError('no name of a witness');
  return Buffer.from(bytes).toString('hex');
}
