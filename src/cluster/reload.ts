/** Which changes of cluster.xml a running daemon takes up, and which need more than a reload. Pure. */
import type { ClusterConfig } from '#src/config/model.ts';

/** Why the new file can't simply be taken up, one line each, with the way out; empty when it can. */
export function reloadObjections(
  old: ClusterConfig,
  next: ClusterConfig,
  mayRun: (service: string) => boolean,
): readonly string[] {
  const objections: string[] = [];
  const restart = 'restart picket on all nodes for that';
  if (old.name !== next.name) objections.push(`the cluster's name changed: ${restart}`);
  if (next.version < old.version) {
    objections.push(`config_version ${next.version} is lower than ${old.version}, which is in use: raise it`);
  }
  if (!same(old.heartbeat, next.heartbeat)) objections.push(`<heartbeat> changed: ${restart}`);
  if (!same(votes(old), votes(next))) objections.push(`votes or two_node changed: ${restart}`);
  const identities = (config: ClusterConfig): unknown =>
    config.nodes.map(({ id, name, votes, addresses }) => ({ id, name, votes, addresses }));
  if (!same(identities(old), identities(next)))
    objections.push(`nodes or their addresses changed: ${restart}`);
  for (const service of old.services) {
    if (!mayRun(service.id)) continue;
    const after = next.services.find((one) => one.id === service.id);
    if (after === undefined) {
      objections.push(
        `${service.id} was removed, but may run: disable it first (picket disable ${service.id})`,
      );
    } else if (!same(service.resources, after.resources)) {
      objections.push(
        `resources of ${service.id} changed, but it may run: disable it first (picket disable ${service.id})`,
      );
    }
  }
  return objections;
}

/** Grace and policy are asked for when they matter. */
function votes({ quorum }: ClusterConfig): unknown {
  const { noQuorumGrace: _grace, noQuorumPolicy: _policy, ...counted } = quorum;
  return counted;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
