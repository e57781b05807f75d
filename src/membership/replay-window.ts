/** Tells new sequence numbers from repeated ones, allowing for datagrams that overtook each other (as IPsec does, RFC 4303). */

const WIDTH = 64;

export interface ReplayWindow {
  /** True once per sequence number, and never for one that is WIDTH or more behind the highest. */
  accept(sequence: number): boolean;
}

export function createReplayWindow(): ReplayWindow {
  let highest = -1;
  // The last one accepted of those with the same remainder: within the window it is that number itself, or an older one.
  const accepted = new Float64Array(WIDTH).fill(-1);
  return {
    accept(sequence) {
      if (highest - sequence >= WIDTH) return false;
      const place = sequence % WIDTH;
      if (accepted[place] === sequence) return false;
      accepted[place] = sequence;
      highest = Math.max(highest, sequence);
      return true;
    },
  };
}
