/**
 * Keys between nodes and witness, derived from those of heartbeats: no datagram of the one kind opens as another, and
 * no request passes for an answer.
 */
import { hkdfSync } from 'node:crypto';
import type { ClusterKeys, DerivedKey } from './keys.ts';

export function witnessKeys(keys: ClusterKeys, kind: 'request' | 'answer'): ClusterKeys {
  const turn = (key: DerivedKey): DerivedKey => ({
    ...key,
    datagram: new Uint8Array(
      hkdfSync('sha256', key.datagram, new Uint8Array(), `picket/1/witness/${kind}`, 32),
    ),
  });
  return { ...keys, sending: turn(keys.sending), accepted: keys.accepted.map(turn) };
}
