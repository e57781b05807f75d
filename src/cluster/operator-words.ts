/**
 * What an operator's word "that node is down" is worth when a view is formed. It was true when it was given; the node may
 * have booted since, and been taken in by others, whom this node did not hear. Pure.
 */
import type { Acceptance } from '#src/membership/agreement.ts';
import { includesMember, sameIncarnation } from '#src/membership/epoch.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Incarnation, Member, NodeId } from '#src/membership/types.ts';

export interface DownWord {
  readonly why: string;
  /** Starts of that node's daemon which this node's disk named when the word was given. */
  readonly knew: readonly Incarnation[];
  /** Who was heard then. */
  readonly heard: readonly Member[];
}

/** Starts of that node's daemon which a disk names. */
export function namedStarts(
  { known, ledger }: Pick<Acceptance, 'known' | 'ledger'>,
  node: NodeId,
): readonly Incarnation[] {
  const promised = known.filter(({ id }) => id === node).map(({ incarnation }) => incarnation);
  const { incarnation } = nodeRecord(ledger, node);
  return incarnation === undefined ? promised : [...promised, incarnation];
}

/**
 * The words that count in this view: nobody who accepted names a start that was not known when the word was given, and
 * nobody but this node has forgotten what it knew, unless it was here already then.
 */
export function wordsThatCount(
  words: ReadonlyMap<NodeId, DownWord>,
  acceptances: readonly Acceptance[],
  self: NodeId,
): ReadonlyMap<NodeId, string> {
  const blank = acceptances.filter(({ member, view }) => member.id !== self && view === undefined);
  const counting = [...words].filter(
    ([node, { knew, heard }]) =>
      blank.every(({ member }) => includesMember(heard, member)) &&
      acceptances
        .flatMap((acceptance) => namedStarts(acceptance, node))
        .every((start) => knew.some((known) => sameIncarnation(known, start))),
  );
  return new Map(counting.map(([node, { why }]) => [node, why]));
}
