/**
 * Operators' restricting words as the ledger keeps them: a node in standby, a locked cluster, maintenance. A word that
 * was taken back stays as a record that says so, so that an old one does not come back with a node that was away. Pure.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Ledger, LedgerRecord, NodeId } from '#src/membership/types.ts';
import { serviceEntry } from './records.ts';

/** Value of the records `standby:ID`, `lock` and `maintenance`. */
export interface Restriction {
  readonly on: boolean;
  /** Who said it; empty when that is not known. */
  readonly who: string;
  /** Wall-clock ms. */
  readonly since: Millis;
  /** Standby: what no other node can take is stopped as well. */
  readonly stop?: boolean;
}

export const LOCK = 'lock';
export const MAINTENANCE = 'maintenance';
const STANDBY = 'standby:';

export function standbyKey(node: NodeId): string {
  return `${STANDBY}${node}`;
}

export function isRestrictionKey(key: string): boolean {
  return key === LOCK || key === MAINTENANCE || key.startsWith(STANDBY);
}

/** The node that a standby record is about; 0 for the words about the whole cluster. */
export function restrictedNode(key: string): NodeId {
  return key.startsWith(STANDBY) ? Number(key.slice(STANDBY.length)) : 0;
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
