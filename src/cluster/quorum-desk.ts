/**
 * Everything at a node that hangs on quorum: the verdict and the witness behind it, the new view when the verdict
 * changes, what happens to the services here without it, and the ping targets of two nodes.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import type { FenceRequest } from '#src/fencing/fence-types.ts';
import { findIsolation } from '#src/fencing/isolation.ts';
import type { Cancel, Clock, Commands, Datagrams, Files, Log, Random, Watchdogs } from '#src/host/ports.ts';
import type { MergeInput } from '#src/membership/agreement.ts';
import type { Membership } from '#src/membership/membership.ts';
import { judgeQuorum, type QuorumVerdict } from '#src/membership/quorum.ts';
import type { Epoch, Member, NodeId, View } from '#src/membership/types.ts';
import type { LocalServices } from '#src/resources/local-types.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import type { EventFields } from './event-log.ts';
import { supportOf } from './feeding.ts';
import { createNoQuorum } from './no-quorum.ts';
import { createPingWatch, pingTargets } from './ping-watch.ts';
import { createQuorumWatch } from './quorum-watch.ts';
import { isHandsOff } from './restrictions.ts';
import type { Wait, WitnessStatus } from './status.ts';
import { votesOf } from './votes.ts';
import { createWatchdogDesk, type WatchdogDesk, type WatchdogDeskDeps } from './watchdog-desk.ts';
import { createWatchdogNotes } from './watchdog-note.ts';

export interface QuorumDeskDeps {
  readonly self: Member;
  readonly config: () => ClusterConfig;
  readonly keys: ClusterKeys;
  readonly membership: () => Membership;
  readonly local: LocalServices;
  readonly nodeName: (id: NodeId) => string;
  readonly ports: {
    readonly clock: Clock;
    readonly datagrams: Datagrams;
    readonly random: Random;
    readonly commands: Commands;
    readonly files: Files;
    readonly watchdogs?: Watchdogs;
  };
  readonly runFolder: string;
  readonly tell: WatchdogDeskDeps['tell'];
  readonly log: Log;
  readonly emit: (event: EventFields) => void;
}

export interface QuorumDesk {
  start(): Promise<void>;
  /** See AgreementHost.proposing. */
  proposing(epoch: Epoch, members: readonly Member[]): Promise<void>;
  /** The witness has promised its vote to the view that this node is about to propose. */
  votePromised(): boolean;
  /**
   * Whether the view being formed may fence and start. Throws, so that it is not formed, when it is the first one after
   * a start, may not, and nobody accounts for a missing node: what is trusted of that node later hangs on this view.
   */
  merged(input: MergeInput, confirmedDown: ReadonlyMap<NodeId, unknown>): boolean;
  /** As coordinator: whether this view may fence and start, as the merge had it and as it is now. */
  verdict(view: View): QuorumVerdict;
  /** As coordinator: what is asked before the first shot. */
  permit(node: NodeId): FenceRequest['permit'];
  /** A view became active or ended. */
  viewChanged(): void;
  /** Why nothing is started here now. */
  forbidsStart(): string | undefined;
  /** This node's; undefined where there is no port for it. */
  readonly watchdog: WatchdogDesk | undefined;
  useKeys(keys: ClusterKeys): void;
  /** For status: of the active view. */
  now(): QuorumVerdict;
  witness(): WitnessStatus | undefined;
  waits(): readonly Wait[];
  warnings(): readonly string[];
  stop(): void;
}

