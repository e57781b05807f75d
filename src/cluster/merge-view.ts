/**
 * The ledger of a new view, from what all its members said. Pure.
 *
 * Per record the higher stamp wins; a member's own report of what it runs wins over any record about it; operators'
 * restricting words survive whatever the stamps say. A view that may fence writes the missing as lost.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import type { Acceptance, MergeInput } from '#src/membership/agreement.ts';
import { sameIncarnation, uniteMembers } from '#src/membership/epoch.ts';
import { changedKeys, nodeKey, nodeRecord } from '#src/membership/ledger.ts';
import { findLost } from '#src/membership/lost.ts';
import type { Incarnation, Ledger, Member, NodeId, NodeRecord } from '#src/membership/types.ts';
import { stepOrHold } from '#src/resources/hands-off.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { ServiceEvent } from '#src/resources/service-events.ts';
import { mayRunOn, newEntry } from '#src/resources/service-record.ts';
import { apartChanges } from './apart.ts';
import { withHighestConfig } from './config-record.ts';
import { mergeWithRestrictions } from './merge-restrictions.ts';
import {
  FENCE_HISTORY,
  type FenceRecord,
  fenceId,
  fenceKey,
  fenceRecords,
  isOpen,
  newFence,
  serviceEntry,
} from './records.ts';
import { inMaintenance } from './restrictions.ts';
import { withRetired } from './retired.ts';
import { watchdogKey } from './watchdog-terms.ts';

export interface MergeContext {
  readonly config: ClusterConfig;
  /** Wall clock. */
  readonly now: Millis;
  readonly mayFence: boolean;
  /** Nodes that an operator vouched for during this start-up, with the words for the record. */
  readonly confirmedDown: ReadonlyMap<NodeId, string>;
  readonly nodeName: (id: NodeId) => string;
  /** An operator asked for the fence of that node. */
  readonly fenceAsked: (id: NodeId) => boolean;
  /** As whom a node is heard right now, whether or not it is a member; undefined when it is not. */
  readonly heard: (id: NodeId) => Incarnation | undefined;
  /** That node's daemon restarts, and is waited for: it is not fenced, and nothing it owns starts elsewhere. */
  readonly held: (id: NodeId) => boolean;
}

export function mergeView(proposal: MergeInput, given: MergeContext): Ledger {
  // One without a ledger may have been in a view with nodes that are missing now, after all that the others remember of
  // them: as after a start, old proofs about the missing do not count.
  const isBlank = proposal.acceptances.some(({ view }) => view === undefined);
  const input = { ...proposal, startUp: proposal.startUp || isBlank };
  const base = withHighestConfig(mergeWithRestrictions(input), input.acceptances);
  const config = withRetired(given.config, base);
  const context = { ...given, config };
  const changes = new Map<string, unknown>();
  for (const [id, record] of nodeChanges(input, context, base)) changes.set(nodeKey(id), record);
  // Who left has stopped its watchdog. In the same boot it may not be able to arm it again, so it has to tell.
  for (const { id } of input.members)
    if (nodeRecord(base, id).standing === 'left' && base.has(watchdogKey(id)))
      changes.set(watchdogKey(id), null);
  const configured = context.config.nodes.map(({ id }) => id);
  for (const [key, since] of apartChanges(input, base, configured)) changes.set(key, since);
  for (const [key, record] of fences(input, context, base)) changes.set(key, record);
  for (const service of context.config.services) {
    const entry = serviceEntry(base, service.id) ?? newEntry(service, context.now);
    changes.set(service.id, applyReports(entry, service.id, input, context, base));
  }
  const merged = new Map(base);
  const stamp = { epoch: input.epoch, version: 0 };
  for (const key of changedKeys(base, changes)) merged.set(key, { key, stamp, value: changes.get(key) });
  // A member that is here is one by this view's word: a good-bye that it took back, and of which not all know, is older.
  for (const { id } of input.members) {
    const record = merged.get(nodeKey(id));
    if (record !== undefined) merged.set(nodeKey(id), { ...record, stamp });
  }
  const history = fenceRecords(merged);
  // A wall clock may have been set back: the fences that begin now are kept wherever they are in that order.
  for (const { id } of history.slice(0, Math.max(0, history.length - FENCE_HISTORY))) {
    if (!changes.has(fenceKey(id))) merged.delete(fenceKey(id));
  }
  return merged;
}

/** Members that may run a service which the merged ledger does not give to them: no other may start it before that is settled. */
export interface Doubt {
  readonly service: string;
  readonly node: NodeId;
}

