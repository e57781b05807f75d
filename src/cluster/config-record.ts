/**
 * The ledger's record of the configuration: which version is in force, and which services do not follow it yet. What
 * all members have stored is in force; nothing else is.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Acceptance } from '#src/membership/agreement.ts';
import { compareStamps } from '#src/membership/epoch.ts';
import type { Ledger, LedgerRecord } from '#src/membership/types.ts';

export const CONFIG_KEY = 'config';

/** Value of the record. */
export interface ConfigRecord {
  readonly version: number;
  readonly digest: string;
  /** Wall-clock ms. */
  readonly at: Millis;
  /** Who put it in force: `root on node1`. */
  readonly by: string;
  readonly why: string;
  /** Services that do not follow it yet. */
  readonly changing: readonly ChangingService[];
}

export interface ChangingService {
  /** `service:web` */
  readonly service: string;
  readonly what: 'added' | 'removed' | 'changed';
  /** Ids of resources that it still has to give up: no other service may start them before. */
  readonly stops: readonly string[];
  /** Removed, but what runs is left as it is: a guest of its own. Until then it has what is in `stops`. */
  readonly leave?: true;
}

export function configRecord(ledger: Ledger): ConfigRecord | undefined {
  return ledger.get(CONFIG_KEY)?.value as ConfigRecord | undefined;
}

/**
 * Versions only grow, whoever has counted epochs further: the highest one that any of them has stored is in force.
 * Of two with that number the higher stamp counts.
 */
export function withHighestConfig(merged: Ledger, acceptances: readonly Acceptance[]): Ledger {
  const records = acceptances.flatMap(({ ledger }) => ledger.get(CONFIG_KEY) ?? []);
  const highest = records.toSorted(compare).at(-1);
  if (highest === undefined || merged.get(CONFIG_KEY) === highest) return merged;
  return new Map(merged).set(CONFIG_KEY, highest);
}

function compare(a: LedgerRecord, b: LedgerRecord): number {
  const version = ({ value }: LedgerRecord): number => (value as ConfigRecord | null)?.version ?? 0;
  return version(a) - version(b) || compareStamps(a.stamp, b.stamp);
}
