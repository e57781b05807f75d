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
  /** Opens sessions. */
  readonly session: Psk;
  /** All that are accepted on sessions, that one first. */
  readonly sessions: readonly Psk[];
}

export interface DerivedKey {
  readonly id: number;
  /** 32 bytes for AES-256-GCM. */
  readonly datagram: Uint8Array;
  /** 32 bits by which nodes find out whether they hold the same key; tells nothing about it. */
  readonly fingerprint: number;
}

/** The first key seals and opens sessions; all are accepted, on datagrams and sessions. HKDF-SHA256, RFC 5869. */
export function deriveKeys(cluster: string, keys: readonly SharedKey[]): ClusterKeys {
  const accepted = keys.map(({ id, secret }) => ({
    id,
    datagram: derive(secret, cluster, 'datagram'),
    fingerprint: Buffer.from(derive(secret, cluster, 'fingerprint')).readUInt32BE(),
  }));
  const sessions = keys.map(({ id, secret }) => ({
    identity: `picket:${cluster}:${id}`,
    key: derive(secret, cluster, 'session'),
  }));
  const [sending] = accepted;
  const [session] = sessions;
  if (session === undefined || sending === undefined) throw new Error('no key given');
  return { sending, accepted, session, sessions };
}

function derive(secret: Uint8Array, cluster: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), `picket/1/${purpose}/${cluster}`, 32));
}
