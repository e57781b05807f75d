/**
 * What a node without a view may do: form one with everybody, go on alone as the last survivor, or wait. Pure.
 *
 * Nothing is started before each missing node is here, fenced in this start-up, or confirmed down. What the disk
 * remembers only decides whether this node may shoot on its own: if it could go on from an old record alone, a pair
 * that lost each other would both go on after a power cut.
 */
import type { Millis } from '#src/host/ports.ts';
import { nodeRecord } from './ledger.ts';
import type { Ledger, Member, NodeId } from './types.ts';

export interface StartUpInput {
  readonly self: NodeId;
  readonly configured: readonly NodeId[];
  /** Nodes that are up and have no view either; without self. */
  readonly joining: readonly NodeId[];
  /** Nodes that are heard, but can't take part yet: still looking at what runs there, or without a session. */
  readonly arriving: readonly NodeId[];
  readonly confirmedDown: readonly NodeId[];
  /** ms since this daemon began to listen. */
  readonly waited: Millis;
  readonly initdead: Millis;
  readonly ledger: Ledger;
  /** Members of the proposals promised since the last view that was active, as the disk has them. */
  readonly known: readonly Member[];
  /** Votes of self and the joining suffice without the two-node rule. */
  readonly quorateByVotes: boolean;
  /** The view could fence: by votes, or by the two-node rule. Only then may it be formed without the missing. */
  readonly quorate?: boolean;
  readonly startupFencing: boolean;
}

export type StartUpDecision =
  | { readonly kind: 'form'; readonly why: string }
  /** `patience`: ms after the begin when this wait is over. */
  | { readonly kind: 'wait-initdead'; readonly missing: readonly NodeId[]; readonly patience: Millis }
  /** Only the missing nodes or an operator end this. */
  | { readonly kind: 'wait-for-all'; readonly missing: readonly NodeId[] };

export function decideStartUp(input: StartUpInput): StartUpDecision {
  const here = new Set([input.self, ...input.joining, ...input.confirmedDown]);
  const missing = input.configured.filter((id) => !here.has(id));
  if (missing.length === 0) return { kind: 'form', why: 'every node is here' };
  // Who is heard gets as long again: a node that is slow to look at its services must not be shot for that.
  const arriving = missing.some((id) => input.arriving.includes(id));
  const patience = arriving ? 2 * input.initdead : input.initdead;
  if (input.waited < patience) return { kind: 'wait-initdead', missing, patience };
  if (input.quorate !== false && missing.every((id) => isLastSurvivorOver(input, id))) {
    return { kind: 'form', why: 'this node fenced the missing ones and went on alone before it stopped' };
  }
  if (input.quorateByVotes && input.startupFencing) {
    return { kind: 'form', why: 'quorate by votes after initdead' };
  }
  return { kind: 'wait-for-all', missing };
}

/** On this disk the missing node is fenced, and nothing was promised with it since. */
function isLastSurvivorOver(input: StartUpInput, missing: NodeId): boolean {
  const promised = input.known.some((member) => member.id === missing);
  return nodeRecord(input.ledger, missing).standing === 'fenced' && !promised;
}
