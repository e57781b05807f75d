/**
 * Seals datagrams: AES-256-GCM, so that nobody without the key can read, forge or change one.
 *
 *     0  'P' 'K'   1 byte each
 *     2  1         format
 *     3  key id
 *     4  nonce     12 bytes: 6 random ones per start of the daemon, then a 6-byte counter
 *    16  ciphertext, then the 16-byte tag; the first 16 bytes are authenticated too
 *
 * A replayed datagram opens: telling old from new is the failure detector's work.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { Random } from '#src/host/ports.ts';
import type { ClusterKeys, DerivedKey } from './keys.ts';

const HEADER_BYTES = 16;
const TAG_BYTES = 16;
const FORMAT = 1;
/** A longer datagram is not ours: 16 nodes fit in 1,200 bytes. */
const LONGEST_BYTES = 4096;

/** Made once per key: handed in as bytes at each call, a key costs several times what the sealing itself does. */
const secrets = new WeakMap<Uint8Array, KeyObject>();

function secretOf({ datagram }: DerivedKey): KeyObject {
  const known = secrets.get(datagram);
  if (known !== undefined) return known;
  const secret = createSecretKey(datagram);
  secrets.set(datagram, secret);
  return secret;
}

export interface Sealer {
  seal(plain: Uint8Array): Uint8Array;
  /** Undefined for anything that was not sealed with one of the cluster's keys. */
  open(packet: Uint8Array): Uint8Array | undefined;
  /** Which key seals that packet, as its header says; authentic only if it opens. */
  sealedWith(packet: Uint8Array): DerivedKey | undefined;
  /** From now on; what is sealed goes on counting. */
  useKeys(keys: ClusterKeys): void;
}

/** One per start of the daemon: the nonce's random part must be new then. */
export function createSealer(first: ClusterKeys, random: Random): Sealer {
  const prefix = random.bytes(6);
  let keys = first;
  let counter = 0;

  const sealedWith = (packet: Uint8Array): DerivedKey | undefined =>
    keys.accepted.find(({ id }) => id === packet[3]);

  return {
    seal(plain) {
      const header = Buffer.alloc(HEADER_BYTES);
      header.write('PK', 0, 'latin1');
      header[2] = FORMAT;
      header[3] = keys.sending.id;
      header.set(prefix, 4);
      header.writeUIntBE(counter++, 10, 6);
      const cipher = createCipheriv('aes-256-gcm', secretOf(keys.sending), header.subarray(4));
      cipher.setAAD(header);
      return Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(packet) {
      if (packet.length < HEADER_BYTES + TAG_BYTES || packet.length > LONGEST_BYTES) return undefined;
      if (packet[0] !== 0x50 || packet[1] !== 0x4b || packet[2] !== FORMAT) return undefined;
      const key = sealedWith(packet);
      if (key === undefined) return undefined;
      const header = packet.subarray(0, HEADER_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', secretOf(key), header.subarray(4), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(header);
      decipher.setAuthTag(packet.subarray(packet.length - TAG_BYTES));
      try {
        const body = packet.subarray(HEADER_BYTES, packet.length - TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]);
      } catch {
        return undefined; // final() throws exactly when the tag does not fit
      }
    },
    sealedWith,
    useKeys(next) {
      keys = next;
    },
  };
}
