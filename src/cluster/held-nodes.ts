/** Nodes whose daemon restarts and that are waited for, members of the view or not: meanwhile nothing is started. Pure. */
import type { ClusterConfig } from '#src/config/model.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { NodeId } from '#src/membership/types.ts';

/** In the order of cluster.xml; this node too, while its own daemon is about to restart. */
export function heldNodes(config: ClusterConfig, self: NodeId, membership: Membership): readonly NodeId[] {
  const { ledger } = membership.agreement;
  const ids = config.nodes.map(({ id }) => id);
  return ids.filter(
    (id) =>
      nodeRecord(ledger, id).standing === 'held' ||
      membership.held(id) !== undefined ||
      (id === self && membership.state === 'restarting'),
  );
}
