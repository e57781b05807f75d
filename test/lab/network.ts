/**
 * The lab's network: a namespace that is the switch (bridges lan0, lan1 for heartbeats and bmc for the fence devices) and one
 * namespace per node, cabled to each bridge. Everything is unreachable from the machine's own network.
 */
import { must } from './run.ts';

export const NETWORKS = ['lan0', 'lan1', 'bmc'] as const;
export type NetworkName = (typeof NETWORKS)[number];

/** Address of node number `index` (0 ..) in a network. */
export function nodeAddress(network: NetworkName, index: number): string {
  return `10.77.${NETWORKS.indexOf(network)}.${index + 1}`;
}

/** Address of the BMC of node number `index` (0 ..); it lives at the switch and answers while its node is dead. */
export function bmcAddress(index: number): string {
  return `10.77.2.${index + 101}`;
}

/** Makes the namespaces `<prefix>sw` and `<prefix><node>`. Needs root. Rejects with what `ip` said. */
export async function buildNetwork(prefix: string, nodes: readonly string[]): Promise<void> {
  const sw = `${prefix}sw`;
  const ip = (namespace: string, lines: readonly string[]): Promise<string> =>
    must(['ip', '-n', namespace, '-batch', '-'], { input: `${lines.join('\n')}\n` });
  await must(['ip', 'netns', 'add', sw]);
  for (const node of nodes) await must(['ip', 'netns', 'add', prefix + node]);
  await ip(sw, [
    'link set lo up',
    ...NETWORKS.flatMap((name) => [
      `link add ${name} type bridge stp_state 0 forward_delay 0`,
      `link set ${name} up`,
    ]),
    ...nodes.map((_, index) => `addr add ${bmcAddress(index)}/24 dev bmc`),
    ...nodes.flatMap((node) =>
      NETWORKS.flatMap((name, eth) => [
        `link add ${name}${node} type veth peer name eth${eth} netns ${prefix}${node}`,
        `link set ${name}${node} master ${name}`,
      ]),
    ),
  ]);
  for (const [index, node] of nodes.entries()) {
    await ip(prefix + node, [
      'link set lo up',
      ...NETWORKS.flatMap((name, eth) => [
        `addr add ${nodeAddress(name, index)}/24 dev eth${eth}`,
        `link set eth${eth} up`,
      ]),
    ]);
  }
}
