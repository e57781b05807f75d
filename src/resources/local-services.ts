/** Runs services on this node: carries out the orders of the cluster, monitors what runs, and knows what may run. */
import type { ServiceConfig } from '#src/config/model.ts';
import { INITIAL, vouchedFor } from './local-machine.ts';
import { createOrderQueue, type Order, type OrderKind, type OrderResult } from './local-orders.ts';
import { createPerformer, type Local, step } from './local-performer.ts';
import type { LocalDeps, LocalServices, ProbeResult, TreeResult } from './local-types.ts';
import { createMonitoring } from './monitoring.ts';
import { createJournal } from './operation-journal.ts';
import { createResourceRunner } from './resource-runner.ts';
import { createSlots } from './slots.ts';

export function createLocalServices(deps: LocalDeps): LocalServices {
  const { clock, files } = deps.ports;
  const maxParallel = deps.maxParallel ?? 8;
  const slots = createSlots(maxParallel);
  const path = `${deps.journalFolder}/operations.json`;
  const journal = createJournal({ clock, files, log: deps.log, path, bootId: deps.bootId });
  const runner = createResourceRunner(deps);
  const monitoring = createMonitoring({
    clock,
    runner,
    slots: createSlots(2 * maxParallel),
    reported: deps.reported,
    failed: (service, resource, reason) => {
      step(local(service), 'resource-failed');
      deps.reported({ type: 'failed', service, resource, reason });
    },
  });
  const locals = new Map<string, Local>();
  let configured = byId(deps.services);
  const performer = createPerformer({
    local: deps,
    runner,
    journal,
    monitoring,
    configured: (id) => configured.get(id),
  });
  let sequence = 0;
  let closed = false;

  function local(id: string): Local {
    const known = locals.get(id);
    if (known !== undefined) return known;
    const orders = createOrderQueue(
      (order) => void carryOut(fresh, order),
      (order) => journal.done(order.id, undefined),
    );
    const fresh: Local = { id, orders, phase: INITIAL, frozen: false, active: undefined };
    locals.set(id, fresh);
    return fresh;
  }

  function makeOrder(id: string, kind: OrderKind): Order {
    sequence += 1;
    const mark = `${deps.nodeName}/${id}/${clock.wall().toString(36)}-${sequence}`;
    const noted =
      kind === 'probe' ? nothing : journal.note({ id: mark, service: id, kind, at: clock.wall() });
    const { promise, resolve } = Promise.withResolvers<OrderResult>();
    return { kind, id: mark, noted, cancel: new AbortController(), promise, resolve, state: 'queued' };
  }

  async function carryOut(service: Local, order: Order): Promise<void> {
    const release = await slots.acquire(order.kind === 'stop');
    const problem = await order.noted;
    // Dropped while it waited: its promise has been resolved and its turn is over.
    if (order.state === 'dropped') return release();
    order.state = 'begun';
    order.resolve(await performer.perform(service, order, problem));
    release();
    service.orders.finished();
  }

  async function order(id: string, kind: OrderKind): Promise<OrderResult> {
    if (!closed) return local(id).orders.add(kind, () => makeOrder(id, kind));
    const reason = 'the daemon is ending';
    return kind === 'probe'
      ? { state: 'may-run', reason }
      : { ok: false, reason, stopNeeded: false, dropped: true };
  }

  return {
    start: async (id) => (await order(id, 'start')) as TreeResult,
    stop: async (id) => (await order(id, 'stop')) as TreeResult,
    probe: async (id) => (await order(id, 'probe')) as ProbeResult,
    settle: async (id) => (await order(id, 'probe')) as ProbeResult,
    adopt: (id) => {
      const service = local(id);
      service.active ??= configured.get(id);
      step(service, 'found-running');
      if (!closed) performer.monitor(service, 'interval');
    },
    release: (id) => {
      void monitoring.end(id);
      step(local(id), 'release');
    },
    localState: (id) => {
      const known = locals.get(id);
      if (known === undefined) return configured.has(id) || journal.begun(id) ? 'may-run' : 'stopped';
      return known.orders.busy() ? 'may-run' : vouchedFor(known.phase);
    },
    dropQueued: () => {
      for (const { orders } of locals.values()) orders.drop();
    },
    setFrozen: (id, frozen) => {
      const service = local(id);
      if (service.frozen === frozen) return;
      service.frozen = frozen;
      if (frozen) void monitoring.end(id);
      else if (!closed) performer.monitor(service, 'now');
    },
    reconfigure: (services) => {
      configured = byId(services);
    },
    recover: () => performer.recover(),
    idle: () => [...locals.values()].every(({ orders }) => orders.idle()),
    warnings: () => {
      const problem = journal.problem();
      return problem === undefined
        ? []
        : [`operations cannot be noted on disk, so nothing is started here: ${problem}`];
    },
    close: async () => {
      closed = true;
      for (const service of locals.values()) {
        // What is in hand still comes to its end, and is not monitored then.
        service.frozen = true;
        service.orders.drop();
      }
      await monitoring.endAll();
      await journal.close();
    },
  };
}

const nothing = Promise.resolve(undefined);

function byId(services: readonly ServiceConfig[]): ReadonlyMap<string, ServiceConfig> {
  return new Map(services.map((service) => [service.id, service]));
}
