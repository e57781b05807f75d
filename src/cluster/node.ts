/**
 * The node: joins membership, fencing and services. As a member it carries out orders, as coordinator it gives them,
 * and to operators it is the one door (ClusterControl).
 */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import type { MergeInput } from '#src/membership/agreement.ts';
import type { PeerChange } from '#src/membership/detector.ts';
import { ledgerInForce } from '#src/membership/ledger.ts';
import { Membership } from '#src/membership/membership.ts';
import type { Ledger, Member, NodeId, View } from '#src/membership/types.ts';
import type { LocalEvent, LocalServices } from '#src/resources/local-types.ts';
import { whyBarred } from './barring.ts';
import { type Changes, createChanges } from './changes.ts';
import type { Commanding } from './commanding.ts';
import type { ClusterControl } from './commands.ts';
import { type ConfigRoom, createConfigRoom } from './config-room.ts';
import { coordinate } from './coordinating.ts';
import type { Coordinator } from './coordinator.ts';
import { type Courier, createCourier } from './courier.ts';
import { createDeparture, type Departure } from './departure.ts';
import type { DrbdDesk } from './drbd-desk.ts';
import { explainService } from './explain.ts';
import { type FenceRoom, openFenceRoom } from './fence-room.ts';
import { answerQuestion, runForwarded } from './forwarded.ts';
import { createForwardedCommands, type ForwardedCommands } from './forwarded-commands.ts';
import { guardGuests } from './guarded-agents.ts';
import { type GuestRoom, openGuestRoom } from './guest-room.ts';
import { createJourneys, type Journeys, migrationTarget } from './journeys.ts';
import { createStory, type Story } from './ledger-events.ts';
import { localEvent } from './local-events.ts';
import { createMaintenance, type Maintenance } from './maintenance.ts';
import { createMemberDesk, type MemberDesk } from './member-desk.ts';
import { membershipConfig } from './membership-config.ts';
import { type Merged, mergeReports } from './merging.ts';
import type { NodeDeps } from './node-deps.ts';
import { createNodeDrbd } from './node-drbd.ts';
import { createNodeServices } from './node-services.ts';
import { nodeStatus } from './node-status.ts';
import { createOperatorDesk, type OperatorDesk } from './operator-desk.ts';
import { viewEvent } from './peer-events.ts';
import { createQuorumDesk, type QuorumDesk } from './quorum-desk.ts';
import { createRestrictDesk, type RestrictDesk } from './restrict-desk.ts';
import type { StatusDocument } from './status.ts';
import { isUnanswered, tellSilence } from './unanswered.ts';
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
  readonly #restrict: RestrictDesk;
  readonly #forwarded: ForwardedCommands;
  readonly #watches: Watches;
  readonly #quorum: QuorumDesk;
  readonly #maintenance: Maintenance;
  readonly #changes: Changes;
  readonly #story: Story;
  readonly #journeys: Journeys;
  readonly #room: ConfigRoom;
  readonly drbd: DrbdDesk;
  readonly guests: GuestRoom;
  readonly #fences: FenceRoom;
  #coordinator: Coordinator | undefined;
  #commandDesk: Commanding | undefined;
  #ledgerBeforeDoubt: Ledger | undefined;
  /** Of the view being formed. */
  #merged: Merged = { ledger: new Map(), doubts: [], before: new Map() };
  readonly #warnings = new Map<string, string>();
  #startedAt: Millis = 0;

  constructor(deps: NodeDeps) {
    const { self, incarnation, config, ports, log } = deps;
    const { clock } = ports;
    this.#deps = deps;
    this.#self = { id: self.id, incarnation };
    this.#changes = createChanges(clock);
    this.#room = createConfigRoom({
      node: deps,
      membership: () => this.#membership,
      courier: () => this.#courier,
      use: (...next) => this.#use(...next),
      nextChange: () => this.#changes.next(this.#config.heartbeat.keepalive),
    });
    this.#story = createStory((id) => this.#nodeName(id), deps.events);
    this.#local = createNodeServices(
      { ...deps, agents: guardGuests(deps, () => this.guests.care) },
      this.#room,
      () => this.#config.services,
      (event) => this.#localEvent(event),
      (service) => this.#memberDesk.mayMend(service),
    );
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
        report: () => this.#fences.afterAgents(() => this.#memberDesk.report()),
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
        unanswered: (peer) => this.#isUnanswered(peer),
        barred: (peer, as) =>
          whyBarred(peer, this.#operators, this.#coordinator, this.#membership, this.#watches.loops, as) ??
          (this.#isUnanswered(peer) ? 'its watchdog is to reset it' : undefined),
      },
    });
    const parts = {
      config: () => this.#config,
      membership: () => this.#membership,
      coordinator: () => this.#coordinator,
      nextChange: () => this.#changes.next(this.#config.heartbeat.keepalive),
      nodeName: (id: NodeId) => this.#nodeName(id),
      ...{ clock, log },
    };
    this.#courier = createCourier({
      ...parts,
      self: this.#self,
      memberDesk: () => this.#memberDesk,
      answer: (...question) => answerQuestion(this.guests, this.#restrict.reboots, ...question),
      command: (name, argument) => runForwarded(this, this.#restrict, name, argument),
      configure: (from, request) => this.#room.answer(from, request),
      fence: (from, order) => this.#fences.answer(from, order),
      journey: (key, text) => this.#journeys.told(key, text),
      guestTold: (key, text) => this.guests.told(key, text),
      silence: (from, request) => tellSilence(this.#membership, from, request),
      deadtime: () => this.#config.heartbeat.deadtime,
    });
    this.#journeys = createJourneys({ spread: (report) => this.#courier.spread(report), clock });
    this.#fences = openFenceRoom({ ...parts, node: deps });
    this.#memberDesk = createMemberDesk({
      ...{ self: self.id, boot: incarnation.boot, local: this.#local, clock, log },
      agreement: () => this.#membership.agreement,
      services: () => this.#config.services.map((service) => service.id),
      target: (id) => migrationTarget(this.#config, id),
      tell: (report) => this.#courier.tell(report),
      confirmed: () => this.#membership.doubt.confirmed(),
      restarting: () => this.#membership.state === 'restarting',
      forbidsStart: () =>
        this.#quorum.forbidsStart() ?? this.#room.desk.behind() ?? this.#watches.unfence.forbidsStart(),
      heldBack: (service) => this.#room.heldBack(service),
    });
    this.#quorum = createQuorumDesk({
      ...parts,
      ...{ self: this.#self, keys: deps.keys, local: this.#local, ports, runFolder: deps.runFolder },
      tell: (report) => this.#courier.tell(report),
      emit: (event) => deps.events.emit(event),
    });
    this.#maintenance = createMaintenance({
      ...parts,
      node: deps,
      leaving: () => this.#departure.leaving,
      room: this.#room,
      use: (keys) => {
        this.#membership.useKeys(keys);
        this.#quorum.useKeys(keys);
      },
    });
    const { forward, ask } = this.#courier;
    this.#operators = createOperatorDesk({ ...parts, self: self.id, forward });
    this.#restrict = createRestrictDesk({
      ...{ ...parts, self: this.#self, forward, ask, reboot: deps.reboot },
      ...{ leaving: () => this.#departure.leaving, loops: () => this.#watches.loops },
    });
    this.drbd = createNodeDrbd({
      ...{ ...parts, node: deps, forward, operators: () => this.#operators, quorum: () => this.#quorum },
      ...{ watches: () => this.#watches, changeWithin: this.#changes.next },
    });
    this.guests = openGuestRoom({
      ...{ ...parts, node: deps, courier: () => this.#courier, memberDesk: () => this.#memberDesk },
      ...{ room: () => this.#room, tests: () => this.#watches.tests },
    });
    this.#forwarded = createForwardedCommands(clock);
    const gone = (): Promise<void> | undefined => this.#quorum.watchdog?.left();
    this.#departure = createDeparture({ ...parts, self: self.id, local: this.#local, gone });
    const { catalog, dmiFolder, runFolder, events } = deps;
    this.#watches = createWatches({
      ...{ ...parts, self: self.id, boot: incarnation.boot, courier: () => this.#courier },
      ...{ catalog, dmiFolder, runFolder, events },
      quorate: () => this.#quorum.now().quorate,
      ports: { ...ports, log },
    });
  }

  /** Takes over what runs here, then joins. Rejects with HostError when an address can't be bound. */
  async start(): Promise<void> {
    this.#startedAt = this.#deps.ports.clock.now();
    await this.#room.begin();
    await this.guests.begin();
    await this.#watches.unfence.begin();
    await this.#membership.start();
    await this.#quorum.start();
    await this.#local.recover();
    for (const service of await this.#room.removed()) this.#local.remember(service);
    await Promise.all(this.#config.services.map((service) => this.#local.probe(service.id)));
    this.#membership.ready();
    this.#watches.start();
    await this.drbd.start();
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
    this.drbd.stop();
    this.guests.stop();
    this.#watches.stop();
    this.#room.stop();
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
      ...{ version: this.#deps.version, self: this.#self, config: this.#config },
      ...{ membership: this.#membership, coordinator: this.#coordinator, quorum: this.#quorum },
      leaving: this.#departure.leaving,
      commands: [...(this.#commandDesk?.waits() ?? []), ...this.#forwarded.waits(), ...this.guests.waits()],
      ...{ startedAt: this.#startedAt, clock: this.#deps.ports.clock },
      ...{ room: this.#room, drbd: this.drbd, watches: this.#watches },
      ...{ journeys: this.#journeys, agents: this.#deps.agents },
      warnings: [...this.#warnings.values(), ...this.#local.warnings()],
    });
  }

  readonly events: ClusterControl['events'] = (after) => this.#deps.events.after(after);
  readonly onEvent: ClusterControl['onEvent'] = (listener) => this.#deps.events.onEvent(listener);
  readonly service: ClusterControl['service'] = async (command) =>
    this.#commandDesk?.run(command) ??
    this.#forwarded.track(command, this.#courier.forward('service', command));

  readonly explain: ClusterControl['explain'] = async (service) => {
    const { services } = this.#coordinator ?? {};
    if (services === undefined)
      return { explanations: [], ...(await this.#courier.forward('explain', { service })) };
    const { domains } = this.#config;
    return explainService({ services, domains, nodeName: (id) => this.#nodeName(id) }, service);
  };

  readonly restrict: ClusterControl['restrict'] = (command) => this.#restrict.say(command);
  /** What `reboot` was asked for can't be: it could not leave. */
  readonly notRebooted = (why: string): Promise<void> => this.#restrict.reboots.stays(why);
  readonly fence: ClusterControl['fence'] = (command) => this.#operators.fence(command);
  readonly fenceTest: ClusterControl['fenceTest'] = (command) => this.#watches.tests.run(command);
  readonly confirmDown: ClusterControl['confirmDown'] = (command) => this.#operators.confirmDown(command);
  readonly reload: ClusterControl['reload'] = () => this.#maintenance.reload();
  readonly restart: ClusterControl['restart'] = async () => this.#maintenance.restart();
  readonly configPush: ClusterControl['configPush'] = (command) => this.#room.push(command);
  readonly configDiff: ClusterControl['configDiff'] = (text, name) => this.#room.diff(text, name);
  readonly config: ClusterControl['config'] = (version) => this.#room.show(version);
  readonly configHistory: ClusterControl['configHistory'] = () => this.#room.history();

  get #config(): ClusterConfig {
    return this.#room.managed;
  }

  #use(config: ClusterConfig, digest: string, added: readonly string[]): void {
    this.#membership.useVersion(config.version);
    this.#local.reconfigure(config.services, digest);
    for (const service of added) void this.#local.probe(service);
    this.#coordinator?.fences.reloaded();
    this.#coordinator?.services.evaluate();
    this.#watches.reloaded();
    this.guests.follow();
  }

  #nodeName(id: NodeId): string {
    return this.#config.nodes.find((node) => node.id === id)?.name ?? `node ${id}`;
  }

  #isUnanswered(peer: Member): boolean {
    return this.#quorum.now().quorate && isUnanswered(this.#membership.agreement.ledger, peer);
  }

  #merge(input: MergeInput): Ledger {
    this.#merged = mergeReports(input, {
      ...{ self: this.#self.id, config: this.#config, membership: this.#membership },
      ...{ quorum: this.#quorum, operators: this.#operators, clock: this.#deps.ports.clock },
      nodeName: (id) => this.#nodeName(id),
    });
    return this.#merged.ledger;
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
    const { coordinator, commandDesk } = coordinate(view, {
      node: this.#deps,
      self: this.#self.id,
      config: () => this.#config,
      ...{ room: this.#room, membership: this.#membership, courier: this.#courier, quorum: this.#quorum },
      ...{ operators: this.#operators, departure: this.#departure, watches: this.#watches },
      ...{ journeys: this.#journeys, merged: this.#merged, ledgerBeforeDoubt: this.#ledgerBeforeDoubt },
      agentsGone: this.#fences.agentsGone,
      nodeName: (id) => this.#nodeName(id),
      changed: () => this.#ledgerChanged(),
    });
    this.#coordinator = coordinator;
    this.#commandDesk = commandDesk;
    this.#ledgerBeforeDoubt = undefined;
    this.#departure.recordLeavers();
  }

  #viewEnded(): void {
    this.#quorum.viewChanged();
    this.#room.viewEnded();
    this.#watches.unfence.viewEnded();
    this.#ledgerBeforeDoubt = this.#membership.agreement.ledgerBeforeDoubt ?? this.#ledgerBeforeDoubt;
    const coordinator = this.#coordinator;
    this.#coordinator = undefined;
    this.#commandDesk?.stop();
    this.#commandDesk = undefined;
    this.#fences.viewEnded(coordinator?.stop());
  }

  /** The ledger that all members have stored has changed. */
  #ledgerChanged(): void {
    const { agreement } = this.#membership;
    const view = agreement.activeView?.epoch;
    if (view !== undefined) this.#story.tell(ledgerInForce(agreement), view);
    this.#room.follow();
    this.guests.follow();
    this.#memberDesk.follow();
    this.#fences.follow();
    this.#commandDesk?.check();
    this.#departure.recordLeavers();
    this.#watches.follow();
    this.#quorum.watchdog?.follow();
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

  #localEvent(event: LocalEvent): void {
    if (event.type === 'migrating') this.#journeys.progress(event.service, event);
    else this.#deps.events.emit(localEvent(event, this.#deps.self.name));
    if (event.type === 'failed') this.#memberDesk.failed(event.service, event.resource, event.reason);
    if (event.type === 'part') this.#memberDesk.partsChanged();
  }
}
