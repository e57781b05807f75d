/**
 * This node's part in a live migration: it makes ready for a service that is to come, or sends one that runs here away.
 * Neither tells where the service runs in the end: for that, both nodes are looked at.
 */
import type { ServiceConfig } from '#src/config/model.ts';
import { startOrder } from '#src/config/order.ts';
import type { ProcessId } from '#src/host/ports.ts';
import type { LocalPhase, LocalStep } from './local-machine.ts';
import type { Order } from './local-orders.ts';
import type { ProbeResult, TreeResult } from './local-types.ts';
import type { Monitoring } from './monitoring.ts';
import type { ResourceRunner, Work } from './resource-runner.ts';

/** The part of a service on this node that a migration is about. */
export interface Migrating {
  readonly id: string;
  readonly phase: LocalPhase;
  active: ServiceConfig | undefined;
}

export interface LocalMigrationDeps<S extends Migrating> {
  readonly runner: Pick<ResourceRunner, 'prepare' | 'migrate'>;
  readonly monitoring: Pick<Monitoring, 'end'>;
  /** By the configuration of now. */
  readonly configured: (id: string) => ServiceConfig | undefined;
  readonly step: (service: S, type: LocalStep['type']) => void;
  readonly look: (service: S, order: Order) => Promise<ProbeResult>;
  readonly work: (service: S, order: Order, groups: ProcessId[]) => Work;
  /** The configuration has changed while the order waited its turn: whoever comes after a crash must know it. */
  readonly noteConfig: (service: S, order: Order) => Promise<void>;
  /** The operation is over, but for a program that even KILL did not end, and the service may run here. */
  readonly ended: (service: S, order: Order, groups: readonly ProcessId[]) => void;
}

export interface LocalMigration<S extends Migrating> {
  /** `problem`: why the order is not on disk. */
  prepare(service: S, order: Order, problem: string | undefined): Promise<TreeResult>;
  migrate(service: S, order: Order, problem: string | undefined): Promise<TreeResult>;
}

export function createLocalMigration<S extends Migrating>(deps: LocalMigrationDeps<S>): LocalMigration<S> {
  const { runner, step } = deps;

  async function prepare(
    service: S,
    order: Order,
    problem: string | undefined,
    groups: ProcessId[],
  ): Promise<TreeResult> {
    if (problem !== undefined) return failed(`cannot note the operation on disk: ${problem}`);
    const found = await deps.look(service, order);
    // What is left here of an earlier one may vanish, or wake up.
    if (found.state !== 'stopped') return failed(found.reason || `it is found ${found.state} there already`);
    const config = deps.configured(service.id);
    if (config === undefined) return failed('the configuration of this node does not have this service');
    await deps.noteConfig(service, order);
    step(service, 'await');
    service.active = config;
    for (const resource of startOrder(config)) {
      if (order.cancel.signal.aborted) return failed('interrupted by a stop');
      const result = await runner.prepare(resource, deps.work(service, order, groups));
      if (!result.ok) return failed(`${resource.id}: ${result.reason}`);
    }
    return { ok: true };
  }

  async function migrate(
    service: S,
    order: Order,
    problem: string | undefined,
    groups: ProcessId[],
  ): Promise<TreeResult> {
    if (problem !== undefined) return failed(`cannot note the operation on disk: ${problem}`);
    const { active } = service;
    const { journey } = order;
    if (service.phase !== 'running' || active === undefined || journey === undefined)
      return failed('it is not known to run there');
    await deps.monitoring.end(service.id);
    step(service, 'leave');
    // The last to start goes first, as with a stop.
    for (const resource of startOrder(active).toReversed()) {
      if (order.cancel.signal.aborted) return failed('interrupted by a stop');
      const result = await runner.migrate(resource, deps.work(service, order, groups), journey);
      if (!result.ok) return failed(`${resource.id}: ${result.reason}`);
    }
    return { ok: true };
  }

  return {
    async prepare(service, order, problem) {
      const groups: ProcessId[] = [];
      const result = await prepare(service, order, problem, groups);
      deps.ended(service, order, groups);
      return result;
    },
    async migrate(service, order, problem) {
      const groups: ProcessId[] = [];
      const result = await migrate(service, order, problem, groups);
      step(service, 'left');
      deps.ended(service, order, groups);
      return result;
    },
  };
}

function failed(reason: string): TreeResult {
  return { ok: false, reason, stopNeeded: false, dropped: false };
}
