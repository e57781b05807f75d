/** By which nodes something outside the cluster (the ping target, the witness) can be reached: cables that are no links. */

export interface Reach {
  /** In reach of that node, or out of it; without a node for all. */
  setUp(up: boolean, node?: number): void;
  includes(node: number): boolean;
}

/** Everybody reaches it. */
export function createReach(): Reach {
  const cutOff = new Set<number>();
  let isUp = true;
  return {
    setUp(up, node) {
      if (node === undefined) isUp = up;
      if (node === undefined && up) cutOff.clear();
      if (node !== undefined && up) cutOff.delete(node);
      if (node !== undefined && !up) cutOff.add(node);
    },
    includes: (node) => isUp && !cutOff.has(node),
  };
}
