/**
 * Fence devices whose "off" proves nothing by itself: a member has read "off" there while the node was alive. The
 * members' words are in the ledger, so that whoever fences knows them. Pure.
 */
import type { FenceDevice, NodeConfig } from '#src/config/model.ts';
import { fenceDevices, sameDevice } from '#src/fencing/device-list.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Ledger } from '#src/membership/types.ts';
import { deviceFaults } from './device-records.ts';

/** Of that node. Words of a node that is no member may be old: they do not count. */
export function doubtedDevices(
  nodes: readonly NodeConfig[],
  ledger: Ledger,
  target: NodeConfig,
): (device: FenceDevice) => boolean {
  const tellers = nodes.filter(({ id }) => nodeRecord(ledger, id).standing === 'member');
  const labels = new Set(
    tellers
      .flatMap(({ id }) => deviceFaults(ledger, id))
      .filter(({ node, saysOff }) => node === target.name && saysOff === true)
      .map(({ device }) => device),
  );
  const doubted = fenceDevices(target).filter(({ label }) => labels.has(label));
  return (device) => doubted.some((one) => sameDevice(one.device, device));
}
