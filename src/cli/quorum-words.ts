/** What votes, witness and ping targets of a cluster.xml mean, in a sentence each, for `picket check`. Pure. */
import { formatDuration } from '#src/config/duration.ts';
import type { ClusterConfig } from '#src/config/model.ts';

/** Empty for what needs no words: the two-node rule, or one vote for each node. */
export function quorumWords({ quorum, nodes, heartbeat }: ClusterConfig): readonly string[] {
  const { witness, expectedVotes, noQuorumGrace, noQuorumPolicy, twoNode } = quorum;
  const lines: string[] = [];
  if (witness !== undefined) {
    const needed = Math.floor(expectedVotes / 2) + 1;
    const words = `${needed} of ${expectedVotes} votes are needed; the witness ${witness.host} port ${witness.port} gives ${witness.votes}`;
    const alone = nodes.length === 2 ? ', so one of two nodes goes on if it has the vote of the witness' : '';
    lines.push(`quorum: ${words}${alone}`);
  }
  if (witness !== undefined || nodes.length > 2) {
    const what = noQuorumPolicy === 'stop' ? 'are stopped' : 'stay as they are';
    lines.push(`without quorum: services ${what} after ${formatDuration(noQuorumGrace)} (no_quorum_policy)`);
  }
  if (twoNode && heartbeat.ping.length > 0) {
    const targets = heartbeat.ping.join(', ');
    lines.push(`ping: a node that reaches neither ${targets} nor its peer's fence device does not shoot`);
  }
  return lines;
}
