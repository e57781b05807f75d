/**
 * The network of the virtual hosts: one namespace that is the switch, with the bridges of test/lab (lan0 and lan1 between the
 * hosts, bmc to the fence devices and to whoever drives the laboratory). A host's cable is a tap device of the same
 * name as there, so that test/lab's faults work here, too.
 */
import { bmcAddress, NETWORKS, type NetworkName } from '#test/lab/network.ts';
import { must } from '#test/lab/run.ts';

/** The switch's side of a host's network card. */
export function cable(network: NetworkName, node: string): string {
  return `${network}${node}`;
}

/** Locally administered, and the same after every boot: neighbours' ARP tables stay right. */
export function macAddress(network: NetworkName, index: number): string {
  return `52:54:00:77:0${NETWORKS.indexOf(network)}:0${index + 1}`;
}

/** Makes the namespace `<prefix>sw`. Needs root. Rejects with what `ip` said. */
export async function buildVmNetwork(prefix: string, nodes: readonly string[]): Promise<void> {
  const sw = `${prefix}sw`;
  await must(['ip', 'netns', 'add', sw]);
  const lines = [
    'link set lo up',
    ...NETWORKS.flatMap((name) => [
      `link add ${name} type bridge stp_state 0 forward_delay 0`,
      `link set ${name} up`,
    ]),
    ...nodes.map((_, index) => `addr add ${bmcAddress(index)}/24 dev bmc`),
    ...nodes.flatMap((node) =>
      NETWORKS.flatMap((name) => [
        `tuntap add ${cable(name, node)} mode tap`,
        `link set ${cable(name, node)} master ${name}`,
        `link set ${cable(name, node)} up`,
      ]),
    ),
  ];
  await must(['ip', '-n', sw, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}
