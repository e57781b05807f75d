/** In which order the resources of a service start and stop, for whoever runs, compares or shows them. Pure. */
import { isForbidden, placeOf } from './levels.ts';
import type { ResourceConfig, ServiceConfig } from './model.ts';

/**
 * All resources of the service in the order in which they start: a parent before its children, the whole subtree of
 * one child before its next sibling, siblings by their types (levels.ts), and in the order of the file within a type.
 */
export function startOrder(service: ServiceConfig): readonly ResourceConfig[] {
  return startAll(service.resources, 'service');
}

/**
 * The same resources in the order in which they stop: children before their parent, the subtree of one before its next
 * sibling, siblings by their types, and against the order of the file within a type. The reverse of `startOrder` but
 * for two pairs of siblings, as in rgmanager: ip stops before smb, and in a file system fs before clusterfs.
 */
export function stopOrder(service: ServiceConfig): readonly ResourceConfig[] {
  return stopAll(service.resources, 'service');
}

/** The resource and everything inside it, in the order in which they start. */
export function startOrderOf(resource: ResourceConfig): readonly ResourceConfig[] {
  return [resource, ...startAll(resource.children, resource.type)];
}

/** The resource and everything inside it, in the order in which they stop. */
export function stopOrderOf(resource: ResourceConfig): readonly ResourceConfig[] {
  return [...stopAll(resource.children, resource.type), resource];
}

function startAll(siblings: readonly ResourceConfig[], parent: string): readonly ResourceConfig[] {
  return inOrder('start', siblings, parent).flatMap(startOrderOf);
}

function stopAll(siblings: readonly ResourceConfig[], parent: string): readonly ResourceConfig[] {
  return inOrder('stop', siblings.toReversed(), parent).flatMap(stopOrderOf);
}

/** toSorted is stable, so equal places keep the order given. */
function inOrder(
  op: 'start' | 'stop',
  siblings: readonly ResourceConfig[],
  parent: string,
): readonly ResourceConfig[] {
  return siblings
    .filter(({ type }) => !isForbidden(type, parent))
    .toSorted((a, b) => placeOf(op, a.type, parent) - placeOf(op, b.type, parent));
}
