/**
 * The node: joins membership, fencing and services. As a member it carries out orders, as coordinator it gives them,
 * and to operators it is the one door (ClusterControl).
 */
import type { ClusterConfig } from '#src/config/model.ts';
import { startFence } from '#src/fencing/fencer.ts';
import type { Millis } from '#src/host/ports.ts';
import type { MergeInput } from '#src/membership/agreement.ts';
import type { PeerChange } from '#src/membership/detector.ts';
import { ledgerInForce } from '#src/membership/ledger.ts';
import { Membership } from '#src/membership/membership.ts';
import { heardAs, isHeard } from '#src/membership/peer-machine.ts';
import type { Ledger, Member, NodeId, View } from '#src/membership/types.ts';
import { createLocalServices } from '#src/resources/local-services.ts';
import type { LocalEvent, LocalServices } from '#src/resources/local-types.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import { type Changes, createChanges } from './changes.ts';
import { type CommandDesk, createCommandDesk } from './command-desk.ts';
import type {
  ClusterControl,
  CommandResult,
  ConfirmDownCommand,
  FenceCommand,
  ReloadResult,
  RestartResult,
  ServiceCommand,
} from './commands.ts';
import { type Coordinator, createCoordinator } from './coordinator.ts';
import { type Courier, createCourier } from './courier.ts';
import { createDeparture, type Departure } from './departure.ts';
import { gateCommands } from './doubt-gate.ts';
import { runForwarded } from './forwarded.ts';
import { heldNodes } from './held-nodes.ts';
import { createStory, type Story } from './ledger-events.ts';
import { countsAsOff, findLie } from './lies.ts';
import { localEvent } from './local-events.ts';
import { createMaintenance, type Maintenance } from './maintenance.ts';
import { createMemberDesk, type MemberDesk } from './member-desk.ts';
import { membershipConfig } from './membership-config.ts';
import { type Doubt, findDoubts, mergeView } from './merge-view.ts';
import type { NodeDeps } from './node-deps.ts';
import { nodeStatus } from './node-status.ts';
import { createOperatorDesk, type OperatorDesk } from './operator-desk.ts';
import { viewEvent } from './peer-events.ts';
import { createQuorumDesk, type QuorumDesk } from './quorum-desk.ts';
import type { ClusterEvent, StatusDocument } from './status.ts';
import { isUnderFire } from './under-fire.ts';
import { createWatches, type Watches } from './watches.ts';

