/** Runs services on this node: carries out the orders of the cluster, monitors what runs, and knows what may run. */
import type { ServiceConfig } from '#src/config/model.ts';
import { isTouched } from './local-change.ts';
import { INITIAL, vouchedFor } from './local-machine.ts';
import {
  createOrderQueue,
  type Journey,
  type Order,
  type OrderKind,
  type OrderResult,
} from './local-orders.ts';
import { createPerformer, type Local, step } from './local-performer.ts';
import type { LocalDeps, LocalServices, ProbeResult, TreeResult } from './local-types.ts';
import { createMonitoring } from './monitoring.ts';
import { createJournal } from './operation-journal.ts';
import { createResourceRunner } from './resource-runner.ts';
import { createSlots } from './slots.ts';
import { createSubtreeState, endTries, resetSubtrees } from './subtree-state.ts';

export function createLocalServices(deps: LocalDeps): LocalServices {
  const { clock, files } = deps.ports;
  const { maxParallel = () => 8 } = deps;
  const slots = createSlots(maxParallel);
  const path = `${deps.journalFolder}/operations.json`;
  const journal = createJournal({ clock, files, log: deps.log, path, bootId: deps.bootId });
  const runner = createResourceRunner(deps);
  const monitoring = createMonitoring({
    clock,
    runner,
    slots: createSlots(() => 2 * maxParallel()),
    reported: deps.reported,
    failed: (service, resource, reason) => performer.recovery.failed(local(service), resource, reason),
  });
  const locals = new Map<string, Local>();
  let configured = byId(deps.services);
  let { configId } = deps;
  const performer = createPerformer({
    local: deps,
    runner,
    journal,
    monitoring,
    configured: (id) => configured.get(id),
    configId: () => configId,
    mendSoon: ({ id }) => void order(id, 'mend'),
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
    const subtrees = createSubtreeState();
    const fresh: Local = { id, orders, phase: INITIAL, frozen: false, active: undefined, subtrees };
    locals.set(id, fresh);
    return fresh;
  }

  function makeOrder(id: string, kind: OrderKind, journey?: Journey): Order {
    sequence += 1;
    const mark = `${deps.nodeName}/${id}/${clock.wall().toString(36)}-${sequence}`;
    const { promise, resolve } = Promise.withResolvers<OrderResult>();
    const order = {
      kind,
      id: mark,
      cancel: new AbortController(),
      promise,
      resolve,
      state: 'queued',
    } as const;
    const noted = kind === 'probe' ? nothing : note(mark, id, kind);
    return { ...order, config: configId, service: configured.get(id), journey, noted };
  }

  function note(id: string, service: string, kind: Exclude<OrderKind, 'probe'>): Promise<string | undefined> {
    // A migration may bring it here, and take it away: it may run here before, and after.
    const begins = kind === 'start' || kind === 'grow' || kind === 'prepare' || kind === 'migrate';
    const operation = { id, service, kind: begins ? 'start' : 'stop', at: clock.wall() } as const;
    return journal.note(begins && configId !== undefined ? { ...operation, config: configId } : operation);
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

  /** Where nothing differs for the agents, it runs by the configuration of now. */
  function takeOver(service: Local): void {
    const now = configured.get(service.id);
    if (service.active === undefined || now === undefined) return;
    if (!isTouched(service.active, now, deps.registry)) service.active = now;
  }

  async function order(id: string, kind: OrderKind, journey?: Journey): Promise<OrderResult> {
    if (!closed) return local(id).orders.add(kind, () => makeOrder(id, kind, journey));
    const reason = 'the daemon is ending';
    return kind === 'probe'
      ? { state: 'may-run', reason }
      : { ok: false, reason, stopNeeded: false, dropped: true };
  }

  return {
    start: async (id) => (await order(id, 'start')) as TreeResult,
    stop: async (id) => (await order(id, 'stop')) as TreeResult,
    probe: async (id) => (await order(id, 'probe')) as ProbeResult,
    change: async (id, step) => (await order(id, step)) as TreeResult,
    prepare: async (id) => (await order(id, 'prepare')) as TreeResult,
    migrate: async (id, target) => {
      const progress: Journey['progress'] = ({ percent, words }) =>
        deps.reported({ type: 'migrating', service: id, target: target.nodeName, percent, words });
      return (await order(id, 'migrate', { target, progress })) as TreeResult;
    },
    breakOff: (id) => locals.get(id)?.orders.breakOff('nobody waits for the migration any more'),
    settle: async (id) => (await order(id, 'probe')) as ProbeResult,
    adopt: (id, partial = []) => {
      const service = local(id);
      service.active ??= configured.get(id);
      step(service, 'found-running');
      performer.recovery.adopt(service, partial);
      if (!closed) performer.monitor(service, 'interval');
    },
    parts: (id) => {
      const known = locals.get(id);
      return known?.phase === 'running' ? [...known.subtrees.parts.values()] : [];
    },
    convalesce: async (id) => (await order(id, 'convalesce')) as TreeResult,
    release: (id) => {
      void monitoring.end(id);
      resetSubtrees(local(id).subtrees);
      step(local(id), 'release');
      local(id).active = undefined;
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
    reconfigure: (services, id) => {
      configured = byId(services);
      configId = id;
      for (const service of locals.values()) takeOver(service);
    },
    recover: async () => {
      await performer.recover();
      for (const [id, config] of journal.configs()) {
        if (config === configId) continue;
        const service = local(id);
        service.active = await deps.earlier?.(config, id);
        takeOver(service);
      }
    },
    remember: (service) => {
      local(service.id).active ??= service;
    },
    idle: () => [...locals.values()].every(({ orders }) => orders.idle()),
    warnings: () => {
      const problem = journal.problem();
      const noted =
        problem === undefined
          ? []
          : [`operations cannot be noted on disk, so nothing is started here: ${problem}`];
      return [...noted, ...monitoring.degraded()];
    },
    close: async () => {
      closed = true;
      for (const service of locals.values()) {
        // What is in hand still comes to its end, and is not monitored then.
        service.frozen = true;
        service.orders.drop();
        endTries(service.subtrees);
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
