/**
 * The sealers of one simulated world. Encrypting and decoding would be most of a run's work, so a datagram is a token
 * that stands for what it says and for its key, and is sealed in earnest only when somebody else looks at its bytes.
 * Anything that is no such token (noise, a changed copy, another key's) meets the real sealer.
 */
import { decodeHeartbeat } from '#src/wire/heartbeat-codec.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import { createSealer, type Sealer } from '#src/wire/seal.ts';

export interface SharedSealers {
  readonly make: typeof createSealer;
  /** What one heartbeat says, decoded once for all that hear it. */
  readonly readBeat: typeof decodeHeartbeat;
  /** What was said in that datagram, and the bytes that say it; undefined for anything that was not sealed here. */
  reveal(packet: Uint8Array): { readonly plain: Uint8Array; readonly bytes: Uint8Array } | undefined;
}

interface Token {
  readonly plain: Uint8Array;
  readonly key: Uint8Array;
  readonly real: Sealer;
}

/** See seal.ts: 16 before what is said, 16 after it. */
const FRAME_BYTES = 32;
const KEY_ID_AT = 3;

export function createSharedSealers(): SharedSealers {
  const tokens = new WeakMap<Uint8Array, Token>();
  const beats = new WeakMap<Uint8Array, ReturnType<typeof decodeHeartbeat>>();
  const make: typeof createSealer = (first, random) => {
    const real = createSealer(first, random);
    let keys: ClusterKeys = first;
    return {
      sealedWith: real.sealedWith,
      seal(plain) {
        const packet = new Uint8Array(plain.length + FRAME_BYTES);
        packet[KEY_ID_AT] = keys.sending.id;
        tokens.set(packet, { plain, key: keys.sending.datagram, real });
        return packet;
      },
      open(packet) {
        const token = tokens.get(packet);
        if (token === undefined) return real.open(packet);
        return real.sealedWith(packet)?.datagram === token.key ? token.plain : undefined;
      },
      useKeys(next) {
        keys = next;
        real.useKeys(next);
      },
    };
  };
  return {
    make,
    readBeat(plain) {
      if (!beats.has(plain)) beats.set(plain, decodeHeartbeat(plain));
      return beats.get(plain);
    },
    reveal(packet) {
      const token = tokens.get(packet);
      return token && { plain: token.plain, bytes: token.real.seal(token.plain) };
    },
  };
}
