/** Starts, stops and looks at the resources of one service in their order, on this node. */
import type { MonitorResult, OperationResult } from '#src/agents/agent.ts';
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import { stopOrder } from '#src/config/order.ts';
import type { Clock } from '#src/host/ports.ts';
import { type Place, placesOf } from './independent.ts';
import type { LocalEvent, TreeResult } from './local-types.ts';
import type { ResourceRunner, Work } from './resource-runner.ts';

export interface TreeDeps {
  readonly clock: Clock;
  readonly runner: ResourceRunner;
  readonly reported: (event: LocalEvent) => void;
}

/**
 * The first failure, or the cancellation of the work, ends it. What fails in a non-critical resource is left out with it:
 * `leave` is told, to clean up there, and the start goes on beside it. Without `leave` nothing is left out.
 */
export async function startTree(
  deps: TreeDeps,
  service: ServiceConfig,
  work: Work,
  leave?: (root: Place, reason: string) => Promise<void>,
): Promise<TreeResult> {
  const left = new Set<string>();
  for (const { resource, roots } of placesOf(service)) {
    if (work.cancel.aborted) return interrupted();
    if (roots.some(({ name }) => left.has(name))) continue;
    const result = await runReported(deps, 'start', resource, work);
    if (work.cancel.aborted) return interrupted();
    if (result.ok) continue;
    const root = roots.find((around) => around.resource.independent === 'non-critical');
    if (root === undefined || leave === undefined) return failed(resource, 'start', result.reason);
    left.add(root.name);
    await leave(root, wordsOf(resource, 'start', result.reason));
  }
  return { ok: true };
}

/** Some resources of a service, in the order given. The first failure, or the cancellation of the work, ends it. */
export async function startAll(
  deps: TreeDeps,
  resources: readonly ResourceConfig[],
  work: Work,
): Promise<TreeResult> {
  for (const resource of resources) {
    if (work.cancel.aborted) return interrupted();
    const result = await runReported(deps, 'start', resource, work);
    if (work.cancel.aborted) return interrupted();
    if (!result.ok) return failed(resource, 'start', result.reason);
  }
  return { ok: true };
}

/**
 * Every resource gets its stop, also after failures; the first failure is the result. A stop that failed while the
 * resource is not known to be down is repeated once.
 */
export function stopTree(deps: TreeDeps, service: ServiceConfig, work: Work): Promise<TreeResult> {
  return stopAll(deps, stopOrder(service), work);
}

/** As stopTree, of some resources of a service, in the order given. */
export async function stopAll(
  deps: TreeDeps,
  resources: readonly ResourceConfig[],
  work: Work,
): Promise<TreeResult> {
  let first: TreeResult = { ok: true };
  for (const resource of resources) {
    const result = await stopResource(deps, resource, work);
    if (!result.ok && first.ok) first = failed(resource, 'stop', result.reason);
  }
  return first;
}

async function stopResource(deps: TreeDeps, resource: ResourceConfig, work: Work): Promise<OperationResult> {
  const once = await runReported(deps, 'stop', resource, work);
  if (once.ok || !deps.runner.knows(resource)) return once;
  const look = await lookAt(deps, work.service, resource, work.cancel, false);
  if (look.status === 'not-running') return { ok: true };
  const again = await runReported(deps, 'stop', resource, work);
  return again.ok ? again : { ...again, reason: `${again.reason} (tried twice)` };
}

/** The cheapest look at one resource; changes nothing and never rejects. */
export async function lookAt(
  deps: TreeDeps,
  service: string,
  resource: ResourceConfig,
  cancel: AbortSignal,
  probe: boolean,
): Promise<MonitorResult> {
  const { monitors } = await deps.runner.timing(service, resource);
  const timeout = monitors.find(({ depth }) => depth === 0)?.timeout ?? 20_000;
  return deps.runner.monitor(resource, { service, depth: 0, timeout, probe }, cancel);
}

async function runReported(
  deps: TreeDeps,
  op: 'start' | 'stop',
  resource: ResourceConfig,
  work: Work,
): Promise<OperationResult> {
  const event = { type: 'resource', service: work.service, resource: resource.id, op } as const;
  const began = deps.clock.now();
  deps.reported({ ...event, phase: 'begin', ms: 0, reason: '' });
  const result = await deps.runner.run(op, resource, work);
  const ms = deps.clock.now() - began;
  if (result.ok) deps.reported({ ...event, phase: 'done', ms, reason: '' });
  else deps.reported({ ...event, phase: 'failed', ms, reason: result.reason });
  return result;
}

function failed(resource: ResourceConfig, op: 'start' | 'stop', reason: string): TreeResult {
  return { ok: false, reason: wordsOf(resource, op, reason), stopNeeded: true, dropped: false };
}

function wordsOf(resource: ResourceConfig, op: 'start' | 'stop', reason: string): string {
  return `${op} of ${resource.id} failed: ${reason}`;
}

function interrupted(): TreeResult {
  return { ok: false, reason: 'the start was interrupted by a stop', stopNeeded: true, dropped: false };
}
