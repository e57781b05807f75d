/** The desk for DRBD's calls, on the parts of a node. */
import { findPowerOff } from '#src/fencing/power-look.ts';
import type { Millis } from '#src/host/ports.ts';
import { doubtedDevices } from './doubted-devices.ts';
import { createDrbdDesk, type DrbdDesk, type DrbdDeskDeps } from './drbd-desk.ts';
import type { NodeDeps } from './node-deps.ts';
import type { QuorumDesk } from './quorum-desk.ts';
import type { Watches } from './watches.ts';

export interface NodeDrbdParts
  extends Pick<DrbdDeskDeps, 'config' | 'membership' | 'operators' | 'forward' | 'clock' | 'log'> {
  readonly node: Pick<NodeDeps, 'self' | 'drbd' | 'ports' | 'catalog' | 'runFolder' | 'events'>;
  readonly quorum: () => QuorumDesk;
  readonly watches: () => Watches;
  readonly changeWithin: (longest: Millis) => Promise<void>;
}

export function createNodeDrbd(parts: NodeDrbdParts): DrbdDesk {
  const { node, log } = parts;
  const { ports, catalog, runFolder } = node;
  return createDrbdDesk({
    ...parts,
    self: node.self,
    drbd: node.drbd,
    quorum: () => parts.quorum().now(),
    suspect: (id) => parts.watches().suspect(id),
    powerOff: (target, cancel) => {
      const doubted = doubtedDevices(parts.config().nodes, parts.membership().agreement.ledger, target);
      return findPowerOff({ ...ports, log, catalog }, target, cancel, doubted);
    },
    nextChange: parts.changeWithin,
    files: ports.files,
    runFolder,
    emit: (event) => node.events.emit(event),
  });
}
