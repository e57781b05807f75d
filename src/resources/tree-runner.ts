/** Starts, stops and looks at the resources of one service in their order, on this node. */
import type { MonitorResult, OperationResult } from '#src/agents/agent.ts';
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import { startOrder, stopOrder } from '#src/config/order.ts';
import type { Clock } from '#src/host/ports.ts';
import type { LocalEvent, ProbeResult, TreeResult } from './local-types.ts';
import type { ResourceRunner, Work } from './resource-runner.ts';

export interface TreeDeps {
  readonly clock: Clock;
  readonly runner: ResourceRunner;
  readonly reported: (event: LocalEvent) => void;
}

/** The first failure, or the cancellation of the work, ends it. */
export async function startTree(deps: TreeDeps, service: ServiceConfig, work: Work): Promise<TreeResult> {
  for (const resource of startOrder(service)) {
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
export async function stopTree(deps: TreeDeps, service: ServiceConfig, work: Work): Promise<TreeResult> {
  let first: TreeResult = { ok: true };
  for (const resource of stopOrder(service)) {
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

/**
 * `begun` false: nothing of the service can have been started in this boot, so a resource whose program is not even
 * installed does not run.
 */
export async function probeTree(
  deps: TreeDeps,
  service: ServiceConfig,
  options: { readonly begun: boolean; readonly cancel: AbortSignal; readonly probe: boolean },
): Promise<ProbeResult> {
  const looks = await Promise.all(
    startOrder(service).map(async (resource) => {
      const look = await lookAt(deps, service.id, resource, options.cancel, options.probe);
      const absent = look.status === 'not-running' || (look.notInstalled === true && !options.begun);
      return { resource, look, absent };
    }),
  );
  if (looks.every(({ absent }) => absent)) return { state: 'stopped', reason: '' };
  const runs = ({ status }: MonitorResult): boolean => status === 'running' || status === 'degraded';
  if (looks.every(({ look }) => runs(look))) return { state: 'running', reason: '' };
  const words = looks.map(
    ({ resource, look }) => `${resource.id} ${look.status}${look.reason && ` (${look.reason})`}`,
  );
  return { state: 'may-run', reason: words.join(', ') };
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
  return { ok: false, reason: `${op} of ${resource.id} failed: ${reason}`, stopNeeded: true, dropped: false };
}

function interrupted(): TreeResult {
  return { ok: false, reason: 'the start was interrupted by a stop', stopNeeded: true, dropped: false };
}
