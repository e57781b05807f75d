/** May a set of members fence, and may it start services? Pure. */
import type { NodeId } from './types.ts';

export interface Votes {
  readonly nodes: readonly { readonly id: NodeId; readonly votes: number }[];
  readonly expectedVotes: number;
  readonly twoNode: boolean;
  /** Of the witness; without one absent. */
  readonly witness?: number;
}

export interface QuorumVerdict {
  readonly quorate: boolean;
  /** For status: `2 of 3 votes`, `two-node rule` ... */
  readonly reason: string;
}

/**
 * More than half of the expected votes; with the two-node rule one of two suffices (the race for the fence device
 * decides who survives). Expected votes are never taken lower than what the file's nodes sum up to, two-node aside:
 * a too small number would let two halves be quorate at once. `witnessed`: the witness's vote is with these members.
 */
export function judgeQuorum(votes: Votes, members: readonly NodeId[], witnessed = false): QuorumVerdict {
  const present = sum(votes.nodes.filter((node) => members.includes(node.id)));
  if (votes.twoNode && votes.nodes.length === 2) {
    return { quorate: present > 0, reason: `two-node rule, ${members.length} of 2 nodes` };
  }
  const witness = votes.witness ?? 0;
  const expected = Math.max(votes.expectedVotes, sum(votes.nodes) + witness);
  const counted = present + (witnessed ? witness : 0);
  const words = witness === 0 ? '' : witnessed ? ", the witness's included" : ", without the witness's";
  return { quorate: counted * 2 > expected, reason: `${counted} of ${expected} votes${words}` };
}

function sum(nodes: Votes['nodes']): number {
  return nodes.reduce((total, node) => total + node.votes, 0);
}
