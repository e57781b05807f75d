/** Tells new sequence numbers from repeated ones, allowing for datagrams that overtook each other (as IPsec does, RFC 4303). */

const WIDTH = 64;

export interface ReplayWindow {
  /** True once per sequence number, and never for one that is WIDTH or more behind the highest. */
  accept(sequence: number): boolean;
}

export function createReplayWindow(): ReplayWindow {
  let highest = -1;
  let seen = 0n; // bit n: highest - n was accepted
  return {
    accept(sequence) {
      if (sequence > highest) {
        const ahead = sequence - highest;
        seen = highest < 0 || ahead >= WIDTH ? 1n : BigInt.asUintN(WIDTH, (seen << BigInt(ahead)) | 1n);
        highest = sequence;
        return true;
      }
      const behind = highest - sequence;
      if (behind >= WIDTH) return false;
      const bit = 1n << BigInt(behind);
      if ((seen & bit) !== 0n) return false;
      seen |= bit;
      return true;
    },
  };
}
