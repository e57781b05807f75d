/**
 * Brings a service that runs here from the configuration it was started with to the one of now: first it gives up what
 * goes or changes (`shrink`), later it takes up what comes or has changed (`grow`), and everything else goes on. In two
 * steps, because what one service gives up another may be waiting for.
 */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { type ServiceDelta, serviceDelta } from '#src/config/delta.ts';
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import type { LocalPhase } from './local-machine.ts';
import type { TreeResult } from './local-types.ts';
import type { Monitoring } from './monitoring.ts';
import type { Work } from './resource-runner.ts';
import { startAll, stopAll, type TreeDeps } from './tree-runner.ts';

/** The part of a service on this node that a change is about. */
export interface Changing {
  readonly id: string;
  readonly phase: LocalPhase;
  active: ServiceConfig | undefined;
}

export interface ChangerDeps<S extends Changing> {
  readonly registry: AgentRegistry;
  readonly trees: TreeDeps;
  readonly monitoring: Pick<Monitoring, 'end'>;
  /** By the configuration of now. */
  readonly configured: (id: string) => ServiceConfig | undefined;
  /** A part of it is in no defined state: it may run, and only a stop of the whole can mend it. */
  readonly broken: (service: S) => void;
  /** These (`type:name`) were stopped or started just now. */
  readonly touched: (service: S, resources: readonly string[]) => void;
  /** It stands in something that is down on its own, and stays down with it. */
  readonly isDown: (service: S, resource: ResourceConfig) => boolean;
  /** Begins the monitoring of what is active; looks at once. */
  readonly monitor: (service: S) => void;
}

export interface Changer<S extends Changing> {
  /**
   * Stops what the configuration of now does not have or has otherwise. From then on the service is what goes on. A
   * service that does not run, or has nothing to give up, is left as it is.
   */
  shrink(service: S, work: Work): Promise<TreeResult>;
  /** Starts what the configuration of now has more than runs. Fails when there is something to give up first. */
  grow(service: S, work: Work): Promise<TreeResult>;
}

const DONE: TreeResult = { ok: true };

export function createChanger<S extends Changing>(deps: ChangerDeps<S>): Changer<S> {
  function delta(service: S): ServiceDelta | undefined {
    const now = deps.configured(service.id);
    if (service.phase !== 'running' || service.active === undefined || now === undefined) return undefined;
    return serviceDelta(service.active, now, deps.registry);
  }

  function failed(service: S, result: TreeResult): TreeResult {
    deps.broken(service);
    return result;
  }

  return {
    async shrink(service, work) {
      const { stop = [] } = delta(service) ?? {};
      const { active } = service;
      if (stop.length === 0 || active === undefined) return DONE;
      await deps.monitoring.end(service.id);
      const result = await stopAll(deps.trees, stop, work);
      if (!result.ok) return failed(service, result);
      deps.touched(service, ids(stop));
      service.active = without(active, new Set(stop));
      deps.monitor(service);
      return DONE;
    },
    async grow(service, work) {
      const found = delta(service);
      const now = deps.configured(service.id);
      if (found === undefined || now === undefined) return DONE;
      if (found.stop.length > 0) {
        return failed(service, {
          ok: false,
          reason: `${ids(found.stop).join(', ')} must stop before the rest can start`,
          stopNeeded: true,
          dropped: false,
        });
      }
      // From here on a stop has to stop what is being started, too.
      service.active = now;
      const start = found.start.filter((resource) => !deps.isDown(service, resource));
      if (start.length > 0) {
        const result = await startAll(deps.trees, start, work);
        if (!result.ok) return failed(service, result);
        deps.touched(service, ids(start));
      }
      deps.monitor(service);
      return DONE;
    },
  };
}

/** Whether the agents on this node would have to do anything, or look at anything in another way. */
export function isTouched(before: ServiceConfig, after: ServiceConfig, registry: AgentRegistry): boolean {
  const found = serviceDelta(before, after, registry);
  return found !== undefined && found.stop.length + found.start.length + found.reconfigure.length > 0;
}

function ids(resources: readonly ResourceConfig[]): readonly string[] {
  return resources.map(({ id }) => id);
}

/** The service without these; what stands inside them goes along. */
function without(service: ServiceConfig, gone: ReadonlySet<ResourceConfig>): ServiceConfig {
  const keep = (siblings: readonly ResourceConfig[]): readonly ResourceConfig[] =>
    siblings
      .filter((resource) => !gone.has(resource))
      .map((resource) => ({ ...resource, children: keep(resource.children) }));
  return { ...service, resources: keep(service.resources) };
}
