/**
 * Membership of this node: heartbeats, failure detection, sessions and agreement put together.
 *
 * It decides who is in the view and keeps the ledger; what to do with a view is the delegate's business.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import { createSealer, type Sealer } from '#src/wire/seal.ts';
import { createSessionPool, type SessionPool } from '#src/wire/session-pool.ts';
import type { BeatState, Carrier, Heartbeat } from '#src/wire/words.ts';
import { type Admission, createAdmission } from './admission.ts';
import { Agreement } from './agreement.ts';
import { type Beats, createBeats, type Health } from './beats.ts';
import { createCarriers } from './carriers.ts';
import { Detector, type HeardResult, type PeerChange, type PeerView } from './detector.ts';
import { createEchoing, type Echoing } from './echoing.ts';
import type { Hold } from './holds.ts';
import type { LinkTiming } from './link-timing.ts';
import type { MembershipDeps } from './membership-types.ts';
import type { ProposalDecision } from './proposal-policy.ts';
import { createProposing, type Proposing } from './proposing.ts';
import { createReminding, type Reminding } from './reminding.ts';
import { createRestarting, type Restarting } from './restarting.ts';
import { moveSessions, routesTo } from './routes.ts';
import { createSelfDoubt, type SelfDoubt } from './self-doubt.ts';
import type { Member, NodeId, View } from './types.ts';
import { createVerdicts, type Verdicts } from './verdicts.ts';
import { createViewless } from './viewless.ts';

export class Membership {
  readonly agreement: Agreement;
  readonly echoing: Echoing;
  readonly #deps: MembershipDeps;
  readonly #detector: Detector;
  readonly #verdicts: Verdicts;
  readonly #beats: Beats;
  readonly #sessions: SessionPool;
  readonly #confirmedDown = new Set<NodeId>();
  readonly #admission: Admission;
  readonly #viewless = createViewless();
  readonly #sealer: Sealer;
  readonly #carriers: () => readonly Carrier[];
  readonly #doubt: SelfDoubt;
  readonly #restarting: Restarting;
  readonly #proposing: Proposing;
  readonly #reminding: Reminding;
  #state: BeatState = 'joining';
  #configVersion: number;
  #keys: ClusterKeys;
  #ready = false;
  #stopped = false;
  readonly #now = (): Millis => this.#deps.ports.clock.now();

  constructor(deps: MembershipDeps) {
    this.#deps = deps;
    const { config, self, ports, log, delegate } = deps;
    this.#configVersion = config.configVersion;
    this.#keys = deps.keys;
    this.#carriers = createCarriers(ports.kernel, config.links, ports.clock);
    this.#sealer = (deps.makeSealer ?? createSealer)(deps.keys, ports.random);
    const peers = config.votes.nodes.map((node) => node.id).filter((id) => id !== self.id);
    this.#detector = new Detector(self, peers, config.links.length, config);
    this.echoing = createEchoing(this.#detector, delegate, ports.clock);
    this.#verdicts = createVerdicts({
      detector: this.#detector,
      ...config,
      clock: ports.clock,
      log,
      changed: (change) => this.#changed(change),
    });
    this.#beats = createBeats({
      links: config.links,
      keepalive: config.keepalive,
      sealer: this.#sealer,
      ...(deps.readBeat && { readBeat: deps.readBeat }),
      datagrams: ports.datagrams,
      clock: ports.clock,
      log,
      compose: (link, sequence, health) => this.#compose(link, sequence, health),
      refused: (peer, link) => this.#refused(peer, link),
      turned: () => this.#doubt.turned(),
      sent: (sequence, at) => this.#detector.sent(sequence, at),
      heard: (beat, link, at) => this.#heard(beat, link, at) === 'accepted',
    });
    this.#sessions = createSessionPool({
      self,
      cluster: config.cluster,
      psks: () => this.#keys.sessions,
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
      ...config,
      self,
      agreement: () => this.agreement,
      session: (peer) => this.#sessions.openTo(peer),
      barred: (peer) => delegate.barred(peer),
      held: (peer) => this.held(peer) !== undefined,
    });
    const { clock } = ports;
    const request = this.#sessions.request.bind(this.#sessions);
    this.#restarting = createRestarting({
      config,
      detector: this.#detector,
      sessions: this.#sessions,
      beat: () => this.#beats.beatNow(),
      barred: (peer) => delegate.barred(peer),
      active: () => this.agreement.activeView !== undefined,
      began: (peer) => delegate.peerSaysAnew(peer),
      ...{ clock, log },
    });
    this.#doubt = createSelfDoubt({
      self,
      keepalive: config.keepalive,
      deadtime: config.deadtime,
      agreement: () => this.agreement,
      request,
      doubting: () => delegate.doubting?.(),
      overtaken: () => this.#proposing.overtaken(),
      clock,
      log,
    });
    const own = { self, detector: this.#detector, agreement: () => this.agreement, clock };
    this.#reminding = createReminding({ ...config, ...own, request });
    this.#proposing = createProposing({
      ...own,
      config,
      admission: this.#admission,
      viewless: this.#viewless,
      joining: () => this.#state === 'joining',
      unable: () => this.#unable(),
      barred: (...about) => delegate.barred(...about),
      session: (peer) => this.#sessions.openTo(peer),
      held: (peer) => this.held(peer) !== undefined,
      confirmedDown: () => this.confirmedDown,
      look: () => this.consider(),
      votePromised: () => delegate.votePromised?.() === true,
      random: ports.random,
      log,
    });
    this.agreement = new Agreement({
      self,
      store: deps.store,
      initial: deps.initial,
      deadtime: config.deadtime,
      host: {
        request: (to, body, timeout) => this.request(to, body, timeout),
        objection: (proposer) => this.#proposing.objection(proposer),
        report: () => delegate.report(),
        proposing: async (epoch, members) => delegate.proposing?.(epoch, members),
        merge: (input) => delegate.merge(input),
        viewActive: (view) => this.#viewActive(view),
        viewEnded: () => this.#viewEnded(),
        unable: (...what) => this.#admission.unable(...what),
        answered: (member) => this.#admission.answered(member),
        ledgerStored: () => delegate.ledgerStored(),
      },
      clock: ports.clock,
      log,
    });
  }

  /** Begins to beat and to listen. Rejects with HostError when an address can't be bound. */
  async start(): Promise<void> {
    this.#proposing.begin();
    await this.#sessions.listen();
    await this.#beats.start();
    this.consider();
  }

  /** The services have been probed: this node can report, so it may propose and accept. */
  ready(): void {
    this.#ready = true;
    this.#beats.beatNow();
    this.#proposing.restamp();
    this.consider();
  }

  stop(): void {
    this.#stopped = true;
    this.#verdicts.stop();
    this.#proposing.stop();
    this.#beats.stop();
    this.#sessions.close();
  }

  /** cluster.xml has been reloaded. */
  useVersion(configVersion: number): void {
    this.#configVersion = configVersion;
    this.#beats.beatNow();
  }

  /** The key file has been reloaded. Open sessions go on: a new key is for new ones. */
  useKeys(keys: ClusterKeys): void {
    this.#keys = keys;
    this.#sealer.useKeys(keys);
  }

  /** Fingerprint of the key that sealed that peer's last heartbeat. */
  keyOf(peer: NodeId): number | undefined {
    return this.#beats.keyOf(peer);
  }

  /** What heartbeats say from now on. */
  announce(state: 'member' | 'leaving' | 'left'): void {
    this.#state = state;
    this.#beats.beatNow();
  }

  get state(): BeatState {
    return this.#state;
  }

  get timings(): readonly LinkTiming[] {
    return this.#detector.timings.all();
  }

  get traffic(): Beats['counts'] {
    return this.#beats.counts;
  }

  /** Why there is no view yet, and since when this node waits (monotonic ms). */
  get waiting(): { readonly decision: ProposalDecision; readonly since: Millis } {
    return this.#proposing.waiting;
  }

  /** Since when this node has wanted just the members that it wants now (monotonic ms). */
  get membersSince(): Millis {
    return this.#proposing.membersSince;
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

  /** See Admission. */
  readonly couldJoin = (id: NodeId): boolean => this.#admission.couldJoin(this.peer(id), this.#now());

  /** Sends a request to a member; see Restarting.ask. Rejects with Error when there is no answer. */
  request(to: Member, body: Request, timeout: Millis): Promise<Reply> {
    return this.#restarting.ask(to, body, timeout);
  }

  /** This daemon ends now and comes back: nothing that runs here is touched. Resolves when it may end. */
  restarting(): Promise<void> {
    this.#state = 'restarting';
    return this.#restarting.announce();
  }

  /** See Restarting. */
  held(id: NodeId): Hold | undefined {
    return this.#restarting.held(id);
  }

  /** See SelfDoubt. */
  get doubt(): Pick<SelfDoubt, 'confirmed' | 'since'> {
    return this.#doubt;
  }

  /** An operator vouches, while there is no view yet, that a missing node is down. */
  confirmDown(id: NodeId): void {
    this.#confirmedDown.add(id);
    this.consider();
  }

  get confirmedDown(): readonly NodeId[] {
    return [...this.#confirmedDown];
  }

  /** Who is barred has changed, or a peer left. */
  consider(): void {
    if (this.#stopped) return;
    moveSessions(this.#sessions, this.peers(), this.#deps.config);
    this.#proposing.consider();
    this.#reminding.look();
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
      case 'configure':
      case 'fence':
      case 'silence':
        return this.#deps.delegate.handle(from, request);
      case 'confirm':
        return this.#doubt.answer(from, request.epoch);
      case 'restarting':
        this.#restarting.says(from);
        return { type: 'done' };
    }
  }

  #viewActive(view: View): void {
    if (this.#state === 'joining') this.#state = 'member';
    this.#proposing.active();
    this.#reminding.active();
    // All of them have stored it, whatever they were unable to do before.
    for (const { id } of view.members) this.#admission.able(id);
    this.#viewless.forget();
    this.#beats.beatNow();
    this.#deps.delegate.viewActive(view);
    this.consider();
  }

  #viewEnded(): void {
    this.#proposing.inactive();
    this.#deps.delegate.viewEnded();
    // Not in the same turn: what ended the view may be a proposal that is just being accepted.
    queueMicrotask(() => this.consider());
  }

  #sessionChanged(peer: NodeId): void {
    if (!this.hasSession(peer)) this.#admission.waits(peer, this.#now());
    this.consider();
  }

  #heard(beat: Heartbeat, link: number, at: Millis): HeardResult['verdict'] {
    const { log } = this.#deps;
    const { verdict, change, greet, saysAnew } = this.#detector.heard(beat, link, at);
    if (verdict === 'replayed' || verdict === 'stale-incarnation' || verdict === 'unknown-sender') {
      log.debug({ sender: beat.sender, sequence: beat.sequence, verdict }, 'a heartbeat was not counted');
    }
    if (verdict === 'accepted') {
      this.#restarting.heard(beat);
      if (this.agreement.heard(beat)) this.#proposing.overtaken();
      this.#viewless.heard(beat, at);
    }
    if (greet) this.#beats.greet(beat.sender, link);
    this.#sessions.connect(beat.sender);
    if (change !== undefined) this.#changed(change);
    if (saysAnew) this.#deps.delegate.peerSaysAnew(beat.sender);
    this.#verdicts.arm();
    return verdict;
  }

  #refused(peer: NodeId, link: number): void {
    const change = this.#detector.refused(peer, link, this.#now());
    if (change !== undefined) this.#changed(change);
    this.#verdicts.arm();
  }

  #changed(change: PeerChange): void {
    if (change.renewed) this.#admission.waits(change.id, this.#now());
    // What it could not do while it was cut off says nothing of what it can do now.
    if (change.renewed || change.from === 'dead') this.#admission.able(change.id);
    if (change.to === 'up') this.#confirmedDown.delete(change.id);
    if (change.to === 'dead') this.#sessions.drop(change.id, 'it is dead');
    if (change.renewed) this.#sessions.renewed(change.id, this.peer(change.id)?.incarnation);
    this.#deps.delegate.peerChanged(change);
    this.consider();
  }

  #unable(): string | undefined {
    if (!this.#ready) return 'still looking at what runs here';
    if (this.#state === 'left') return 'this node has left';
    return this.#state === 'restarting' ? 'this node restarts its daemon' : undefined;
  }

  #compose(link: number, sequence: number, health: Health): Heartbeat {
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
      echoes: this.echoing.echoes(link, this.#now()),
      ...health,
      carriers: this.#carriers(),
      keys: this.#keys.accepted.map(({ fingerprint }) => fingerprint),
    };
  }
}
