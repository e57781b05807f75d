/** Carries out one order to one service on this node: what is refused, what is noted, and what is known afterwards. */
import type { ServiceConfig } from '#src/config/model.ts';
import { startOrder } from '#src/config/order.ts';
import type { ProcessId } from '#src/host/ports.ts';
import type { NotedOperation } from './journal-format.ts';
import { createChanger, isTouched } from './local-change.ts';
import { advance, type LocalPhase, type LocalStep } from './local-machine.ts';
import { createLocalMigration } from './local-migration.ts';
import type { Order, OrderQueue, OrderResult } from './local-orders.ts';
import type { LocalDeps, ProbeResult, TreeResult } from './local-types.ts';
import type { Monitoring } from './monitoring.ts';
import type { OperationJournal } from './operation-journal.ts';
import { endOrphans } from './orphans.ts';
import type { ResourceRunner, Work } from './resource-runner.ts';
import { createSubtreeRecovery, type SubtreeRecovery } from './subtree-recovery.ts';
import { endTries, forgetParts, isDown, resetSubtrees, type SubtreeState } from './subtree-state.ts';
import { probeTree } from './tree-probe.ts';
import { startTree, stopTree } from './tree-runner.ts';

/** A service on this node. */
export interface Local {
  readonly id: string;
  readonly orders: OrderQueue;
  phase: LocalPhase;
  frozen: boolean;
  /** The configuration under which it was started or found; undefined when it is stopped. */
  active: ServiceConfig | undefined;
  /** What of it is down on its own. */
  readonly subtrees: SubtreeState;
}

export interface PerformerDeps {
  readonly local: LocalDeps;
  readonly runner: ResourceRunner;
  readonly journal: OperationJournal;
  readonly monitoring: Monitoring;
  /** By the configuration of now. */
  readonly configured: (id: string) => ServiceConfig | undefined;
  /** Name of that configuration. */
  readonly configId: () => string | undefined;
  readonly mendSoon: (service: Local) => void;
}

export interface Performer {
  /** `problem`: why the order is not on disk. Never rejects. */
  perform(service: Local, order: Order, problem: string | undefined): Promise<OrderResult>;
  /** Begins the monitoring, unless the service is frozen or not running. */
  monitor(service: Local, first: 'interval' | 'now'): void;
  readonly recovery: Pick<SubtreeRecovery<Local>, 'failed' | 'adopt'>;
  /** See LocalServices.recover. */
  recover(): Promise<void>;
}

export function step(service: Local, type: LocalStep['type']): void {
  service.phase = advance(service.phase, type);
}

