/**
 * Operators' restricting words as the ledger keeps them: a node in standby, a locked cluster, maintenance. A word that
 * was taken back stays as a record that says so, so that an old one does not come back with a node that was away. Pure.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Incarnation, Ledger, LedgerRecord, Member, NodeId } from '#src/membership/types.ts';
import { serviceEntry } from './records.ts';

/** Value of the records `standby:ID`, `reboot:ID`, `lock` and `maintenance`. */
export interface Restriction {
  readonly on: boolean;
  /** Who said it; empty when that is not known. */
  readonly who: string;
  /** Wall-clock ms. */
  readonly since: Millis;
  /** Standby: what no other node can take is stopped as well. */
  readonly stop?: boolean;
  /** Of `reboot:ID`: a standby that ends by itself when the node has been booted anew. */
  readonly reboot?: Reboot;
}

export interface Reboot {
  /** The start of the daemon that is to reboot its host, and no other. */
  readonly target: Incarnation;
  /** Whose daemon was asked, and sees to it. */
  readonly asker: Member;
  /** Why nothing comes of it. The standby stands. */
  readonly failed?: string;
}

export const LOCK = 'lock';
export const MAINTENANCE = 'maintenance';
const STANDBY = 'standby:';
const REBOOT = 'reboot:';

export function standbyKey(node: NodeId): string {
  return `${STANDBY}${node}`;
}

export function rebootKey(node: NodeId): string {
  return `${REBOOT}${node}`;
}

export function isRestrictionKey(key: string): boolean {
  return key === LOCK || key === MAINTENANCE || key.startsWith(STANDBY) || isRebootKey(key);
}

export function isRebootKey(key: string): boolean {
  return key.startsWith(REBOOT);
}

/** The node that a word is about; 0 for the words about the whole cluster. */
export function restrictedNode(key: string): NodeId {
  const word = [STANDBY, REBOOT].find((one) => key.startsWith(one));
  return word === undefined ? 0 : Number(key.slice(word.length));
}

/** An operator's standby and the one until a reboot, as one word. */
export function eitherStandby(
  plain: Restriction | undefined,
  untilReboot: Restriction | undefined,
): Restriction | undefined {
  if (plain === undefined || untilReboot === undefined) return plain ?? untilReboot;
  const { reboot, stop } = untilReboot;
  return { ...plain, ...(stop === true && { stop }), ...(reboot && { reboot }) };
}

export function standbyWord(ledger: Ledger, node: NodeId): Restriction | undefined {
  return eitherStandby(restriction(ledger, standbyKey(node)), restriction(ledger, rebootKey(node)));
}

/** The word while it stands. */
export function restriction(ledger: Ledger, key: string): Restriction | undefined {
  const value = ledger.get(key)?.value as Restriction | null | undefined;
  return value?.on === true ? value : undefined;
}

export function inMaintenance(ledger: Ledger): boolean {
  return restriction(ledger, MAINTENANCE) !== undefined;
}

/** Nobody monitors, recovers, moves, starts or stops it: it is frozen, or all are. */
export function isHandsOff(ledger: Ledger, service: string): boolean {
  return inMaintenance(ledger) || serviceEntry(ledger, service)?.frozen === true;
}

/** `by root`, or nothing. */
export function byWhom({ who }: Pick<Restriction, 'who'>): string {
  return who === '' ? '' : ` by ${who}`;
}

/** Of two sides that were apart, the one that restricts holds, whatever the stamps say. */
export function keepRestriction(winner: LedgerRecord, loser: LedgerRecord): LedgerRecord {
  const stands = (record: LedgerRecord): boolean => (record.value as Restriction | null)?.on === true;
  return stands(loser) && !stands(winner) ? { ...winner, value: loser.value } : winner;
}
