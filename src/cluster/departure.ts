/** Leaving the cluster: the services move away, the departure is recorded by all members, and only then the node goes. */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Clock, Log, Millis } from '#src/host/ports.ts';
import { ledgerInForce, nodeRecord } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { NodeId } from '#src/membership/types.ts';
import { stopWaves } from '#src/resources/dependents.ts';
import type { LocalServices } from '#src/resources/local-types.ts';
import { mayRunOn } from '#src/resources/service-record.ts';
import type { Coordinator } from './coordinator.ts';
import { serviceEntry } from './records.ts';
import { inMaintenance } from './restrictions.ts';

export interface DepartureDeps {
  readonly self: NodeId;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly coordinator: () => Coordinator | undefined;
  readonly local: LocalServices;
  /** It has left: nothing runs here any more. */
  readonly gone?: () => Promise<void> | undefined;
  /** Resolves at the next change of the ledger, or a keepalive later. */
  readonly nextChange: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Departure {
  /** This node is on its way out. */
  readonly leaving: boolean;
  /** Words when the node may not leave, because something could not be stopped (S7); then it stays. */
  leave(): Promise<string | undefined>;
  /** Members on their way out. */
  leavers(): ReadonlySet<NodeId>;
  /** As coordinator: a leaver that owns nothing any more has left. Call it when the ledger changed. */
  recordLeavers(): void;
}

/** Without an active view for this many deadtimes, nobody is there to hand over to. */
const VIEWLESS_DEADTIMES = 3;

export function createDeparture(deps: DepartureDeps): Departure {
  let leaving = false;

  function stuck(): readonly string[] {
    const { ledger } = deps.membership().agreement;
    return deps.config().services.flatMap(({ id }) => {
      const entry = serviceEntry(ledger, id);
      // Where it runs is anybody's guess: while it is in error nobody is recorded as left.
      if (entry?.state === 'error') return [`${id} (${entry.why})`];
      if (entry === undefined || !mayRunOn(entry).includes(deps.self)) return [];
      if (inMaintenance(ledger) && entry.state === 'started')
        return [`${id} (maintenance: end it first, picket maintenance off)`];
      if (entry.frozen && entry.state === 'started')
        return [`${id} (frozen: thaw it first, picket thaw ${id})`];
      return entry.state === 'failed' ? [`${id} (${entry.why})`] : [];
    });
  }

  /** Nobody to hand over to and nobody to tell: stop what runs here. */
  async function stopAll(): Promise<string | undefined> {
    for (const { id } of stopWaves(deps.config().services).flat()) {
      if (deps.local.localState(id) === 'stopped') continue;
      const result = await deps.local.stop(id);
      if (!result.ok) return `${id} could not be stopped: ${result.reason}`;
    }
    return undefined;
  }

  /** As coordinator, only when all members have stored it. */
  function hasLeft(): boolean {
    return nodeRecord(ledgerInForce(deps.membership().agreement), deps.self).standing === 'left';
  }

  async function leaveView(): Promise<string | undefined> {
    const patience = deps.config().heartbeat.deadtime * VIEWLESS_DEADTIMES;
    let lastView = deps.clock.now();
    let left: Millis | undefined;
    let stuckSince: Millis | undefined;
    for (;;) {
      const { agreement } = deps.membership();
      if (agreement.activeView !== undefined) lastView = deps.clock.now();
      if (hasLeft()) {
        left ??= deps.clock.now();
        // In force once the coordinator goes on without this node, which its heartbeats tell.
        const alone = deps.coordinator() !== undefined || agreement.activeView === undefined;
        if (alone || deps.clock.now() - left > deps.config().heartbeat.deadtime) return undefined;
      }
      if (deps.clock.now() - lastView > patience) {
        deps.log.warn({}, 'no view to leave: stopping what runs here; the others will fence this node');
        return stopAll();
      }
      deps.coordinator()?.services.evaluate();
      recordLeavers();
      const stayed = stuck();
      if (stayed.length === 0) stuckSince = undefined;
      else stuckSince ??= deps.clock.now();
      if (stuckSince !== undefined && deps.clock.now() - stuckSince >= settling())
        return `these services could not be stopped: ${stayed.join(', ')}`;
      await deps.nextChange();
    }
  }

  /** Until what the coordinator decided is known here, and what this node says is known there. */
  function settling(): Millis {
    return 2 * deps.config().heartbeat.keepalive;
  }

  /** Takes the good-bye back. True when the coordinator was faster and has it recorded: then it stands. */
  async function tooLate(): Promise<boolean> {
    leaving = false;
    deps.membership().announce('member');
    // What has stopped meanwhile may run here again.
    deps.coordinator()?.services.evaluate();
    const end = deps.clock.now() + settling();
    while (deps.clock.now() < end && !hasLeft()) await deps.nextChange();
    return hasLeft();
  }

  function leavers(): ReadonlySet<NodeId> {
    const peers = deps.membership().peers();
    const others = peers
      .filter(({ beat, state }) => beat?.state === 'leaving' && state !== 'dead')
      .map(({ id }) => id);
    return new Set(leaving ? [...others, deps.self] : others);
  }

  function recordLeavers(): void {
    const coordinator = deps.coordinator();
    if (coordinator === undefined) return;
    const { ledger } = deps.membership().agreement;
    for (const node of leavers()) {
      if (coordinator.services.mayRunOn(node) || nodeRecord(ledger, node).standing !== 'member') continue;
      void coordinator.recordLeft(node).then(() => deps.membership().consider());
    }
  }

  return {
    get leaving() {
      return leaving;
    },
    async leave() {
      leaving = true;
      deps.membership().announce('leaving');
      const stays = deps.membership().agreement.view === undefined ? await stopAll() : await leaveView();
      if (stays !== undefined && !(await tooLate())) return stays;
      leaving = true;
      deps.membership().announce('left');
      await deps.gone?.();
      return undefined;
    },
    leavers,
    recordLeavers,
  };
}
