/** What DRBD's handlers ask; see client.ts for how it travels. */
import type { DrbdFencePeerCommand, DrbdFencePeerResult, DrbdSyncedCommand } from '#src/cluster/commands.ts';
import type { Millis } from '#src/host/ports.ts';

export interface DrbdClient {
  /** Resolves within the command's patience and a little; rejects with ControlError. */
  drbdFencePeer(command: DrbdFencePeerCommand): Promise<DrbdFencePeerResult>;
  drbdSynced(command: DrbdSyncedCommand): Promise<void>;
}

/** The daemon ends the wait; one that does not answer this long after is stuck. */
const SLACK: Millis = 5_000;

/** `post` rejects with ControlError, also after `timeout`. */
export function createDrbdClient(
  post: (path: string, body: object, timeout: Millis) => Promise<unknown>,
): DrbdClient {
  const of = (resource: string, what: string): string => `/v1/drbd/${encodeURIComponent(resource)}/${what}`;
  return {
    async drbdFencePeer({ resource, names, address, peerId, patience }) {
      const peers = names.join(' ');
      const body = {
        ...(peers !== '' && { peers }),
        ...(address !== '' && { address }),
        ...(peerId !== undefined && { peerId }),
        patience: Math.ceil(patience / 1_000),
      };
      return (await post(of(resource, 'fence-peer'), body, patience + SLACK)) as DrbdFencePeerResult;
    },
    async drbdSynced({ resource, handler }) {
      await post(of(resource, 'synced'), { handler }, SLACK);
    },
  };
}
