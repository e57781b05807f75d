/** Who has to be fenced: known members that are not in the new view and of whom nothing proves that they run nothing. Pure. */
import { includesMember, sameIncarnation } from './epoch.ts';
import { nodeRecord } from './ledger.ts';
import type { Ledger, Member, NodeId, NodeRecord } from './types.ts';

export interface LostInput {
  /** Installed and promised members of all who accepted. */
  readonly known: readonly Member[];
  readonly members: readonly Member[];
  readonly ledger: Ledger;
  /**
   * Forming the first view after a start: what the disks say of the missing ones is not trusted, they may have gone on
   * without us. Every configured node that is neither here nor vouched for counts as missing.
   */
  readonly startUp:
    | { readonly configured: readonly NodeId[]; readonly confirmedDown: readonly NodeId[] }
    | undefined;
}

/** Ids of the lost, in order. */
export function findLost(input: LostInput): readonly NodeId[] {
  const { known, members, ledger, startUp } = input;
  const present = new Set(members.map((member) => member.id));
  const lost = new Set<NodeId>();
  for (const member of known) {
    if (present.has(member.id) || includesMember(members, member)) continue;
    if (!isProvenDown(nodeRecord(ledger, member.id), member)) lost.add(member.id);
  }
  for (const [key, { value }] of ledger) {
    if (!key.startsWith('node:')) continue;
    const id = Number(key.slice('node:'.length));
    const standing = (value as NodeRecord).standing;
    if (!present.has(id) && (standing === 'lost' || standing === 'held' || standing === 'member'))
      lost.add(id);
  }
  for (const id of startUp?.configured ?? []) {
    if (!present.has(id) && !startUp?.confirmedDown.includes(id)) lost.add(id);
  }
  for (const id of startUp?.confirmedDown ?? []) lost.delete(id);
  return [...lost].sort((a, b) => a - b);
}

/** A proof about an earlier incarnation says nothing of this one. */
function isProvenDown(record: NodeRecord, member: Member): boolean {
  const isDown = record.standing === 'fenced' || record.standing === 'left';
  return isDown && sameIncarnation(record.incarnation, member.incarnation);
}
