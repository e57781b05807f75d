/**
 * Peers that are heard, but can't be asked to a view yet: their session is not open, or they still look at what runs
 * there. After a cut they come one by one, and a view that is formed with the first of them would call the others lost.
 */
import type { Millis } from '#src/host/ports.ts';
import type { NodeId } from './types.ts';

export interface Arriving {
  /** These are heard, and can't take part at `now`. */
  note(peers: readonly NodeId[], now: Millis): void;
  /** Until when a view that grows waits for them; undefined when nobody is worth a wait. A deadtime for each at most. */
  until(now: Millis): Millis | undefined;
}

export function createArriving(deadtime: Millis): Arriving {
  let since: ReadonlyMap<NodeId, Millis> = new Map();
  return {
    note(peers, now) {
      since = new Map(peers.map((id) => [id, since.get(id) ?? now]));
    },
    until(now) {
      const ends = [...since.values()].map((at) => at + deadtime).filter((end) => end > now);
      return ends.length === 0 ? undefined : Math.min(...ends);
    },
  };
}
