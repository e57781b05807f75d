/** Between the protobuf forms of incarnations, members, epochs and records, and the types that membership works with. */
import { bootBytes, bootText } from './boot-ids.ts';
import type { Epoch, Incarnation, LedgerRecord, Member } from './words.ts';

/** What protobufjs hands out for a uint64: a number, or a Long above 2^53. */
export type WireNumber = number | { readonly low: number; readonly high: number } | null | undefined;

/** A malformed message; the text is for the log. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

interface WireIncarnation {
  boot?: Uint8Array | null;
  count?: number | null;
}
interface WireEpoch {
  number?: WireNumber;
  proposer?: number | null;
  incarnation?: WireIncarnation | null;
}
interface WireMember {
  id?: number | null;
  incarnation?: WireIncarnation | null;
}
interface WireRecord {
  key?: string | null;
  epoch?: WireEpoch | null;
  version?: WireNumber;
  value?: string | null;
}

export function readNumber(value: WireNumber): number {
  if (value === null || value === undefined) return 0;
  const number = typeof value === 'number' ? value : (value.low >>> 0) + (value.high >>> 0) * 2 ** 32;
  if (!Number.isSafeInteger(number) || number < 0) throw new WireError('number out of range');
  return number;
}

export function writeIncarnation(incarnation: Incarnation): { boot: Uint8Array; count: number } {
  return { boot: bootBytes(incarnation.boot), count: incarnation.count };
}

export function readIncarnation(wire: WireIncarnation | null | undefined): Incarnation {
  if (wire?.boot?.length !== 16) throw new WireError('incarnation without a boot id of 16 bytes');
  return { boot: bootText(wire.boot), count: wire.count ?? 0 };
}

export function writeEpoch(epoch: Epoch): {
  number: number;
  proposer: number;
  incarnation: { boot: Uint8Array; count: number };
} {
  return { number: epoch.number, proposer: epoch.proposer, incarnation: writeIncarnation(epoch.incarnation) };
}

export function readEpoch(wire: WireEpoch | null | undefined): Epoch {
  if (wire === null || wire === undefined) throw new WireError('message without an epoch');
  return {
    number: readNumber(wire.number),
    proposer: wire.proposer ?? 0,
    incarnation: readIncarnation(wire.incarnation),
  };
}

export function writeMember(member: Member): {
  id: number;
  incarnation: { boot: Uint8Array; count: number };
} {
  return { id: member.id, incarnation: writeIncarnation(member.incarnation) };
}

export function readMember(wire: WireMember): Member {
  return { id: wire.id ?? 0, incarnation: readIncarnation(wire.incarnation) };
}

/** A record is never changed in place, goes to every member with every view, and to the disk. */
const texts = new WeakMap<LedgerRecord, string>();

/** Its value as JSON. */
export function valueText(record: LedgerRecord): string {
  const known = texts.get(record);
  if (known !== undefined) return known;
  const text = JSON.stringify(record.value);
  texts.set(record, text);
  return text;
}

export function writeRecord(record: LedgerRecord): {
  key: string;
  epoch: ReturnType<typeof writeEpoch>;
  version: number;
  value: string;
} {
  const { key, stamp, value } = record;
  const text = value === null ? '' : valueText(record);
  return { key, epoch: writeEpoch(stamp.epoch), version: stamp.version, value: text };
}

export function readRecord(wire: WireRecord): LedgerRecord {
  if (!wire.key) throw new WireError('ledger record without a key');
  const stamp = { epoch: readEpoch(wire.epoch), version: readNumber(wire.version) };
  const text = wire.value ?? '';
  const record = { key: wire.key, stamp, value: readJson(text) };
  if (text !== '') texts.set(record, text);
  return record;
}

function readJson(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new WireError('ledger record whose value is not JSON');
  }
}
