/**
 * S3 and S4 as facts: what a node that starts something stands on, read from the disks; and that no epoch means two
 * views. It compares epochs in its own way, so that a wrong comparison in a daemon does not blind it.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import { nodeRecord, toLedger } from '#src/membership/ledger.ts';
import type { DurableState } from '#src/membership/ledger-store.ts';
import type { LedgerRecord, NodeStanding, View } from '#src/membership/types.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { LEDGER } from './daemon-run.ts';
import { compareEpochs, showEpoch } from './epochs.ts';
import type { SimHost } from './host.ts';
import type { Accuse } from './laws.ts';
import { readLedger } from './ledger-file.ts';

export interface ViewLaws {
  /** To be called after every step. */
  look(): void;
  /** An agent is about to start the service there. `excused`: that is noted, and not judged. */
  startBegins(service: string, node: number, excused: boolean): void;
  /** It has migrated to that node, which is its owner from now on as if it had been started there. */
  comesTo(service: string, node: number): void;
  /** What stands behind a shot of that node, in words when it is not enough (L2); undefined when it is. */
  weakness(node: number, target: number): string | undefined;
  /** Active views that differ from the one before on their node, so far. */
  readonly changes: number;
}

export interface ViewLawsDeps {
  readonly config: () => ClusterConfig;
  readonly hosts: readonly SimHost[];
  readonly now: () => Millis;
  readonly accuse: Accuse;
  /** The witness has granted this view its vote. */
  readonly granted: (view: View) => boolean;
}

interface Seen {
  readonly daemon: SimHost['daemon'];
  /** The last one that was active in this life, and since when it is not any more. */
  readonly view: View | undefined;
  readonly endedAt: Millis | undefined;
}

/** An order that was accepted in a view may begin so long after its end: it waits for a look that is under way. */
const ACCEPTED_MS = 6_000;

/** The start of one resource takes at most so long, a failed one apart. */
const ONE_START_MS = 6_000;

/** Nothing proves what such a node runs. */
const UNPROVEN: readonly NodeStanding[] = ['lost', 'held'];

function recordOf(state: DurableState | 'damaged' | undefined, key: string): LedgerRecord | undefined {
  return state === 'damaged' ? undefined : state?.records.find((record) => record.key === key);
}

/**
 * What came after that start, or what the starting node itself has stored meanwhile: whoever has stored it had stored the
 * start before, as changes are stored in order, and the node checks its own entry before it obeys.
 */
function follows(record: LedgerRecord | undefined, own: LedgerRecord | undefined): boolean {
  if (record === undefined || own === undefined) return false;
  return (
    compareEpochs(record.stamp.epoch, own.stamp.epoch) === 0 && record.stamp.version >= own.stamp.version
  );
}

