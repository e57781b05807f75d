/** The part of cluster.xml that membership works with. */
import type { ClusterConfig } from '#src/config/model.ts';
import type { MembershipConfig } from '#src/membership/membership-types.ts';
import type { NodeId } from '#src/membership/types.ts';
import { votesOf } from './votes.ts';

export function membershipConfig(config: ClusterConfig, self: NodeId): MembershipConfig {
  const { keepalive, warntime, deadtime, initdead, restartHold, fastDeath, links } = config.heartbeat;
  const own = config.nodes.find((node) => node.id === self);
  if (own === undefined) throw new Error(`node ${self} is not in cluster.xml`);
  return {
    cluster: config.name,
    keepalive,
    warntime,
    deadtime,
    initdead,
    restartHold,
    fastDeath,
    links: links.map((name, index) => {
      const address = (node: (typeof config.nodes)[number]): { host: string; port: number } => {
        const found = node.addresses[index];
        if (found === undefined) throw new Error(`node ${node.name} has no address on link ${name}`);
        return { host: found.ip, port: found.port };
      };
      const peers = config.nodes
        .filter((node) => node.id !== self)
        .map((node) => [node.id, address(node)] as const);
      return { name, local: address(own), peers: new Map(peers) };
    }),
    votes: votesOf(config),
    startupFencing: config.quorum.startupFencing,
    configVersion: config.version,
  };
}
