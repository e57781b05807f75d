/**
 * What this node does as a member: carries out the coordinator's orders on its own services, vouches for what runs
 * here, and tells the coordinator when something failed. It obeys only the coordinator of its active view.
 */
import type { MigrationTarget } from '#src/agents/agent.ts';
import type { Clock, Log } from '#src/host/ports.ts';
import type { Agreement } from '#src/membership/agreement.ts';
import { sameEpoch } from '#src/membership/epoch.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Epoch, Ledger, Member, NodeId, ServiceReport } from '#src/membership/types.ts';
import type { LocalServices, TreeResult } from '#src/resources/local-types.ts';
import type { LocalState } from '#src/resources/service-entry.ts';
import { mayRunOn } from '#src/resources/service-record.ts';
import type { Operation, Reply, Request } from '#src/wire/frames.ts';
import { createPartsDesk } from './parts-desk.ts';
import { isServiceKey, serviceEntry } from './records.ts';
import { isHandsOff } from './restrictions.ts';

export interface MemberDeskDeps {
  readonly self: NodeId;
  /** Of the kernel. */
  readonly boot?: string;
  readonly agreement: () => Agreement;
  readonly local: LocalServices;
  /** Services of cluster.xml. */
  readonly services: () => readonly string[];
  /** A node as live migration has to know it; undefined when there is none in cluster.xml. */
  readonly target?: (node: NodeId) => MigrationTarget | undefined;
  /** Tells the coordinator; resolves with false when it could not be told. */
  readonly tell: (report: Extract<Request, { type: 'report' }>) => Promise<boolean>;
  /** See SelfDoubt.confirmed. */
  readonly confirmed?: () => Promise<void> | undefined;
  /** This daemon is about to end and to come back. */
  readonly restarting?: () => boolean;
  /** Why nothing may be started here, whoever orders it. */
  readonly forbidsStart?: () => string | undefined;
  /** Why that service may not start, by the configuration in use: another one still has something of it. */
  readonly heldBack?: (service: string) => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

export interface MemberDesk {
  /** Forgets queued orders and vouches for every service; see AgreementHost.report. */
  report(): readonly ServiceReport[];
  /** An order that came from `from`. Never rejects. */
  perform(from: Member, order: Extract<Request, { type: 'perform' }>): Promise<Reply>;
  /** The ledger says what runs here and what is frozen. */
  follow(): void;
  /** A monitor failed here. */
  failed(service: string, resource: string, reason: string): void;
  /**
   * Whether this node may restart resources of that service without an order: it owns it by the active view's ledger,
   * and has no reason to doubt that.
   */
  mayMend(service: string): boolean;
  /** Why this node should start nothing by what it knows; undefined when it may trust that. */
  doubts(): string | undefined;
  /** What of a service here is down on its own has changed. */
  partsChanged(): void;
}

type PerformRequest = Extract<Request, { type: 'perform' }>;

const TELL_AGAIN_MS = 1_000;

export function createMemberDesk(deps: MemberDeskDeps): MemberDesk {
  const { self, local, log, clock } = deps;
  const failures = new Map<string, { readonly resource: string; readonly reason: string }>();
  const adopted = new Set<string>();
  let telling = false;
  const parts = createPartsDesk(deps);

  function refuse(reason: string, isStart = false): Reply {
    if (isStart) log.debug({ startsHeldBack: reason }, 'an order to start is refused');
    return { type: 'refused', reason, promised: deps.agreement().highestEpoch };
  }

  function objection(from: Member, epoch: Epoch, version: number): string | undefined {
    const agreement = deps.agreement();
    if (deps.restarting?.() === true) return 'the daemon restarts';
    if (!agreement.obeys(from, epoch)) return 'not the coordinator of the active view';
    if (agreement.version < version)
      return `the ledger here is at version ${agreement.version}, the order at ${version}`;
    return undefined;
  }

  async function carryOut({ service, operation, epoch, target }: PerformRequest): Promise<Reply> {
    if (operation === 'settle') {
      const { state, reason } = await local.settle(service);
      return { type: 'performed', epoch, ok: true, reason, state };
    }
    if (operation === 'release') {
      local.release(service);
      return { type: 'performed', epoch, ok: true, reason: '', state: local.localState(service) };
    }
    const result = await carryOutInTurn(service, operation, target ?? 0);
    // Nothing has been tried, so nothing has failed: the coordinator may ask again.
    if (!result.ok && result.dropped) return refuse(result.reason, operation === 'start');
    const reason = result.ok ? '' : result.reason;
    return { type: 'performed', epoch, ok: result.ok, reason, state: local.localState(service) };
  }

  function carryOutInTurn(
    service: string,
    operation: Exclude<Operation, 'settle' | 'release'>,
    to: NodeId,
  ): Promise<TreeResult> {
    switch (operation) {
      case 'prepare':
        return local.prepare(service);
      case 'migrate': {
        const target = deps.target?.(to);
        if (target === undefined) return Promise.resolve(unknownTarget(to));
        failures.delete(service);
        return local.migrate(service, target);
      }
      case 'convalesce':
        return local.convalesce(service);
      case 'shrink':
      case 'grow':
        return local.change(service, operation);
      case 'start':
        failures.delete(service);
        return local.start(service);
      case 'stop':
        failures.delete(service);
        return local.stop(service);
    }
  }

  async function tellAll(): Promise<void> {
    if (telling) return;
    telling = true;
    for (const [service, failure] of failures) {
      const agreement = deps.agreement();
      const epoch = agreement.activeView?.epoch;
      const entry = serviceEntry(agreement.ledger, service);
      if (entry === undefined || entry.owner !== self || entry.state !== 'started') {
        // The coordinator has acted on it, or somebody else decides now.
        if (epoch !== undefined) failures.delete(service);
        continue;
      }
      if (epoch !== undefined) await deps.tell({ type: 'report', epoch, service, ...failure });
    }
    telling = false;
    // Told again until the ledger shows that the coordinator has taken it up: a report may be lost with a view.
    if (failures.size > 0) clock.after(TELL_AGAIN_MS, () => void tellAll());
  }

  /**
   * Between two nodes it may come or go at any time, whatever the last look has shown. Not in a boot that was never a
   * member while it migrated.
   */
  function vouch(service: string): LocalState {
    const { ledger } = deps.agreement();
    const entry = serviceEntry(ledger, service);
    const sameBoot = nodeRecord(ledger, self).incarnation?.boot === deps.boot;
    if (entry?.state === 'migrating' && mayRunOn(entry).includes(self) && sameBoot) return 'may-run';
    return local.localState(service);
  }

  /** What the ledger has to say for an order that brings something to life here, or sends it away; undefined: nothing. */
  function unfounded({ service, operation, target }: PerformRequest): string | undefined {
    const entry = serviceEntry(deps.agreement().ledger, service);
    const mine = entry?.owner === self;
    switch (operation) {
      case 'start':
        return mine && entry.state === 'starting' ? undefined : 'the ledger does not say that it starts here';
      case 'grow':
        return mine && entry.state === 'started' ? undefined : 'the ledger does not say that it runs here';
      case 'prepare':
        return entry?.state === 'migrating' && entry.migration?.to === self
          ? undefined
          : 'the ledger does not say that it migrates to this node';
      case 'migrate':
        return mine && entry.state === 'migrating' && entry.migration?.to === target
          ? undefined
          : 'the ledger does not say that it migrates from here to that node';
      default:
        return undefined;
    }
  }

  function followService(id: string, ledger: Ledger): void {
    const entry = serviceEntry(ledger, id);
    if (entry === undefined) return;
    local.setFrozen(id, isHandsOff(ledger, id));
    const here = entry.state === 'started' && entry.owner === self;
    // Once: adopting again would begin the monitoring anew, and count a failed service as running.
    if (here && !adopted.has(id)) local.adopt(id, entry.partial);
    if (here) adopted.add(id);
    else adopted.delete(id);
    // Its target is gone for good. libvirt may take minutes to notice that, and what runs here is not watched meanwhile.
    if (entry.state !== 'migrating') local.breakOff(id);
    // Nobody watches what this node does not own: it may be gone by the time that a report would call it running.
    if (!mayRunOn(entry).includes(self)) local.release(id);
  }

  return {
    report() {
      local.dropQueued();
      return deps.services().map((service) => ({ service, state: vouch(service), reason: '' }));
    },
    async perform(from, order) {
      await deps.confirmed?.();
      const wrong = objection(from, order.epoch, order.version);
      if (wrong !== undefined) return refuse(wrong, order.operation === 'start');
      const groundless = unfounded(order);
      if (groundless !== undefined) return refuse(groundless, order.operation === 'start');
      const { operation } = order;
      const starts = operation === 'start' || operation === 'grow' || operation === 'prepare';
      // A new version may have come in force after the order had left.
      const forbidden = starts ? (deps.forbidsStart?.() ?? deps.heldBack?.(order.service)) : undefined;
      if (forbidden !== undefined) return refuse(forbidden, true);
      const reply = await carryOut(order);
      const still = deps.agreement().activeView;
      if (!sameEpoch(still?.epoch, order.epoch))
        log.debug({ service: order.service }, 'an order outlived its view');
      return reply;
    },
    follow() {
      const { ledger, activeView } = deps.agreement();
      if (activeView === undefined) return;
      for (const id of ledger.keys()) if (isServiceKey(id)) followService(id, ledger);
      for (const id of adopted) if (!ledger.has(id)) adopted.delete(id);
      parts.check();
    },
    failed(service, resource, reason) {
      failures.set(service, { resource, reason });
      void tellAll();
    },
    doubts() {
      if (deps.agreement().activeView === undefined) return 'this node is in no view of the cluster now';
      if (deps.restarting?.() === true) return 'picketd is about to restart';
      if (deps.confirmed?.() !== undefined) return 'this node stood still, and is not sure of its view';
      return deps.forbidsStart?.();
    },
    mayMend(service) {
      const { activeView, ledger } = deps.agreement();
      const entry = serviceEntry(ledger, service);
      if (activeView === undefined || deps.restarting?.() === true) return false;
      if (deps.confirmed?.() !== undefined || deps.forbidsStart?.() !== undefined) return false;
      return entry?.state === 'started' && entry.owner === self;
    },
    partsChanged: parts.check,
  };
}

function unknownTarget(node: NodeId): TreeResult {
  const reason = `cluster.xml here has no node ${node}`;
  return { ok: false, reason, stopNeeded: false, dropped: false };
}
