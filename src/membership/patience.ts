/**
 * How long a proposal waits although it is this node's turn. Where not everybody hears everybody, each could end the
 * others' views with its own for ever; and a view formed too early calls nodes lost that are about to come.
 */
import type { Millis, Random } from '#src/host/ports.ts';
import { createArriving } from './arriving.ts';
import { includesMember } from './epoch.ts';
import { createFollowing } from './following.ts';
import type { MembershipConfig } from './membership-types.ts';
import type { Member, NodeId, View } from './types.ts';
import { createUnrest } from './unrest.ts';

export interface Patience {
  /** This node is about to promise that member's proposal. */
  follows(proposer: Member): void;
  /** These are heard, and can't take part yet. */
  arriving(peers: readonly NodeId[]): void;
  /** This node proposes a view now. */
  proposes(): void;
  /** A view is active; `own` when this node formed it. */
  active(own: boolean): void;
  /** The others went on without this node: it may not have heard all of them yet. */
  overtaken(): void;
  /** Since when the members that are to be asked are known, if they have been the same since `since`. */
  settledSince(since: Millis): Millis;
  /** Until when that proposal waits; undefined when it may go. `installed` is this node's last view. */
  until(proposal: Proposal, installed: View | undefined): Millis | undefined;
}

export interface Proposal {
  readonly members: readonly Member[];
  /** Since when these are the members to be asked. */
  readonly since: Millis;
  /** The first view after a start: initdead has been waited for. */
  readonly startUp: boolean;
}

export interface PatienceDeps {
  readonly config: Pick<MembershipConfig, 'keepalive' | 'deadtime' | 'votes'>;
  /** Whether that incarnation is heard. */
  readonly heard: (member: Member) => boolean;
  readonly now: () => Millis;
  readonly random: Random;
}

export function createPatience({ config, heard, now, random }: PatienceDeps): Patience {
  const { keepalive, deadtime } = config;
  const following = createFollowing({ deadtime, heard });
  const arriving = createArriving(deadtime);
  // Two nodes have no third one to take turns with, and whoever waits loses the race for the fence device.
  const unrest = config.votes.nodes.length > 2 ? createUnrest(config, random) : undefined;
  let overtakenAt: Millis | undefined;

  /** A view that only loses members is formed at once, unless others know better. */
  function grows(members: readonly Member[], installed: View | undefined): boolean {
    if (overtakenAt !== undefined || installed === undefined) return true;
    return members.some((member) => !includesMember(installed.members, member));
  }

  return {
    follows: (proposer) => following.follow(proposer, now()),
    arriving: (peers) => arriving.note(peers, now()),
    proposes: () => unrest?.proposes(now()),
    active(own) {
      overtakenAt = undefined;
      following.forget();
      if (!own) unrest?.othersView(now());
    },
    overtaken() {
      if (unrest === undefined) return;
      overtakenAt = now();
      unrest.othersView(now());
    },
    settledSince: (since) => Math.max(since, overtakenAt ?? since),
    until({ members, since, startUp }, installed) {
      const free = following.until(now()) ?? unrest?.until(now());
      if (free !== undefined || startUp || !grows(members, installed)) return free;
      // Whoever was cut off together with those is heard within a keepalive.
      const settled = since + keepalive;
      return now() < settled ? settled : arriving.until(now());
    },
  };
}
