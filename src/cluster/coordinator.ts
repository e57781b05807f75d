/** What this node does as coordinator of one view: fencing the lost, then running the services. Dropped with the view. */
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import type { FenceJob, FenceProgress, FenceRequest, FenceWish } from '#src/fencing/fence-types.ts';
import type { RaceDelay } from '#src/fencing/race.ts';
import { type Clock, type Log, type Millis, pause } from '#src/host/ports.ts';
import { nodeKey, nodeRecord } from '#src/membership/ledger.ts';
import type { QuorumVerdict } from '#src/membership/quorum.ts';
import type { Ledger, Member, NodeId, NodeRecord, View } from '#src/membership/types.ts';
import { isOverdue } from '#src/resources/hands-off.ts';
import type { Migratable } from '#src/resources/migratable.ts';
import type { AskToFence } from './asking-to-fence.ts';
import type { ConfigChief } from './config-chief.ts';
import { devicesKey, readDevices } from './device-records.ts';
import { createDrain, type Drain } from './drain.ts';
import type { EventFields } from './event-log.ts';
import { createFenceDesk, type FenceDesk, type FenceDeskDeps } from './fence-desk.ts';
import { type LetIn, letInKey } from './fence-loop.ts';
import { createHealthBoard, type HealthBoard } from './health-board.ts';
import type { Doubt } from './merge-view.ts';
import type { Performed } from './order-outcome.ts';
import { createOutwaits } from './outwaits.ts';
import { raceDelay, stillToWait } from './race-weights.ts';
import { settleReboots } from './reboots.ts';
import { createRestrictionBoard, type RestrictionBoard } from './restriction-board.ts';
import { createServiceDesk, type ServiceDesk } from './service-desk.ts';
import { fenceInHand } from './under-fire.ts';
import { votesOf } from './votes.ts';
import { createWatchdogBoard, type WatchdogBoard } from './watchdog-board.ts';

export interface CoordinatorDeps {
  readonly self: NodeId;
  readonly view: View;
  readonly config: () => ClusterConfig;
  /** As all members have it. */
  readonly ledger: Ledger;
  /** As this node had it stored before the members' reports went into it. */
  readonly ledgerBeforeReports: Ledger;
  /** As this node had it stored when the view before ended with a change in doubt. */
  readonly ledgerBeforeDoubt: Ledger | undefined;
  readonly doubts: readonly Doubt[];
  /** Whether this view may fence and start, as it was formed and as it is now. */
  readonly quorum: () => QuorumVerdict;
  readonly submit: (values: ReadonlyMap<string, unknown>) => Promise<boolean>;
  /** An order to a member about what runs there; `target`: of a migration. */
  readonly perform: (
    node: NodeId,
    service: string,
    operation: 'start' | 'stop' | 'settle' | 'convalesce' | 'prepare' | 'migrate',
    target?: NodeId,
  ) => Promise<Performed>;
  /** What keeps a migration from ending, for status. */
  readonly saidOnTheWay?: (service: string, words: string) => void;
  /** Whether a service can go to another node without a stop. */
  readonly migratable?: (service: ServiceConfig) => Migratable;
  readonly powerOn: FenceDeskDeps['powerOn'];
  readonly startFence: (request: FenceRequest, observer: (progress: FenceProgress) => void) => FenceJob;
  readonly agentsGone: Promise<void>;
  /** How long that member has not answered that node, ms; undefined when it does not tell. */
  readonly silence: (member: Member, node: NodeId) => Promise<Millis | undefined>;
  /** What is asked before the first shot at that node. */
  readonly permit: (node: NodeId) => FenceRequest['permit'];
  /** That node could be a member now, if nobody fenced it. */
  readonly returned: (node: NodeId) => boolean;
  /** Asks another member to fence what this one can't. */
  readonly askToFence: AskToFence;
  readonly fenceAsked: (node: NodeId) => FenceWish | undefined;
  /** How long the device that fences this node takes, as measured. */
  readonly deviceMs: () => Millis | undefined;
  /** When that node was last heard on any link, ms ago; Infinity when never. */
  readonly silentFor: (node: NodeId) => Millis;
  /** Since that node has not heard this one, as far as known, ms; undefined when it never did. */
  readonly unheardFor: (node: NodeId) => Millis | undefined;
  /** Since when this node has wanted the members of this view and no others (monotonic ms). */
  readonly wantedSince: Millis;
  readonly leaving: () => ReadonlySet<NodeId>;
  /** Nodes whose daemon restarts, and which are waited for: nothing is started then. */
  readonly held: () => readonly NodeId[];
  /** A node that counts as off is heard, in words: nothing is started then. */
  readonly lie: () => string | undefined;
  /** What the configuration says of starts. */
  readonly configuration: Pick<ConfigChief, 'startsBlocked' | 'heldBack' | 'notReady'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly emit: (event: EventFields) => void;
  readonly changed: () => void;
}

