/** A witness or ping target as a story sees it: in reach or not, and whether that changed. */

/** Something outside the cluster that nodes ask: within reach or not. */
export interface Outsider {
  /** For one node, or for all. True if that changed anything. */
  setUp(up: boolean, node?: number): boolean;
}

/** Remembers who is cut off, to tell whether anything changed. */
export function outsider(exists: boolean, setUp: (up: boolean, node?: number) => void): Outsider {
  const down = new Set<number | 'all'>();
  return {
    setUp(up, node) {
      setUp(up, node);
      const before = down.size;
      if (!up) down.add(node ?? 'all');
      else if (node === undefined) down.clear();
      else down.delete(node);
      return exists && before !== down.size;
    },
  };
}
