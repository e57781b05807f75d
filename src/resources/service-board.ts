/**
 * Which service is where, for whoever places one among a thousand: kept up to date entry by entry, so that no decision
 * has to look at all services again. Made anew when cluster.xml changes.
 */
import type { ServiceConfig } from '#src/config/model.ts';
import type { ServiceEntry } from './service-entry.ts';
import { mayRunOn, wantsStart } from './service-record.ts';

export interface ServiceBoard {
  /** In the order of the file. */
  readonly services: readonly ServiceConfig[];
  find(id: string): ServiceConfig | undefined;
  /** Undefined for a service that is not in cluster.xml. */
  entry(id: string): ServiceEntry | undefined;
  /** Takes note of an entry; one of an unknown service is ignored. */
  set(id: string, entry: ServiceEntry): void;
  /** Those for which the coordinator is to find a node, in the order in which they start. */
  waiting(): readonly ServiceConfig[];
  /** Those that the node owns, or that migrate to it, in the order in which they start. */
  on(node: number): readonly ServiceConfig[];
  /** Instances of `instances="all"` are part of every node's equipment and no load. */
  load(node: number): NodeLoad;
  /** Its instances when `id` names a service with instances="all"; none otherwise. */
  instances(id: string): readonly ServiceConfig[];
  /** What `id` in somebody's `depend` means on that node: the service, or its instance there. */
  dependency(id: string, node: number): ServiceConfig | undefined;
  /** Those that depend on others in mode `hard`, in the order of the file. */
  readonly dependent: readonly ServiceConfig[];
  /** Something that happens to other services can open or close a node for it. */
  isRelated(service: ServiceConfig): boolean;
  /** Services that depend on this one in mode `hard`. */
  dependents(id: string): readonly ServiceConfig[];
  /** The others that are kept apart from, or together with, this one. */
  apart(service: ServiceConfig): readonly ServiceConfig[];
  together(service: ServiceConfig): readonly ServiceConfig[];
  /** Services with exclusive="1" that the node owns, or that migrate to it. */
  exclusive(node: number): readonly ServiceConfig[];
  /** Negative when `a` starts before `b`. */
  compare(a: ServiceConfig, b: ServiceConfig): number;
}

export interface NodeLoad {
  readonly services: number;
  readonly weight: number;
}

const NONE: readonly ServiceConfig[] = [];
const NOWHERE: readonly number[] = [];
const IDLE: NodeLoad = { services: 0, weight: 0 };

