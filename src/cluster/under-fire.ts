/**
 * A lost node that the coordinator of this member's view is fencing: nobody follows its proposals meanwhile. If two
 * nodes that do not hear each other could take turns with a third one, each would have the other shot. Pure.
 */
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import { fenceRecords } from './records.ts';

/** A command may be on its way to its device: neither held back nor between two rounds. */
export function isUnderFire(ledger: Ledger, node: NodeId): boolean {
  if (nodeRecord(ledger, node).standing !== 'lost') return false;
  const last = fenceRecords(ledger).findLast(({ record }) => record.node === node)?.record;
  return last?.state === 'running';
}
