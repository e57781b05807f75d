/** In which order the resources of a service start and stop, for whoever runs them one after another. */
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import { levelOf } from './levels.ts';

/**
 * All resources of the service in the order in which they start: a parent before its children, the whole subtree of
 * one child before its next sibling, siblings by the level of their type, and in the order of the file within a level.
 */
export function startOrder(service: ServiceConfig): readonly ResourceConfig[] {
  return flatten(service.resources);
}

/** The exact reverse of `startOrder`: nothing stops before everything that was started on top of it. */
export function stopOrder(service: ServiceConfig): readonly ResourceConfig[] {
  return flatten(service.resources).reverse();
}

function flatten(siblings: readonly ResourceConfig[]): ResourceConfig[] {
  // toSorted is stable, so equal levels keep the order of the file.
  return siblings
    .toSorted((a, b) => levelOf(a.type) - levelOf(b.type))
    .flatMap((resource) => [resource, ...flatten(resource.children)]);
}
