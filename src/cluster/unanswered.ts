/**
 * A lost node that is heard and can't come back, and that only its own watchdog can end: members tell it no more that
 * they hear it, and tell their coordinator for how long they have not. Pure, but for the asking.
 */
import { includesMember, sameEpoch } from '#src/membership/epoch.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { Ledger, Member } from '#src/membership/types.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import { fenceRecords } from './records.ts';

/**
 * By what this node has stored: it is lost, and its fence in hand says so. That binds the members of a view with quorum,
 * as only such a view counts anybody out: two that had each other counted out, and have both left their views since, must
 * hear each other again.
 */
export function isUnanswered(ledger: Ledger, { id, incarnation }: Member): boolean {
  const { standing, incarnation: lost } = nodeRecord(ledger, id);
  // A later boot has nothing of what was lost, and may come in.
  if (standing !== 'lost' || lost?.boot !== incarnation.boot) return false;
  return fenceRecords(ledger).findLast(({ record }) => record.node === id)?.record.unanswered === true;
}

/** Only to the coordinator of the view that is active here: what is told counts in that view. */
export function tellSilence(
  { agreement, echoing }: Pick<Membership, 'agreement' | 'echoing'>,
  from: Member,
  { epoch, node }: Extract<Request, { type: 'silence' }>,
): Reply {
  const view = agreement.activeView;
  const isItsOwn = view !== undefined && sameEpoch(view.epoch, epoch) && epoch.proposer === from.id;
  if (!isItsOwn || !includesMember(view.members, from))
    return { type: 'refused', reason: 'not the coordinator of the active view', promised: 0 };
  return { type: 'silent', epoch, ms: echoing.silence(node) };
}
