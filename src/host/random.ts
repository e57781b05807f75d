/** The real Random: the operating system's generator. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from '#src/host/ports.ts';

export function createRandom(): Random {
  return {
    bytes: (count) => new Uint8Array(randomBytes(count)),
    below: (limit) => randomInt(limit),
  };
}
