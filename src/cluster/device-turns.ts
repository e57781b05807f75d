/**
 * When a node looks at a fence device, so that two nodes don't log in to the same BMC at the same instant: many allow few
 * sessions. No dice are needed for that: it is enough that the nodes differ. Pure.
 */
import type { Millis } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';

/** Longer than a healthy BMC takes to log in, answer, and end the session. */
const TURN_MS: Millis = 1_000;
const LAST_TURN = 15;
/** Of the interval: how far the rounds of a node stray. */
const STRAY = 0.1;
/** Primes, to make unlike numbers of like ones. */
const [BY_NODE, BY_ROUND, OUT_OF] = [7_919, 104_729, 1_009];

/** How long `self` waits before it asks the device of `target`; whose id follows that of the target is first. */
export function turnAt(nodes: readonly { readonly id: NodeId }[], target: NodeId, self: NodeId): Millis {
  const ids = nodes.map(({ id }) => id).filter((id) => id !== target);
  const inTurn = [...ids.filter((id) => id > target), ...ids.filter((id) => id < target)];
  const turn = inTurn.indexOf(self);
  return Math.min(Math.max(turn, 0), LAST_TURN) * TURN_MS;
}

/** What is added to the interval after that round: where two nodes have come into step, they come out of it again. */
export function roundSpread(nodes: number, self: NodeId, round: number, interval: Millis): Millis {
  // Of two nodes each asks the other's device alone.
  if (nodes <= 2) return 0;
  return Math.round(interval * STRAY * (((self * BY_NODE + round * BY_ROUND) % OUT_OF) / OUT_OF));
}
