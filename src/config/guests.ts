/** Which service of the configuration holds which guest of libvirt. Pure. */
import type { ClusterConfig, ResourceConfig } from './model.ts';

export interface KeptGuest {
  /** The id of its service. */
  readonly service: string;
  readonly resource: ResourceConfig;
  /** DRBD resources of its service, as drbdadm calls them. */
  readonly drbd: readonly string[];
}

/** By the guest's name in libvirt. */
export function guestsOf({ services }: Pick<ClusterConfig, 'services'>): ReadonlyMap<string, KeptGuest> {
  const found = new Map<string, KeptGuest>();
  for (const { id, resources } of services) {
    const all = resources.flatMap(withChildren);
    const drbd = all
      .filter(({ type }) => type === 'drbd')
      .map(({ name, attributes }) => attributes['resource'] ?? name);
    for (const resource of all)
      if (resource.type === 'vm') found.set(resource.name, { service: id, resource, drbd });
  }
  return found;
}

function withChildren(resource: ResourceConfig): readonly ResourceConfig[] {
  return [resource, ...resource.children.flatMap(withChildren)];
}
