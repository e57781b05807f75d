/**
 * The node: joins membership, fencing and services. As a member it carries out orders, as coordinator it gives them,
 * and to operators it is the one door (ClusterControl).
 */
import type { ClusterConfig } from '#src/config/model.ts';
import { startFence } from '#src/fencing/fencer.ts';
import type { Millis } from '#src/host/ports.ts';
import type { MergeInput } from '#src/membership/agreement.ts';
import type { PeerChange } from '#src/membership/detector.ts';
import { Membership } from '#src/membership/membership.ts';
import { judgeQuorum } from '#src/membership/quorum.ts';
import type { Ledger, Member, NodeId, View } from '#src/membership/types.ts';
import { createLocalServices } from '#src/resources/local-services.ts';
import type { LocalEvent, LocalServices } from '#src/resources/local-types.ts';
import { type Changes, createChanges } from './changes.ts';
import { type CommandDesk, createCommandDesk } from './command-desk.ts';
import type {
  ClusterControl,
  CommandResult,
  ConfirmDownCommand,
  FenceCommand,
  ReloadResult,
  ServiceCommand,
} from './commands.ts';
import { type Coordinator, createCoordinator } from './coordinator.ts';
import { type Courier, createCourier } from './courier.ts';
import { createDeparture, type Departure } from './departure.ts';
import { createDeviceWatch, type DeviceWatch } from './device-watch.ts';
import { createStory, type Story } from './ledger-events.ts';
import { countsAsOff, findLie } from './lies.ts';
import { localEvent } from './local-events.ts';
import { createMemberDesk, type MemberDesk } from './member-desk.ts';
import { membershipConfig } from './membership-config.ts';
import { type Doubt, findDoubts, mergeView } from './merge-view.ts';
import type { NodeDeps } from './node-deps.ts';
import { createOperatorDesk, type OperatorDesk } from './operator-desk.ts';
import { peerEvent, viewEvent } from './peer-events.ts';
import { mayRun } from './records.ts';
import { reloadObjections } from './reload.ts';
import type { ClusterEvent, StatusDocument } from './status.ts';
import { buildStatus } from './status-builder.ts';
import { votesOf } from './votes.ts';

