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

/** Kept on the bytes themselves: there are too many of them for a WeakMap. */
type Sealed = Uint8Array & { token?: Token };
type Said = Uint8Array & { beat?: { readonly heard: ReturnType<typeof decodeHeartbeat> } };

/** See seal.ts: 16 before what is said, 16 after it. */
const FRAME_BYTES = 32;
const KEY_ID_AT = 3;
/** Longer than any datagram. */
const LONGEST_BYTES = 65_536;

export function createSharedSealers(): SharedSealers {
  const blanks = new Map<number, ArrayBuffer>();

  /** Bytes that nobody looks at but for the key's id, so that all datagrams can share them. */
  function blank(keyId: number): ArrayBuffer {
    const known = blanks.get(keyId);
    if (known !== undefined) return known;
    const fresh = new Uint8Array(LONGEST_BYTES);
    fresh[KEY_ID_AT] = keyId;
    blanks.set(keyId, fresh.buffer);
    return fresh.buffer;
  }

  const make: typeof createSealer = (first, random) => {
    const real = createSealer(first, random);
    let keys: ClusterKeys = first;
    return {
      sealedWith: real.sealedWith,
      seal(plain) {
        const { id, datagram } = keys.sending;
        const packet: Sealed = new Uint8Array(blank(id), 0, plain.length + FRAME_BYTES);
        packet.token = { plain, key: datagram, real };
        return packet;
      },
      open(packet: Sealed) {
        const { token } = packet;
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
    readBeat(plain: Said) {
      plain.beat ??= { heard: decodeHeartbeat(plain) };
      return plain.beat.heard;
    },
    reveal({ token }: Sealed) {
      return token && { plain: token.plain, bytes: token.real.seal(token.plain) };
    },
  };
}
