/** Runs one operation of one resource by its agent: with the right deadline, marked, and never longer than that. */
import type { Agent, AgentTiming, MonitorResult, Operation, OperationResult } from '#src/agents/agent.ts';
import type { ResourceConfig } from '#src/config/model.ts';
import type { Clock, Millis, ProcessId } from '#src/host/ports.ts';
import type { Journey } from './local-orders.ts';
import type { LocalDeps } from './local-types.ts';
import { markedCommands } from './marks.ts';
import { effectiveTiming } from './resource-timing.ts';

/** An agent that has not come to an end this long after its deadline never will. */
const OVERDUE_MS = 15_000;

/** The order on behalf of which a resource is worked on. */
export interface Work {
  readonly service: string;
  /** Name of the operation in the journal. */
  readonly mark: string;
  readonly cancel: AbortSignal;
  readonly started: (process: ProcessId) => void;
}

export interface ResourceRunner {
  /** Whether this version has an agent for the type. */
  knows(resource: ResourceConfig): boolean;
  timing(service: string, resource: ResourceConfig): Promise<AgentTiming>;
  run(op: 'start' | 'stop', resource: ResourceConfig, work: Work): Promise<OperationResult>;
  /** On the node to which it is to migrate. Fails for a type that can't. */
  prepare(resource: ResourceConfig, work: Work): Promise<OperationResult>;
  /** On the node where it runs. Fails for a type that can't. */
  migrate(resource: ResourceConfig, work: Work, journey: Journey): Promise<OperationResult>;
  monitor(
    resource: ResourceConfig,
    look: {
      readonly service: string;
      readonly depth: number;
      readonly timeout: Millis;
      readonly probe: boolean;
    },
    cancel: AbortSignal,
  ): Promise<MonitorResult>;
  watch(service: string, resource: ResourceConfig, changed: () => void): () => void;
}

type RunnerDeps = Pick<LocalDeps, 'registry' | 'ports' | 'log' | 'nodeName' | 'clusterName' | 'runFolder'>;

/** None of its functions rejects: an agent that throws has failed. */
export function createResourceRunner(deps: RunnerDeps): ResourceRunner {
  const { clock } = deps.ports;
  const never = new AbortController().signal;

  function operation(
    service: string,
    resource: ResourceConfig,
    timeout: Millis,
    cancel: AbortSignal,
  ): Operation {
    return {
      resource: { type: resource.type, name: resource.name, attributes: resource.attributes },
      service,
      nodeName: deps.nodeName,
      clusterName: deps.clusterName,
      runFolder: deps.runFolder,
      ports: deps.ports,
      log: deps.log.child({ service, resource: resource.id }),
      timeout,
      cancel,
      started: () => {},
    };
  }

  async function timing(service: string, resource: ResourceConfig): Promise<AgentTiming> {
    const agent = deps.registry.find(resource.type);
    if (agent === undefined) return { startTimeout: 0, stopTimeout: 0, monitors: [] };
    return effectiveTiming(await ownTiming(agent, service, resource), resource.actions);
  }

  async function ownTiming(agent: Agent, service: string, resource: ResourceConfig): Promise<AgentTiming> {
    const asked = agent.timingOf?.(operation(service, resource, OVERDUE_MS, never));
    if (asked === undefined) return agent.timing;
    return within(clock, OVERDUE_MS, asked, () => agent.timing).catch(() => agent.timing);
  }

  async function perform(
    resource: ResourceConfig,
    work: Work,
    timeout: Millis,
    call: (operation: Operation) => Promise<OperationResult>,
  ): Promise<OperationResult> {
    const plain = operation(work.service, resource, timeout, work.cancel);
    const commands = markedCommands(deps.ports.commands, work.mark, work.started);
    const marked = { ...plain, ports: { ...plain.ports, commands }, started: work.started };
    const overdue = (): OperationResult =>
      failure(`the agent did not come to an end within ${seconds(timeout)}`, true);
    try {
      return await within(clock, timeout + OVERDUE_MS, call(marked), overdue);
    } catch (error) {
      return failure(wordsOf(error), true);
    }
  }

  return {
    knows: (resource) => deps.registry.find(resource.type) !== undefined,
    timing,
    run: async (op, resource, work) => {
      const agent = deps.registry.find(resource.type);
      if (agent === undefined) return failure(noAgent(resource), false);
      const { startTimeout, stopTimeout } = await timing(work.service, resource);
      const timeout = op === 'start' ? startTimeout : stopTimeout;
      return perform(resource, work, timeout, (marked) => agent[op](marked));
    },
    prepare: async (resource, work) => {
      const migration = deps.registry.find(resource.type)?.migration;
      if (migration === undefined) return failure(`${resource.id} can't migrate`, false);
      const { startTimeout } = await timing(work.service, resource);
      return perform(resource, work, startTimeout, (marked) => migration.prepare(marked));
    },
    migrate: async (resource, work, { target, progress }) => {
      const migration = deps.registry.find(resource.type)?.migration;
      if (migration === undefined) return failure(`${resource.id} can't migrate`, false);
      const override = resource.actions.find(({ name }) => name === 'migrate');
      const timeout = override?.timeout ?? migration.timeout(resource.attributes);
      return perform(resource, work, timeout, (marked) => migration.migrate(marked, target, progress));
    },
    monitor: async (resource, look, cancel) => {
      const agent = deps.registry.find(resource.type);
      if (agent === undefined) return { status: 'unknown', reason: noAgent(resource), notInstalled: true };
      const asked = { ...operation(look.service, resource, look.timeout, cancel), probe: look.probe };
      const overdue = (): MonitorResult =>
        unknown(`the agent did not come to an end within ${seconds(look.timeout)}`);
      try {
        return await within(clock, look.timeout + OVERDUE_MS, agent.monitor(asked, look.depth), overdue);
      } catch (error) {
        return unknown(wordsOf(error));
      }
    },
    watch: (service, resource, changed) => {
      const agent = deps.registry.find(resource.type);
      return agent?.watch?.(operation(service, resource, OVERDUE_MS, never), changed) ?? (() => {});
    },
  };
}

/** `late()` when the promise has not settled after `delay` ms. */
function within<T>(clock: Clock, delay: Millis, promise: Promise<T>, late: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopTimer = clock.after(delay, () => resolve(late()));
    promise.then(resolve, reject).finally(stopTimer);
  });
}

function noAgent(resource: ResourceConfig): string {
  return `this version of Picket has no agent for the type ${resource.type}`;
}

function failure(reason: string, timedOut: boolean): OperationResult {
  return { ok: false, reason, timedOut };
}

function unknown(reason: string): MonitorResult {
  return { status: 'unknown', reason };
}

function seconds(duration: Millis): string {
  return `${Math.round(duration / 100) / 10} s`;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