/** `entryOf` is asked once for each service. */
export function createBoard(
  services: readonly ServiceConfig[],
  entryOf: (service: ServiceConfig) => ServiceEntry,
): ServiceBoard {
  const byId = new Map(services.map((service) => [service.id, service]));
  const turns = new Map(inStartOrder(services).map(({ id }, turn) => [id, turn]));
  const instances = groupBy(services, ({ instanceOf }) => instanceOf);
  const apart = groupBy(services, ({ keepApart }) => keepApart);
  const together = groupBy(services, ({ keepTogether }) => keepTogether);
  const dependents = dependentsOf(services, instances);
  const entries = new Map<string, ServiceEntry>();
  const waiting = new Set<ServiceConfig>();
  const owned = new Map<number, Set<ServiceConfig>>();
  const alone = new Map<number, readonly ServiceConfig[]>();
  const loads = new Map<number, NodeLoad>();

  const compare = (a: ServiceConfig, b: ServiceConfig): number => turnOf(a) - turnOf(b);
  const turnOf = ({ id }: ServiceConfig): number => turns.get(id) ?? 0;

  function moveLoad(service: ServiceConfig, node: number, sign: 1 | -1): void {
    if (service.instanceOf !== undefined) return;
    const { services: count, weight } = loads.get(node) ?? IDLE;
    loads.set(node, { services: count + sign, weight: weight + sign * service.weight });
  }

  function leave(service: ServiceConfig, node: number): void {
    if (isExclusive(service))
      alone.set(
        node,
        (alone.get(node) ?? []).filter((one) => one !== service),
      );
    owned.get(node)?.delete(service);
    moveLoad(service, node, -1);
  }

  function come(service: ServiceConfig, node: number): void {
    if (isExclusive(service)) alone.set(node, [...(alone.get(node) ?? []), service]);
    owned.set(node, (owned.get(node) ?? new Set()).add(service));
    moveLoad(service, node, 1);
  }

  function set(id: string, entry: ServiceEntry): void {
    const service = byId.get(id);
    if (service === undefined) return;
    const known = entries.get(id);
    const before = known === undefined ? NOWHERE : mayRunOn(known);
    const after = mayRunOn(entry);
    entries.set(id, entry);
    if (wantsStart(entry)) waiting.add(service);
    else waiting.delete(service);
    for (const node of before) if (!after.includes(node)) leave(service, node);
    for (const node of after) if (!before.includes(node)) come(service, node);
  }

  for (const service of services) set(service.id, entryOf(service));

  const others = (
    group: readonly ServiceConfig[] | undefined,
    { id }: ServiceConfig,
  ): readonly ServiceConfig[] => group?.filter((other) => other.id !== id) ?? [];

  const anyExclusive = services.some(isExclusive);

  return {
    services,
    dependent: services.filter(({ depend, dependMode }) => dependMode === 'hard' && depend.length > 0),
    isRelated: ({ depend, keepApart, keepTogether }) =>
      anyExclusive || depend.length > 0 || keepApart !== undefined || keepTogether !== undefined,
    find: (id) => byId.get(id),
    entry: (id) => entries.get(id),
    set,
    waiting: () => [...waiting].sort(compare),
    on: (node) => [...(owned.get(node) ?? [])].sort(compare),
    load: (node) => loads.get(node) ?? IDLE,
    instances: (id) => instances.get(id) ?? [],
    dependency: (id, node) => byId.get(id) ?? instances.get(id)?.find(({ only }) => only === node),
    dependents: (id) => dependents.get(id) ?? [],
    apart: (service) =>
      service.keepApart === undefined ? [] : others(apart.get(service.keepApart), service),
    together: (service) =>
      service.keepTogether === undefined ? [] : others(together.get(service.keepTogether), service),
    exclusive: (node) => alone.get(node) ?? NONE,
    compare,
  };
}

/** Alone on its node. An instance of every node can't be: it shares its node with all that is placed there. */
export function isExclusive({ exclusive, instanceOf }: ServiceConfig): boolean {
  return exclusive === 1 && instanceOf === undefined;
}

/** Higher priority first; then what needs a node to itself, while there still is one; else as in the file. */
export function inStartOrder(services: readonly ServiceConfig[]): readonly ServiceConfig[] {
  const need = (service: ServiceConfig): number => (isExclusive(service) ? 0 : 1);
  return services.toSorted((a, b) => b.priority - a.priority || need(a) - need(b));
}

function groupBy(
  services: readonly ServiceConfig[],
  key: (service: ServiceConfig) => string | undefined,
): ReadonlyMap<string, readonly ServiceConfig[]> {
  const groups = new Map<string, ServiceConfig[]>();
  for (const service of services) {
    const name = key(service);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [service]);
    else group.push(service);
  }
  return groups;
}

function dependentsOf(
  services: readonly ServiceConfig[],
  instances: ReadonlyMap<string, readonly ServiceConfig[]>,
): ReadonlyMap<string, readonly ServiceConfig[]> {
  const found = new Map<string, ServiceConfig[]>();
  for (const service of services) {
    if (service.dependMode !== 'hard') continue;
    const needed = service.depend.flatMap((id) => [id, ...(instances.get(id) ?? []).map((one) => one.id)]);
    for (const id of needed) found.set(id, [...(found.get(id) ?? []), service]);
  }
  return found;
}
