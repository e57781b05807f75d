/** What a new version of cluster.xml does to the services: who has to follow it, and what stands against it now. Pure. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { configDelta, type ServiceDelta } from '#src/config/delta.ts';
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import { startOrder } from '#src/config/order.ts';
import type { Ledger } from '#src/membership/types.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { ChangingService, ConfigRecord } from './config-record.ts';
import { serviceEntry } from './records.ts';
import { isHandsOff } from './restrictions.ts';

export interface ConfigPlan {
  readonly deltas: readonly ServiceDelta[];
  /** What the record of the new version begins with. */
  readonly changing: readonly ChangingService[];
  /** Services that only the new version has. */
  readonly added: readonly ServiceConfig[];
  /** Why it can't be put in force now, one line each, with the way out. */
  readonly objections: readonly string[];
}

/** `record`: of the version in force; services that do not follow that one yet go on with this one. */
export function planChange(
  before: ClusterConfig,
  after: ClusterConfig,
  record: ConfigRecord | undefined,
  ledger: Ledger,
  agents: AgentRegistry,
): ConfigPlan {
  const deltas = configDelta(before.services, after.services, agents);
  const unfinished = new Map(record?.changing.map((change) => [change.service, change]));
  const entry = (id: string): ServiceEntry | undefined => serviceEntry(ledger, id);
  const objections = deltas.flatMap(
    (delta) => objection(delta, entry(delta.service), unfinished, ledger) ?? [],
  );
  const touched = deltas.flatMap((delta) => changeOf(delta) ?? []);
  const changing = new Map(touched.map((change) => [change.service, change]));
  const used = new Set(after.services.flatMap((service) => startOrder(service).map(({ id }) => id)));
  for (const old of [...unfinished.values()].map((change) => unlessTaken(change, used))) {
    const now = changing.get(old.service);
    const stops = [...new Set([...old.stops, ...(now?.stops ?? [])])];
    // One that nobody has looked for yet is looked for all the same.
    const what = old.what === 'added' && now?.what !== 'removed' ? 'added' : (now?.what ?? old.what);
    changing.set(old.service, { ...old, ...now, what, stops });
  }
  const ids = new Set(before.services.map(({ id }) => id));
  const added = after.services.filter(({ id }) => !ids.has(id));
  return { deltas, changing: [...changing.values()], added, objections };
}

/** A guest that is still to be left as it is, but that a service of the new version has, is stopped after all. */
function unlessTaken(change: ChangingService, used: ReadonlySet<string>): ChangingService {
  if (change.leave !== true || !change.stops.some((id) => used.has(id))) return change;
  const { leave: _, ...stopped } = change;
  return stopped;
}

function changeOf(delta: ServiceDelta): ChangingService | undefined {
  const { service, change, stop, start, reconfigure, leftAlone } = delta;
  const stops = stop.map(({ id }) => id);
  if (change === 'removed') {
    const removed = { service, what: 'removed', stops: delta.removed } as const;
    return leftAlone ? { ...removed, leave: true } : removed;
  }
  if (change === 'added') return { service, what: 'added', stops: [] };
  return stop.length + start.length + reconfigure.length === 0
    ? undefined
    : { service, what: 'changed', stops };
}

function objection(
  delta: ServiceDelta,
  entry: ServiceEntry | undefined,
  unfinished: ReadonlyMap<string, ChangingService>,
  ledger: Ledger,
): string | undefined {
  const { service, change } = delta;
  const isLeft = unfinished.get(service)?.what === 'removed' || (entry?.owner ?? 0) !== 0;
  if (change === 'added' && isLeft)
    return `${service} is still being removed: wait until it is gone (picket status), then push again`;
  if (entry === undefined || entry.owner === 0 || delta.leftAlone) return undefined;
  if (changeOf(delta) === undefined) return undefined;
  const does = change === 'removed' ? 'it would be removed' : 'its resources would change';
  if (isHandsOff(ledger, service)) {
    const wayOut = entry.frozen ? `picket thaw ${service}` : 'picket maintenance off';
    return `${service} is ${entry.frozen ? 'frozen' : 'in maintenance'} and ${does}: first ${wayOut}`;
  }
  if (entry.state !== 'failed' && entry.state !== 'error') return undefined;
  return (
    `${service} is ${entry.state} (${entry.why}) and ${does}: ` +
    `clean up by hand, then picket disable ${service}, then push again`
  );
}
