/**
 * Damps duels. Where the net is such that a third node hears this one and another, who do not hear each other, both form
 * views in turns, and nothing stops them. So a view that another node formed is left in peace for a while before this
 * node forms one over it, and for longer each time that this happens within a deadtime.
 */
import type { Millis, Random } from '#src/host/ports.ts';

export interface Unrest {
  /** A view that another node formed is active here, or took the place of this node's. */
  othersView(now: Millis): void;
  /** This node proposes a view now. */
  proposes(now: Millis): void;
  /** Until when it leaves the other's view in peace; undefined when it may propose. */
  until(now: Millis): Millis | undefined;
}

export function createUnrest(
  { keepalive, deadtime }: { readonly keepalive: Millis; readonly deadtime: Millis },
  random: Random,
): Unrest {
  let at = -Infinity;
  let pause = 0;
  let duels = 0;
  return {
    othersView(now) {
      const ceiling = Math.min(deadtime, keepalive * 2 ** duels);
      at = now;
      pause = ceiling / 2 + random.below(Math.ceil(ceiling / 2) + 1);
    },
    proposes(now) {
      duels = now - at < deadtime ? duels + 1 : 0;
    },
    until: (now) => (now - at < pause ? at + pause : undefined),
  };
}
