/**
 * Whether a node may feed its watchdog now. Pure.
 *
 * Where the others count it as off once its watchdog must have reset it (`<method name="self">`), they reckon with this
 * rule: whoever owns anything feeds only while a majority has echoed a heartbeat that it sent less than `patience` ago.
 * Two majorities have a node in common, so one that has not echoed it for so long has seen the last of its feeding.
 */
import type { Millis } from '#src/host/ports.ts';
import { judgeQuorum, type Votes } from '#src/membership/quorum.ts';
import type { NodeId } from '#src/membership/types.ts';

export interface FeedingInput {
  /** Monotonic. */
  readonly now: Millis;
  /** deadtime + no_quorum_grace. */
  readonly patience: Millis;
  /** Something runs here, or may run. */
  readonly owns: boolean;
  /** It is fed only with a majority. Not so where nothing hangs on it and the policy is to keep what runs. */
  readonly strict: boolean;
  /** When this node sent the last heartbeat that a majority has echoed (monotonic); undefined when there is none. */
  readonly supportedAt: Millis | undefined;
  /** What runs here has to stop for want of quorum. */
  readonly mustStop: boolean;
}

export type Feeding = { readonly feed: true } | { readonly feed: false; readonly why: string };

export function judgeFeeding(input: FeedingInput): Feeding {
  const { now, patience, owns, strict, supportedAt, mustStop } = input;
  if (!owns) return { feed: true };
  if (mustStop) return { feed: false, why: 'there is no quorum, and what runs here has not stopped' };
  if (!strict || isFresh(now, patience, supportedAt)) return { feed: true };
  const since = supportedAt === undefined ? 'yet' : `for ${Math.round((now - supportedAt) / 1_000)} s`;
  return {
    feed: false,
    why: `no majority of the nodes has heard this one ${since}, and services may run here`,
  };
}

/** A majority has heard this node lately enough. */
export function isFresh(now: Millis, patience: Millis, supportedAt: Millis | undefined): boolean {
  return supportedAt !== undefined && now - supportedAt < patience;
}

export interface Support {
  readonly votes: Votes;
  readonly self: NodeId;
  readonly now: Millis;
  /** ms since the last heartbeat of this node that the peer is known to have heard left; undefined: none. */
  readonly peers: readonly { readonly id: NodeId; readonly unheardFor: Millis | undefined }[];
  /** The witness's vote is this node's now. */
  readonly witnessed: boolean;
  /** The active view may act. */
  readonly quorate: boolean;
}

/**
 * When this node sent the last heartbeat that a majority has echoed. Of two nodes without a witness there is no majority
 * without the other one: there, a view that may go on stands for it.
 */
export function supportOf({ votes, self, now, peers, witnessed, quorate }: Support): Millis | undefined {
  if (votes.twoNode) return quorate ? now : undefined;
  const members = [self];
  if (judgeQuorum(votes, members, witnessed).quorate) return now;
  const heard = peers.flatMap(({ id, unheardFor }) => (unheardFor === undefined ? [] : { id, unheardFor }));
  for (const { id, unheardFor } of heard.sort((a, b) => a.unheardFor - b.unheardFor)) {
    members.push(id);
    if (judgeQuorum(votes, members, witnessed).quorate) return now - unheardFor;
  }
  return undefined;
}
