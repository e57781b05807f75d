/** Keys for datagrams and sessions, derived from the key file and the cluster's name. */
import { hkdfSync } from 'node:crypto';
import type { Psk } from '#src/host/ports.ts';

/** One line of the key file. The id travels in the clear so that keys can be changed without downtime. */
export interface SharedKey {
  /** 0 .. 255 */
  readonly id: number;
  readonly secret: Uint8Array;
}

export interface ClusterKeys {
  /** Seals what this node sends. */
  readonly sending: DerivedKey;
  /** Every key that is accepted, the sending one included. */
  readonly accepted: readonly DerivedKey[];
  readonly session: Psk;
}

export interface DerivedKey {
  readonly id: number;
  /** 32 bytes for AES-256-GCM. */
  readonly datagram: Uint8Array;
}

/** The first key seals and opens sessions; all are accepted on datagrams. HKDF-SHA256, RFC 5869. */
export function deriveKeys(cluster: string, keys: readonly SharedKey[]): ClusterKeys {
  const accepted = keys.map((key) => ({ id: key.id, datagram: derive(key.secret, cluster, 'datagram') }));
  const [first] = keys;
  const [sending] = accepted;
  if (first === undefined || sending === undefined) throw new Error('no key given');
  const session = {
    identity: `picket:${cluster}:${first.id}`,
    key: derive(first.secret, cluster, 'session'),
  };
  return { sending, accepted, session };
}

function derive(secret: Uint8Array, cluster: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), `picket/1/${purpose}/${cluster}`, 32));
}
