/** Whether new keys can be taken up now, without any node of the cluster becoming deaf or mute by it. Pure. */
import type { ClusterKeys } from '#src/wire/keys.ts';

export interface PeerKeys {
  readonly name: string;
  /** Fingerprints of the keys it accepts; undefined when it does not say. */
  readonly accepts: readonly number[] | undefined;
  /** Fingerprint of the key that sealed its last heartbeat; undefined when none of ours did. */
  readonly sends: number | undefined;
}

/** Why they can't, one line each, with the way out; empty when they can. `peers`: those that are heard. */
export function rotationObjections(
  now: ClusterKeys,
  next: ClusterKeys,
  peers: readonly PeerKeys[],
): readonly string[] {
  const kept = new Set(next.accepted.map(({ fingerprint }) => fingerprint));
  return peers.flatMap(({ name, accepts, sends }) => {
    const objections: string[] = [];
    if (accepts !== undefined && !accepts.includes(next.sending.fingerprint)) {
      objections.push(
        `key ${next.sending.id} is to be used for sending, but ${name} does not accept it yet: ` +
          `add it to the key file there and run picket reload there first`,
      );
    }
    if (sends !== undefined && !kept.has(sends)) {
      const id = now.accepted.find(({ fingerprint }) => fingerprint === sends)?.id;
      objections.push(
        `key ${id} is to be removed, but ${name} still sends with it: ` +
          `make another one the first there and run picket reload there first`,
      );
    }
    return objections;
  });
}
