/** Which service of the configuration holds which guest of libvirt. Pure. */
import type { ClusterConfig, ResourceConfig } from './model.ts';

/** By the guest's name in libvirt: the id of its service, and the resource. */
export function guestsOf({
  services,
}: Pick<ClusterConfig, 'services'>): ReadonlyMap<
  string,
  { readonly service: string; readonly resource: ResourceConfig }
> {
  const found = new Map<string, { readonly service: string; readonly resource: ResourceConfig }>();
  const walk = (service: string, resources: readonly ResourceConfig[]): void => {
    for (const resource of resources) {
      if (resource.type === 'vm') found.set(resource.name, { service, resource });
      walk(service, resource.children);
    }
  };
  for (const { id, resources } of services) walk(id, resources);
  return found;
}
