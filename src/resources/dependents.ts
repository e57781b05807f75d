/**
 * The order between services that depend on each other (`depend`, mode `hard`): who has to go because what it depends on
 * goes, and which stop has to wait for whom. Dependents stop before and start after.
 */
import type { ServiceConfig } from '#src/config/model.ts';
import type { ServiceBoard } from './service-board.ts';
import type { ServiceEntry } from './service-entry.ts';
import { mayRunOn } from './service-record.ts';

/**
 * Why a service that is up, or would come up again in its place, has to make way; undefined when it may stay. What is
 * frozen stays in any case, and so does what depends on a service that is only being looked at.
 */
export function mustMakeWay(board: ServiceBoard, service: ServiceConfig): string | undefined {
  const entry = board.entry(service.id);
  if (service.dependMode !== 'hard' || service.depend.length === 0) return undefined;
  if (entry === undefined || entry.owner === 0 || entry.frozen || !staysOrReturns(entry)) return undefined;
  for (const id of service.depend) {
    const needed = board.dependency(id, entry.owner);
    const needs = needed === undefined ? undefined : board.entry(needed.id);
    if (needs === undefined) return `${id}, on which it depends, has no instance there`;
    if (!isThere(needs, entry.owner))
      return `makes way: ${needed?.id}, on which it depends, is ${place(needs)}`;
  }
  return undefined;
}

function staysOrReturns({ state, after }: ServiceEntry): boolean {
  if (state === 'starting' || state === 'started' || state === 'migrating') return true;
  return (state === 'stopping' || state === 'recovering') && after === 'restart';
}

/**
 * `error` is for a person to clear up: until then nothing is stopped for it. What migrates away is there as long as it may
 * stay; what it has come to, its dependents follow.
 */
function isThere({ state, owner }: ServiceEntry, node: number): boolean {
  return (
    state === 'error' ||
    (owner === node && (state === 'started' || state === 'checking' || state === 'migrating'))
  );
}

function place({ state }: ServiceEntry): string {
  return state === 'started' ? 'on another node' : state;
}

/** What must have stopped on that node before this service may be stopped there, in words; empty when nothing is left. */
export function stopsFirst(
  board: ServiceBoard,
  id: string,
  node: number,
  mayRunThere: (service: string) => boolean,
): readonly string[] {
  return board.dependents(id).flatMap((dependent) => {
    const entry = board.entry(dependent.id);
    if (entry === undefined || !mayRunOn(entry).includes(node))
      return mayRunThere(dependent.id) ? [`${dependent.id} (may run there)`] : [];
    if (entry.frozen) return [`${dependent.id} (frozen: picket thaw ${dependent.id})`];
    const needsPerson = entry.state === 'failed' || entry.state === 'error';
    return [
      needsPerson ? `${dependent.id} (${entry.state}: clean up, then picket disable it)` : dependent.id,
    ];
  });
}

/**
 * What is frozen on the service's node and depends on it, also by way of others, in words: nothing moves the service by
 * itself then, because its stop would have to wait for an operator. Undefined when there is nothing.
 */
export function frozenAbove(board: ServiceBoard, id: string): string | undefined {
  const owner = board.entry(id)?.owner;
  for (const dependent of board.dependents(id)) {
    const entry = board.entry(dependent.id);
    if (owner === undefined || entry?.owner !== owner) continue;
    if (entry.frozen) return `${dependent.id} depends on it and is frozen: picket thaw ${dependent.id}`;
    const above = frozenAbove(board, dependent.id);
    if (above !== undefined) return above;
  }
  return undefined;
}

/** Ids of the services that depend on it, hard; on an instance, those that depend on all of its kind. */
export function dependentsOf(services: readonly ServiceConfig[], id: string): readonly string[] {
  const names = [id, services.find((one) => one.id === id)?.instanceOf];
  return services
    .filter(({ depend, dependMode }) => dependMode === 'hard' && depend.some((name) => names.includes(name)))
    .map((one) => one.id);
}

/**
 * Services in groups that may be stopped at the same time, one group after the other: dependents before what they depend
 * on, instances of every node last; within a group the lower priority, and the later one of the file, first.
 */
export function stopWaves(services: readonly ServiceConfig[]): readonly (readonly ServiceConfig[])[] {
  const depths = new Map<string, number>();
  const byId = new Map(services.map((service) => [service.id, service]));
  const dependsOn = (service: ServiceConfig): readonly ServiceConfig[] =>
    service.dependMode === 'hard'
      ? services.filter(({ id, instanceOf }) =>
          service.depend.some((one) => one === id || one === instanceOf),
        )
      : [];
  const depthOf = (service: ServiceConfig): number => {
    const known = depths.get(service.id);
    if (known !== undefined) return known;
    // A circle is refused by the reader of cluster.xml; this ends it all the same.
    depths.set(service.id, 0);
    const below = dependsOn(service).filter(({ id }) => byId.has(id));
    const floor = service.instanceOf === undefined ? instanceDepth() : 0;
    const depth = Math.max(floor, ...below.map((one) => depthOf(one) + 1));
    depths.set(service.id, depth);
    return depth;
  };
  const instances = services.filter(({ instanceOf }) => instanceOf !== undefined);
  const instanceDepth = (): number => Math.max(-1, ...instances.map(depthOf)) + 1;
  const waves = new Map<number, ServiceConfig[]>();
  for (const service of services.toReversed()) {
    const depth = depthOf(service);
    waves.set(depth, [...(waves.get(depth) ?? []), service]);
  }
  return [...waves]
    .sort(([a], [b]) => b - a)
    .map(([, wave]) => wave.toSorted((a, b) => a.priority - b.priority));
}