export function createPerformer(deps: PerformerDeps): Performer {
  const { runner, journal, monitoring, configured } = deps;
  const { ports, log, registry, reported } = deps.local;
  const trees = { clock: ports.clock, runner, reported };
  /** Operations of which something could not be ended: of an earlier daemon, or starts whose agent hangs in the kernel. */
  let orphaned: readonly NotedOperation[] = [];
  const changer = createChanger<Local>({
    registry,
    trees,
    monitoring,
    configured,
    broken: (service) => step(service, 'resource-failed'),
    touched: ({ subtrees }, names) => forgetParts(subtrees, names),
    isDown: ({ subtrees, active }, resource) => active !== undefined && isDown(subtrees, active, resource),
    monitor: (service) => monitor(service, 'now'),
  });
  const recovery = createSubtreeRecovery<Local>({
    trees,
    monitoring,
    work,
    noteHanging,
    whatIsLeft,
    mayMend: ({ id }) => deps.local.mayMend?.(id) ?? true,
    mendSoon: deps.mendSoon,
    serviceFailed,
    reported,
  });
  const { monitor } = recovery;
  const migration = createLocalMigration<Local>({
    runner,
    monitoring,
    configured,
    step,
    look,
    work,
    noteConfig,
    ended: (service, order, groups) => {
      noteHanging(service, order, groups);
      if (!hangs(order)) journal.done(order.id, true);
    },
  });

  /** Told once; the monitoring of the service ends with it. */
  function serviceFailed(service: Local, resource: string, reason: string): void {
    if (service.phase !== 'running') return;
    void monitoring.end(service.id);
    step(service, 'resource-failed');
    reported({ type: 'failed', service: service.id, resource, reason });
  }

  /** Never rejects: what nobody expected leaves the service in a state in which it may run. */
  async function perform(service: Local, order: Order, problem: string | undefined): Promise<OrderResult> {
    try {
      switch (order.kind) {
        case 'start':
          return await start(service, order, problem);
        case 'stop':
          return await stop(service, order, problem);
        case 'probe':
          return await look(service, order);
        case 'shrink':
        case 'grow':
          return await change(service, order, problem);
        case 'prepare':
          return await migration.prepare(service, order, problem);
        case 'migrate':
          return await migration.migrate(service, order, problem);
        case 'mend':
        case 'convalesce':
          return await mend(service, order, problem);
      }
    } catch (error) {
      const reason = `internal error: ${error instanceof Error ? error.message : String(error)}`;
      log.error({ service: service.id, order: order.kind, reason }, 'an order met an error of Picket itself');
      // Nobody takes the answer of these for a failure of the service.
      if (order.kind === 'mend' || order.kind === 'convalesce') serviceFailed(service, order.kind, reason);
      service.phase = 'broken';
      journal.done(order.id, true);
      return order.kind === 'probe'
        ? { state: 'may-run', reason }
        : { ok: false, reason, stopNeeded: true, dropped: false };
    }
  }

  async function start(service: Local, order: Order, problem: string | undefined): Promise<TreeResult> {
    const config = startsAs(service, order);
    const refusal = whyNotStart(config, problem);
    if (config === undefined || refusal !== undefined) {
      journal.done(order.id, undefined);
      return { ok: false, reason: refusal ?? 'not configured', stopNeeded: false, dropped: false };
    }
    if (config !== order.service) await noteConfig(service, order);
    step(service, 'start');
    service.active = config;
    resetSubtrees(service.subtrees);
    await monitoring.end(service.id);
    const groups: ProcessId[] = [];
    const result = await startTree(trees, config, work(service, order, groups), (root, reason) =>
      recovery.leave(service, order, groups, root, reason),
    );
    step(service, result.ok ? 'started' : 'start-failed');
    if (!result.ok) noteHanging(service, order, groups);
    if (!hangs(order)) journal.done(order.id, true);
    if (result.ok) monitor(service, 'interval');
    return result;
  }

  /**
   * What a change of the configuration has given to the service while its start waited for its turn, another service
   * may still have: that is for the change to take up, when it runs.
   */
  function startsAs({ id }: Local, order: Order): ServiceConfig | undefined {
    const now = configured(id);
    if (now === undefined || order.service === undefined) return undefined;
    return isTouched(order.service, now, registry) ? order.service : now;
  }

  /** An agent that even KILL did not end may still complete what it began, so nothing here proves the service stopped. */
  function noteHanging(service: Local, order: Order, groups: readonly ProcessId[]): void {
    const last = groups.at(-1);
    if (last === undefined || hangs(order) || !ports.commands.groupAlive(last)) return;
    orphaned = [...orphaned, noteOf(service, order, last)];
  }

  function hangs(order: Order): boolean {
    return orphaned.some(({ id }) => id === order.id);
  }

  async function mend(service: Local, order: Order, problem: string | undefined): Promise<TreeResult> {
    let result: TreeResult = { ok: true };
    if (order.kind === 'mend') await recovery.mend(service, order, problem);
    else result = await recovery.convalesce(service, order, problem);
    if (!hangs(order)) journal.done(order.id, undefined);
    return result;
  }

  /** The configuration has changed while the start waited its turn: whoever comes after a crash must know it. */
  async function noteConfig({ id }: Local, order: Order): Promise<void> {
    const config = deps.configId();
    if (config === undefined || config === order.config) return;
    await journal.note({ id: order.id, service: id, kind: 'start', at: ports.clock.wall(), config });
  }

  async function change(service: Local, order: Order, problem: string | undefined): Promise<TreeResult> {
    const left = await whatIsLeft(service.id);
    const unfit =
      left ?? (problem === undefined ? undefined : `cannot note the operation on disk: ${problem}`);
    const groups: ProcessId[] = [];
    let result: TreeResult;
    if (order.kind === 'shrink') {
      result =
        left === undefined ? await changer.shrink(service, work(service, order, groups)) : notStopped(left);
    } else if (unfit === undefined) {
      await noteConfig(service, order);
      result = await changer.grow(service, work(service, order, groups));
      if (!result.ok) noteHanging(service, order, groups);
    } else {
      result = notStopped(unfit);
    }
    const grew = order.kind === 'grow' && unfit === undefined && service.active !== undefined;
    if (!hangs(order)) journal.done(order.id, grew ? true : undefined);
    return result;
  }

  function whyNotStart(config: ServiceConfig | undefined, problem: string | undefined): string | undefined {
    if (config === undefined) return 'the configuration of this node does not have this service';
    const unknown = startOrder(config).find(({ type }) => registry.find(type) === undefined);
    if (unknown !== undefined) return `this version of Picket has no agent for ${unknown.id}`;
    return problem === undefined ? undefined : `cannot note the operation on disk: ${problem}`;
  }

  async function stop(service: Local, order: Order, problem: string | undefined): Promise<TreeResult> {
    if (problem !== undefined) {
      log.warn(
        { service: service.id, reason: problem },
        'a stop is carried out though it cannot be noted on disk',
      );
    }
    const begun = journal.begun(service.id);
    const config = service.active ?? configured(service.id);
    step(service, 'stop');
    endTries(service.subtrees);
    await monitoring.end(service.id);
    const left = await whatIsLeft(service.id);
    const result = left === undefined ? await stopKnown(service, order, config, begun) : notStopped(left);
    step(service, result.ok ? 'stopped' : 'stop-failed');
    if (result.ok) service.active = undefined;
    if (result.ok) resetSubtrees(service.subtrees);
    journal.done(order.id, result.ok ? false : undefined);
    return result;
  }

  async function stopKnown(
    service: Local,
    order: Order,
    config: ServiceConfig | undefined,
    begun: boolean,
  ): Promise<TreeResult> {
    if (config === undefined) {
      return begun ? notStopped('it was started here, but is no longer in the configuration') : { ok: true };
    }
    const foreign = startOrder(config).some(({ type }) => registry.find(type) === undefined);
    // No start of it gets through here, so there is nothing that only the missing agent could stop.
    if (foreign && !begun) return { ok: true };
    return stopTree(trees, config, work(service, order));
  }

  async function look(service: Local, order: Order): Promise<ProbeResult> {
    const left = await whatIsLeft(service.id);
    const result =
      left === undefined ? await lookClear(service, order) : { state: 'may-run' as const, reason: left };
    if (result.state !== 'running') await monitoring.end(service.id);
    const findings = {
      stopped: 'found-stopped',
      running: 'found-running',
      'may-run': 'found-unclear',
    } as const;
    step(service, findings[result.state]);
    return result.state === 'running' && service.phase === 'stuck'
      ? { state: 'may-run', reason: 'it runs, and its last stop failed' }
      : result;
  }

  async function lookClear(service: Local, order: Order): Promise<ProbeResult> {
    const begun = journal.begun(service.id);
    const config = service.active ?? configured(service.id);
    if (config === undefined) {
      if (!begun) return { state: 'stopped', reason: '' };
      return { state: 'may-run', reason: 'it was started here, but is no longer in the configuration' };
    }
    const asStarted = service.active !== undefined || journal.configs().get(service.id) === deps.configId();
    const probe = service.phase !== 'running';
    const { subtrees } = service;
    const down = new Set(subtrees.parts.keys());
    const result = await probeTree(trees, config, { begun, probe, cancel: order.cancel.signal, down });
    // One that was removed has no other configuration by which it could still be stopped.
    const isOver = result.state === 'stopped' && configured(service.id) !== undefined;
    service.active = isOver ? undefined : config;
    // Looked for by what it was started with: by another version, something of it may have been overlooked.
    if (result.state === 'stopped' && asStarted) journal.gone(service.id);
    for (const name of result.found) subtrees.found.add(name);
    return { state: result.state, reason: result.reason };
  }

  /** In words what an earlier daemon's operation on this service still has going, after another attempt to end it. */
  async function whatIsLeft(id: string): Promise<string | undefined> {
    const mine = orphaned.filter(({ service }) => service === id);
    if (mine.length === 0) return undefined;
    const left = await endOrphans({ ...ports, log }, mine);
    for (const operation of mine.filter((each) => !left.has(each.id))) ended(operation);
    orphaned = orphaned.filter((each) => each.service !== id || left.has(each.id));
    return left.size === 0 ? undefined : 'programs of an interrupted operation cannot be ended';
  }

  function ended({ id, kind }: NotedOperation): void {
    journal.done(id, kind === 'start' ? true : undefined);
  }

  function noteOf(service: Local, order: Order, group: ProcessId): NotedOperation {
    const kind = order.kind === 'stop' || order.kind === 'shrink' ? 'stop' : 'start';
    return { id: order.id, service: service.id, kind, at: ports.clock.wall(), groups: [group] };
  }

  function work(service: Local, order: Order, groups: ProcessId[] = []): Work {
    return {
      service: service.id,
      mark: order.id,
      cancel: order.cancel.signal,
      started: (process) => {
        groups.push(process);
        journal.addGroup(order.id, process);
      },
    };
  }

  async function recover(): Promise<void> {
    const operations = await journal.load();
    const left = await endOrphans({ ...ports, log }, operations);
    orphaned = operations.filter(({ id }) => left.has(id));
    for (const operation of operations.filter(({ id }) => !left.has(id))) ended(operation);
  }

  return { perform, monitor, recovery, recover };
}

function notStopped(reason: string): TreeResult {
  return { ok: false, reason, stopNeeded: true, dropped: false };
}
