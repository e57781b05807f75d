/** The ledger's records as the cluster reads and writes them: services and fences. */
import type { FenceWish } from '#src/fencing/fence-types.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';

/** Value of the record `fence:ID`. */
export interface FenceRecord {
  readonly node: NodeId;
  readonly by: NodeId;
  /** `picket fence`: an operator asked for it. */
  readonly asked: boolean;
  /** It was missing when a node started, and may well be off: its power is read before anything is sent. */
  readonly lookFirst: boolean;
  readonly state: 'waiting' | 'running' | 'retrying' | 'fenced' | 'called-off';
  readonly method: string;
  /** The last device that was told to switch; absent before, and in records of older versions, as what follows. */
  readonly device?: string;
  /** What the fence was for: why the node counted as lost. */
  readonly why?: string;
  /** Time spent in fence agents, in the attempt that succeeded. */
  readonly agentMs?: number;
  /** Wall-clock ms. */
  readonly began: number;
  readonly ended: number | null;
  readonly attempts: number;
  readonly lastError: string;
  /** Wall-clock ms of the next try; null when none is planned. */
  readonly retryAt: number | null;
  readonly evidence: string;
  /** It was found off: nobody had to shoot. */
  readonly alreadyOff?: true;
  /** A shot of an earlier view may have switched it off, and nobody has recorded that. */
  readonly resumed?: boolean;
  /** It is fenced, and has not been told to power on yet: by which wish it is to be. */
  readonly restore?: FenceWish;
  /** The member that tries now, or has confirmed it, as the coordinator's own attempts had failed. */
  readonly helper?: NodeId;
  /** It is heard, and no member tells it so any more: so its watchdog resets it, or it gives up what it runs. */
  readonly unanswered?: true;
}

const FENCE = 'fence:';
/** Fences kept in the ledger. */
export const FENCE_HISTORY = 100;

export function fenceKey(id: string): string {
  return `${FENCE}${id}`;
}

/** One fence per loss: the epoch that declared it, and the node. */
export function fenceId(epoch: number, node: NodeId): string {
  return `${epoch}-${node}`;
}

/** A fence that is about to begin; `now` in wall-clock ms. */
export function newFence(
  node: NodeId,
  by: NodeId,
  how: Pick<FenceRecord, 'asked' | 'lookFirst' | 'resumed' | 'why'>,
  now: number,
): FenceRecord {
  return {
    node,
    by,
    ...how,
    state: 'running',
    method: '',
    began: now,
    ended: null,
    attempts: 0,
    lastError: '',
    retryAt: null,
    evidence: '',
  };
}

/** It has not come to an end: neither proven nor called off. */
export function isOpen({ state }: FenceRecord): boolean {
  return state === 'waiting' || state === 'running' || state === 'retrying';
}

/** Oldest first. */
export function fenceRecords(
  ledger: Ledger,
): readonly { readonly id: string; readonly record: FenceRecord }[] {
  const found: { id: string; record: FenceRecord }[] = [];
  for (const [key, { value }] of ledger) {
    if (key.startsWith(FENCE)) found.push({ id: key.slice(FENCE.length), record: value as FenceRecord });
  }
  return found.sort((a, b) => a.record.began - b.record.began);
}

/** Keys of service records are the services' ids: `service:web`, `vm:web1`. */
export function isServiceKey(key: string): boolean {
  return key.startsWith('service:') || key.startsWith('vm:');
}

export function serviceEntry(ledger: Ledger, id: string): ServiceEntry | undefined {
  return ledger.get(id)?.value as ServiceEntry | undefined;
}
