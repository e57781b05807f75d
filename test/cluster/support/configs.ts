/** Versions of a simulated cluster's configuration, and an operator who pushes them. */
import type { ConfigPushResult } from '#src/cluster/commands.ts';
import { RESOURCE_DEFAULTS } from '#src/config/defaults.ts';
import type { ClusterConfig, ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import { serviceConfig } from '#src/sim/cluster-config.ts';
import { configText } from '#src/sim/daemon-config.ts';
import type { World } from '#src/sim/world.ts';
import { asked, statusOf } from './cluster.ts';

/** A resource of the world; `attributes` are what a change of the file may be about. */
export function res(name: string, value = '1', ...children: readonly ResourceConfig[]): ResourceConfig {
  return { ...RESOURCE_DEFAULTS, type: 'sim', name, id: `sim:${name}`, attributes: { value }, children };
}

export function svc(name: string, ...resources: readonly ResourceConfig[]): ServiceConfig {
  return serviceConfig({ name, resources });
}

/** The next version, with these services instead. */
export function nextVersion(
  config: ClusterConfig,
  version: number,
  services: readonly ServiceConfig[],
): ClusterConfig {
  return { ...config, version, services };
}

/** An operator at that node pushes the configuration; resolves with the result. */
export function push(world: World, node: number, config: ClusterConfig): Promise<ConfigPushResult> {
  const command = { text: configText(config), who: 'root', why: 'a test' };
  return asked(world, world.host(node).daemon?.configPush(command));
}

/** Every node that is up uses that version, and every service of it is settled. */
export function follows(world: World, version: number): boolean {
  const up = world.hosts.filter(({ daemon }) => daemon !== undefined);
  return up.every(({ id }) => {
    const { configVersion, services, waits } = statusOf(world, id);
    const settled = services.every(({ state }) => state === 'started' || state === 'disabled');
    return configVersion === version && settled && !waits.some(({ what }) => what.includes('cluster.xml'));
  });
}

/** Names of resources that are really active, by service and node: `service:web@1 -> a b`. */
export function activeResources(world: World, services: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const service of services) {
    for (const { id } of world.hosts) {
      const active = [...world.services.active(service, id)].map(
        ([name, as]) => `${name}=${JSON.parse(as).value}`,
      );
      if (active.length > 0) found[`${service}@${id}`] = active.toSorted().join(' ');
    }
  }
  return found;
}
