/** Looks again and again whether this node should propose a view, and proposes it. What to propose is proposal-policy's. */
import type { Cancel, Clock, Log, Millis, Random } from '#src/host/ports.ts';
import type { Admission } from './admission.ts';
import type { Agreement } from './agreement.ts';
import type { Detector } from './detector.ts';
import { includesMember, sameIncarnation, sameMembers } from './epoch.ts';
import { nodeRecord } from './ledger.ts';
import type { MembershipConfig, MembershipDelegate } from './membership-types.ts';
import { createPatience } from './patience.ts';
import { isHeard } from './peer-machine.ts';
import { decideProposal, type ProposalDecision } from './proposal-policy.ts';
import { judgeQuorum } from './quorum.ts';
import { decideStartUp } from './start-up.ts';
import type { Incarnation, Member, NodeId } from './types.ts';
import type { Viewless } from './viewless.ts';

type Propose = Extract<ProposalDecision, { kind: 'propose' }>;

export interface ProposingDeps {
  readonly self: Member;
  readonly config: MembershipConfig;
  readonly detector: Detector;
  readonly admission: Admission;
  readonly viewless: Viewless;
  readonly agreement: () => Agreement;
  /** No view of this life of the daemon has been active yet. */
  readonly joining: () => boolean;
  /** Why this node takes part in no proposal now. */
  readonly unable: () => string | undefined;
  /** Why that peer must not be a member now. */
  readonly barred: MembershipDelegate['barred'];
  /** The incarnation at the other end of the open session. */
  readonly session: (peer: NodeId) => Incarnation | undefined;
  /** That peer's daemon restarts, and it is waited for. */
  readonly held: (peer: NodeId) => boolean;
  readonly confirmedDown: () => readonly NodeId[];
  /** Time to look again at everything: calls `consider`. */
  readonly look: () => void;
  /** The witness has promised its vote to the view that would be proposed now. */
  readonly votePromised: () => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Proposing {
  /** This daemon began to listen. */
  begin(): void;
  /** Something may have changed. */
  consider(): void;
  /** Why this node will not follow that proposer now; undefined if it will. */
  objection(proposer: Member): string | undefined;
  /** The others could wait for this node from now on. */
  restamp(): void;
  /** A view is active. */
  active(): void;
  /** No view is active any more. */
  inactive(): void;
  /** The others went on without this node: it may not have heard all of them yet. */
  overtaken(): void;
  stop(): void;
  /** Since when this node has wanted just the members that it wants now (monotonic ms). */
  readonly membersSince: Millis;
  /** Why there is no view yet, and since when this node waits (monotonic ms). */
  readonly waiting: { readonly decision: ProposalDecision; readonly since: Millis };
}

export function createProposing(deps: ProposingDeps): Proposing {
  const { self, config, detector, admission, clock } = deps;
  const patience = createPatience({ config, heard: isHere, now: () => clock.now(), random: deps.random });
  let startedAt: Millis = 0;
  let eligible: readonly Member[] = [];
  let eligibleSince: Millis = 0;
  let inactiveSince: Millis = 0;
  let proposing = false;
  let failures = 0;
  let notBefore: Millis = -Infinity;
  let decision: ProposalDecision = { kind: 'nothing' };
  let timer: Cancel = () => {};
  let stopped = false;

  function isHere({ id, incarnation }: Member): boolean {
    const peer = detector.peer(id, clock.now());
    return peer !== undefined && isHeard(peer.state) && sameIncarnation(peer.incarnation, incarnation);
  }

  /** One whose daemon restarts keeps its place as long as nothing else changes; a new view is formed without it. */
  function candidates(now: Millis): readonly Member[] {
    const all = admission.eligible(detector.peers(now), now);
    const view = deps.agreement().activeView;
    if (view !== undefined && sameMembers(view.members, all)) return all;
    return all.filter(
      ({ id, incarnation }) =>
        id === self.id || !deps.held(id) || sameIncarnation(deps.session(id), incarnation),
    );
  }

  /** Heard, and could be a member as soon as it can be asked. */
  function noteArriving(now: Millis): void {
    const peers = detector.peers(now).flatMap(({ id, incarnation, silentFor }) => {
      const audible = silentFor !== undefined && silentFor <= 2 * config.keepalive;
      if (!audible || incarnation === undefined || deps.held(id)) return [];
      const member = { id, incarnation };
      const out = includesMember(eligible, member) || admission.hasLeft(member);
      return out || deps.barred(member) !== undefined ? [] : [id];
    });
    patience.arriving(peers);
  }

  /** As coordinator: one that the view was formed without, and that did not come back in time, is to be fenced. */
  function endHolds(): void {
    const agreement = deps.agreement();
    if (!agreement.isCoordinator) return;
    const over = config.votes.nodes.find(
      ({ id }) => nodeRecord(agreement.ledger, id).standing === 'held' && !deps.held(id),
    );
    if (over === undefined) return;
    deps.log.warn(
      { node: over.id },
      'a restarting daemon did not come back in time: its node counts as lost',
    );
    agreement.abandonView();
  }

  function decide(now: Millis): ProposalDecision {
    const holders = eligible.filter((member) => {
      const beat = detector.peer(member.id, now)?.beat;
      // One whose view is just being changed shows none, but it is no joiner.
      return beat !== undefined && beat.state !== 'joining';
    });
    const { view, activeView } = deps.agreement();
    return decideProposal({
      now,
      self,
      // A stored Install that never became active ends no start-up.
      installed: deps.joining() ? undefined : view,
      active: activeView !== undefined,
      inactiveSince,
      coordinatorStuck: deps.viewless.longer(activeView?.epoch.proposer, config.deadtime, now),
      eligible,
      eligibleSince: patience.settledSince(eligibleSince),
      viewHolders: holders.map((member) => member.id),
      startUp: () => startUp(now),
      notBefore,
      keepalive: config.keepalive,
      deadtime: config.deadtime,
    });
  }

  function startUp(now: Millis): ReturnType<typeof decideStartUp> {
    const here = eligible.map((member) => member.id);
    const { ledger, known } = deps.agreement();
    const { votes } = config;
    const promised = deps.votePromised();
    const decides = votes.nodes.length > 2 || votes.witness !== undefined;
    return decideStartUp({
      self: self.id,
      configured: config.votes.nodes.map((node) => node.id),
      joining: here.filter((id) => id !== self.id),
      arriving: detector.peers(now).flatMap(({ id, state }) => (isHeard(state) ? id : [])),
      confirmedDown: deps.confirmedDown(),
      waited: now - startedAt,
      initdead: config.initdead,
      ledger,
      known,
      quorateByVotes: decides && judgeQuorum({ ...votes, twoNode: false }, here, promised).quorate,
      quorate: judgeQuorum(votes, here, promised).quorate,
      startupFencing: config.startupFencing,
    });
  }

  function postponed({ members, startUp: isStartUp }: Propose): Millis | undefined {
    const since = patience.settledSince(eligibleSince);
    return patience.until({ members, since, startUp: isStartUp }, deps.agreement().view);
  }

  async function propose({ members, startUp: isStartUp }: Propose): Promise<void> {
    proposing = true;
    const askedAt = clock.now();
    patience.proposes();
    const result = await deps.agreement().propose(members, isStartUp);
    proposing = false;
    if (result.ok) {
      failures = 0;
      for (const { id } of members) admission.able(id);
    } else {
      const now = clock.now();
      const ceiling = Math.min(config.deadtime, config.keepalive * 2 ** failures++);
      const pause = ceiling / 2 + deps.random.below(Math.ceil(ceiling / 2) + 1);
      // It has waited for one that is left out from now on: that was pause enough.
      const hasWaited = now - askedAt >= config.warntime && !sameMembers(candidates(now), members);
      notBefore = hasWaited ? now : now + pause;
      deps.log.info({ reason: result.reason }, 'the proposed view did not come to be');
    }
    deps.look();
  }

  function consider(): void {
    if (stopped) return;
    timer();
    const now = clock.now();
    endHolds();
    const next = candidates(now);
    if (!sameMembers(next, eligible)) {
      eligible = next;
      eligibleSince = now;
      // Nobody is left to come in each other's way with, and in a race for the fence device each pause counts.
      if (next.length === 1) notBefore = now;
    }
    if (proposing || deps.unable() !== undefined) return;
    decision = decide(now);
    noteArriving(now);
    const until = decision.kind === 'propose' ? postponed(decision) : undefined;
    if (until !== undefined) decision = { kind: 'later', at: until };
    if (decision.kind === 'propose') return void propose(decision);
    const at = decision.kind === 'later' ? decision.at : now + config.keepalive;
    // Waits and missing sessions end by time, too; a look each keepalive is cheap.
    timer = clock.after(Math.max(at - now, 1), deps.look);
  }

  return {
    begin() {
      startedAt = clock.now();
    },
    consider,
    objection(proposer) {
      const unable = deps.unable();
      if (unable !== undefined) return unable;
      if (!isHere(proposer)) return 'the proposer is not seen as up';
      if (admission.hasLeft(proposer)) return 'the proposer has left';
      const barred = deps.barred(proposer, 'led');
      // It gets the time to bring its proposal to an end.
      if (barred !== undefined) return barred;
      if (deps.agreement().activeView === undefined) inactiveSince = clock.now();
      patience.follows(proposer);
      return undefined;
    },
    restamp() {
      eligibleSince = clock.now();
    },
    overtaken: () => patience.overtaken(),
    active() {
      failures = 0;
      patience.active(deps.agreement().isCoordinator);
    },
    inactive() {
      inactiveSince = clock.now();
    },
    stop() {
      stopped = true;
      timer();
    },
    get membersSince() {
      return eligibleSince;
    },
    get waiting() {
      return { decision, since: startedAt };
    },
  };
}
