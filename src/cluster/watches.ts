/** What this node keeps an eye on beside its duties: the peers, the links, the fence devices of those that may need them. */
import type { ClusterConfig } from '#src/config/model.ts';
import type { AgentPorts } from '#src/fencing/agent-answer.ts';
import type { AgentCatalog } from '#src/fencing/agent-catalog.ts';
import type { PeerChange } from '#src/membership/detector.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { Epoch, Ledger, NodeId } from '#src/membership/types.ts';
import { createDeviceTeller } from './device-teller.ts';
import { createDeviceWatch, type DeviceWatch } from './device-watch.ts';
import type { EventFields } from './event-log.ts';
import type { OwnDevices } from './fencing-status.ts';
import { createHealthWatch, type HealthWatchDeps } from './health-watch.ts';
import { createLinkWatch } from './link-watch.ts';
import { peerEvent } from './peer-events.ts';

export interface WatchesDeps {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly nodeName: (id: NodeId) => string;
  readonly catalog: AgentCatalog;
  readonly boot: string;
  readonly ports: AgentPorts & HealthWatchDeps['ports'];
  readonly tell: HealthWatchDeps['tell'];
  readonly emit: (event: EventFields) => void;
}

export interface Watches extends Pick<DeviceWatch, 'slowestMs' | 'stop'> {
  start(): void;
  /** cluster.xml has been reloaded. */
  reloaded(): void;
  /** The ledger or the view has changed. */
  follow(): void;
  peerChanged(change: PeerChange): void;
  /** Somebody else misses that node: its fence devices are checked while there is time. */
  suspect(node: NodeId): void;
  /** Standing warnings, without those about fence devices. */
  warnings(): readonly string[];
  readonly devices: OwnDevices;
}

export function createWatches(deps: WatchesDeps): Watches {
  const { self, config, nodeName, emit, ports } = deps;
  const { clock } = ports;
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
    changed: () => teller.follow(),
  });
  const teller = createDeviceTeller({ self, faults: devices.faults, ledger, epoch, tell: deps.tell, clock });
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
    tell: deps.tell,
    ports,
    emit,
  });

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
    },
    reloaded() {
      devices.start();
      health.start();
    },
    follow() {
      health.follow();
      teller.follow();
    },
    peerChanged(change) {
      emit(peerEvent(change, nodeName(change.id)));
      if (change.to === 'late') checkDevices(change.id);
      if (change.to === 'up') devices.checkFailed(nodeName(change.id));
    },
    warnings: () => links.warnings(),
    devices: {
      get faults() {
        return devices.knownFaults();
      },
      looked: devices.looked,
    },
    slowestMs: () => devices.slowestMs(),
    stop() {
      devices.stop();
      teller.stop();
      links.stop();
      health.stop();
    },
  };
}
