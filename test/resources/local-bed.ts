/** Services that really run on this host: real agents, real programs, a folder of their own. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { createOcfAgent } from '#src/agents/ocf.ts';
import { createProcessAgent } from '#src/agents/process.ts';
import { createRegistry } from '#src/agents/registry.ts';
import { RESOURCE_DEFAULTS } from '#src/config/defaults.ts';
import type { ActionOverride, ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import { createLocalServices } from '#src/resources/local-services.ts';
import type { LocalDeps, LocalEvent, LocalServices, TreeResult } from '#src/resources/local-types.ts';
import { type Bed, makeBed, ports } from '#test/agents/bed.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { until } from '#test/host/until.ts';
import { service } from '#test/resources/service-samples.ts';

export interface LocalBed extends Bed {
  readonly events: readonly LocalEvent[];
  /** A daemon's view of this host; a second one is the daemon after a crash of the first. */
  daemon(services: readonly ServiceConfig[], deps?: Partial<LocalDeps>): LocalServices;
  /** A `process` resource that appends to `order` when it starts and when it ends. */
  traced(name: string, ...children: readonly ResourceConfig[]): ResourceConfig;
  failures(): readonly LocalEvent[];
  /** Closes all daemons too. */
  clearAll(): Promise<void>;
}

export function makeLocalBed(): LocalBed {
  const bed = makeBed();
  const events: LocalEvent[] = [];
  const daemons: LocalServices[] = [];
  return {
    ...bed,
    events,
    daemon: (services, deps = {}) => {
      const daemon = createLocalServices({
        registry: newRegistry(),
        ports,
        log: SILENT,
        services,
        nodeName: 'node1',
        clusterName: 'lab',
        runFolder: bed.path('run'),
        journalFolder: bed.folder,
        bootId: 'a'.repeat(32),
        reported: (event) => events.push(event),
        ...deps,
      });
      daemons.push(daemon);
      return daemon;
    },
    traced: (name, ...children) => {
      const order = bed.path('order');
      const command = `trap 'echo -${name} >> ${order}; exit 0' TERM; echo +${name} >> ${order}; while :; do sleep 0.02; done`;
      return { ...program(name, { command, check: `grep -q +${name} ${order}` }), children };
    },
    failures: () => events.filter(({ type }) => type === 'failed'),
    clearAll: async () => {
      await Promise.all(daemons.map((daemon) => daemon.close()));
      await until('the end of all orders', () => daemons.every((daemon) => daemon.idle()));
      bed.clear();
    },
  };
}

/** Agents that remember nothing of an earlier daemon. */
export function newRegistry(): AgentRegistry {
  return createRegistry([createProcessAgent(), createOcfAgent()]);
}

export function program(
  name: string,
  attributes: Record<string, string> = {},
  actions: readonly ActionOverride[] = [],
): ResourceConfig {
  return {
    ...RESOURCE_DEFAULTS,
    type: 'process',
    name,
    id: `process:${name}`,
    attributes: { command: 'exec sleep 1000', ...attributes },
    actions,
  };
}

export function web(...resources: readonly ResourceConfig[]): ServiceConfig {
  return service({ resources });
}

export function every(interval: number): readonly ActionOverride[] {
  return [{ name: 'status', depth: '*', interval, timeout: undefined }];
}

/** The reason of a failure; fails the test when it was none. */
export function reasonOf(result: TreeResult): string {
  if (result.ok) throw new Error('it was a success');
  return result.reason;
}
