/**
 * What a new configuration does to services that run by an old one: which resources stop, which start, and which go on.
 * For whoever shows it beforehand and whoever carries it out. Pure.
 *
 * The rules are rgmanager's without its surprises: values are compared as the agent gets them, defaults included, so
 * writing down a default changes nothing; a resource that moves under another parent stops there and starts here; the
 * order of siblings alone changes nothing; what stops or starts does so with everything inside it.
 */
import type { AgentRegistry } from '#src/agents/agent.ts';
import type { ResourceConfig, ServiceConfig } from './model.ts';
import { startOrder, stopOrder } from './order.ts';
import { changedAttributes, changedSettings, needsRestart, sameOperation } from './resource-change.ts';

/** One service that is not the same in both. */
export interface ServiceDelta {
  /** `service:web` */
  readonly service: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** As the old configuration has them, in the order in which to stop them. */
  readonly stop: readonly ResourceConfig[];
  /** As the new configuration has them, in the order in which to start them. */
  readonly start: readonly ResourceConfig[];
  /** As the new configuration has them: they go on, and their agent takes the new values while they run. */
  readonly reconfigure: readonly ResourceConfig[];
  /** Ids of resources that only the new configuration has in this service. */
  readonly added: readonly string[];
  /** Ids of resources that only the old configuration has in this service. */
  readonly removed: readonly string[];
  /** Ids of resources that stand under another parent now. */
  readonly moved: readonly string[];
  /** Resources of both with other values: the names of the attributes, never the values. */
  readonly changed: readonly { readonly resource: string; readonly attributes: readonly string[] }[];
  /** Attributes of the service itself, by their names in the file. None of them touches a resource. */
  readonly settings: readonly string[];
  /** A guest that is no longer in the configuration: it is left as it is, running or not. */
  readonly leftAlone: boolean;
}

/**
 * The services that differ: removed ones in the order of the old configuration, then the others in that of the new.
 *
 * Carry out every stop of every service before the first start: a resource that moves from one service to another is
 * in both. Within a service keep the orders given. Starts and stops concern what runs: where a service does not run
 * there is nothing to do but to take over the configuration.
 */
export function configDelta(
  before: readonly ServiceConfig[],
  after: readonly ServiceConfig[],
  agents: AgentRegistry,
): readonly ServiceDelta[] {
  const old = new Map(before.map((service) => [service.id, service]));
  const kept = new Set(after.map(({ id }) => id));
  const used = new Set(after.flatMap((service) => startOrder(service).map(({ id }) => id)));
  const removed = before.filter(({ id }) => !kept.has(id)).map((service) => removal(service, used));
  const others = after.flatMap((service) => {
    const previous = old.get(service.id);
    if (previous === undefined) return [addition(service)];
    return serviceDelta(previous, service, agents) ?? [];
  });
  return [...removed, ...others];
}

/** One service in both configurations; undefined when nothing differs. */
export function serviceDelta(
  before: ServiceConfig,
  after: ServiceConfig,
  agents: AgentRegistry,
): ServiceDelta | undefined {
  const found = compareSiblings(before.resources, after.resources, agents);
  const settings = changedSettings(before, after);
  const idsBefore = new Set(stopOrder(before).map(({ id }) => id));
  const idsAfter = new Set(startOrder(after).map(({ id }) => id));
  const touched = found.stop.length + found.start.length + found.reconfigure.length + found.changed.length;
  if (touched + settings.length === 0) return undefined;
  const stopping = new Set(found.stop.flatMap(withInside));
  const starting = new Set(found.start.flatMap(withInside));
  return {
    service: after.id,
    change: 'changed',
    stop: stopOrder(before).filter((resource) => stopping.has(resource)),
    start: startOrder(after).filter((resource) => starting.has(resource)),
    reconfigure: found.reconfigure,
    added: [...idsAfter].filter((id) => !idsBefore.has(id)),
    removed: [...idsBefore].filter((id) => !idsAfter.has(id)),
    moved: movedIds(before, after),
    changed: found.changed,
    settings,
    leftAlone: false,
  };
}

function movedIds(before: ServiceConfig, after: ServiceConfig): readonly string[] {
  const [old, now] = [parentsOf(before.resources, ''), parentsOf(after.resources, '')];
  return [...now].filter(([id, parent]) => old.has(id) && old.get(id) !== parent).map(([id]) => id);
}

/** From the id of each resource to that of the one it stands in; of several uses the last one. */
function parentsOf(siblings: readonly ResourceConfig[], parent: string): ReadonlyMap<string, string> {
  return new Map(siblings.flatMap(({ id, children }) => [[id, parent] as const, ...parentsOf(children, id)]));
}

/** Roots of subtrees to stop and to start. */
type Found = Pick<ServiceDelta, 'stop' | 'start' | 'reconfigure' | 'changed'>;

/** Both lists stand in the same parent, which goes on. */
function compareSiblings(
  before: readonly ResourceConfig[],
  after: readonly ResourceConfig[],
  agents: AgentRegistry,
): Found {
  const unmatched = Map.groupBy(before, ({ id }) => id);
  const parts = after.map((resource): Found => {
    const previous = unmatched.get(resource.id)?.shift();
    if (previous === undefined) return { ...NOTHING, start: [resource] };
    return compareOne(previous, resource, agents);
  });
  const gone: Found = { ...NOTHING, stop: [...unmatched.values()].flat() };
  return [gone, ...parts].reduce(merge, NOTHING);
}

function compareOne(before: ResourceConfig, after: ResourceConfig, agents: AgentRegistry): Found {
  const agent = agents.find(after.type);
  const attributes = changedAttributes(before, after, agent);
  const changed = attributes.length === 0 ? [] : [{ resource: after.id, attributes }];
  if (needsRestart(attributes, agent)) return { stop: [before], start: [after], reconfigure: [], changed };
  const inside = compareSiblings(before.children, after.children, agents);
  const same = changed.length === 0 && sameOperation(before, after);
  return merge({ ...NOTHING, reconfigure: same ? [] : [after], changed }, inside);
}

const NOTHING: Found = { stop: [], start: [], reconfigure: [], changed: [] };

function merge(one: Found, other: Found): Found {
  return {
    stop: [...one.stop, ...other.stop],
    start: [...one.start, ...other.start],
    reconfigure: [...one.reconfigure, ...other.reconfigure],
    changed: [...one.changed, ...other.changed],
  };
}

function addition(service: ServiceConfig): ServiceDelta {
  const start = startOrder(service);
  return { ...BLANK, service: service.id, change: 'added', start, added: start.map(({ id }) => id) };
}

/** A guest of its own is left alone, as rgmanager leaves it, unless another service is to run it from now on. */
function removal(service: ServiceConfig, used: ReadonlySet<string>): ServiceDelta {
  const stop = stopOrder(service);
  const ids = stop.map(({ id }) => id);
  const leftAlone = service.kind === 'vm' && stop.length === 1 && !ids.some((id) => used.has(id));
  const removed = { ...BLANK, service: service.id, change: 'removed', removed: ids } as const;
  return leftAlone ? { ...removed, leftAlone } : { ...removed, stop };
}

const BLANK: Omit<ServiceDelta, 'service' | 'change'> = {
  ...{ stop: [], start: [], reconfigure: [], added: [], removed: [], moved: [], changed: [], settings: [] },
  leftAlone: false,
};

function withInside(resource: ResourceConfig): readonly ResourceConfig[] {
  return [resource, ...resource.children.flatMap(withInside)];
}
