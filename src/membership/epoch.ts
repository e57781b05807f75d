/** Comparing incarnations, members, epochs and stamps. */
import type { Epoch, Incarnation, Member, Stamp } from './types.ts';

export function sameIncarnation(a: Incarnation | undefined, b: Incarnation | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.boot === b.boot && a.count === b.count;
}

export function sameMember(a: Member, b: Member): boolean {
  return a.id === b.id && sameIncarnation(a.incarnation, b.incarnation);
}

export function includesMember(members: readonly Member[], member: Member): boolean {
  // Asked of every peer with every look at the view to propose.
  for (const other of members) if (sameMember(other, member)) return true;
  return false;
}

export function sameMembers(a: readonly Member[], b: readonly Member[]): boolean {
  return a.length === b.length && a.every((member) => includesMember(b, member));
}

/** Every member once, in the order of ids (then incarnations, so that equal sets look equal). */
export function uniteMembers(...groups: readonly (readonly Member[])[]): readonly Member[] {
  const all = new Map(groups.flat().map((member) => [memberKey(member), member]));
  return [...all.values()].sort((a, b) => a.id - b.id || compareIncarnations(a.incarnation, b.incarnation));
}

function memberKey(member: Member): string {
  return `${member.id}/${member.incarnation.boot}/${member.incarnation.count}`;
}

/** A total order with no meaning beyond breaking ties the same way everywhere. */
export function compareIncarnations(a: Incarnation, b: Incarnation): number {
  if (a.boot !== b.boot) return a.boot < b.boot ? -1 : 1;
  return a.count - b.count;
}

/** By number, then proposer, then incarnation. Undefined is lower than every epoch. */
export function compareEpochs(a: Epoch | undefined, b: Epoch | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  return a.number - b.number || a.proposer - b.proposer || compareIncarnations(a.incarnation, b.incarnation);
}

export function sameEpoch(a: Epoch | undefined, b: Epoch | undefined): boolean {
  return compareEpochs(a, b) === 0;
}

export function compareStamps(a: Stamp, b: Stamp): number {
  return compareEpochs(a.epoch, b.epoch) || a.version - b.version;
}

/** `12.node2`: for logs and status. */
export function showEpoch(epoch: Epoch | undefined): string {
  return epoch === undefined ? 'none' : `${epoch.number}.${epoch.proposer}`;
}