export function findDoubts(acceptances: readonly Acceptance[], merged: Ledger): readonly Doubt[] {
  return acceptances.flatMap(({ member, services }) =>
    services
      .filter(
        ({ state, service }) => state === 'may-run' && !isRecorded(serviceEntry(merged, service), member.id),
      )
      .map(({ service }) => ({ service, node: member.id })),
  );
}

function isRecorded(entry: ServiceEntry | undefined, node: NodeId): boolean {
  return entry !== undefined && mayRunOn(entry).includes(node);
}

/** Who is lost in a new view of these members. */
export function lostNodes(input: MergeInput, context: MergeContext, base: Ledger): readonly NodeId[] {
  return findLost({
    known: uniteMembers(...input.acceptances.map((acceptance) => acceptance.known)),
    members: input.members,
    ledger: base,
    startUp: input.startUp
      ? {
          configured: context.config.nodes.map((node) => node.id),
          confirmedDown: [...context.confirmedDown.keys()],
        }
      : undefined,
  });
}

function nodeChanges(
  input: MergeInput,
  context: MergeContext,
  base: Ledger,
): ReadonlyMap<NodeId, NodeRecord> {
  const changes = new Map<NodeId, NodeRecord>();
  const since = context.now;
  for (const { id, incarnation } of input.members) {
    const before = nodeRecord(base, id);
    if (before.standing === 'member' && sameIncarnation(before.incarnation, incarnation)) continue;
    changes.set(id, { standing: 'member', incarnation, since, why: 'joined' });
  }
  if (!context.mayFence) {
    // Nobody is written as lost here, and what is distrusted now must not be trusted by the next view.
    for (const id of input.startUp ? lostNodes(input, context, base) : []) {
      const before = nodeRecord(base, id);
      if (before.standing === 'lost' || before.standing === 'held' || before.standing === 'member') continue;
      changes.set(id, { ...before, standing: 'member', since, why: 'may have come back since' });
    }
    return changes;
  }
  for (const [id, why] of input.startUp ? context.confirmedDown : []) {
    changes.set(id, { ...nodeRecord(base, id), standing: 'fenced', since, why });
  }
  const known = uniteMembers(...input.acceptances.map((acceptance) => acceptance.known));
  for (const id of lostNodes(input, context, base)) {
    const before = nodeRecord(base, id);
    const standing = isLost(id, input, context, base) ? 'lost' : 'held';
    if (before.standing === standing) continue;
    // The one that is shot is the one that is heard: what it said last must not pass for a return afterwards.
    const incarnation =
      context.heard(id) ?? latest(known.filter((member) => member.id === id)) ?? before.incarnation;
    changes.set(id, { standing, incarnation, since, why: whyMissing(standing, before, input) });
  }
  return changes;
}

/** One that was lost before it could say that it restarts stays lost. */
function isLost(id: NodeId, input: MergeInput, context: MergeContext, base: Ledger): boolean {
  return nodeRecord(base, id).standing === 'lost' || input.startUp || !context.held(id);
}

function whyMissing(standing: 'held' | 'lost', before: NodeRecord, { startUp }: MergeInput): string {
  if (startUp) return 'missing while a node without a view starts; it may run services';
  if (standing === 'held') return 'its daemon restarts; what runs there goes on';
  return before.standing === 'held' ? 'its daemon did not come back in time' : 'vanished without leaving';
}

/** Of several incarnations of one node, the one that was started last, as far as that can be told. */
function latest(incarnations: readonly Member[]): Incarnation | undefined {
  return incarnations.toSorted((a, b) => a.incarnation.count - b.incarnation.count).at(-1)?.incarnation;
}

/** The fences that this view begins with: stored by all its members together with the loss itself. */
function fences(input: MergeInput, context: MergeContext, base: Ledger): ReadonlyMap<string, FenceRecord> {
  const { number, proposer } = input.epoch;
  const missing = context.mayFence ? lostNodes(input, context, base) : [];
  const lost = missing.filter((id) => isLost(id, input, context, base));
  const begun = lost.map((id) => {
    const asked = context.fenceAsked(id);
    const how = {
      asked,
      lookFirst: input.startUp,
      resumed: mayBeShot(id, base),
      why: whyFenced(id, asked, input, base),
    };
    return [fenceKey(fenceId(number, id)), newFence(id, proposer, how, context.now)] as const;
  });
  return new Map([...fencesOver(input, lost, context, base), ...begun]);
}

function whyFenced(id: NodeId, asked: boolean, input: MergeInput, base: Ledger): string {
  const before = nodeRecord(base, id);
  if (before.standing === 'lost') return before.why;
  return asked ? 'an operator asked' : whyMissing('lost', before, input);
}

