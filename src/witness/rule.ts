/**
 * Who gets the witness's vote. Pure.
 *
 * The vote belongs to one view. It goes to a later one only from within (its proposer is of those who have the vote, or
 * all of them are in it), or when nobody who has it was heard for its lease. A node counts its grant for half a lease
 * at most, so the vote never counts on two sides at once. No safety hangs on that: the lost are fenced all the same.
 */
import type { Millis } from '#src/host/ports.ts';
import { compareEpochs } from '#src/membership/epoch.ts';
import type { VoteWish } from '#src/wire/witness-words.ts';
import type { Epoch, NodeId } from '#src/wire/words.ts';

/** What must survive a restart of the witness. */
export interface StoredVote {
  readonly epoch: Epoch;
  readonly members: readonly NodeId[];
  readonly lease: Millis;
}

export interface Holder extends StoredVote {
  /** When one of its members was last heard; monotonic. */
  readonly heard: Millis;
}

export interface Judgement {
  readonly granted: boolean;
  /** Why not; empty when granted. */
  readonly why: string;
  /** From now on. */
  readonly holder: Holder | undefined;
}

const SHORTEST_LEASE: Millis = 200;
const LONGEST_LEASE: Millis = 2 * 3_600_000;

/** `node` asks; `now` is monotonic. A holder that differs by more than `heard` has to be stored before the answer. */
export function judgeVote(
  holder: Holder | undefined,
  node: NodeId,
  { epoch, members, lease }: VoteWish,
  now: Millis,
): Judgement {
  const refuse = (why: string): Judgement => ({ granted: false, why, holder });
  if (!members.includes(node) || !members.includes(epoch.proposer))
    return refuse('who asks must be a member of the view it asks for');
  const next: Holder = {
    epoch,
    members,
    lease: Math.min(Math.max(lease, SHORTEST_LEASE), LONGEST_LEASE),
    heard: now,
  };
  const grant: Judgement = { granted: true, why: '', holder: next };
  if (holder === undefined) return grant;
  const order = compareEpochs(epoch, holder.epoch);
  // The same view with other members can't be: then somebody lies, and the first word holds.
  if (order === 0) {
    return holder.members.includes(node)
      ? { ...grant, holder: { ...holder, heard: now } }
      : refuse('the vote was given to other members of that view');
  }
  if (order < 0) return refuse('a later view has the vote');
  if (holder.members.includes(epoch.proposer)) return grant;
  if (holder.members.every((id) => members.includes(id))) return grant;
  if (now - holder.heard > holder.lease) return grant;
  return refuse('the other side has the vote, and is heard');
}

/** Whether the two have to be told apart on the disk. */
export function sameVote(a: StoredVote | undefined, b: StoredVote | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return compareEpochs(a.epoch, b.epoch) === 0 && a.lease === b.lease && `${a.members}` === `${b.members}`;
}
