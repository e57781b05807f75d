/** What happened between two states of the ledger, as events; so every member tells the same story. */
import { sameEpoch } from '#src/membership/epoch.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Epoch, Ledger, LedgerRecord, NodeId, NodeRecord } from '#src/membership/types.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { configEvents } from './config-events.ts';
import { CONFIG_KEY, type ConfigRecord } from './config-record.ts';
import type { EventFields, EventLog } from './event-log.ts';
import { type LetIn, letInNode } from './fence-loop.ts';
import { sameParts } from './parts-desk.ts';
import { type FenceRecord, fenceRecords, isOpen, isServiceKey } from './records.ts';
import { restrictionEvents } from './restriction-events.ts';
import { byWhom, isRestrictionKey, type Restriction } from './restrictions.ts';
import { numberedLine } from './rgmanager-words.ts';

export interface Story {
  /**
   * Emits what is new in this ledger since the last one told. The first time after a start only what this view made is
   * news: the rest happened before, at times that only the others know.
   */
  tell(ledger: Ledger, view: Epoch): void;
}

export function createStory(nodeName: (id: NodeId) => string, events: EventLog): Story {
  let told: Ledger | undefined;
  return {
    tell(ledger, view) {
      if (ledger === told) return;
      told ??= new Map([...ledger].filter(([, record]) => isOlder(record, view, newest(ledger))));
      const news = ledgerEvents(told, ledger, nodeName);
      told = ledger;
      for (const event of news) events.emit(event, 'cluster');
    },
  };
}

/** Members are stamped anew by every view: one that is new since this view has the latest date of all. */
function isOlder({ stamp, value }: LedgerRecord, view: Epoch, latest: number): boolean {
  return !sameEpoch(stamp.epoch, view) || (isMember(value) && value.since < latest);
}

/** Wall-clock ms. */
function newest(ledger: Ledger): number {
  return Math.max(...[...ledger.values()].flatMap(({ value }) => (isMember(value) ? value.since : [])));
}

function isMember(value: unknown): value is NodeRecord {
  return (value as Partial<NodeRecord> | null)?.standing === 'member';
}

/** Pure. Nodes first, then fences and what operators restrict, then services. */
export function ledgerEvents(
  before: Ledger,
  after: Ledger,
  nodeName: (id: NodeId) => string,
): readonly EventFields[] {
  // Records are never changed in place, so most are the same object and need no look.
  const changed = [...after.values()].filter((record) => before.get(record.key) !== record);
  const order = (key: string): number => {
    if (key.startsWith('node:')) return 0;
    return key.startsWith('fence:') || isRestrictionKey(key) || letInNode(key) !== undefined ? 1 : 2;
  };
  return changed
    .toSorted((a, b) => order(a.key) - order(b.key))
    .flatMap(({ key, value }) => {
      const old = before.get(key)?.value ?? undefined;
      if (isServiceKey(key))
        return serviceEvents(key, old as ServiceEntry, value as ServiceEntry, after, nodeName);
      if (key.startsWith('node:'))
        return nodeEvents(Number(key.slice(5)), old as NodeRecord, value as NodeRecord, after, nodeName);
      if (key.startsWith('fence:'))
        return fenceEvents(key.slice(6), old as FenceRecord, value as FenceRecord, after, nodeName);
      if (key === CONFIG_KEY) return configEvents(old as ConfigRecord | undefined, value as ConfigRecord);
      const invited = letInNode(key);
      if (invited !== undefined) return letInEvents(nodeName(invited), old as LetIn, value as LetIn);
      if (isRestrictionKey(key))
        return restrictionEvents(key, old as Restriction, value as Restriction, nodeName);
      return [];
    });
}

function nodeEvents(
  id: NodeId,
  old: NodeRecord | undefined,
  { standing, why }: NodeRecord,
  after: Ledger,
  nodeName: (id: NodeId) => string,
): readonly EventFields[] {
  if (old?.standing === standing) return [];
  const node = nodeName(id);
  const name = standing === 'member' ? 'node.joined' : `node.${standing}`;
  const failover = standing === 'lost' || standing === 'fenced' ? failoverOf(id, after) : undefined;
  const message = `${node} is ${standing === 'member' ? 'a member' : standing}: ${why}`;
  return [{ name, node, message, ...(failover === undefined ? {} : { failover }) }];
}