export function createViewLaws({ config, hosts, now, accuse, granted }: ViewLawsDeps): ViewLaws {
  const seen = new Map<number, Seen>();
  const byEpoch = new Map<string, { readonly members: string; coordinator: number | undefined }>();
  const lastStart = new Map<string, { readonly node: number; readonly at: Millis }>();
  let changes = 0;

  function installed(node: number, view: View, last: View | undefined): void {
    changes++;
    const key = showEpoch(view.epoch);
    const members = view.members.map((one) => `${one.id}/${one.incarnation.boot}/${one.incarnation.count}`);
    const before = byEpoch.get(key);
    if (before === undefined) byEpoch.set(key, { members: members.join(), coordinator: undefined });
    else if (before.members !== members.join())
      accuse('S4', `epoch ${key} means members ${before.members} and, on node ${node}, ${members.join()}`);
    if (last !== undefined && compareEpochs(view.epoch, last.epoch) <= 0)
      accuse('S4', `node ${node} went from epoch ${showEpoch(last.epoch)} back to ${key}`);
    if (!view.members.some(({ id }) => id === node))
      accuse('S4', `node ${node} has a view active that it is no member of: ${key}`);
  }

  function quorate(view: View): boolean {
    const { nodes, quorum } = config();
    const ids = new Set(view.members.map(({ id }) => id));
    if (quorum.twoNode && nodes.length === 2) return ids.size > 0;
    const sum = (all: typeof nodes): number => all.reduce((total, { votes }) => total + votes, 0);
    const witness = quorum.witness?.votes ?? 0;
    const expected = Math.max(quorum.expectedVotes, sum(nodes) + witness);
    const present = sum(nodes.filter(({ id }) => ids.has(id))) + (granted(view) ? witness : 0);
    return present * 2 > expected;
  }

  function stored(node: number): DurableState | 'damaged' | undefined {
    const disk = hosts.find(({ id }) => id === node)?.disk;
    const state = disk === undefined ? undefined : readLedger(disk);
    return state ?? (disk?.damaged.has(LEDGER) === true ? 'damaged' : undefined);
  }

  /** Why the view is not on all its members' disks; a member that went on to a later one had it. */
  function notStored(
    view: View,
    more: (state: DurableState, node: number) => string | undefined,
  ): string | undefined {
    for (const { id } of view.members) {
      const state = stored(id);
      if (state === 'damaged') continue;
      if (state === undefined) return `node ${id} has nothing on its disk`;
      const order = state.view === undefined ? -1 : compareEpochs(state.view.epoch, view.epoch);
      if (order < 0) return `node ${id}, a member of view ${showEpoch(view.epoch)}, has not installed it`;
      const words = order === 0 ? more(state, id) : undefined;
      if (words !== undefined) return words;
    }
    return undefined;
  }

  /** A node of which, by the record of that view on that node's own disk, nothing proves what it runs. */
  function lostFor(node: number, view: View): number | undefined {
    const state = stored(node);
    if (state === undefined || state === 'damaged' || state.view === undefined) return undefined;
    if (compareEpochs(state.view.epoch, view.epoch) !== 0) return undefined;
    const ledger = toLedger(state.records);
    const unproven = config().nodes.find(({ id }) => UNPROVEN.includes(nodeRecord(ledger, id).standing));
    return unproven?.id;
  }

  /** The view on which that daemon acts now, or acted a moment ago. */
  function viewOf(node: number): View | undefined {
    const { view, endedAt } = seen.get(node) ?? {};
    return endedAt === undefined || now() - endedAt <= ACCEPTED_MS ? view : undefined;
  }

  return {
    look() {
      for (const { id, daemon } of hosts) {
        const before = seen.get(id);
        const view = daemon?.activeView;
        // The usual cases, after every step: nothing has changed.
        if (before !== undefined && before.daemon === daemon) {
          const { view: last, endedAt } = before;
          if (endedAt === undefined ? last === view : view === undefined) continue;
        }
        const last = before !== undefined && before.daemon === daemon ? before.view : undefined;
        if (view === undefined) {
          const endedAt = last === undefined ? undefined : (before?.endedAt ?? now());
          if (before?.daemon !== daemon || before?.endedAt !== endedAt)
            seen.set(id, { daemon, view: last, endedAt });
          continue;
        }
        if (view !== last) installed(id, view, last);
        seen.set(id, { daemon, view, endedAt: undefined });
      }
    },
    comesTo: (service, node) => void lastStart.set(service, { node, at: -Infinity }),
    startBegins(service, node, excused) {
      const last = lastStart.get(service);
      const continuous = last?.node === node;
      // The next resource of a start that is under way.
      const goesOn = continuous && now() - last.at <= ONE_START_MS;
      lastStart.set(service, { node, at: now() });
      if (excused) return;
      const daemon = hosts.find(({ id }) => id === node)?.daemon;
      // An agent outlives the daemon that gave the word.
      if (daemon === undefined) return;
      const view = viewOf(node);
      if (view === undefined && goesOn) return;
      if (view === undefined)
        return accuse('S3', `${service} is being started on node ${node}, which is in no view`);
      // An owner that never was anything else may restart its own without a quorum.
      if (!quorate(view) && !continuous)
        accuse(
          'S3',
          `${service} is being started on node ${node} in view ${showEpoch(view.epoch)} without quorum`,
        );
      const own = recordOf(stored(node), service);
      const owned = own?.value as ServiceEntry | undefined;
      const isOwn = owned?.state === 'started' && owned.owner === node;
      const words = notStored(view, (state, member) => {
        const record = recordOf(state, service);
        const entry = record?.value as ServiceEntry | undefined;
        // Who owns it restarts a resource of it, whatever is decided meanwhile.
        const said = entry?.state === 'starting' || entry?.state === 'started';
        const right = entry?.owner === node && (said || member === node || isOwn || follows(record, own));
        const found = entry === undefined ? 'nothing' : `${entry.state} on ${entry.owner}`;
        return right ? undefined : `node ${member} has not stored that it starts there, but ${found}`;
      });
      if (words !== undefined) accuse('S3', `${service} is being started on node ${node}, and ${words}`);
      const unproven = continuous ? undefined : lostFor(node, view);
      if (unproven !== undefined)
        accuse(
          'S3',
          `${service} is being started on node ${node}, though node ${unproven} is lost or held there`,
        );
    },
    weakness(node, target) {
      const view = hosts.find(({ id }) => id === node)?.daemon?.activeView;
      if (view === undefined) return 'it is in no view';
      if (view.members.some(({ id }) => id === target)) return 'the target is in its view';
      if (!quorate(view)) return `its view ${showEpoch(view.epoch)} has no quorum`;
      return notStored(view, () => undefined);
    },
    get changes() {
      return changes;
    },
  };
}
