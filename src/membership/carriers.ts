/** Which of this node's links have a carrier, for its heartbeats: a pulled cable is known where it was pulled. */
import type { Clock, Kernel, Millis } from '#src/host/ports.ts';
import type { Carrier } from '#src/wire/words.ts';
import type { BeatLink } from './beats.ts';

/** A look costs a few files of the kernel's; keepalives may be short. */
const LOOK_EVERY_MS: Millis = 1_000;

/** In the order of the links, at most LOOK_EVERY_MS old. */
export function createCarriers(
  kernel: Pick<Kernel, 'carrier'> | undefined,
  links: readonly BeatLink[],
  clock: Pick<Clock, 'now'>,
): () => readonly Carrier[] {
  let carriers: readonly Carrier[] = [];
  let lookedAt = -Infinity;
  return () => {
    if (kernel === undefined || clock.now() - lookedAt < LOOK_EVERY_MS) return carriers;
    lookedAt = clock.now();
    carriers = links.map(({ local }) => {
      const has = kernel.carrier(local.host);
      return has === undefined ? 'unknown' : has ? 'up' : 'down';
    });
    return carriers;
  };
}
