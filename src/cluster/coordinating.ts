/** What a node becomes when it coordinates a view: the coordinator, its desk for operators, and its chief for cluster.xml. */
import type { ClusterConfig } from '#src/config/model.ts';
import { startFence } from '#src/fencing/fencer.ts';
import { powerOnOnce } from '#src/fencing/one-round.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { Ledger, NodeId, View } from '#src/membership/types.ts';
import { migratable } from '#src/resources/migratable.ts';
import { type Commanding, createCommanding } from './commanding.ts';
import type { ConfigRoom } from './config-room.ts';
import { type Coordinator, createCoordinator } from './coordinator.ts';
import type { Courier } from './courier.ts';
import type { Departure } from './departure.ts';
import { gateCommands } from './doubt-gate.ts';
import { heldNodes } from './held-nodes.ts';
import type { Journeys } from './journeys.ts';
import { findLie } from './lies.ts';
import type { Merged } from './merging.ts';
import type { NodeDeps } from './node-deps.ts';
import type { OperatorDesk } from './operator-desk.ts';
import type { QuorumDesk } from './quorum-desk.ts';
import type { Watches } from './watches.ts';

export interface CoordinatingParts {
  readonly node: Pick<NodeDeps, 'ports' | 'log' | 'events' | 'catalog' | 'agents'>;
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly room: ConfigRoom;
  readonly membership: Membership;
  readonly courier: Courier;
  readonly quorum: QuorumDesk;
  readonly operators: OperatorDesk;
  readonly departure: Departure;
  readonly watches: Watches;
  readonly journeys: Pick<Journeys, 'progress'>;
  /** What the view was formed from. */
  readonly merged: Merged;
  readonly ledgerBeforeDoubt: Ledger | undefined;
  /** Resolves when no fence agent of an earlier view runs any more. */
  readonly agentsGone: Promise<void>;
  readonly nodeName: (id: NodeId) => string;
  /** The ledger that all members have stored has changed. */
  readonly changed: () => void;
}

export interface Coordinating {
  readonly coordinator: Coordinator;
  readonly commandDesk: Commanding;
}

export function coordinate(view: View, parts: CoordinatingParts): Coordinating {
  const { membership, quorum, room, courier, config, changed, self } = parts;
  const { ports, log, events, catalog } = parts.node;
  const { agreement } = membership;
  const commands = gateCommands(ports.commands, () => membership.doubt.confirmed());
  const chief = room.lead(view, {
    services: () => coordinator.services,
    submit: async (values) => {
      const inForce = await agreement.replicate(values);
      if (inForce) changed();
      return inForce;
    },
    quorate: () => quorum.verdict(view).quorate,
  });
  const coordinator: Coordinator = createCoordinator({
    ...{ self, view, config, log, changed, configuration: chief },
    ledger: agreement.ledger,
    ledgerBeforeDoubt: parts.ledgerBeforeDoubt,
    ledgerBeforeReports: parts.merged.before,
    doubts: parts.merged.doubts,
    quorum: () => quorum.verdict(view),
    permit: (node) => quorum.permit(node),
    submit: (values) => agreement.replicate(values),
    perform: async (node, service, operation, target) => {
      // What it needs may not be free yet, also when it is started again in its place.
      if (operation === 'start') await chief.cleared(service);
      return courier.order(view, node, service, operation, target);
    },
    saidOnTheWay: (service, words) => parts.journeys.progress(service, { percent: undefined, words }),
    migratable: (service) => migratable(service, parts.node.agents),
    startFence: (request, observer) => startFence(request, { ...ports, commands, log, catalog }, observer),
    powerOn: (request, method) =>
      // What has been recorded as fenced gets its power back, whatever becomes of the view.
      powerOnOnce(request, method, { ...ports, commands, log, catalog }, new AbortController().signal),
    agentsGone: parts.agentsGone,
    returned: (node) => membership.couldJoin(node),
    askToFence: (member, order, timeout) => courier.fence(view, member, order, timeout),
    silence: (member, node) => courier.silence(view, member, node),
    fenceAsked: (node) => parts.operators.wish(node),
    deviceMs: () => parts.watches.slowestMs(),
    silentFor: (node) => membership.peer(node)?.silentFor ?? Infinity,
    unheardFor: (node) => membership.peer(node)?.unheardFor,
    wantedSince: membership.membersSince,
    leaving: () => parts.departure.leavers(),
    held: () => heldNodes(config(), self, membership),
    lie: () => findLie(agreement.ledger, membership.peers(), parts.nodeName),
    clock: ports.clock,
    emit: (event) => events.emit(event),
  });
  chief.look();
  const nodes = (): ClusterConfig['nodes'] => config().nodes;
  return { coordinator, commandDesk: createCommanding({ coordinator, nodes, clock: ports.clock }) };
}
