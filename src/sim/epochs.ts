/** Epochs as the laws compare and show them: in their own way, so that a wrong comparison in a daemon does not blind them. */
import type { Epoch } from '#src/membership/types.ts';

/** By number, proposer, boot id, count: which boot id is higher means nothing, but it is the same everywhere. */
export function compareEpochs(a: Epoch, b: Epoch): number {
  const boots =
    a.incarnation.boot < b.incarnation.boot ? -1 : Number(a.incarnation.boot > b.incarnation.boot);
  return a.number - b.number || a.proposer - b.proposer || boots || a.incarnation.count - b.incarnation.count;
}

export function showEpoch({ number, proposer, incarnation }: Epoch): string {
  return `${number}.${proposer}/${incarnation.boot.slice(0, 4)}-${incarnation.count}`;
}
