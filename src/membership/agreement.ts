/**
 * Agreement on views and on the ledger: who is a member, who coordinates, and what all of them have stored.
 *
 * A node that starts has no installed view: it obeys nothing and coordinates nothing until it has accepted and
 * installed a new one. Whatever is answered or sent has been fsynced before. What the views are for (services, fences)
 * is the host's business; see `AgreementHost`.
 */
import { type Clock, HostError, type Log, type Millis } from '#src/host/ports.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import type { Heartbeat } from '#src/wire/words.ts';
import { ask, type Inability, Refusal } from './asking.ts';
import { createDurableBox, type DurableBox } from './durable-box.ts';
import { compareEpochs, includesMember, sameEpoch, sameMember, showEpoch, uniteMembers } from './epoch.ts';
import { applyChanges, toLedger } from './ledger.ts';
import type { DurableState, LedgerStore } from './ledger-store.ts';
import { createReplicator, type Replicator } from './replicator.ts';
import type { Epoch, Ledger, LedgerRecord, Member, NodeId, ServiceReport, View } from './types.ts';

export interface Acceptance {
  readonly member: Member;
  /** What it knew before this proposal. */
  readonly known: readonly Member[];
  readonly view: Epoch | undefined;
  readonly ledger: Ledger;
  readonly services: readonly ServiceReport[];
}

export interface MergeInput {
  readonly epoch: Epoch;
  readonly members: readonly Member[];
  readonly acceptances: readonly Acceptance[];
  /** The first view after a start: old proofs about missing nodes do not count. */
  readonly startUp: boolean;
}

export interface AgreementHost {
  /** Sends to exactly that incarnation. Rejects with Error when it can't be reached or does not answer in time. */
  request(to: Member, body: Request, timeout: Millis): Promise<Reply>;
  /** Why this node will not follow that proposer now; undefined if it will. */
  objection(proposer: Member): string | undefined;
  /** Forgets queued orders, then tells what runs here; operations in hand make it `may-run`. */
  report(): Promise<readonly ServiceReport[]>;
  /** This node proposes: resolves when `merge` may be asked. Bounded; never rejects. */
  proposing?(epoch: Epoch, members: readonly Member[]): Promise<void>;
  /** The ledger of a new view: pure, from what all its members said. Throws Error when it must not be formed. */
  merge(input: MergeInput): Ledger;
  /** The view is active on this node. */
  viewActive(view: View): void;
  /** From now on no view is active here: nothing may be ordered or obeyed until the next `viewActive`. */
  viewEnded(): void;
  /** That member did not answer in time, or could not store what it was to answer for; asked at that time. */
  unable(member: NodeId, since: Millis, why: Inability): void;
  /** That member refused: it was not silent. */
  answered(member: NodeId): void;
  /** The stored ledger changed by the coordinator's word. */
  ledgerStored(): void;
}

export interface AgreementDeps {
  readonly self: Member;
  readonly store: LedgerStore;
  readonly initial: DurableState;
  readonly deadtime: Millis;
  readonly host: AgreementHost;
  readonly clock: Clock;
  readonly log: Log;
}

