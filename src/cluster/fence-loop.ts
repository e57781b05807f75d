/**
 * Two nodes that fence each other again and again: what is broken between them is not mended by one more shot. Counted by
 * the ledger's fences, which lie on every member's disk; the one that comes back stays out then (loop-guard.ts). Pure.
 */
import { type ClusterConfig, FENCE_LOOP_LIMIT } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import { times } from './fence-status.ts';
import { type FenceRecord, fenceRecords } from './records.ts';

/** Fences count for so long. */
export const LOOP_WINDOW_MS: Millis = 3_600_000;

/** `node` must not come back to `other` now. */
export interface FenceLoop {
  readonly node: NodeId;
  readonly other: NodeId;
  /** Fences of either by the other within the last hour. */
  readonly count: number;
  /** When the last of them was over; wall-clock ms. */
  readonly since: Millis;
  /** When so many of them are an hour old that the rest is no loop; wall-clock ms. */
  readonly until: Millis;
}

/** Value of the record `let-in:ID`: an operator lets that node in, and what was before counts no more. */
export interface LetIn {
  readonly who: string;
  /** Wall-clock ms. */
  readonly since: Millis;
  /** Ids of the fences that count no more. Not a time: clocks of several nodes may differ, or be set back. */
  readonly fences: readonly string[];
}

const LET_IN = 'let-in:';

export function letInKey(node: NodeId): string {
  return `${LET_IN}${node}`;
}

/** The node that a record is about; undefined for other records. */
export function letInNode(key: string): NodeId | undefined {
  return key.startsWith(LET_IN) ? Number(key.slice(LET_IN.length)) : undefined;
}

/** The word about that node: all fences in which it shot or was shot so far are settled. */
export function letIn(ledger: Ledger, node: NodeId, who: string, now: Millis): LetIn {
  const fences = fenceRecords(ledger).filter(({ record }) => record.node === node || record.by === node);
  return { who, since: now, fences: fences.map(({ id }) => id) };
}

/** `fence_loop_limit`. */
export function loopLimit({ fencing }: Pick<ClusterConfig, 'fencing'>): number {
  return fencing.loopLimit ?? FENCE_LOOP_LIMIT;
}

/** When the fences between the two were over that count at `now` (wall clock), oldest first. */
export function fencesBetween(ledger: Ledger, a: NodeId, b: NodeId, now: Millis): readonly Millis[] {
  const settled = new Set([a, b].flatMap((node) => wordAbout(ledger, node)?.fences ?? []));
  return fenceRecords(ledger)
    .filter(({ id, record }) => isBetween(record, a, b) && !settled.has(id))
    .flatMap(({ record }) => (counts(record) ? [record.ended ?? record.began] : []))
    .filter((ended) => ended > now - LOOP_WINDOW_MS)
    .sort((one, another) => one - another);
}

/**
 * The loop that lasts longest of those that `node` is in with one of `others`; undefined when there were at most `limit`
 * fences with each. A limit of 0 is none. What is dated in the future counts: a clock was set back.
 */
export function findLoop(
  ledger: Ledger,
  node: NodeId,
  others: readonly NodeId[],
  limit: number,
  now: Millis,
): FenceLoop | undefined {
  if (limit === 0) return undefined;
  const loops = others.flatMap((other): readonly FenceLoop[] => {
    const ends = fencesBetween(ledger, node, other, now);
    const due = ends.at(-limit - 1);
    if (due === undefined) return [];
    return [{ node, other, count: ends.length, since: ends.at(-1) ?? due, until: due + LOOP_WINDOW_MS }];
  });
  return loops.toSorted((a, b) => b.until - a.until)[0];
}

/** `it and node1 have fenced each other 4 times within the last hour (fence_loop_limit 3)` */
export function loopWords(
  { count, other }: FenceLoop,
  limit: number,
  nodeName: (id: NodeId) => string,
): string {
  return `it and ${nodeName(other)} have fenced each other ${times(count)} within the last hour (fence_loop_limit ${limit})`;
}

function wordAbout(ledger: Ledger, node: NodeId): LetIn | undefined {
  return (ledger.get(letInKey(node))?.value ?? undefined) as LetIn | undefined;
}

function isBetween({ node, by }: FenceRecord, a: NodeId, b: NodeId): boolean {
  return (node === a && by === b) || (node === b && by === a);
}

/** A device switched it off for them, and nobody had asked for that. */
function counts({ state, asked, method, alreadyOff }: FenceRecord): boolean {
  return state === 'fenced' && !asked && method !== 'operator' && method !== 'self' && alreadyOff !== true;
}
