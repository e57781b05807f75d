/**
 * The parts of cluster.xml that a daemon takes up when it starts and never again: who the nodes are and how they hear
 * each other. Which changes of them stand against a new version, and how a version is used by a daemon that runs with
 * others. Pure.
 */
import type { ClusterConfig } from '#src/config/model.ts';

/** Why the new version can't be put in force while daemons run, one line each, with the way out; empty when it can. */
export function restartObjections(running: ClusterConfig, next: ClusterConfig): readonly string[] {
  const objections: string[] = [];
  const restart =
    'copy the file to all nodes as cluster.xml and restart picket there (picket restart-daemon), then push it';
  if (running.name !== next.name) {
    objections.push(
      "the cluster's name changed: stop picket on all nodes, copy the file there, and start it again",
    );
  }
  if (!same(running.heartbeat, next.heartbeat)) objections.push(`<heartbeat> changed: ${restart}`);
  if (!same(votes(running), votes(next))) objections.push(`votes or two_node changed: ${restart}`);
  if (!same(running.watchdog, next.watchdog)) objections.push(`<watchdog> changed: ${restart}`);
  if (!same(identities(running), identities(next)))
    objections.push(`nodes or their addresses changed: ${restart}`);
  return objections;
}

/** The version as a daemon uses it that runs with `running`: its own parts stay as they are until it is restarted. */
export function withRunning(next: ClusterConfig, running: ClusterConfig): ClusterConfig {
  const { noQuorumGrace, noQuorumPolicy } = next.quorum;
  const { watchdog: _, ...rest } = next;
  return {
    ...rest,
    ...(running.watchdog && { watchdog: running.watchdog }),
    name: running.name,
    heartbeat: running.heartbeat,
    quorum: { ...running.quorum, noQuorumGrace, noQuorumPolicy },
    nodes: running.nodes.map((node) => {
      const { fence, unfence } = next.nodes.find(({ id }) => id === node.id) ?? node;
      const { unfence: _before, ...others } = node;
      return { ...others, fence, ...(unfence && { unfence }) };
    }),
  };
}

function identities({ nodes }: ClusterConfig): unknown {
  return nodes.map(({ id, name, votes: own, addresses }) => ({ id, name, own, addresses }));
}

/** Grace and policy are asked for when they matter. */
function votes({ quorum }: ClusterConfig): unknown {
  const { noQuorumGrace: _grace, noQuorumPolicy: _policy, ...counted } = quorum;
  return counted;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