function fenceEvents(
  id: string,
  old: FenceRecord | undefined,
  record: FenceRecord,
  after: Ledger,
  nodeName: (id: NodeId) => string,
): readonly EventFields[] {
  const node = nodeName(record.node);
  const isBack = old !== undefined && isOpen(old) && record.state === 'called-off';
  // One that goes on under another number is no news.
  if (isBack && nodeRecord(after, record.node).standing === 'member') {
    const message = `the fence of ${node} is called off: ${record.evidence}`;
    return [{ name: 'fence.called-off', node, failover: id, message }];
  }
  if (old !== undefined || !isOpen(record)) return [];
  const asked = record.asked ? ', as an operator asked' : '';
  return [
    { name: 'fence.started', node, failover: id, message: `${nodeName(record.by)} fences ${node}${asked}` },
  ];
}

function letInEvents(node: string, old: LetIn | undefined, { who, since }: LetIn): readonly EventFields[] {
  if (old?.since === since) return [];
  const message = `${node} is let in${byWhom({ who })}: its fences of before count no more`;
  return [{ name: 'node.let-in', node, message }];
}

function serviceEvents(
  service: string,
  old: ServiceEntry | undefined,
  entry: ServiceEntry,
  after: Ledger,
  nodeName: (id: NodeId) => string,
): readonly EventFields[] {
  const events: EventFields[] = [];
  if (old !== undefined && old.frozen !== entry.frozen) {
    const name = entry.frozen ? 'service.frozen' : 'service.thawed';
    events.push({ name, service, message: `${service} is ${entry.frozen ? 'frozen' : 'thawed'}` });
  }
  const parts = partsEvent(service, old, entry, nodeName);
  if (parts !== undefined) events.push(parts);
  if (old?.state === entry.state && old.owner === entry.owner) return events;
  const failover =
    entry.state === 'starting' || entry.state === 'started' ? takenOver(entry, after) : undefined;
  const state = stateWords(entry, nodeName);
  const rgmanager = numberedLine(service, entry);
  events.push({
    name: `service.${entry.state}`,
    service,
    ...(entry.owner === 0 ? {} : { node: nodeName(entry.owner) }),
    ...(failover === undefined ? {} : { failover }),
    ...(rgmanager === undefined ? {} : { data: { rgmanager } }),
    message: entry.why === state ? `${service} is ${state}` : `${service} is ${state}: ${entry.why}`,
  });
  return events;
}

function stateWords({ state, owner, migration }: ServiceEntry, nodeName: (id: NodeId) => string): string {
  if (state === 'migrating' && migration !== undefined)
    return `migrating from ${nodeName(owner)} to ${nodeName(migration.to)}`;
  return owner === 0 ? state : `${state} on ${nodeName(owner)}`;
}

function partsEvent(
  service: string,
  old: ServiceEntry | undefined,
  { state, owner, partial = [] }: ServiceEntry,
  nodeName: (id: NodeId) => string,
): EventFields | undefined {
  if (sameParts(old?.partial, partial)) return undefined;
  // With the end of the whole service the parts are no news.
  if (state !== 'started' && partial.length === 0) return undefined;
  const about = { service, node: nodeName(owner) };
  const down = partial.map((part) => `${part.resource} (${part.why})`).join(', ');
  return partial.length === 0
    ? { ...about, name: 'service.whole', message: `${service}: everything of it runs again` }
    : { ...about, name: 'service.partial', message: `${service} runs without ${down}`, data: { partial } };
}

/** The failover that brought it here: the last fence of its last owner, until it has been moved again. */
function takenOver(entry: ServiceEntry, ledger: Ledger): string | undefined {
  if (entry.lastOwner === 0 || entry.lastOwner === entry.owner) return undefined;
  const { standing } = (ledger.get(`node:${entry.lastOwner}`)?.value ?? {}) as Partial<NodeRecord>;
  return standing === 'fenced' ? failoverOf(entry.lastOwner, ledger) : undefined;
}

function failoverOf(node: NodeId, ledger: Ledger): string | undefined {
  return fenceRecords(ledger).findLast(({ record }) => record.node === node)?.id;
}
