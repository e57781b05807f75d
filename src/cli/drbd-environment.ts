/**
 * What DRBD tells its handlers in their environment. Pure.
 *
 * DRBD 8.4 (drbdadm-84): DRBD_RESOURCE, DRBD_PEERS (host names), DRBD_PEER (the first of them), DRBD_PEER_ADDRESS.
 * DRBD 9: DRBD_RESOURCE, DRBD_PEER_NODE_ID, DRBD_NODE_ID_<n> (host names of all), DRBD_PEER_ADDRESS.
 */
import type { DrbdFencePeerCommand } from '#src/cluster/commands.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined without a resource: DRBD has not called this. */
export function drbdCall(env: Environment): Omit<DrbdFencePeerCommand, 'patience'> | undefined {
  const resource = env['DRBD_RESOURCE'] ?? '';
  if (resource === '') return undefined;
  const address = env['DRBD_PEER_ADDRESS'] ?? '';
  const id = env['DRBD_PEER_NODE_ID'] ?? '';
  if (!/^\d{1,2}$/.test(id))
    return { resource, names: words(env['DRBD_PEERS'] ?? env['DRBD_PEER']), address };
  return {
    resource,
    names: words(env[`DRBD_NODE_ID_${id}`] ?? env['DRBD_PEERS']),
    address,
    peerId: Number(id),
  };
}

function words(text: string | undefined): readonly string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}
