/**
 * Membership of this node: heartbeats, failure detection, sessions and agreement put together.
 *
 * It decides who is in the view and keeps the ledger; what to do with a view is the delegate's business.
 */
import type { Cancel, Millis } from '#src/host/ports.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import { createSealer } from '#src/wire/seal.ts';
import { createSessionPool, type SessionPool } from '#src/wire/session-pool.ts';
import type { BeatState, Heartbeat } from '#src/wire/words.ts';
import { type Admission, createAdmission } from './admission.ts';
import { Agreement } from './agreement.ts';
import { type Beats, createBeats } from './beats.ts';
import { Detector, type PeerChange, type PeerView } from './detector.ts';
import { sameIncarnation, sameMembers } from './epoch.ts';
import type { MembershipDeps } from './membership-types.ts';
import { decideProposal, type ProposalDecision } from './proposal-policy.ts';
import { judgeQuorum } from './quorum.ts';
import { isStranded, routesTo } from './routes.ts';
import { decideStartUp } from './start-up.ts';
import type { Member, NodeId, View } from './types.ts';
import { createVerdicts, type Verdicts } from './verdicts.ts';
import { createViewless } from './viewless.ts';

export class Membership {
  readonly agreement: Agreement;
  readonly #deps: MembershipDeps;
  readonly #detector: Detector;
  readonly #verdicts: Verdicts;
  readonly #beats: Beats;
  readonly #sessions: SessionPool;
  readonly #confirmedDown = new Set<NodeId>();
  readonly #admission: Admission;
  readonly #viewless = createViewless();
  #state: BeatState = 'joining';
  #configVersion: number;
  #startedAt: Millis = 0;
  #ready = false;
  #eligible: readonly Member[] = [];
  #eligibleSince: Millis = 0;
  #inactiveSince: Millis = 0;
  #proposing = false;
  #failures = 0;
  #notBefore: Millis = -Infinity;
  #decision: ProposalDecision = { kind: 'nothing' };
  #considerTimer: Cancel = () => {};
  #stopped = false;