/** It was lost before, and a shot of that time may have switched it off without anybody having recorded it. */
function mayBeShot(id: NodeId, base: Ledger): boolean {
  const last = fenceRecords(base).findLast(({ record }) => record.node === id)?.record;
  if (last?.restore !== undefined) return true;
  if (nodeRecord(base, id).standing !== 'lost') return false;
  return last !== undefined && isOpen(last) && (last.resumed === true || last.state !== 'waiting');
}

/** Fences that nobody carries on: their node is back, or this view begins anew with it. And power that is not due any more. */
function fencesOver(
  { members, epoch, startUp }: MergeInput,
  lost: readonly NodeId[],
  { now, nodeName }: MergeContext,
  base: Ledger,
): readonly (readonly [string, FenceRecord])[] {
  return fenceRecords(base).flatMap(({ id, record }) => {
    // After a start nobody knows why it is still off; if it is fenced anew, that one gives it its power back.
    const { restore, ...rest } = record;
    const member = members.find((one) => one.id === record.node);
    if (restore !== undefined && (startUp || member !== undefined)) return [[fenceKey(id), rest]];
    if (!isOpen(record)) return [];
    const words = member === undefined ? undefined : comeback(member, base, nodeName);
    const goesOn = lost.includes(record.node)
      ? `goes on as ${fenceId(epoch.number, record.node)}`
      : undefined;
    const evidence = words ?? goesOn;
    if (evidence === undefined) return [];
    return [[fenceKey(id), { ...record, state: 'called-off', ended: now, retryAt: null, evidence }]];
  });
}

function comeback({ id, incarnation }: Member, base: Ledger, nodeName: (id: NodeId) => string): string {
  const before = nodeRecord(base, id).incarnation;
  return before?.boot === incarnation.boot
    ? `${nodeName(id)} is back without having been off`
    : `${nodeName(id)} is back after a boot, which proves that nothing of before runs`;
}

function applyReports(
  entry: ServiceEntry,
  service: string,
  input: MergeInput,
  context: MergeContext,
  base: Ledger,
): ServiceEntry {
  const reports = input.acceptances.flatMap((acceptance) => reportOf(acceptance, service, entry));
  const running = reports.filter((report) => report.state === 'running').map((report) => report.node);
  const events: ServiceEvent[] = [];
  // Reports are of different times, and it may have left one node since: asking both decides.
  const isPair = entry.state === 'migrating' && running.every((node) => mayRunOn(entry).includes(node));
  if (running.length > 1 && !isPair) {
    events.push({ type: 'conflict', nodes: running });
  } else {
    // The owner's own word first: what others run is news only after that.
    const ordered = reports.toSorted(
      (a, b) => Number(b.node === entry.owner) - Number(a.node === entry.owner),
    );
    for (const { node, state } of ordered) events.push({ type: 'reported', node, state });
  }
  const gone = mayRunOn(entry).flatMap((node): ServiceEvent[] => {
    const record = nodeRecord(base, node);
    const isHere = input.members.some((member) => member.id === node);
    const proven = !isHere && isProven(node, record, input, context);
    return proven ? [{ type: 'owner-fenced', node, why: record.why }] : [];
  });
  events.unshift(...gone);
  const config = context.config.services.find((one) => one.id === service);
  if (config === undefined) return entry;
  const maintenance = inMaintenance(base);
  const stepContext = { now: context.now, service: config, nodeName: context.nodeName, maintenance };
  const apply = (before: ServiceEntry, event: ServiceEvent): ServiceEntry =>
    stepOrHold(before, event, stepContext).entry;
  const after = events.reduce(apply, entry);
  // A restart in place that its owner's report made due: nobody gives that order here, so it is placed like any other.
  const due = after.state === 'starting' && events.find((event) => isStopped(event, after.owner));
  return due ? apply(after, due) : after;
}

function isStopped(event: ServiceEvent, node: NodeId): boolean {
  return event.type === 'reported' && event.node === node && event.state === 'stopped';
}

/** A node that left or was fenced runs nothing; at start-up only an operator's word of this start-up counts. */
function isProven(id: NodeId, record: NodeRecord, input: MergeInput, context: MergeContext): boolean {
  if (input.startUp) return context.confirmedDown.has(id);
  return record.standing === 'fenced' || record.standing === 'left';
}

function reportOf(
  { member, services }: Acceptance,
  service: string,
  entry: ServiceEntry,
): readonly { readonly node: NodeId; readonly state: 'stopped' | 'running' | 'may-run' }[] {
  const report = services.find((one) => one.service === service);
  if (report !== undefined) return [{ node: member.id, state: report.state }];
  // A node that does not even know a service that it has by the record has proven nothing.
  return mayRunOn(entry).includes(member.id) ? [{ node: member.id, state: 'may-run' }] : [];
}