export type ProposalResult = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export class Agreement {
  readonly #deps: AgreementDeps;
  readonly #disk: DurableBox;
  #promised: Epoch | undefined;
  #highestSeen: number;
  readonly #seen = (number: number): void => {
    this.#highestSeen = Math.max(this.#highestSeen, number);
  };
  /** Installed in this life of the daemon. */
  #installed: View | undefined;
  #active = false;
  #replicator: Replicator | undefined;

  constructor(deps: AgreementDeps) {
    this.#deps = deps;
    this.#disk = createDurableBox(deps.store, deps.initial, deps.clock, deps.deadtime);
    this.#promised = deps.initial.promised;
    this.#highestSeen = deps.initial.promised?.number ?? 0;
  }

  /** The view installed by this daemon, whether or not it is active yet. */
  get view(): View | undefined {
    return this.#installed;
  }

  /** The view in which this node may obey and, as its proposer, order. */
  get activeView(): View | undefined {
    return this.#active ? this.#installed : undefined;
  }

  get isCoordinator(): boolean {
    return this.#active && this.#installed?.epoch.proposer === this.#deps.self.id;
  }

  /** As stored on this node's disk. For the coordinator of an active view it may be one change ahead of all. */
  get ledger(): Ledger {
    return this.#disk.ledger;
  }

  /** A change that this node as coordinator has stored, but not yet everybody: the ledger without it. */
  get ledgerBeforeDoubt(): Ledger | undefined {
    return this.#replicator?.inDoubt;
  }

  get version(): number {
    return this.#disk.state.version;
  }

  get known(): readonly Member[] {
    return this.#disk.state.known;
  }

  get highestEpoch(): number {
    return Math.max(this.#highestSeen, this.#promised?.number ?? 0);
  }

  /** Somebody used that epoch number. */
  sawEpoch(number: number): void {
    this.#seen(number);
  }

  /** A peer spoke. True when a fellow member is in a later view, never promised here: then the own one is over. */
  heard({ sender, incarnation, view: theirs, highestEpoch }: Heartbeat): boolean {
    this.#seen(highestEpoch);
    const view = this.activeView;
    if (view === undefined || !includesMember(view.members, { id: sender, incarnation })) return false;
    if (compareEpochs(theirs, view.epoch) <= 0) return false;
    this.#deps.log.info({ epoch: showEpoch(theirs), by: sender }, 'the others are in a later view');
    this.abandonView();
    return true;
  }

  /**
   * Proposes a view of `members`, self included. When it resolves with ok, the view is active and this node coordinates
   * it. Otherwise no view is active here, and the caller proposes again after a pause.
   */
  async propose(members: readonly Member[], startUp: boolean): Promise<ProposalResult> {
    const { self, host, log } = this.#deps;
    const epoch = { number: this.highestEpoch + 1, proposer: self.id, incarnation: self.incarnation };
    const others = members.filter((member) => !sameMember(member, self));
    log.debug({ epoch: showEpoch(epoch), members: members.map((member) => member.id) }, 'proposing a view');
    const knownBefore = this.#disk.state.known;
    const viewBefore = this.#disk.state.view?.epoch;
    const prepared = host.proposing?.(epoch, members);
    try {
      // Alone, nothing leaves this node between promise and view, so one write holds both.
      if (others.length > 0) await this.#promise(epoch, members);
      else this.#setPromised(epoch);
      // What is on its way to the disk may have been acknowledged: the new view must hold it.
      await this.#disk.settled();
      const services = await host.report();
      const own = { member: self, known: knownBefore, view: viewBefore, ledger: this.ledger, services };
      const answers = await Promise.all(others.map((member) => this.#askToAccept(member, epoch, members)));
      await prepared;
      this.#stillPromised(epoch);
      const ledger = host.merge({ epoch, members, acceptances: [own, ...answers], startUp });
      await this.#install({ epoch, members }, [...ledger.values()]);
      await Promise.all(others.map((member) => this.#askToInstall(member, epoch, members, ledger)));
      this.#stillPromised(epoch);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { ok: false, reason: error.message };
    }
    for (const member of others) {
      // One that misses it stays passive and soon proposes itself.
      host.request(member, { type: 'activate', epoch }, this.#deps.deadtime).catch(() => undefined);
    }
    this.#activate({ epoch, members });
    return { ok: true };
  }

  /** Answers a message of agreement from `from`. Never rejects. */
  async answer(from: Member, request: Request): Promise<Reply> {
    try {
      switch (request.type) {
        case 'propose':
          return await this.#accept(from, request.epoch, request.members);
        case 'install':
          return await this.#acceptInstall(from, request.epoch, request.members, request.ledger);
        case 'activate':
          return this.#acceptActivate(from, request.epoch);
        case 'replicate':
          return await this.#acceptReplicate(from, request.epoch, request.version, request.changes);
        default:
          return this.#refuse(`${request.type} is no message of agreement`);
      }
    } catch (error) {
      if (error instanceof Refusal) return this.#refuse(error.message);
      if (error instanceof HostError) return { ...this.#refuse(error.message), unable: true };
      throw error;
    }
  }

  /**
   * As coordinator: stores the values under their keys on every member, in one batch with whatever else waits. Resolves
   * with true once they are in force, with false when the view ended before: then they may or may not come to be.
   */
  replicate(values: ReadonlyMap<string, unknown>): Promise<boolean> {
    if (!this.isCoordinator || this.#replicator === undefined) return Promise.resolve(false);
    return this.#replicator.submit(values);
  }

  /** Whether an order of `from` in `epoch` is to be obeyed now. */
  obeys(from: Member, epoch: Epoch): boolean {
    const view = this.activeView;
    return view !== undefined && sameEpoch(view.epoch, epoch) && this.#isProposer(from, epoch);
  }

  /** Gives up the active view, because a member of it can't be relied on; a new one has to be proposed. */
  abandonView(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#replicator?.stop();
    this.#deps.host.viewEnded();
  }

  /** From now on nothing below is obeyed. */
  #setPromised(epoch: Epoch): void {
    this.#promised = epoch;
    this.#seen(epoch.number);
    this.abandonView();
  }

  async #promise(epoch: Epoch, members: readonly Member[]): Promise<void> {
    this.#setPromised(epoch);
    await this.#disk.update((state) => ({
      ...state,
      // Another proposal may have been promised, and written, meanwhile: a promise never goes back.
      promised: compareEpochs(epoch, state.promised) > 0 ? epoch : state.promised,
      known: uniteMembers(state.known, members),
    }));
    this.#stillPromised(epoch);
  }

  async #install(view: View, records: readonly LedgerRecord[]): Promise<void> {
    const { epoch, members } = view;
    await this.#disk.update((state) => ({
      promised: epoch,
      known: uniteMembers(state.known, members),
      view,
      version: 0,
      records,
    }));
    this.#stillPromised(epoch);
    this.#installed = view;
  }

  #activate(view: View): void {
    const { host, log, self } = this.#deps;
    log.debug(
      { epoch: showEpoch(view.epoch), members: view.members.map((member) => member.id) },
      'view active',
    );
    this.#active = true;
    this.#replicator = undefined;
    if (view.epoch.proposer === self.id) this.#replicator = this.#createReplicator(view);
    host.viewActive(view);
  }

  #createReplicator(view: View): Replicator {
    const others = view.members.filter((member) => !sameMember(member, this.#deps.self));
    return createReplicator({
      epoch: view.epoch,
      ledger: () => this.ledger,
      version: () => this.#disk.state.version,
      store: (version, changes) => this.#apply(view, version, changes),
      send: async (version, changes) => {
        const request: Request = { type: 'replicate', epoch: view.epoch, version, changes };
        await Promise.all(others.map((member) => this.#ask(member, request, 'replicated')));
      },
      failed: (reason) => {
        this.#deps.log.warn(
          { epoch: showEpoch(view.epoch), reason },
          'a change could not be stored by all members',
        );
        this.abandonView();
      },
    });
  }

  async #apply(view: View, version: number, changes: readonly LedgerRecord[]): Promise<void> {
    await this.#disk.update((state) => {
      if (!sameEpoch(state.view?.epoch, view.epoch)) throw new Refusal('the view has changed');
      const records = [...applyChanges(toLedger(state.records), changes).values()];
      // The view is active, so nothing promised before it matters any more.
      const known = sameEpoch(state.promised, view.epoch) ? view.members : state.known;
      return { ...state, known, version, records };
    });
  }

  async #accept(from: Member, epoch: Epoch, members: readonly Member[]): Promise<Reply> {
    const { self, host } = this.#deps;
    this.#seen(epoch.number);
    if (!this.#isProposer(from, epoch)) return this.#refuse('the proposer is not the sender');
    if (compareEpochs(epoch, this.#promised) <= 0) return this.#refuse('a higher epoch has been promised');
    if (!includesMember(members, self)) return this.#refuse('this incarnation is not in the proposal');
    const objection = host.objection(from);
    if (objection !== undefined) return this.#refuse(objection);
    const { known, view } = this.#disk.state;
    await this.#promise(epoch, members);
    const services = await host.report();
    this.#stillPromised(epoch);
    const ledger = this.#disk.state.records;
    return { type: 'accept', epoch, known, view: view?.epoch, ledger, services };
  }

  async #acceptInstall(
    from: Member,
    epoch: Epoch,
    members: readonly Member[],
    ledger: readonly LedgerRecord[],
  ): Promise<Reply> {
    if (!this.#isProposer(from, epoch)) return this.#refuse('the proposer is not the sender');
    this.#stillPromised(epoch);
    await this.#install({ epoch, members }, ledger);
    return { type: 'installed', epoch };
  }

  #acceptActivate(from: Member, epoch: Epoch): Reply {
    const view = this.#installed;
    if (view === undefined || !sameEpoch(view.epoch, epoch))
      return this.#refuse('that view is not installed');
    if (!this.#isProposer(from, epoch)) return this.#refuse('the proposer is not the sender');
    this.#stillPromised(epoch);
    if (!this.#active) this.#activate(view);
    return { type: 'done' };
  }

  async #acceptReplicate(
    from: Member,
    epoch: Epoch,
    version: number,
    changes: readonly LedgerRecord[],
  ): Promise<Reply> {
    const view = this.activeView;
    if (view === undefined || !this.obeys(from, epoch)) return this.#refuse('that view is not active here');
    if (version !== this.#disk.state.version + 1) {
      return this.#refuse(`version ${version} does not follow ${this.#disk.state.version}`);
    }
    await this.#apply(view, version, changes);
    this.#deps.host.ledgerStored();
    return { type: 'replicated', epoch, version };
  }

  async #askToAccept(member: Member, epoch: Epoch, members: readonly Member[]): Promise<Acceptance> {
    const reply = await this.#ask(member, { type: 'propose', epoch, members }, 'accept');
    const { known, view, services } = reply;
    return { member, known, view, services, ledger: toLedger(reply.ledger) };
  }

  async #askToInstall(
    member: Member,
    epoch: Epoch,
    members: readonly Member[],
    ledger: Ledger,
  ): Promise<void> {
    await this.#ask(member, { type: 'install', epoch, members, ledger: [...ledger.values()] }, 'installed');
  }

  /** The reply if it is of the wanted type and for the same epoch; throws otherwise. */
  #ask<T extends 'accept' | 'installed' | 'replicated'>(
    member: Member,
    message: Request & { readonly epoch: Epoch },
    wanted: T,
  ): Promise<Extract<Reply, { type: T }>> {
    const { host, deadtime, clock } = this.#deps;
    const own = {
      ...{ request: host.request.bind(host), timeout: deadtime, now: () => clock.now() },
      seen: this.#seen,
      // A change may have waited long for a member that restarts; only its failure counts then.
      failed: (id: NodeId, askedAt: Millis, why: Inability) =>
        host.unable(id, message.type === 'replicate' ? clock.now() : askedAt, why),
      answered: (id: NodeId) => host.answered(id),
    };
    return ask(own, member, message, wanted);
  }

  #isProposer(from: Member, epoch: Epoch): boolean {
    return sameMember(from, { id: epoch.proposer, incarnation: epoch.incarnation });
  }

  /** Throws when a higher epoch has been promised since. */
  #stillPromised(epoch: Epoch): void {
    if (!sameEpoch(this.#promised, epoch)) throw new Refusal('another proposal has been promised');
  }

  #refuse(reason: string): Extract<Reply, { type: 'refused' }> {
    return { type: 'refused', reason, promised: this.highestEpoch };
  }
}