export class Node implements ClusterControl {
  readonly #deps: NodeDeps;
  readonly #self: Member;
  readonly #local: LocalServices;
  readonly #membership: Membership;
  readonly #memberDesk: MemberDesk;
  readonly #courier: Courier;
  readonly #operators: OperatorDesk;
  readonly #departure: Departure;
  readonly #devices: DeviceWatch;
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
      store: deps.store,
      initial: deps.initial,
      ports,
      log,
      delegate: {
        report: async () => this.#memberDesk.report(),
        merge: (input) => this.#merge(input),
        viewActive: (view) => this.#viewActive(view),
        viewEnded: () => this.#viewEnded(),
        ledgerStored: () => this.#ledgerChanged(),
        handle: (from, request) => this.#courier.handle(from, request),
        peerChanged: (change) => this.#peerChanged(change),
        peerSaysAnew: () => this.#leaversChanged(),
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
      command: (name, argument) => this.#forwarded(name, argument),
      deadtime: () => this.#config.heartbeat.deadtime,
    });
    this.#memberDesk = createMemberDesk({
      self: self.id,
      agreement: () => this.#membership.agreement,
      local: this.#local,
      services: () => this.#config.services.map((service) => service.id),
      tell: (report) => this.#courier.tell(report),
      clock,
      log,
    });
    const { forward } = this.#courier;
    this.#operators = createOperatorDesk({ ...parts, self: self.id, forward });
    this.#departure = createDeparture({ ...parts, self: self.id, local: this.#local });
    this.#devices = createDeviceWatch({
      self: self.id,
      config: () => this.#config,
      catalog: deps.catalog,
      ports: { ...ports, log },
      emit: (event) => deps.events.emit(event),
    });
  }

  /** Takes over what runs here, then joins. Rejects with HostError when an address can't be bound. */
  async start(): Promise<void> {
    this.#startedAt = this.#deps.ports.clock.now();
    await this.#membership.start();
    await this.#local.recover();
    await Promise.all(this.#config.services.map((service) => this.#local.probe(service.id)));
    this.#membership.ready();
    this.#devices.start();
  }

  /** Moves the services away and has it recorded that this node left; words when it may not leave. See departure.ts. */
  leave(): Promise<string | undefined> {
    return this.#departure.leave();
  }

  /** Ends at once: no service is touched, nobody is told. */
  async stop(): Promise<void> {
    this.#devices.stop();
    this.#membership.stop();
    this.#commandDesk?.stop();
    await this.#coordinator?.stop();
    await this.#local.close();
  }

  /** A standing warning for status; undefined ends it. */
  warn(about: string, text: string | undefined): void {
    if (text === undefined) this.#warnings.delete(about);
    else this.#warnings.set(about, text);
  }

  status(): StatusDocument {
    const { clock } = this.#deps.ports;
    const { agreement, waiting } = this.#membership;
    const view = agreement.activeView;
    const members = view?.members.map((member) => member.id) ?? [];
    const startedWall = clock.wall() - (clock.now() - this.#startedAt);
    return buildStatus({
      version: this.#deps.version,
      config: this.#config,
      self: this.#self.id,
      now: clock.wall(),
      leaving: this.#departure.leaving,
      view,
      quorum: judgeQuorum(votesOf(this.#config), members),
      ledger: agreement.ledger,
      peers: this.#membership.peers(),
      startUp: { decision: waiting.decision, since: startedWall },
      unplaced: (service) => this.#coordinator?.services.unplaced(service),
      warnings: [...this.#warnings.values(), ...this.#local.warnings(), ...this.#devices.warnings()],
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

  async reload(): Promise<ReloadResult> {
    const { config, problems } = await this.#deps.reread();
    if (config === undefined) {
      return { ok: false, message: 'cluster.xml has errors; the configuration in use stays', problems };
    }
    const { ledger } = this.#membership.agreement;
    const objections = reloadObjections(this.#config, config, (id) => mayRun(ledger, id));
    if (objections.length > 0) {
      const message = 'this change needs more than a reload; the configuration in use stays';
      return { ok: false, message, problems: objections };
    }
    this.#config = config;
    this.#membership.useVersion(config.version);
    this.#local.reconfigure(config.services);
    this.#coordinator?.fences.reloaded();
    this.#coordinator?.services.evaluate();
    this.#devices.start();
    return { ok: true, message: `configuration version ${config.version} is in use`, problems };
  }

  #forwarded(name: string, argument: unknown): Promise<CommandResult> {
    switch (name) {
      case 'service':
        return this.service(argument as ServiceCommand);
      case 'fence':
        return this.fence(argument as FenceCommand);
      case 'confirm-down':
        return this.confirmDown(argument as ConfirmDownCommand);
      default:
        return Promise.resolve({
          code: 'INVAL',
          message: `the coordinator does not know "${name}"`,
          owner: null,
        });
    }
  }

  #nodeName(id: NodeId): string {
    return this.#config.nodes.find((node) => node.id === id)?.name ?? `node ${id}`;
  }

  #merge(input: MergeInput): Ledger {
    const members = input.members.map((member) => member.id);
    const ledger = mergeView(input, {
      config: this.#config,
      now: this.#deps.ports.clock.wall(),
      mayFence: judgeQuorum(votesOf(this.#config), members).quorate,
      confirmedDown: this.#operators.confirmed,
      nodeName: (id) => this.#nodeName(id),
      fenceAsked: (id) => this.#operators.wish(id) !== undefined,
      heard: (id) => {
        const peer = this.#membership.peer(id);
        return peer?.state === 'up' || peer?.state === 'late' ? peer.incarnation : undefined;
      },
    });
    const own = input.acceptances.find((acceptance) => acceptance.member.id === this.#self.id);
    this.#reports = { doubts: findDoubts(input.acceptances, ledger), before: own?.ledger ?? ledger };
    return ledger;
  }

  #viewActive(view: View): void {
    this.#deps.events.emit(viewEvent(view, (id) => this.#nodeName(id)));
    this.#ledgerChanged();
    if (this.#membership.agreement.isCoordinator) this.#coordinate(view);
    else this.#ledgerBeforeDoubt = undefined;
  }

  #coordinate(view: View): void {
    const { ports, log, events, catalog } = this.#deps;
    const { agreement } = this.#membership;
    const coordinator = createCoordinator({
      self: this.#self.id,
      view,
      config: () => this.#config,
      ledger: agreement.ledger,
      ledgerBeforeDoubt: this.#ledgerBeforeDoubt,
      ledgerBeforeReports: this.#reports.before,
      doubts: this.#reports.doubts,
      submit: (values) => agreement.replicate(values),
      perform: (node, service, operation) => this.#courier.order(view, node, service, operation),
      startFence: (request, observer) => startFence(request, { ...ports, log, catalog }, observer),
      agentsGone: this.#agentsGone,
      fenceAsked: (node) => this.#operators.wish(node),
      deviceMs: () => this.#devices.slowestMs(),
      leaving: () => this.#departure.leavers(),
      lie: () =>
        findLie(this.#membership.agreement.ledger, this.#membership.peers(), (id) => this.#nodeName(id)),
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
    if (view !== undefined) this.#story.tell(agreement.ledgerBeforeDoubt ?? agreement.ledger, view);
    this.#memberDesk.follow();
    this.#commandDesk?.check();
    this.#departure.recordLeavers();
    this.#changes.wake();
  }

  #peerChanged(change: PeerChange): void {
    this.#deps.events.emit(peerEvent(change, this.#nodeName(change.id)));
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
    return countsAsOff(this.#membership.agreement.ledger, peer)
      ? 'this incarnation counts as off'
      : undefined;
  }

  #localEvent(event: LocalEvent): void {
    this.#deps.events.emit(localEvent(event, this.#deps.self.name));
    if (event.type === 'failed') this.#memberDesk.failed(event.service, event.resource, event.reason);
  }
}