export class Node implements ClusterControl {
  readonly #deps: NodeDeps;
  readonly #self: Member;
  readonly #local: LocalServices;
  readonly #membership: Membership;
  readonly #memberDesk: MemberDesk;
  readonly #courier: Courier;
  readonly #operators: OperatorDesk;
  readonly #departure: Departure;
  readonly #watches: Watches;
  readonly #quorum: QuorumDesk;
  readonly #maintenance: Maintenance;
  readonly #changes: Changes;
  readonly #story: Story;
  #config: ClusterConfig;
  #coordinator: Coordinator | undefined;
  #commandDesk: CommandDesk | undefined;
  /** Resolves when no fence agent of an earlier view runs any more. */
  #agentsGone: Promise<void> = Promise.resolve();
  #ledgerBeforeDoubt: Ledger | undefined;
  /** Of the view being formed. */
  #reports: { readonly doubts: readonly Doubt[]; readonly before: Ledger } = {
    doubts: [],
    before: new Map(),
  };
  readonly #warnings = new Map<string, string>();
  #startedAt: Millis = 0;

  constructor(deps: NodeDeps) {
    const { self, incarnation, config, ports, log } = deps;
    const { clock } = ports;
    this.#deps = deps;
    this.#config = config;
    this.#self = { id: self.id, incarnation };
    this.#changes = createChanges(clock);
    this.#story = createStory((id) => this.#nodeName(id), deps.events);
    this.#local = createLocalServices({
      registry: deps.agents,
      ports,
      log,
      services: config.services,
      nodeName: self.name,
      clusterName: config.name,
      runFolder: deps.runFolder,
      journalFolder: deps.runFolder,
      bootId: incarnation.boot,
      reported: (event) => this.#localEvent(event),
    });
    this.#membership = new Membership({
      self: this.#self,
      config: membershipConfig(config, self.id),
      keys: deps.keys,
      ...(deps.makeSealer && { makeSealer: deps.makeSealer }),
      ...(deps.readBeat && { readBeat: deps.readBeat }),
      store: deps.store,
      initial: deps.initial,
      ports,
      log,
      delegate: {
        report: async () => this.#memberDesk.report(),
        proposing: (epoch, members) => this.#quorum.proposing(epoch, members),
        votePromised: () => this.#quorum.votePromised(),
        merge: (input) => this.#merge(input),
        viewActive: (view) => this.#viewActive(view),
        viewEnded: () => this.#viewEnded(),
        ledgerStored: () => this.#ledgerChanged(),
        handle: (from, request) => this.#courier.handle(from, request),
        peerChanged: (change) => this.#peerChanged(change),
        peerSaysAnew: () => this.#leaversChanged(),
        doubting: () => this.#local.dropQueued(),
        barred: (peer) => this.#barred(peer),
      },
    });
    const parts = {
      config: () => this.#config,
      membership: () => this.#membership,
      coordinator: () => this.#coordinator,
      nextChange: () => this.#changes.next(this.#config.heartbeat.keepalive),
      clock,
      log,
    };
    this.#courier = createCourier({
      ...parts,
      self: this.#self,
      memberDesk: () => this.#memberDesk,
      command: (name, argument) => runForwarded(this, name, argument),
      deadtime: () => this.#config.heartbeat.deadtime,
    });
    this.#memberDesk = createMemberDesk({
      self: self.id,
      agreement: () => this.#membership.agreement,
      local: this.#local,
      services: () => this.#config.services.map((service) => service.id),
      tell: (report) => this.#courier.tell(report),
      confirmed: () => this.#membership.doubt.confirmed(),
      restarting: () => this.#membership.state === 'restarting',
      forbidsStart: () => this.#quorum.forbidsStart(),
      clock,
      log,
    });
    this.#quorum = createQuorumDesk({
      ...parts,
      self: this.#self,
      keys: deps.keys,
      local: this.#local,
      nodeName: (id) => this.#nodeName(id),
      ports,
      emit: (event) => deps.events.emit(event),
    });
    this.#maintenance = createMaintenance({
      node: deps,
      config: parts.config,
      membership: parts.membership,
      leaving: () => this.#departure.leaving,
      use: (next, keys) => this.#use(next, keys),
    });
    const { forward } = this.#courier;
    this.#operators = createOperatorDesk({ ...parts, self: self.id, forward });
    this.#departure = createDeparture({ ...parts, self: self.id, local: this.#local });
    this.#watches = createWatches({
      self: self.id,
      config: parts.config,
      membership: parts.membership,
      nodeName: (id) => this.#nodeName(id),
      catalog: deps.catalog,
      ports: { ...ports, log },
      emit: (event) => deps.events.emit(event),
    });
  }

  /** Takes over what runs here, then joins. Rejects with HostError when an address can't be bound. */
  async start(): Promise<void> {
    this.#startedAt = this.#deps.ports.clock.now();
    await this.#membership.start();
    await this.#quorum.start();
    await this.#local.recover();
    await Promise.all(this.#config.services.map((service) => this.#local.probe(service.id)));
    this.#membership.ready();
    this.#watches.start();
  }

  /** Moves the services away and has it recorded that this node left; words when it may not leave. See departure.ts. */
  leave(): Promise<string | undefined> {
    return this.#departure.leave();
  }

  /**
   * `systemctl restart picket`: tells the peers, who then wait for this node instead of fencing it. Resolves when the
   * daemon may end, with `stop`; from now on it begins nothing.
   */
  restarting(): Promise<void> {
    return this.#membership.restarting();
  }

  /** Ends at once: no service is touched, nobody is told. */
  async stop(): Promise<void> {
    this.#watches.stop();
    this.#quorum.stop();
    this.#membership.stop();
    this.#commandDesk?.stop();
    await this.#coordinator?.stop();
    await this.#local.close();
  }

  /** The view in which this node may obey and, as its proposer, order; undefined while there is none. */
  get activeView(): View | undefined {
    return this.#membership.agreement.activeView;
  }

  /** A standing warning for status; undefined ends it. */
  warn(about: string, text: string | undefined): void {
    if (text === undefined) this.#warnings.delete(about);
    else this.#warnings.set(about, text);
  }

  status(): StatusDocument {
    return nodeStatus({
      version: this.#deps.version,
      self: this.#self,
      config: this.#config,
      membership: this.#membership,
      coordinator: this.#coordinator,
      quorum: this.#quorum,
      leaving: this.#departure.leaving,
      startedAt: this.#startedAt,
      clock: this.#deps.ports.clock,
      warnings: [...this.#warnings.values(), ...this.#local.warnings(), ...this.#watches.warnings()],
    });
  }

  events(after: number): readonly ClusterEvent[] {
    return this.#deps.events.after(after);
  }

  onEvent(listener: (event: ClusterEvent) => void): () => void {
    return this.#deps.events.onEvent(listener);
  }

  async service(command: ServiceCommand): Promise<CommandResult> {
    return this.#commandDesk?.run(command) ?? this.#courier.forward('service', command);
  }

  fence(command: FenceCommand): Promise<CommandResult> {
    return this.#operators.fence(command);
  }

  confirmDown(command: ConfirmDownCommand): Promise<CommandResult> {
    return this.#operators.confirmDown(command);
  }

  reload(): Promise<ReloadResult> {
    return this.#maintenance.reload();
  }

  async restart(): Promise<RestartResult> {
    return this.#maintenance.restart();
  }

  #use(config: ClusterConfig, keys: ClusterKeys): void {
    this.#config = config;
    this.#membership.useKeys(keys);
    this.#quorum.useKeys(keys);
    this.#membership.useVersion(config.version);
    this.#local.reconfigure(config.services);
    this.#coordinator?.fences.reloaded();
    this.#coordinator?.services.evaluate();
    this.#watches.reloaded();
  }

  #nodeName(id: NodeId): string {
    return this.#config.nodes.find((node) => node.id === id)?.name ?? `node ${id}`;
  }

  #merge(input: MergeInput): Ledger {
    const confirmed = this.#operators.confirmed(input.acceptances);
    const ledger = mergeView(input, {
      config: this.#config,
      now: this.#deps.ports.clock.wall(),
      mayFence: this.#quorum.merged(input, confirmed),
      confirmedDown: confirmed,
      nodeName: (id) => this.#nodeName(id),
      fenceAsked: (id) => this.#operators.wish(id) !== undefined,
      held: (id) => this.#membership.held(id) !== undefined,
      heard: (id) => heardAs(this.#membership.peer(id)),
    });
    const own = input.acceptances.find((acceptance) => acceptance.member.id === this.#self.id);
    this.#reports = { doubts: findDoubts(input.acceptances, ledger), before: own?.ledger ?? ledger };
    return ledger;
  }

  #viewActive(view: View): void {
    this.#deps.events.emit(viewEvent(view, (id) => this.#nodeName(id)));
    this.#operators.viewFormed();
    this.#ledgerChanged();
    if (this.#membership.agreement.isCoordinator) this.#coordinate(view);
    else this.#ledgerBeforeDoubt = undefined;
    this.#quorum.viewChanged();
  }

  #coordinate(view: View): void {
    const { ports, log, events, catalog } = this.#deps;
    const { agreement } = this.#membership;
    const commands = gateCommands(ports.commands, () => this.#membership.doubt.confirmed());
    const coordinator = createCoordinator({
      self: this.#self.id,
      view,
      config: () => this.#config,
      ledger: agreement.ledger,
      ledgerBeforeDoubt: this.#ledgerBeforeDoubt,
      ledgerBeforeReports: this.#reports.before,
      doubts: this.#reports.doubts,
      quorum: () => this.#quorum.verdict(view),
      permit: (node) => this.#quorum.permit(node),
      submit: (values) => agreement.replicate(values),
      perform: (node, service, operation) => this.#courier.order(view, node, service, operation),
      startFence: (request, observer) => startFence(request, { ...ports, commands, log, catalog }, observer),
      agentsGone: this.#agentsGone,
      fenceAsked: (node) => this.#operators.wish(node),
      deviceMs: () => this.#watches.slowestMs(),
      silentFor: (node) => this.#membership.peer(node)?.silentFor ?? Infinity,
      wantedSince: this.#membership.membersSince,
      leaving: () => this.#departure.leavers(),
      held: () => heldNodes(this.#config, this.#self.id, this.#membership),
      lie: () => findLie(agreement.ledger, this.#membership.peers(), (id) => this.#nodeName(id)),
      clock: ports.clock,
      log,
      emit: (event) => events.emit(event),
      changed: () => this.#ledgerChanged(),
    });
    this.#coordinator = coordinator;
    this.#commandDesk = createCommandDesk({
      coordinator,
      nodes: () => this.#config.nodes,
      clock: ports.clock,
    });
    this.#ledgerBeforeDoubt = undefined;
    this.#departure.recordLeavers();
  }

  #viewEnded(): void {
    this.#quorum.viewChanged();
    this.#ledgerBeforeDoubt = this.#membership.agreement.ledgerBeforeDoubt ?? this.#ledgerBeforeDoubt;
    const coordinator = this.#coordinator;
    this.#coordinator = undefined;
    this.#commandDesk?.stop();
    this.#commandDesk = undefined;
    if (coordinator !== undefined) {
      this.#agentsGone = Promise.all([this.#agentsGone, coordinator.stop()]).then(() => {});
    }
  }

  /** The ledger that all members have stored has changed. */
  #ledgerChanged(): void {
    const { agreement } = this.#membership;
    const view = agreement.activeView?.epoch;
    if (view !== undefined) this.#story.tell(ledgerInForce(agreement), view);
    this.#memberDesk.follow();
    this.#commandDesk?.check();
    this.#departure.recordLeavers();
    this.#changes.wake();
  }

  #peerChanged(change: PeerChange): void {
    this.#watches.peerChanged(change);
    if (change.to === 'up') this.#operators.seen(change.id, this.#membership.peer(change.id)?.incarnation);
    this.#leaversChanged();
  }

  /** One that is on its way out, or back, changes where services may run. */
  #leaversChanged(): void {
    this.#coordinator?.services.evaluate();
    this.#departure.recordLeavers();
  }

  /** Why that peer must not be a member now. */
  #barred(peer: Member): string | undefined {
    if (this.#operators.bars(peer)) return 'an operator has it fenced';
    if (this.#coordinator?.fences.shooting(peer.id)) return 'it is being fenced right now';
    const { ledger, activeView, isCoordinator } = this.#membership.agreement;
    if (countsAsOff(ledger, peer)) return 'this incarnation counts as off';
    if (activeView === undefined || isCoordinator || !isUnderFire(ledger, peer.id)) return undefined;
    const coordinator = this.#membership.peer(activeView.epoch.proposer)?.state;
    return isHeard(coordinator) ? 'the coordinator has it fenced' : undefined;
  }

  #localEvent(event: LocalEvent): void {
    this.#deps.events.emit(localEvent(event, this.#deps.self.name));
    if (event.type === 'failed') this.#memberDesk.failed(event.service, event.resource, event.reason);
  }
}
