/** When should this node propose a view, and of whom? Pure: from what it sees to one decision. */
import type { Millis } from '#src/host/ports.ts';
import { includesMember, sameMember, sameMembers } from './epoch.ts';
import type { StartUpDecision } from './start-up.ts';
import type { Member, NodeId, View } from './types.ts';

export interface ProposalInput {
  readonly now: Millis;
  readonly self: Member;
  /** Installed in this life of the daemon. */
  readonly installed: View | undefined;
  readonly active: boolean;
  /** Since when no view is active here (a proposal was promised, or one failed). */
  readonly inactiveSince: Millis;
  /** Self and every peer that could be a member now, in the order of ids. */
  readonly eligible: readonly Member[];
  /** Since when `eligible` is as it is. */
  readonly eligibleSince: Millis;
  /** Those of `eligible` that say they have a view; self is left out. */
  readonly viewHolders: readonly NodeId[];
  /** The coordinator of the active view has shown no view for longer than a deadtime: it can't form one (its disk?). */
  readonly coordinatorStuck: boolean;
  /** Asked for only while no view is to be seen. */
  readonly startUp: () => StartUpDecision;
  /** A failed proposal backs off until then. */
  readonly notBefore: Millis;
  readonly keepalive: Millis;
  readonly deadtime: Millis;
}

export type ProposalDecision =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'propose';
      readonly members: readonly Member[];
      readonly startUp: boolean;
      readonly why: string;
    }
  /** Look again at `at`, or when something changes. */
  | { readonly kind: 'later'; readonly at: Millis }
  /** No view, and none to be formed yet. */
  | { readonly kind: 'start-up'; readonly decision: StartUpDecision }
  | { readonly kind: 'join'; readonly holders: readonly NodeId[] };

export function decideProposal(input: ProposalInput): ProposalDecision {
  const decision = input.installed === undefined ? withoutView(input) : withView(input, input.installed);
  if (decision.kind === 'propose' && input.now < input.notBefore)
    return { kind: 'later', at: input.notBefore };
  return decision;
}

function withoutView(input: ProposalInput): ProposalDecision {
  const { eligible, viewHolders, now, deadtime, eligibleSince, self } = input;
  if (viewHolders.length > 0) return { kind: 'join', holders: viewHolders };
  const decision = input.startUp();
  if (decision.kind !== 'form') return { kind: 'start-up', decision };
  // The lowest id proposes. It may still be probing its services, so the others leave it time.
  const rank = eligible.findIndex((member) => sameMember(member, self));
  const at = eligibleSince + rank * deadtime;
  if (now < at) return { kind: 'later', at };
  return { kind: 'propose', members: eligible, startUp: true, why: decision.why };
}

function withView(input: ProposalInput, installed: View): ProposalDecision {
  const { active, eligible, now, self } = input;
  if (active && sameMembers(installed.members, eligible) && !input.coordinatorStuck)
    return { kind: 'nothing' };
  const at = turnOf(input, installed);
  if (at === undefined) return { kind: 'nothing' };
  if (now < at) return { kind: 'later', at };
  const gone = installed.members
    .filter((member) => !includesMember(eligible, member))
    .map((member) => member.id);
  const come = eligible
    .filter((member) => !includesMember(installed.members, member))
    .map((member) => member.id);
  const why = [
    come.length > 0 ? `with ${come.join(', ')}` : '',
    gone.length > 0 ? `without ${gone.join(', ')}` : '',
  ];
  const words = why.filter(Boolean).join(' ') || 'the last proposal failed';
  return { kind: 'propose', members: eligible.length > 0 ? eligible : [self], startUp: false, why: words };
}

/** When this node may propose; undefined while that is somebody else's business. */
function turnOf(input: ProposalInput, installed: View): Millis | undefined {
  const { self, eligible, viewHolders, active, keepalive, deadtime, inactiveSince, eligibleSince } = input;
  const coordinator = { id: installed.epoch.proposer, incarnation: installed.epoch.incarnation };
  const holders = eligible.filter((member) => sameMember(member, self) || viewHolders.includes(member.id));
  const rank = holders.findIndex((member) => sameMember(member, self));
  const strangers = holders.some((member) => !includesMember(installed.members, member));
  const isCoordinator = sameMember(coordinator, self);
  const coordinatorIsHere = includesMember(eligible, coordinator) && viewHolders.includes(coordinator.id);
  // Two views meet: the coordinator with the lowest id brings them together, the other gives it time. Their members
  // leave it to them, who alone know whom they are fencing.
  const leaveIt = active && !isCoordinator && coordinatorIsHere;
  if (strangers && !leaveIt) return eligibleSince + rank * deadtime;
  if (isCoordinator) return eligibleSince;
  if (!coordinatorIsHere) return eligibleSince + rank * keepalive;
  // Its turn, as long as it gets somewhere.
  if (active) return input.coordinatorStuck ? eligibleSince + rank * keepalive : undefined;
  return inactiveSince + deadtime + rank * keepalive;
}