export interface Coordinator {
  readonly view: View;
  readonly fences: FenceDesk;
  readonly services: ServiceDesk;
  /** An order to a member about what runs there; see Courier.order. */
  readonly perform: CoordinatorDeps['perform'];
  readonly health: HealthBoard;
  /** A member's own word about fence devices, as device-teller.ts writes it; see device-records.ts. */
  devicesTold(node: NodeId, text: string): void;
  readonly watchdogs: WatchdogBoard;
  /** Operators' restricting words. */
  readonly restrictions: RestrictionBoard;
  readonly drain: Drain;
  /** An operator lets a node in that a fence loop keeps out. Resolves with whether that is in force. */
  letIn(node: NodeId, word: LetIn): Promise<boolean>;
  /** Why nothing is started now; undefined when services may start. */
  startsBlocked(): string | undefined;
  /** A member on its way out owns nothing any more: record that it left. Resolves with whether that is in force. */
  recordLeft(node: NodeId): Promise<boolean>;
  /** Resolves when no fence agent of this view runs any more. */
  stop(): Promise<void>;
}

export function createCoordinator(deps: CoordinatorDeps): Coordinator {
  const { self, view, config, ledger, clock } = deps;
  const members = new Set(view.members.map((member) => member.id));
  const nodeName = (id: NodeId): string =>
    config().nodes.find((node) => node.id === id)?.name ?? `node ${id}`;
  /** Their good-bye is on its way: it stands even if they change their mind, so nothing is placed there. */
  const gone = new Set<NodeId>();
  let stopped = false;

  function startsBlocked(): string | undefined {
    const quorum = deps.quorum();
    if (!quorum.quorate) return `no quorum: ${quorum.reason}`;
    const lie = deps.lie();
    if (lie !== undefined) return lie;
    const held = deps.held();
    if (held.length > 0) return `${held.map(nodeName).join(', ')}: the daemon restarts, and is waited for`;
    const lost = fences.lost();
    if (lost.length === 0) return restrictions.startsBlocked() ?? deps.configuration.startsBlocked();
    return `${lost.map(nodeName).join(', ')} ${lost.length === 1 ? 'is' : 'are'} lost and not fenced yet`;
  }

  const fences = createFenceDesk({
    self,
    config,
    epoch: view.epoch,
    ledger,
    forbidden: deps.quorum().quorate ? undefined : deps.quorum().reason,
    submit: deps.submit,
    startFence: deps.startFence,
    powerOn: deps.powerOn,
    agentsGone: deps.agentsGone,
    delay: (node) => delayBefore(node),
    permit: permitFor,
    helpers: [...members].filter((id) => id !== self),
    askToFence: deps.askToFence,
    returned: deps.returned,
    asked: deps.fenceAsked,
    clock,
    emit: deps.emit,
    fenced: (node, why) => {
      services.ownerGone(node, why);
      services.evaluate();
    },
    changed: deps.changed,
  });

  const restrictions = createRestrictionBoard({
    config,
    ledger,
    submit: deps.submit,
    changed: () => restricted(),
  });

  const health = createHealthBoard({
    view,
    ledger,
    submit: deps.submit,
    config,
    clock,
    changed: () => services.evaluate(),
  });

  const services = createServiceDesk({
    unhealthy: health.word,
    healthySince: health.since,
    config,
    ledger,
    submit: deps.submit,
    perform: deps.perform,
    ...(deps.migratable && { migratable: deps.migratable }),
    saidOnTheWay: deps.saidOnTheWay,
    startsBlocked,
    doubts: deps.doubts,
    nodes: () => config().nodes,
    members,
    memberSince: new Map([...members].map((id) => [id, nodeRecord(ledger, id).since])),
    leaving: () => new Set([...deps.leaving(), ...gone]),
    standby: restrictions.standbyWords,
    behind: (node) => deps.configuration.notReady(node) ?? health.unfencing(node),
    almostReady: (node) => health.unfencesNow(node),
    heldBack: deps.configuration.heldBack,
    maintenance: () => restrictions.maintenance() !== undefined,
    clock,
    log: deps.log,
    changed,
  });

  const drain = createDrain({ services, restrictions, config, startsBlocked, members, clock });

  function changed(): void {
    deps.changed();
    drain.check();
  }

  function restricted(): void {
    doOverdue();
    services.evaluate();
    changed();
  }

  /** What maintenance held back. */
  function doOverdue(): void {
    if (restrictions.maintenance() !== undefined) return;
    for (const { id } of config().services) {
      const entry = services.entry(id);
      if (entry !== undefined && isOverdue(entry)) services.apply(id, { type: 'thaw' });
    }
  }

  function raceWith(node: NodeId): RaceDelay | undefined {
    if (!votesOf(config()).twoNode || config().nodes.length !== 2) return undefined;
    return raceDelay({
      config: config(),
      self,
      peer: node,
      // What only this side has found out meanwhile would make the two sides weigh differently.
      ledger: deps.ledgerBeforeReports,
      ledgerBeforeDoubt: deps.ledgerBeforeDoubt,
      deviceMs: deps.deviceMs(),
      knownFor: clock.now() - deps.wantedSince,
      unheardFor: deps.unheardFor(node),
    });
  }

  /** What cluster.xml grants a node before it is fenced. */
  function grace(node: NodeId): { readonly delay: Millis; readonly why: string } {
    const { postFailDelay, postJoinDelay = 0 } = config().fencing;
    const neverCame = fenceInHand(ledger, node)?.lookFirst === true;
    return neverCame && postJoinDelay > postFailDelay
      ? { delay: postJoinDelay, why: 'post_join_delay' }
      : { delay: postFailDelay, why: 'post_fail_delay' };
  }

  function delayBefore(node: NodeId): { readonly delay: Millis; readonly why: string } {
    const race = raceWith(node);
    // Both sides wait that long, so the tie-breaker comes on top of it.
    return race === undefined ? grace(node) : { ...race, delay: race.delay + grace(node).delay };
  }

  function permitFor(node: NodeId): FenceRequest['permit'] {
    const permit = deps.permit(node);
    const race = raceWith(node);
    if (race === undefined || race.first || race.delay === 0) return permit;
    const delay = race.delay + grace(node).delay;
    return async (cancel) => {
      const left = (): Millis => {
        const knownFor = clock.now() - deps.wantedSince;
        return stillToWait(config().heartbeat, { delay, knownFor, silentFor: deps.silentFor(node) });
      };
      for (let ms = left(); ms > 0 && !cancel.aborted; ms = left())
        await pause(clock, Math.max(ms, 1), cancel);
      return permit?.(cancel);
    };
  }

  const outwaits = createOutwaits({
    ...{ self, view, config, ledger, fences, nodeName, clock },
    silence: deps.silence,
  });

  fences.begin();
  if (deps.quorum().quorate) outwaits.begin();
  services.begin();
  doOverdue();
  for (const [key, word] of settleReboots(ledger, view.members, nodeName, clock.wall()))
    restrictions.say(key, word);
  drain.check();

  return {
    view,
    fences,
    services,
    perform: deps.perform,
    health,
    devicesTold(node, text) {
      const record = readDevices(text);
      if (record !== undefined) void deps.submit(new Map([[devicesKey(node), record]]));
    },
    watchdogs: createWatchdogBoard(ledger, deps.submit),
    restrictions,
    drain,
    letIn: (node, word) => deps.submit(new Map([[letInKey(node), word]])),
    startsBlocked,
    recordLeft(node) {
      if (stopped) return Promise.resolve(false);
      gone.add(node);
      const { incarnation } = nodeRecord(ledger, node);
      const record: NodeRecord = {
        standing: 'left',
        incarnation,
        since: clock.wall(),
        why: 'left after stopping everything',
      };
      return deps.submit(new Map([[nodeKey(node), record]]));
    },
    stop() {
      stopped = true;
      services.stop();
      health.stop();
      drain.stop();
      outwaits.stop();
      return fences.stop();
    },
  };
}
