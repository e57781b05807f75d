/** What status says of a running node: gathers it from the node's parts; see status-builder.ts for what becomes of it. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import type { Clock, Millis } from '#src/host/ports.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { Member } from '#src/membership/types.ts';
import { migratable } from '#src/resources/migratable.ts';
import type { ConfigRoom } from './config-room.ts';
import type { Coordinator } from './coordinator.ts';
import type { DrbdDesk } from './drbd-desk.ts';
import type { Journeys } from './journeys.ts';
import type { QuorumDesk } from './quorum-desk.ts';
import type { StatusDocument, Wait } from './status.ts';
import { buildStatus } from './status-builder.ts';
import { timingStatus } from './timing-status.ts';
import type { Watches } from './watches.ts';

export interface NodeStatusParts {
  readonly version: string;
  readonly self: Member;
  readonly config: ClusterConfig;
  readonly membership: Membership;
  readonly coordinator: Coordinator | undefined;
  readonly quorum: QuorumDesk;
  readonly leaving: boolean;
  /** Monotonic. */
  readonly startedAt: Millis;
  readonly warnings: readonly string[];
  /** Operators' commands that are not done yet. */
  readonly commands: readonly Wait[];
  readonly watches: Pick<Watches, 'warnings' | 'devices' | 'tests' | 'unfence' | 'loops'>;
  readonly room: Pick<ConfigRoom, 'digest' | 'waits' | 'warnings'>;
  readonly drbd: Pick<DrbdDesk, 'waits' | 'warnings'>;
  readonly journeys: Pick<Journeys, 'of'>;
  readonly agents: AgentRegistry;
  readonly clock: Clock;
}

export function nodeStatus(parts: NodeStatusParts): StatusDocument {
  const { membership, config, clock } = parts;
  const { agreement, waiting } = membership;
  const view = agreement.activeView;
  const wallOf = (at: Millis): Millis => clock.wall() - (clock.now() - at);
  const document = buildStatus({
    version: parts.version,
    config,
    self: parts.self.id,
    now: clock.wall(),
    leaving: parts.leaving,
    view,
    quorum: parts.quorum.now(),
    configDigest: parts.room.digest,
    waits: [
      ...parts.commands,
      ...parts.watches.unfence.waits(),
      ...parts.watches.loops.waits(),
      ...parts.watches.tests.waits(),
      ...parts.quorum.waits(),
      ...parts.room.waits(),
      ...parts.drbd.waits(),
    ],
    progress: parts.journeys.of,
    longest: (service) => {
      const found = migratable(service, parts.agents);
      return found.can ? found.longest : undefined;
    },
    stopWaits: parts.coordinator?.services.stopWaits,
    left: parts.coordinator?.drain.left,
    witness: parts.quorum.witness(),
    watchdog: parts.quorum.watchdog?.status(),
    ledger: agreement.ledger,
    peers: membership.peers(),
    startUp: { decision: waiting.decision, since: wallOf(parts.startedAt) },
    unplaced: (service) => parts.coordinator?.services.unplaced(service),
    devices: parts.watches.devices,
    warnings: [
      ...parts.warnings,
      ...parts.watches.warnings(),
      ...parts.quorum.warnings(),
      ...parts.room.warnings(),
      ...parts.drbd.warnings(),
    ],
    holds: config.nodes.flatMap(({ id }) => {
      const hold = membership.held(id);
      return hold === undefined ? [] : [{ node: id, since: wallOf(hold.since), until: wallOf(hold.until) }];
    }),
    doubtSince: membership.doubt.since === undefined ? undefined : wallOf(membership.doubt.since),
  });
  return {
    ...document,
    // Counted only when somebody reads it.
    get timing() {
      return timingStatus({
        heartbeat: config.heartbeat,
        links: membership.timings,
        traffic: membership.traffic,
        nodeName: (id) => config.nodes.find((node) => node.id === id)?.name ?? `node ${id}`,
      });
    },
  };
}
