/**
 * Since when nodes have been apart. Every view notes it of the nodes that are not in it, whether or not it may judge
 * them: what two sides decided after they parted, neither could know of the other. Pure.
 */
import type { MergeInput } from '#src/membership/agreement.ts';
import { compareEpochs, uniteMembers } from '#src/membership/epoch.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Epoch, Ledger, NodeId } from '#src/membership/types.ts';

/** Value of the record `apart:ID`; `since` is the last view that was shared with the node, null once it is back. */
interface ApartRecord {
  readonly since: Epoch | null;
}

const APART = 'apart:';
const BEFORE_ALL: Epoch = { number: 0, proposer: 0, incarnation: { boot: '', count: 0 } };

/** The last view that was shared with a node that is not in ours; undefined when it is, or never was. */
export function apartSince(ledger: Ledger, node: NodeId): Epoch | undefined {
  return (ledger.get(`${APART}${node}`)?.value as ApartRecord | undefined)?.since ?? undefined;
}

/** It shared nothing with anybody: its ledger was lost, and its views have been counted anew since. */
export function isBeforeAll(since: Epoch | undefined): boolean {
  return since?.number === BEFORE_ALL.number;
}

/** What a new view has to note, by key. `configured`: all nodes of cluster.xml. */
export function apartChanges(
  { acceptances, members }: Pick<MergeInput, 'acceptances' | 'members'>,
  ledger: Ledger,
  configured: readonly NodeId[],
): ReadonlyMap<string, ApartRecord> {
  const changes = new Map<string, ApartRecord>();
  const present = new Set(members.map(({ id }) => id));
  for (const id of present) {
    if (apartSince(ledger, id) !== undefined) changes.set(`${APART}${id}`, { since: null });
  }
  const views = acceptances.flatMap(({ view }) => view ?? []);
  // Members that remember no view share nothing with anybody: all that they decide, others could not know of.
  const lastView = views.toSorted(compareEpochs).at(-1) ?? BEFORE_ALL;
  const known = uniteMembers(...acceptances.map((acceptance) => acceptance.known)).map(({ id }) => id);
  for (const id of new Set([...known, ...(lastView === BEFORE_ALL ? configured : recorded(ledger))])) {
    if (present.has(id) || apartSince(ledger, id) !== undefined) continue;
    changes.set(`${APART}${id}`, { since: lastView });
  }
  return changes;
}

/** Nodes that were members some time. */
function recorded(ledger: Ledger): readonly NodeId[] {
  const ids = [...ledger.keys()].filter((key) => key.startsWith('node:')).map((key) => Number(key.slice(5)));
  return ids.filter((id) => nodeRecord(ledger, id).standing !== 'never');
}
