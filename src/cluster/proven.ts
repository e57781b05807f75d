/** When somebody last saw that a node can be fenced: by a test (`fence-test:ID` of the ledger), or because it was. Pure. */
import type { Millis } from '#src/host/ports.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import { fenceRecords } from './records.ts';
import type { FencingProof } from './status.ts';

/** Value of the record: the last test in which every path worked. */
export interface FenceTestRecord {
  /** Wall-clock ms. */
  readonly at: Millis;
  /** What the slowest path took. */
  readonly ms: Millis;
}

export function fenceTestKey(node: NodeId): string {
  return `fence-test:${node}`;
}

/** The later of the two; null when the ledger knows of neither. An operator's word proves nothing of a device. */
export function provenFence(ledger: Ledger, node: NodeId): FencingProof | null {
  const test = ledger.get(fenceTestKey(node))?.value as FenceTestRecord | null | undefined;
  const last = fenceRecords(ledger).findLast(
    ({ record }) => record.node === node && record.state === 'fenced' && record.method !== 'operator',
  )?.record;
  const fence =
    last === undefined || last.ended === null ? undefined : { at: last.ended, ms: last.agentMs ?? null };
  if (test && test.at >= (fence?.at ?? 0)) return { at: test.at, by: 'test', ms: test.ms };
  return fence === undefined ? null : { at: fence.at, by: 'fence', ms: fence.ms };
}
