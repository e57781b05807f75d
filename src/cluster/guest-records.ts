/** The ledger's word about the definition of a guest (`guest:NAME`): which text is the newest. The texts are beside it. Pure. */
import type { Millis } from '#src/host/ports.ts';
import type { Ledger } from '#src/membership/types.ts';

/** Value of the record. */
export interface GuestRecord {
  /** SHA-256 of the definition, in hex. */
  readonly digest: string;
  /** Of those before it, newest first: a node that has one of these is behind. */
  readonly earlier: readonly string[];
  /** Wall-clock ms. */
  readonly at: Millis;
  /** The node from which it is. */
  readonly by: string;
}

const GUEST = 'guest:';
const EARLIER_KEPT = 8;

export function guestKey(guest: string): string {
  return `${GUEST}${guest}`;
}

export function isGuestKey(key: string): boolean {
  return key.startsWith(GUEST);
}

export function guestName(key: string): string {
  return key.slice(GUEST.length);
}

export function guestRecord(ledger: Ledger, guest: string): GuestRecord | undefined {
  return (ledger.get(guestKey(guest))?.value ?? undefined) as GuestRecord | undefined;
}

/** What the record becomes by a member's word; undefined when it is none, or says nothing new. */
export function nextGuestRecord(
  before: GuestRecord | undefined,
  text: string,
  at: Millis,
): GuestRecord | undefined {
  const told = readWord(text);
  if (told === undefined || told.digest === before?.digest) return undefined;
  const earlier = before === undefined ? [] : [before.digest, ...before.earlier];
  return {
    ...told,
    at,
    earlier: earlier.filter((digest) => digest !== told.digest).slice(0, EARLIER_KEPT),
  };
}

/** What a member tells of a definition that it keeps. */
export type GuestWord = Pick<GuestRecord, 'digest' | 'by'>;

function readWord(text: string): GuestWord | undefined {
  try {
    const { digest, by } = JSON.parse(text) as Partial<GuestWord>;
    const fits = typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest) && typeof by === 'string';
    return fits ? { digest, by } : undefined;
  } catch {
    return undefined;
  }
}
