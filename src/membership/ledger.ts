/** The replicated record as a map of stamped records, and how two of them become one. Pure. */
import { compareStamps } from './epoch.ts';
import type { Ledger, LedgerRecord, NodeId, NodeRecord } from './types.ts';

/** Records as a map by their keys. */
export function toLedger(records: readonly LedgerRecord[]): Ledger {
  return new Map(records.map((record) => [record.key, record]));
}

export function nodeKey(id: NodeId): string {
  return `node:${id}`;
}

/** What all members of the view have stored, as its coordinator knows it; any other member may be a change ahead. */
export function ledgerInForce(agreement: {
  readonly ledger: Ledger;
  readonly ledgerBeforeDoubt: Ledger | undefined;
}): Ledger {
  return agreement.ledgerBeforeDoubt ?? agreement.ledger;
}

/** The standing of a node as the ledger has it. A node that the ledger does not know was never a member. */
export function nodeRecord(ledger: Ledger, id: NodeId): NodeRecord {
  const value = ledger.get(nodeKey(id))?.value;
  return isNodeRecord(value)
    ? value
    : { standing: 'never', incarnation: undefined, since: 0, why: 'never seen' };
}

function isNodeRecord(value: unknown): value is NodeRecord {
  return typeof value === 'object' && value !== null && 'standing' in value;
}

/** Applies changes on top: later ones win, a `null` value removes. */
export function applyChanges(ledger: Ledger, changes: readonly LedgerRecord[]): Ledger {
  const next = new Map(ledger);
  for (const change of changes) {
    if (change.value === null) next.delete(change.key);
    else next.set(change.key, change);
  }
  return next;
}

/** Per record the higher stamp wins; but a proof that a node is down says nothing of a later start of its daemon. */
export function mergeLedgers(ledgers: readonly Ledger[]): Ledger {
  const merged = new Map<string, LedgerRecord>();
  for (const record of ledgers.flatMap((ledger) => [...ledger.values()])) {
    const other = merged.get(record.key);
    if (other === undefined || beats(record, other)) merged.set(record.key, record);
  }
  return merged;
}

function beats(record: LedgerRecord, other: LedgerRecord): boolean {
  if (isOldProof(other, record)) return true;
  return !isOldProof(record, other) && compareStamps(record.stamp, other.stamp) > 0;
}

/**
 * A node that was alone counted its epochs further than those who took the later start in: an operator's word to it, or
 * a good-bye, may carry a higher stamp and speak of the past all the same.
 */
function isOldProof({ key, value }: LedgerRecord, other: LedgerRecord): boolean {
  if (!key.startsWith('node:') || !isNodeRecord(value) || !isNodeRecord(other.value)) return false;
  if (value.standing !== 'fenced' && value.standing !== 'left') return false;
  return (value.incarnation?.count ?? 0) < (other.value.incarnation?.count ?? 0);
}

/** The records of `after` that differ from `before` in value: what a change of `before` into `after` consists of. */
export function changedKeys(before: Ledger, after: ReadonlyMap<string, unknown>): readonly string[] {
  return [...after.keys()].filter(
    (key) => JSON.stringify(before.get(key)?.value) !== JSON.stringify(after.get(key)),
  );
}
