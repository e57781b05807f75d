/**
 * Ledgers of several sides as one, before the reports go in: per record the higher stamp wins, and what an operator
 * restricted on a side that was apart holds all the same. Pure.
 */
import type { Acceptance, MergeInput } from '#src/membership/agreement.ts';
import { compareEpochs, compareStamps } from '#src/membership/epoch.ts';
import { mergeLedgers } from '#src/membership/ledger.ts';
import type { Ledger, LedgerRecord } from '#src/membership/types.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { apartSince, isBeforeAll } from './apart.ts';
import { isServiceKey } from './records.ts';
import { isRestrictionKey, keepRestriction } from './restrictions.ts';

/**
 * The ledgers as one. What an operator restricted on either of two sides that were apart holds, although the other side
 * may have counted further; a record from before they parted is merely old.
 */
export function mergeWithRestrictions({ acceptances, epoch }: MergeInput): Ledger {
  const highest = mergeLedgers(acceptances.map((acceptance) => acceptance.ledger));
  const merged = new Map(highest);
  for (const { member, ledger } of acceptances) {
    for (const record of ledger.values()) {
      const { stamp } = highest.get(record.key) ?? record;
      if (compareStamps(record.stamp, stamp) === 0) continue;
      const apart = acceptances.some((other) => {
        const theirs = other.ledger.get(record.key);
        const isWinner = theirs !== undefined && compareStamps(theirs.stamp, stamp) === 0;
        return isWinner && wroteApart(record, { member, ledger }, other);
      });
      const winner = merged.get(record.key);
      if (!apart || winner === undefined) continue;
      const kept = keepRestrictions(winner, record);
      if (kept !== winner) merged.set(record.key, { ...kept, stamp: { epoch, version: 0 } });
    }
  }
  return merged;
}

type Side = Pick<Acceptance, 'member' | 'ledger'>;

/**
 * That record of the writer's was written when the two had parted. What counts is the reader's note of when its side had
 * something of the writer's for the last time: it may have heard of the record from a third. Without one the writer's
 * does, and always where the writer had lost its ledger: its numbers say nothing to others.
 */
function wroteApart({ stamp }: LedgerRecord, writer: Side, reader: Side): boolean {
  const writers = apartSince(writer.ledger, reader.member.id);
  const since = isBeforeAll(writers) ? writers : (apartSince(reader.ledger, writer.member.id) ?? writers);
  return since !== undefined && compareEpochs(stamp.epoch, since) > 0;
}

/** Disabled and frozen are operators' words: a merge must not forget them because the other side counted further. */
export function keepRestrictions(winner: LedgerRecord, loser: LedgerRecord): LedgerRecord {
  if (isRestrictionKey(winner.key)) return keepRestriction(winner, loser);
  if (!isServiceKey(winner.key) || winner.value === null || loser.value === null) return winner;
  const entry = winner.value as ServiceEntry;
  const other = loser.value as ServiceEntry;
  const frozen = entry.frozen || other.frozen;
  const disable = wantsDisabled(other) && !wantsDisabled(entry);
  if (frozen === entry.frozen && !disable) return winner;
  const why = `${entry.why}; ${disable ? 'disabled' : 'frozen'} by an operator on the other side`;
  const value = { ...entry, frozen, why };
  if (!disable) return { ...winner, value };
  const disabled =
    entry.owner === 0 ? { ...value, state: 'disabled' } : { ...value, state: 'stopping', after: 'disable' };
  return { ...winner, value: disabled };
}

function wantsDisabled(entry: ServiceEntry): boolean {
  return entry.state === 'disabled' || entry.after === 'disable';
}
