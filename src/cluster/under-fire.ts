/**
 * A lost node that the coordinator of this member's view is fencing: nobody follows its proposals meanwhile. If two
 * nodes that do not hear each other could take turns with a third one, each would have the other shot. Pure.
 */
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import { type FenceRecord, fenceRecords } from './records.ts';

/** A command may be on its way to its device: neither held back nor between two rounds. */
export function isUnderFire(ledger: Ledger, node: NodeId): boolean {
  return fenceInHand(ledger, node)?.state === 'running';
}

/** Its watchdog is to reset it: whoever took turns with it would keep it alive. */
export function isBeingWaitedOut(ledger: Ledger, node: NodeId): boolean {
  const fence = fenceInHand(ledger, node);
  return fence?.state === 'waiting' && fence.method === 'self';
}

/** The latest fence of a node that is lost. */
export function fenceInHand(ledger: Ledger, node: NodeId): FenceRecord | undefined {
  if (nodeRecord(ledger, node).standing !== 'lost') return undefined;
  return fenceRecords(ledger).findLast(({ record }) => record.node === node)?.record;
}