  constructor(deps: MembershipDeps) {
    this.#deps = deps;
    const { config, self, ports, log, delegate } = deps;
    this.#configVersion = config.configVersion;
    const peers = config.votes.nodes.map((node) => node.id).filter((id) => id !== self.id);
    this.#detector = new Detector(self, peers, config.links.length, config);
    this.#verdicts = createVerdicts({
      detector: this.#detector,
      keepalive: config.keepalive,
      warntime: config.warntime,
      clock: ports.clock,
      log,
      changed: (change) => this.#changed(change),
    });
    this.#beats = createBeats({
      links: config.links,
      keepalive: config.keepalive,
      sealer: createSealer(deps.keys, ports.random),
      datagrams: ports.datagrams,
      clock: ports.clock,
      log,
      compose: (link, sequence, pausedMs) => this.#compose(link, sequence, pausedMs),
      sent: (sequence, at) => this.#detector.sent(sequence, at),
      heard: (beat, link, at) => this.#heard(beat, link, at),
    });
    this.#sessions = createSessionPool({
      self,
      cluster: config.cluster,
      psk: deps.keys.session,
      listenOn: config.links.map((link) => link.local),
      peers,
      routes: (peer) => routesTo(peer, config.links, this.peer(peer)?.links ?? []),
      handle: (from, request) => this.#handle(from, request),
      changed: (peer) => this.#sessionChanged(peer),
      sessions: ports.sessions,
      clock: ports.clock,
      log,
    });
    this.#admission = createAdmission({
      self,
      deadtime: config.deadtime,
      initdead: config.initdead,
      agreement: () => this.agreement,
      session: (peer) => this.#sessions.openTo(peer),
      barred: (peer) => delegate.barred(peer),
    });
    this.agreement = new Agreement({
      self,
      store: deps.store,
      initial: deps.initial,
      deadtime: config.deadtime,
      host: {
        request: (to, body, timeout) => this.#sessions.request(to, body, timeout),
        objection: (proposer) => this.#objection(proposer),
        report: () => delegate.report(),
        merge: (input) => delegate.merge(input),
        viewActive: (view) => this.#viewActive(view),
        viewEnded: () => this.#viewEnded(),
        ledgerStored: () => delegate.ledgerStored(),
      },
      clock: ports.clock,
      log,
    });
  }

  /** Begins to beat and to listen. Rejects with HostError when an address can't be bound. */
  async start(): Promise<void> {
    this.#startedAt = this.#now();
    await this.#sessions.listen();
    await this.#beats.start();
    this.consider();
  }

  /** The services have been probed: this node can report, so it may propose and accept. */
  ready(): void {
    this.#ready = true;
    this.#beats.beatNow();
    this.#eligibleSince = this.#now();
    this.consider();
  }

  stop(): void {
    this.#stopped = true;
    this.#verdicts.stop();
    this.#considerTimer();
    this.#beats.stop();
    this.#sessions.close();
  }

  /** cluster.xml has been reloaded. */
  useVersion(configVersion: number): void {
    this.#configVersion = configVersion;
    this.#beats.beatNow();
  }

  /** What heartbeats say from now on. */
  announce(state: 'member' | 'leaving' | 'left'): void {
    this.#state = state;
    this.#beats.beatNow();
  }

  get state(): BeatState {
    return this.#state;
  }

  get traffic(): Beats['counts'] {
    return this.#beats.counts;
  }

  /** Why there is no view yet, and since when this node waits (monotonic ms). */
  get waiting(): { readonly decision: ProposalDecision; readonly since: Millis } {
    return { decision: this.#decision, since: this.#startedAt };
  }

  peers(): readonly PeerView[] {
    return this.#beats.explain(this.#detector.peers(this.#now()));
  }

  peer(id: NodeId): PeerView | undefined {
    return this.#detector.peer(id, this.#now());
  }

  hasSession(id: NodeId): boolean {
    return this.#sessions.openTo(id) !== undefined;
  }

  /** Sends a request to a member. Rejects with Error when there is no answer. */
  request(to: Member, body: Request, timeout: Millis): Promise<Reply> {
    return this.#sessions.request(to, body, timeout);
  }

  /** An operator vouches, while there is no view yet, that a missing node is down. */
  confirmDown(id: NodeId): void {
    this.#confirmedDown.add(id);
    this.consider();
  }

  get confirmedDown(): readonly NodeId[] {
    return [...this.#confirmedDown];
  }

  /** The delegate's word on who is barred has changed, or a peer left. */
  consider(): void {
    if (this.#stopped) return;
    this.#considerTimer();
    const now = this.#now();
    this.#moveSessions();
    const eligible = this.#admission.eligible(this.#detector.peers(now), now);
    if (!sameMembers(eligible, this.#eligible)) {
      this.#eligible = eligible;
      this.#eligibleSince = now;
    }
    if (!this.#ready || this.#proposing || this.#state === 'left') return;
    this.#decision = this.#decide(now);
    if (this.#decision.kind === 'propose') return void this.#propose(this.#decision);
    const at = this.#decision.kind === 'later' ? this.#decision.at : now + this.#deps.config.keepalive;
    // Waits and missing sessions end by time, too; a look each keepalive is cheap.
    this.#considerTimer = this.#deps.ports.clock.after(Math.max(at - now, 1), () => this.consider());
  }

  #moveSessions(): void {
    const { config } = this.#deps;
    for (const { id, links } of this.peers()) {
      const remote = this.#sessions.remoteOf(id);
      if (remote === undefined || !isStranded(id, remote, config.links, links, config)) continue;
      this.#sessions.drop(id, 'its link is silent, another one is not');
      this.#sessions.connect(id);
    }
  }

  #decide(now: Millis): ProposalDecision {
    const { config, self } = this.#deps;
    const holders = this.#eligible.filter((member) => {
      const beat = this.#detector.peer(member.id, now)?.beat;
      // One whose view is just being changed shows none, but it is no joiner.
      return beat !== undefined && beat.state !== 'joining';
    });
    return decideProposal({
      now,
      self,
      // A stored Install that never became active ends no start-up.
      installed: this.#state === 'joining' ? undefined : this.agreement.view,
      active: this.agreement.activeView !== undefined,
      inactiveSince: this.#inactiveSince,
      coordinatorStuck: this.#viewless.longer(
        this.agreement.activeView?.epoch.proposer,
        config.deadtime,
        now,
      ),
      eligible: this.#eligible,
      eligibleSince: this.#eligibleSince,
      viewHolders: holders.map((member) => member.id),
      startUp: () => this.#decideStartUp(now),
      notBefore: this.#notBefore,
      keepalive: config.keepalive,
      deadtime: config.deadtime,
    });
  }

  #decideStartUp(now: Millis): ReturnType<typeof decideStartUp> {
    const { config, self } = this.#deps;
    const here = this.#eligible.map((member) => member.id);
    return decideStartUp({
      self: self.id,
      configured: config.votes.nodes.map((node) => node.id),
      joining: here.filter((id) => id !== self.id),
      arriving: this.#detector.peers(now).flatMap(({ id, state }) => (isHeard(state) ? id : [])),
      confirmedDown: this.confirmedDown,
      waited: now - this.#startedAt,
      initdead: config.initdead,
      ledger: this.agreement.ledger,
      known: this.agreement.known,
      quorateByVotes:
        judgeQuorum({ ...config.votes, twoNode: false }, here).quorate && config.votes.nodes.length > 2,
      startupFencing: config.startupFencing,
    });
  }

  async #propose(decision: Extract<ProposalDecision, { kind: 'propose' }>): Promise<void> {
    const { log, config, ports } = this.#deps;
    this.#proposing = true;
    const result = await this.agreement.propose(decision.members, decision.startUp);
    this.#proposing = false;
    if (result.ok) {
      this.#failures = 0;
      for (const { id } of decision.members) this.#admission.able(id);
    } else {
      if (result.unable !== undefined) this.#admission.unable(result.unable, this.#now());
      const ceiling = Math.min(config.deadtime, config.keepalive * 2 ** this.#failures++);
      this.#notBefore = this.#now() + ceiling / 2 + ports.random.below(Math.ceil(ceiling / 2) + 1);
      log.info({ reason: result.reason }, 'the proposed view did not come to be');
    }
    this.consider();
  }

  #objection(proposer: Member): string | undefined {
    if (!this.#ready) return 'still looking at what runs here';
    if (this.#state === 'left') return 'this node has left';
    const peer = this.peer(proposer.id);
    const up = peer !== undefined && (peer.state === 'up' || peer.state === 'late');
    if (!up || !sameIncarnation(peer.incarnation, proposer.incarnation))
      return 'the proposer is not seen as up';
    if (this.#admission.hasLeft(proposer)) return 'the proposer has left';
    const barred = this.#deps.delegate.barred(proposer);
    // It gets the time to bring its proposal to an end.
    if (barred === undefined && this.agreement.activeView === undefined) this.#inactiveSince = this.#now();
    return barred;
  }

  async #handle(from: Member, request: Request): Promise<Reply> {
    switch (request.type) {
      case 'propose':
      case 'install':
      case 'activate':
      case 'replicate':
        return this.agreement.answer(from, request);
      case 'perform':
      case 'report':
      case 'forward':
        return this.#deps.delegate.handle(from, request);
    }
  }

  #viewActive(view: View): void {
    if (this.#state === 'joining') this.#state = 'member';
    this.#failures = 0;
    this.#viewless.forget();
    this.#beats.beatNow();
    this.#deps.delegate.viewActive(view);
    this.consider();
  }

  #viewEnded(): void {
    this.#inactiveSince = this.#now();
    this.#deps.delegate.viewEnded();
    // Not in the same turn: what ended the view may be a proposal that is just being accepted.
    queueMicrotask(() => this.consider());
  }

  #sessionChanged(peer: NodeId): void {
    if (!this.hasSession(peer)) this.#admission.waits(peer, this.#now());
    this.consider();
  }

  #heard(beat: Heartbeat, link: number, at: Millis): void {
    const { log } = this.#deps;
    const { verdict, change, greet, saysAnew } = this.#detector.heard(beat, link, at);
    if (verdict === 'replayed' || verdict === 'stale-incarnation' || verdict === 'unknown-sender') {
      log.debug({ sender: beat.sender, sequence: beat.sequence, verdict }, 'a heartbeat was not counted');
    }
    if (verdict === 'accepted') {
      this.agreement.heard(beat);
      this.#viewless.heard(beat, at);
    }
    if (greet) this.#beats.greet(beat.sender, link);
    this.#sessions.connect(beat.sender);
    if (change !== undefined) this.#changed(change);
    if (saysAnew) this.#deps.delegate.peerSaysAnew(beat.sender);
    this.#verdicts.arm();
  }

  #changed(change: PeerChange): void {
    if (change.renewed) {
      this.#admission.waits(change.id, this.#now());
      this.#admission.able(change.id);
    }
    if (change.to === 'up') this.#confirmedDown.delete(change.id);
    if (change.to === 'dead') this.#sessions.drop(change.id, 'it is dead');
    if (change.renewed) this.#sessions.renewed(change.id, this.peer(change.id)?.incarnation);
    this.#deps.delegate.peerChanged(change);
    this.consider();
  }

  #compose(link: number, sequence: number, pausedMs: Millis): Heartbeat {
    const { self } = this.#deps;
    return {
      sender: self.id,
      incarnation: self.incarnation,
      sequence,
      link,
      state: this.#state,
      ready: this.#ready,
      view: this.agreement.activeView?.epoch,
      highestEpoch: this.agreement.highestEpoch,
      configVersion: this.#configVersion,
      echoes: this.#detector.echoes(link),
      pausedMs,
    };
  }

  #now(): Millis {
    return this.#deps.ports.clock.now();
  }
}

function isHeard(state: PeerView['state']): boolean {
  return state === 'up' || state === 'late';
}
