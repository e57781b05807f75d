/** Builds what `picket status` shows from the ledger and from what this node sees. Pure. */
import type { ClusterConfig, NodeConfig, ServiceConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import type { PeerView } from '#src/membership/detector.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { ProposalDecision } from '#src/membership/proposal-policy.ts';
import type { Ledger, NodeId, View } from '#src/membership/types.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { newEntry } from '#src/resources/service-record.ts';
import type { Left } from './drain.ts';
import { fencesBetween, loopLimit } from './fence-loop.ts';
import { fenceHistory, fenceWaits } from './fence-status.ts';
import { deviceWarnings, nodeFencing, type OwnDevices } from './fencing-status.ts';
import { healthField } from './health-status.ts';
import { migrationWait } from './journeys.ts';
import { findLie } from './lies.ts';
import { serviceEntry } from './records.ts';
import {
  restrictionFields,
  restrictionReason,
  restrictionWaits,
  standbyField,
} from './restriction-status.ts';
import { serviceWaits } from './service-waits.ts';
import type {
  MigrationProgressStatus,
  NodeStatus,
  ServiceStatus,
  StatusDocument,
  Wait,
  WatchdogStatus,
  WitnessStatus,
} from './status.ts';
import { watchdogField } from './watchdog-status.ts';

export interface StatusInput {
  readonly version: string;
  readonly config: ClusterConfig;
  readonly configDigest?: string;
  readonly self: NodeId;
  /** Wall clock. */
  readonly now: Millis;
  readonly leaving: boolean;
  /** The active view. */
  readonly view: View | undefined;
  readonly quorum: { readonly quorate: boolean; readonly reason: string };
  readonly ledger: Ledger;
  readonly peers: readonly PeerView[];
  /** Why there is no view yet; `since` in wall-clock ms. */
  readonly startUp: {
    readonly decision: ProposalDecision;
    readonly since: Millis;
  };
  /** Why a service is not placed, from the coordinator; undefined on other members. */
  readonly unplaced: (service: string) => string | undefined;
  /** How far a migration is that began then (wall-clock ms); undefined while that is not known. */
  readonly progress?: (service: string, since: Millis) => MigrationProgressStatus | undefined;
  /** How long the migration of a service may take, ms; undefined when it can't migrate. */
  readonly longest?: (service: ServiceConfig) => Millis | undefined;
  /** What the stop of a service waits for, from the coordinator; undefined on other members. */
  readonly stopWaits?: ((service: string) => string | undefined) | undefined;
  /** Nodes whose daemon restarts; wall-clock ms. */
  readonly holds?: readonly { readonly node: NodeId; readonly since: Millis; readonly until: Millis }[];
  /** Since when this node doubts itself, wall-clock ms. */
  readonly doubtSince?: Millis | undefined;
  /** More that this node waits for. */
  readonly waits?: readonly Wait[];
  readonly witness?: WitnessStatus | undefined;
  /** What this node has found out about the fence devices itself. */
  readonly devices: OwnDevices;
  /** This node's own. */
  readonly watchdog?: WatchdogStatus | undefined;
  readonly warnings: readonly string[];
  /** What is left on a node in standby, from the coordinator; undefined on other members. */
  readonly left?: ((node: NodeId) => Left) | undefined;
}

export function buildStatus(input: StatusInput): StatusDocument {
  const { config, view, ledger } = input;
  const lost = config.nodes
    .filter(({ id }) => nodeRecord(ledger, id).standing === 'lost')
    .map((node) => node.name);
  const held = heldNodes(input).map((id) => nameOf(config, id));
  const { quorate } = input.quorum;
  const blocked = quorate
    ? lost.length === 0
      ? held.length === 0
        ? restrictionReason(ledger)
        : `${held.join(', ')}: the daemon restarts, and is waited for`
      : `${lost.join(', ')} lost and not fenced yet`
    : input.quorum.reason;
  return {
    version: input.version,
    cluster: config.name,
    configVersion: config.version,
    ...(input.configDigest !== undefined && { configDigest: input.configDigest }),
    node: nameOf(config, input.self),
    nodeId: input.self,
    at: input.now,
    state: input.leaving ? 'leaving' : view === undefined ? 'joining' : 'member',
    view:
      view === undefined
        ? null
        : {
            epoch: view.epoch.number,
            members: view.members.map(({ id }) => nameOf(config, id)),
            coordinator: nameOf(config, view.epoch.proposer),
            quorate,
            mayStart: blocked === '',
            reason: blocked === '' ? input.quorum.reason : blocked,
          },
    nodes: config.nodes.map((node) => showNode(node, input)),
    services: config.services.map((service) => showService(service.id, input)),
    fences: fenceHistory(input),
    waits: [
      ...startUpWaits(input),
      ...restrictionWaits(input),
      ...(input.waits ?? []),
      ...holdWaits(input),
      ...doubtWaits(input),
      ...(view === undefined ? [] : fenceWaits(input)),
      ...migrationWaits(input),
      ...waitsOfServices(input),
    ],
    ...(input.witness && { witness: input.witness }),
    ...restrictionFields(input),
    warnings: [...lieWarnings(input), ...deviceWarnings(input), ...input.warnings, ...versionWarnings(input)],
  };
}

function lieWarnings({ ledger, peers, config }: StatusInput): readonly string[] {
  const lie = findLie(ledger, peers, (id) => nameOf(config, id));
  return lie === undefined ? [] : [lie];
}

function versionWarnings({ config, peers }: StatusInput): readonly string[] {
  return peers.flatMap(({ id, state, beat }) => {
    if (state !== 'up' || beat === undefined || beat.configVersion === config.version) return [];
    const name = nameOf(config, id);
    return [`${name} uses version ${beat.configVersion} of cluster.xml, this node version ${config.version}`];
  });
}

function showNode(node: NodeConfig, input: StatusInput): NodeStatus {
  const { self, peers, ledger, config, now } = input;
  const record = nodeRecord(ledger, node.id);
  const peer = peers.find((one) => one.id === node.id);
  const links = node.addresses.map(({ link, ip, port }, index) => {
    const seen = peer?.links[index];
    const address = port === config.heartbeat.port ? ip : `${ip}:${port}`;
    const silentFor = seen?.silentFor === undefined ? null : Math.round(seen.silentFor);
    return node.id === self
      ? { name: link, address, up: true, silentFor: null, reason: '' }
      : { name: link, address, up: seen?.up ?? false, silentFor, reason: seen?.reason ?? 'never heard' };
  });
  return {
    id: node.id,
    name: node.name,
    local: node.id === self,
    standing: record.standing,
    peer: node.id === self ? 'self' : (peer?.state ?? 'unknown'),
    since: record.since === 0 ? now : record.since,
    why: record.why,
    ...standbyField(ledger, node.id),
    ...healthField(input, node.id),
    fencing: nodeFencing(node, input),
    ...watchdogField(input, node.id),
    links,
  };
}

function showService(id: string, input: StatusInput): ServiceStatus {
  const { config, ledger, now } = input;
  const service = config.services.find((one) => one.id === id);
  const entry = serviceEntry(ledger, id) ?? (service && newEntry(service, now));
  if (entry === undefined) throw new Error(`no service ${id}`);
  return {
    id,
    state: ledger.has(id) ? entry.state : 'uninitialized',
    owner: entry.owner === 0 ? null : nameOf(config, entry.owner),
    lastOwner: entry.lastOwner === 0 ? null : nameOf(config, entry.lastOwner),
    frozen: entry.frozen,
    ...(service?.only !== undefined && { only: nameOf(config, service.only) }),
    ...(entry.partial && { partial: entry.partial }),
    ...migrationField(id, entry, input),
    ...failuresField(entry, config),
    restarts: entry.restarts.length,
    since: entry.since,
    why: entry.why,
  };
}

function migrationField(
  id: string,
  { migration }: ServiceEntry,
  { config, progress }: StatusInput,
): Pick<ServiceStatus, 'migration'> {
  if (migration === undefined) return {};
  const { to, by, since } = migration;
  const far = progress?.(id, since) ?? { percent: null, words: '' };
  return { migration: { to: nameOf(config, to), by, since, ...far } };
}

function failuresField({ notTo = [] }: ServiceEntry, config: ClusterConfig): Pick<ServiceStatus, 'notTo'> {
  const last = new Map(notTo.map((failure) => [failure.node, failure]));
  if (last.size === 0) return {};
  return { notTo: [...last.values()].map(({ node, at, why }) => ({ node: nameOf(config, node), at, why })) };
}

/** They go on whatever else the cluster waits for. */
function migrationWaits({ config, ledger, progress, longest }: StatusInput): readonly Wait[] {
  return config.services.flatMap((service) => {
    const entry = serviceEntry(ledger, service.id);
    if (entry?.migration === undefined) return [];
    const far = progress?.(service.id, entry.migration.since);
    return migrationWait(service.id, entry, far, longest?.(service), (id) => nameOf(config, id)) ?? [];
  });
}

function startUpWaits(input: StatusInput): readonly Wait[] {
  const { view, startUp, config, now } = input;
  if (view !== undefined) return [];
  const { decision, since } = startUp;
  const names = (ids: readonly NodeId[]): string => ids.map((id) => nameOf(config, id)).join(', ');
  if (decision.kind === 'join') {
    return [joinWait(decision.holders, input)];
  }
  if (decision.kind !== 'start-up') {
    return [{ what: 'agreeing on a view', since, until: null, ends: 'all nodes that are up have stored it' }];
  }
  if (decision.decision.kind === 'form') return [];
  const { missing } = decision.decision;
  const what = `waiting for ${names(missing)} before anything is started`;
  if (decision.decision.kind === 'wait-initdead') {
    return [
      {
        what,
        since,
        until: Math.max(since + decision.decision.patience, now),
        ends: `${names(missing)} appears, or initdead is over`,
      },
    ];
  }
  const command = missing.map((id) => `picket confirm-down ${nameOf(config, id)}`).join('; ');
  const ends = `${names(missing)} appears; or, if you know that it is off and stays off, run: ${command}`;
  return [{ what, since, until: null, ends }];
}

function joinWait(holders: readonly NodeId[], { self, startUp, config, ledger, now }: StatusInput): Wait {
  const names = holders.map((id) => nameOf(config, id)).join(', ');
  const { since } = startUp;
  const counts = holders.map((id) => fencesBetween(ledger, self, id, now).length);
  const known = Math.max(0, ...counts);
  const limit = loopLimit(config);
  if (limit === 0 || known < limit) {
    const ends = 'it admits this node once both hear each other and this node has told what it runs';
    return { what: `joining the view of ${names}`, since, until: null, ends };
  }
  // The fence that it comes from is recorded by the others only: whether that was one too many is theirs to say.
  const what = `waiting to be asked into the view of ${names}: ${known} fences between them and this node are known here, of the last hour; with more than ${limit} (fence_loop_limit) it stays out`;
  const name = nameOf(config, self);
  const ends = `they ask it; picket status there says whether it stays out: find out why, then, there: picket online ${name}`;
  return { what, since, until: null, ends };
}

function heldNodes({ config, ledger, holds = [] }: StatusInput): readonly NodeId[] {
  const ids = config.nodes.map(({ id }) => id);
  return ids.filter(
    (id) => nodeRecord(ledger, id).standing === 'held' || holds.some(({ node }) => node === id),
  );
}

function holdWaits(input: StatusInput): readonly Wait[] {
  const { config, ledger, view, holds = [] } = input;
  if (view === undefined) return [];
  return heldNodes(input).map((id) => {
    const name = nameOf(config, id);
    const hold = holds.find(({ node }) => node === id);
    return {
      what: `${name} restarts its daemon; what runs there goes on`,
      since: hold?.since ?? nodeRecord(ledger, id).since,
      until: hold?.until ?? null,
      ends: `${name} is back; without it in time it counts as lost and is fenced`,
    };
  });
}

function doubtWaits({ doubtSince }: StatusInput): readonly Wait[] {
  if (doubtSince === undefined) return [];
  const what =
    'this node stood still for longer than deadtime: it carries out nothing before its view is confirmed';
  return [
    { what, since: doubtSince, until: null, ends: 'the other members confirm the view, or it is given up' },
  ];
}

/** What holds up all of them is told once, by the wait for the fence, the lock, or the maintenance. */
function waitsOfServices(input: StatusInput): readonly Wait[] {
  const { view, ledger, config } = input;
  const isLost = config.nodes.some(({ id }) => nodeRecord(ledger, id).standing === 'lost');
  if (view === undefined || isLost || restrictionReason(ledger) !== '') return [];
  const members = view.members.map(({ id }) => id);
  const { unplaced, stopWaits } = input;
  return serviceWaits({ config, members, entry: (id) => serviceEntry(ledger, id), unplaced, stopWaits });
}

function nameOf(config: ClusterConfig, id: NodeId): string {
  return config.nodes.find((node) => node.id === id)?.name ?? `node ${id}`;
}