export function createQuorumDesk(deps: QuorumDeskDeps): QuorumDesk {
  const { config, membership, ports, log, emit } = deps;
  const { clock, commands } = ports;
  let formed: QuorumVerdict = { quorate: false, reason: 'no view' };
  let recheck: Cancel = () => {};
  const watch = createQuorumWatch({ ...deps, changed });
  const ping = createPingWatch({ config, commands, clock, emit });
  const noQuorum = createNoQuorum({
    config,
    verdict: watch.now,
    hasView: () => membership().agreement.activeView !== undefined,
    agreeing,
    exempt: () => membership().state === 'left',
    armed: () => watchdog?.armed() === true,
    frozen: (id) => isHandsOff(membership().agreement.ledger, id),
    local: deps.local,
    clock,
    log,
    emit,
  });

  const { watchdogs } = ports;
  const watchdog =
    watchdogs &&
    createWatchdogDesk({
      self: deps.self.id,
      boot: deps.self.incarnation.boot,
      config,
      watchdogs,
      notes: createWatchdogNotes(ports.files, `${deps.runFolder}/watchdog.json`, log),
      supportedAt: () =>
        supportOf({
          votes: votesOf(config()),
          self: deps.self.id,
          now: clock.now(),
          peers: membership().peers(),
          witnessed: watch.holdsVote(),
          quorate: watch.now().quorate,
        }),
      owns: () => config().services.some(({ id }) => deps.local.localState(id) !== 'stopped'),
      joining: () => membership().state === 'joining',
      mustStop: () => noQuorum.mustEnd(),
      ledger: () => membership().agreement.ledger,
      epoch: () => membership().agreement.activeView?.epoch,
      tell: deps.tell,
      clock,
      log,
      emit,
    });

  function agreeing(): boolean {
    if (membership().agreement.activeView !== undefined) return false;
    const peers = membership().peers();
    const heard = peers.filter(({ state }) => state === 'up' || state === 'late').map(({ id }) => id);
    return judgeQuorum(votesOf(config()), [deps.self.id, ...heard]).quorate;
  }

  /** A coordinator whose view may do more, or less, than it was formed for forms it anew. */
  function changed(): void {
    const { agreement } = membership();
    if (agreement.isCoordinator && formed.quorate !== (watch.now().quorate || watch.promised())) {
      log.info({ reason: watch.now().reason }, 'the quorum of the view has changed: forming it anew');
      agreement.abandonView();
    }
    noQuorum.check();
  }

  return {
    async start() {
      noQuorum.check();
      await watchdog?.begin();
      ping.start();
      await watch.start();
    },
    proposing: (epoch, members) => watch.proposing(epoch, idsOf(members)),
    votePromised: watch.promised,
    merged({ epoch, members, startUp }, confirmedDown) {
      formed = watch.judge(epoch, idsOf(members));
      const present = idsOf(members);
      const missing = config().nodes.filter(({ id }) => !present.includes(id) && !confirmedDown.has(id));
      if (startUp && !formed.quorate && missing.length > 0) throw new Error(`no quorum: ${formed.reason}`);
      return formed.quorate;
    },
    verdict: (view) => (formed.quorate ? watch.judge(view.epoch, idsOf(view.members)) : formed),
    permit(node) {
      const targets = pingTargets(config());
      const target = config().nodes.find(({ id }) => id === node);
      if (targets.length === 0 || target === undefined) return undefined;
      const input = { ports: { ...ports, log }, targets, node: target.name, methods: target.fence };
      return (cancel) => findIsolation(input, cancel);
    },
    viewChanged() {
      noQuorum.check();
      recheck();
      // The vote may have come, or gone, while the view was being formed.
      if (membership().agreement.isCoordinator) recheck = clock.after(1, changed);
    },
    forbidsStart: () => noQuorum.forbidsStart() ?? watchdog?.forbidsStart(),
    watchdog,
    useKeys: watch.useKeys,
    now: watch.now,
    witness: watch.status,
    waits: () => [...noQuorum.waits(), ...watch.waits(), ...(watchdog?.waits() ?? [])],
    warnings: () => [
      ...noQuorum.warnings(),
      ...watch.warnings(),
      ...ping.warnings(),
      ...(watchdog?.warnings() ?? []),
    ],
    stop() {
      recheck();
      watch.stop();
      ping.stop();
      noQuorum.stop();
      watchdog?.stop();
    },
  };
}

function idsOf(members: readonly Member[]): readonly NodeId[] {
  return members.map(({ id }) => id);
}
