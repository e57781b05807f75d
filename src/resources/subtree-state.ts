/** What of a running service is down on its own, as this node knows it: kept beside the service (local-performer.ts). */

import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import type { Cancel, Millis } from '#src/host/ports.ts';
import { type Place, placesOf, subtreeOf } from './independent.ts';
import type { ServicePart } from './service-entry.ts';

/** All by the name (Place.name) of an independent resource. */
export interface SubtreeState {
  /** What is down while the rest of the service runs. */
  readonly parts: Map<string, ServicePart>;
  /** Failures to act upon, with the reason. */
  readonly failing: Map<string, string>;
  /** Restarts that still count against __max_restarts, by the monotonic clock. */
  readonly restarts: Map<string, readonly Millis[]>;
  /** Next tries of what did not start. */
  readonly tries: Map<string, Cancel>;
  /** Seen down by a look at the whole service: to be looked at first when the monitoring begins. */
  readonly found: Set<string>;
  /** Being stopped or started right now. */
  inHand: readonly string[];
}

export function createSubtreeState(): SubtreeState {
  return {
    parts: new Map(),
    failing: new Map(),
    restarts: new Map(),
    tries: new Map(),
    found: new Set(),
    inHand: [],
  };
}

/** The service was stopped, or is started as a whole: it begins anew. */
export function resetSubtrees(state: SubtreeState): void {
  endTries(state);
  state.parts.clear();
  state.failing.clear();
  state.restarts.clear();
  state.found.clear();
  state.inHand = [];
}

/** These were stopped or started for another reason: what was known of them is over. */
export function forgetParts(state: SubtreeState, names: Iterable<string>): void {
  for (const name of names) {
    state.tries.get(name)?.();
    for (const known of [state.tries, state.parts, state.failing, state.restarts]) known.delete(name);
    state.found.delete(name);
  }
}

export function endTries({ tries }: SubtreeState): void {
  for (const cancel of tries.values()) cancel();
  tries.clear();
}

/** The root is down as `part` says; what was known of the subtrees in it is part of that. */
export function setPart(state: SubtreeState, places: readonly Place[], root: Place, part: ServicePart): void {
  for (const { name } of subtreeOf(places, root)) {
    state.tries.get(name)?.();
    state.tries.delete(name);
    state.parts.delete(name);
  }
  state.parts.set(root.name, part);
}

/** The resource is down on its own, or stands in something that is. */
export function isDown({ parts }: SubtreeState, service: ServiceConfig, resource: ResourceConfig): boolean {
  const place = placesOf(service).find((one) => one.resource === resource);
  return place?.roots.some(({ name }) => parts.has(name)) === true;
}

/** Names of what is not to be looked at: down on its own, or in hand. */
export function unwatched(state: SubtreeState, service: ServiceConfig): ReadonlySet<string> {
  const places = placesOf(service);
  const down = places.filter(({ roots }) => roots.some(({ name }) => state.parts.has(name)));
  return new Set([...down.map(({ name }) => name), ...state.inHand]);
}
