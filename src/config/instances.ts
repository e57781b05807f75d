/** `instances="all"`: one service for each node, that can run only there. */
import type { FailoverDomain, NodeConfig, ServiceConfig } from './model.ts';
import type { ServiceEntry } from './services.ts';

/**
 * In the order of the file, instances in the order of the nodes' ids. A restricted domain leaves out the nodes that it
 * does not name. Without nodes (a part of a file) the service stays one.
 */
export function expandInstances(
  entries: readonly ServiceEntry[],
  nodes: readonly NodeConfig[],
  domains: readonly FailoverDomain[],
): readonly ServiceConfig[] {
  const all = entries.flatMap((entry) => {
    const { service, everywhere } = entry;
    if (!everywhere || nodes.length === 0) return [{ service, entry }];
    const domain = domains.find(({ name }) => name === service.domain);
    const allowed = nodes.filter(({ id }) => {
      return domain?.restricted !== true || domain.members.some(({ node }) => node === id);
    });
    return allowed.map((node) => ({ service: instanceOn(service, node), entry }));
  });
  const seen = new Set<string>();
  for (const { service, entry } of all) {
    if (seen.has(service.id) && service.id.includes('@')) {
      const message = `an instance and another service are both called ${service.id}`;
      entry.attributes.error('name', message, 'rename the other one');
    }
    seen.add(service.id);
  }
  return all.map(({ service }) => service);
}

function instanceOn(service: ServiceConfig, node: NodeConfig): ServiceConfig {
  const name = `${service.name}@${node.name}`;
  return { ...service, id: `${service.kind}:${name}`, name, only: node.id, instanceOf: service.id };
}
