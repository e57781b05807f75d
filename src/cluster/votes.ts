/** The part of cluster.xml that quorum is judged by. */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Votes } from '#src/membership/quorum.ts';

export function votesOf({ nodes, quorum }: ClusterConfig): Votes {
  return {
    nodes: nodes.map(({ id, votes }) => ({ id, votes })),
    expectedVotes: quorum.expectedVotes,
    twoNode: quorum.twoNode,
    ...(quorum.witness && { witness: quorum.witness.votes }),
  };
}
