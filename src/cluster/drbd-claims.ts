/**
 * Two nodes that are alive in the cluster have lost each other's DRBD, and each wants the other off. Their coordinator
 * decides, so that exactly one survives: it hears of both long before either may be shot. Pure but for what it remembers;
 * kept for one view.
 */
import type { Millis } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';

/** A member's I/O is frozen and all the data is there. Repeated while that is so. */
export interface DrbdClaim {
  readonly asker: NodeId;
  readonly target: NodeId;
  /** The link has had its time to come back. */
  readonly ready: boolean;
}

export type DrbdVerdict =
  /** The asker survives: the target is to be fenced. */
  | { readonly kind: 'fence' }
  | { readonly kind: 'wait' }
  /** The other asks for this one, and goes before it. */
  | { readonly kind: 'yield' };

export interface DrbdClaims {
  hear(claim: DrbdClaim): DrbdVerdict;
  /** That node can't be fenced: its own claims count again. */
  spare(target: NodeId): void;
}

/** Claims are repeated each second. One that is not for so long has been taken back. */
const FRESH_MS: Millis = 5_000;

/** `weight` is what a node is worth in a race; with equal ones the lower id goes first. */
export function createDrbdClaims(now: () => Millis, weight: (node: NodeId) => number): DrbdClaims {
  const heard = new Map<string, Millis>();
  const doomed = new Map<NodeId, NodeId>();
  const key = (asker: NodeId, target: NodeId): string => `${asker}>${target}`;
  const goesFirst = (one: NodeId, other: NodeId): boolean =>
    weight(one) === weight(other) ? one < other : weight(one) > weight(other);

  return {
    hear({ asker, target, ready }) {
      heard.set(key(asker, target), now());
      // Whoever is about to be fenced has nobody fenced.
      if (doomed.has(asker)) return { kind: 'yield' };
      if (doomed.get(target) === asker) return { kind: 'fence' };
      const against = heard.get(key(target, asker)) ?? -Infinity;
      const isMutual = now() - against <= FRESH_MS && !doomed.has(target);
      if (isMutual && !goesFirst(asker, target)) return { kind: 'yield' };
      if (!ready) return { kind: 'wait' };
      doomed.set(target, doomed.get(target) ?? asker);
      return { kind: 'fence' };
    },
    spare: (target) => void doomed.delete(target),
  };
}
