/**
 * Which resources of a service may fail on their own (`__independent_subtree`), and what their failure leads to:
 * rgmanager's rules, as pure functions for subtree-recovery.ts and monitoring.ts.
 */
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import { startOrder, stopOrderOf } from '#src/config/order.ts';
import type { Millis } from '#src/host/ports.ts';

/** A resource and where it stands in its service. */
export interface Place {
  readonly resource: ResourceConfig;
  /** The resource's id; where the service uses it more than once, its path. */
  readonly name: string;
  /** The independent resources that it is or stands in, the nearest first. Without one, its failure is the service's. */
  readonly roots: readonly Place[];
}

/** In the order in which they start. */
export function placesOf(service: ServiceConfig): readonly Place[] {
  const found = new Map<ResourceConfig, Place>();
  const order = startOrder(service);
  const uses = Map.groupBy(order, ({ id }) => id);
  const walk = (resource: ResourceConfig, above: string, around: readonly Place[], top: boolean): void => {
    const path = above === '' ? resource.id : `${above}/${resource.id}`;
    const roots = [...around];
    const place = { resource, name: (uses.get(resource.id)?.length ?? 1) > 1 ? path : resource.id, roots };
    // A guest on its own is the service itself.
    if (resource.independent !== 'no' && !(top && service.kind === 'vm')) roots.unshift(place);
    found.set(resource, place);
    for (const child of resource.children) walk(child, path, roots, false);
  };
  for (const resource of service.resources) walk(resource, '', [], true);
  return order.flatMap((resource) => found.get(resource) ?? []);
}

/** The independent resource itself and all that stands in it, in the order in which they start. */
export function subtreeOf(places: readonly Place[], root: Place): readonly Place[] {
  const inside = new Set(stopOrderOf(root.resource));
  return places.filter(({ resource }) => inside.has(resource));
}

export interface SubtreeChoice {
  /** `leave`: stopped, and the service goes on without it. `escalate`: the failure is that of what stands around it. */
  readonly after: 'restart' | 'leave' | 'escalate';
  /** The history to keep. */
  readonly restarts: readonly Millis[];
}

/**
 * What a failure of an independent resource at `now` leads to. With __max_restarts=2 there are two restarts within
 * __restart_expire_time; the third failure is one of the service, or leaves it stopped if it is non-critical.
 * Without counters a non-critical one is left stopped at once, any other is restarted for ever.
 */
export function chooseForSubtree(
  { independent, maxRestarts, restartExpireTime }: ResourceConfig,
  restarts: readonly Millis[],
  now: Millis,
): SubtreeChoice {
  const counts = maxRestarts > 0 && restartExpireTime > 0;
  if (!counts) return { after: independent === 'non-critical' ? 'leave' : 'restart', restarts: [] };
  const counted = restarts.filter((at) => now - at < restartExpireTime);
  if (counted.length < maxRestarts) return { after: 'restart', restarts: [...counted, now] };
  return { after: independent === 'non-critical' ? 'leave' : 'escalate', restarts: [] };
}

export interface Tolerance {
  readonly tolerated: boolean;
  /** Those to keep, this one included. */
  readonly failures: readonly Millis[];
}

/** With __max_failures=2 two failed looks within __failure_expire_time pass for healthy; the third one is a failure. */
export function tolerate(
  { maxFailures, failureExpireTime }: ResourceConfig,
  failures: readonly Millis[],
  now: Millis,
): Tolerance {
  if (maxFailures <= 0 || failureExpireTime <= 0) return { tolerated: false, failures: [] };
  const counted = failures.filter((at) => now - at < failureExpireTime);
  if (counted.length >= maxFailures) return { tolerated: false, failures: [] };
  return { tolerated: true, failures: [...counted, now] };
}
