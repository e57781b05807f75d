/**
 * Who has promised to follow a proposal leaves its proposer the field. Otherwise everyone whose turn comes while a proposal
 * is on its way (many members, slow disks, lost packets) ends it with a higher one, and so does the next.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Member } from './types.ts';

export interface Following {
  /** This node is about to promise that member's proposal. */
  follow(proposer: Member, now: Millis): void;
  /** A view is active: what was promised has come to be. */
  forget(): void;
  /** Until when this node proposes nothing; undefined when the field is free. */
  until(now: Millis): Millis | undefined;
}

export interface FollowingDeps {
  /** What one proposal gets; a proposer that dies meanwhile is known to be dead by then. */
  readonly deadtime: Millis;
  /** Whether that incarnation is heard. */
  readonly heard: (proposer: Member) => boolean;
}

/** Of deadtime, from the first promise on: a proposer that never gets anywhere holds up nobody for longer. */
const PATIENCE = 4;

export function createFollowing({ deadtime, heard }: FollowingDeps): Following {
  let promised: { readonly proposer: Member; readonly since: Millis; readonly until: Millis } | undefined;
  return {
    follow(proposer, now) {
      const since = promised?.since ?? now;
      promised = { proposer, since, until: Math.min(now + deadtime, since + PATIENCE * deadtime) };
    },
    forget() {
      promised = undefined;
    },
    until(now) {
      if (promised === undefined || now >= promised.until || !heard(promised.proposer)) return undefined;
      return promised.until;
    },
  };
}
