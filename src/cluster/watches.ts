/** What this node keeps an eye on beside its duties: the peers, the links, the fence devices of those that may need them. */
import type { ClusterConfig } from '#src/config/model.ts';
import type { AgentCatalog } from '#src/fencing/agent-catalog.ts';
import type { Files } from '#src/host/ports.ts';
import type { PeerChange } from '#src/membership/detector.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { Epoch, Ledger, NodeId } from '#src/membership/types.ts';
import type { Courier } from './courier.ts';
import { deviceFaults } from './device-records.ts';
import { createDeviceTeller } from './device-teller.ts';
import { createDeviceWatch, type DeviceWatch } from './device-watch.ts';
import { gateCommands } from './doubt-gate.ts';
import type { EventFields, EventLog } from './event-log.ts';
import { createFenceTests, type FenceTests, type FenceTestsDeps } from './fence-tests.ts';
import type { OwnDevices } from './fencing-status.ts';
import { createHealthWatch, type HealthWatchDeps } from './health-watch.ts';
import { createLinkWatch } from './link-watch.ts';
import { createLoopGuard, type LoopGuard } from './loop-guard.ts';
import { createNotifier, type NotifierDeps } from './notifier.ts';
import { peerEvent } from './peer-events.ts';
import { createUnfenceDesk, type UnfenceDesk } from './unfence-desk.ts';
import { createUnfenceNotes } from './unfence-note.ts';

export interface WatchesDeps {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly nodeName: (id: NodeId) => string;
  readonly catalog: AgentCatalog;
  readonly boot: string;
  /** The active view of this node has a majority. */
  readonly quorate: () => boolean;
  readonly runFolder: string;
  readonly ports: { readonly files: Files } & HealthWatchDeps['ports'] &
    FenceTestsDeps['ports'] &
    NotifierDeps['ports'];
  readonly dmiFolder: string | undefined;
  readonly courier: () => Pick<Courier, 'tell' | 'forward' | 'ask'>;
  readonly events: EventLog;
}

export interface Watches extends Pick<DeviceWatch, 'slowestMs' | 'stop'> {
  start(): void;
  /** cluster.xml has been reloaded. */
  reloaded(): void;
  /** The ledger or the view has changed. */
  follow(): void;
  peerChanged(change: PeerChange): void;
  /** Standing warnings, without those about fence devices. */
  warnings(): readonly string[];
  readonly devices: OwnDevices;
  readonly tests: FenceTests;
  readonly unfence: UnfenceDesk;
  readonly loops: LoopGuard;
  /** Somebody else misses that node: its fence devices are checked while there is time. */
  suspect(node: NodeId): void;
}

export function createWatches(deps: WatchesDeps): Watches {
  const { self, config, nodeName, ports } = deps;
  const emit = (event: EventFields): void => deps.events.emit(event);
  const { clock } = ports;
  const tell: HealthWatchDeps['tell'] = (report) => deps.courier().tell(report);
  const tests = createFenceTests({ ...deps, emit });
  const ledger = (): Ledger => deps.membership().agreement.ledger;
  const epoch = (): Epoch | undefined => deps.membership().agreement.activeView?.epoch;
  const devices = createDeviceWatch({
    ...{ self, config, catalog: deps.catalog, ports, emit },
    underFire: (node) => nodeRecord(ledger(), node).standing === 'lost',
    alive: (node) => {
      const peer = deps
        .membership()
        .peers()
        .find(({ id }) => id === node);
      if (peer?.state !== 'up' || peer.incarnation === undefined) return undefined;
      return `${peer.incarnation.boot}/${peer.incarnation.count}`;
    },
    told: () => deviceFaults(ledger(), self),
    changed: () => teller.follow(),
  });
  const teller = createDeviceTeller({ self, faults: devices.faults, ledger, epoch, tell, clock });
  const notifier = createNotifier({
    ...{ config, events: deps.events, emit, ports, nodeName: nodeName(self) },
    isCoordinator: () => deps.membership().agreement.isCoordinator,
  });
  const links = createLinkWatch({
    self,
    links: () => config().heartbeat.links,
    peers: () => deps.membership().peers(),
    nodeName,
    every: () => config().heartbeat.keepalive,
    emit,
    clock,
  });

  const health = createHealthWatch({
    self,
    nodeName: nodeName(self),
    boot: deps.boot,
    config,
    ledger,
    epoch,
    tell,
    unfence: () => unfence.state(),
    ports,
    emit,
  });

  const confirmed = (): Promise<void> | undefined => deps.membership().doubt.confirmed();
  const unfence = createUnfenceDesk({
    ...{ nodeName: nodeName(self), boot: deps.boot, emit },
    devices: () => config().nodes.find(({ id }) => id === self)?.unfence ?? [],
    mayRun: () => epoch() !== undefined && deps.quorate(),
    ports: { ...ports, commands: gateCommands(ports.commands, confirmed), catalog: deps.catalog },
    notes: createUnfenceNotes(ports.files, `${deps.runFolder}/unfence.json`, ports.log),
    changed: () => health.follow(),
  });
  const loops = createLoopGuard({ ...deps, emit, clock });

  /** While a peer is late, or DRBD has lost it, there is time to find out whether it could be fenced. */
  function checkDevices(peer: NodeId): void {
    const { agreement } = deps.membership();
    const view = agreement.activeView;
    if (view === undefined || deps.membership().held(peer) !== undefined) return;
    // Its devices would be used by the coordinator, and by its successor when it is the one that is late.
    if (agreement.isCoordinator || view.epoch.proposer === peer) devices.checkNow(nodeName(peer));
  }

  return {
    suspect: checkDevices,
    start() {
      devices.start();
      links.start();
      health.start();
      unfence.follow();
    },
    reloaded() {
      devices.start();
      health.start();
      unfence.follow();
      notifier.reloaded();
    },
    follow() {
      unfence.follow();
      health.follow();
      teller.follow();
      loops.follow();
    },
    peerChanged(change) {
      emit(peerEvent(change, nodeName(change.id)));
      if (change.to === 'late') checkDevices(change.id);
      if (change.to === 'up') devices.checkFailed(nodeName(change.id));
      loops.follow();
    },
    warnings: () => [...links.warnings(), ...notifier.warnings()],
    devices: {
      get faults() {
        return devices.knownFaults();
      },
      looked: devices.looked,
    },
    tests,
    unfence,
    loops,
    slowestMs: () => devices.slowestMs(),
    stop() {
      devices.stop();
      teller.stop();
      notifier.stop();
      links.stop();
      health.stop();
      unfence.stop();
    },
  };
}
