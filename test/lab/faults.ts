/**
 * Faults of the lab's switch that leave every cable plugged in: nobody's kernel notices, packets just don't arrive. One
 * nftables ruleset of the bridges, replaced as a whole, so that a partition of five nodes happens at one instant.
 */
import type { NetworkName } from './network.ts';
import { must } from './run.ts';

/** Packets from one node to another get lost; the other direction is another fault. */
export interface Fault {
  readonly from: string;
  readonly to: string;
  /** How many of a hundred are lost, by chance; all of them without it. */
  readonly percent?: number;
  /** Default: the heartbeat links, not the way to the BMCs. */
  readonly networks?: readonly NetworkName[];
}

const HEARTBEAT_LINKS: readonly NetworkName[] = ['lan0', 'lan1'];

/** No node of one group hears a node of another; inside a group all is well. */
export function partition(...groups: readonly (readonly string[])[]): readonly Fault[] {
  return groups.flatMap((group) => {
    const others = groups.filter((other) => other !== group).flat();
    return group.flatMap((from) => others.map((to) => ({ from, to })));
  });
}

/** Every packet between any two of these nodes is lost with that chance. */
export function loss(percent: number, nodes: readonly string[]): readonly Fault[] {
  return nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => ({ from, to, percent })));
}

/** The ruleset for `nft -f` that makes exactly these faults, whatever was there before. */
function ruleset(faults: readonly Fault[]): string {
  const rules = faults.flatMap(({ from, to, percent, networks = HEARTBEAT_LINKS }) => {
    const chance = percent === undefined ? '' : `numgen random mod 100 < ${percent} `;
    return networks.map((name) => `    iifname "${name}${from}" oifname "${name}${to}" ${chance}drop`);
  });
  return `table bridge faults
delete table bridge faults
table bridge faults {
  chain forward {
    type filter hook forward priority 0; policy accept;
${rules.join('\n')}
  }
}
`;
}

/** From now on exactly these faults; none with an empty list. Resolves with the time just before, ms since 1970. */
export async function applyFaults(prefix: string, faults: readonly Fault[]): Promise<number> {
  const at = Date.now();
  await must(['ip', 'netns', 'exec', `${prefix}sw`, 'nft', '-f', '-'], { input: ruleset(faults) });
  return at;
}

/** From now on exactly these addresses at the switch hear nothing of what is sent to them; none with an empty list. */
export async function silence(prefix: string, addresses: readonly string[]): Promise<void> {
  const rules = addresses.map((address) => `    ip daddr ${address} drop`);
  const input = `table inet silence
delete table inet silence
table inet silence {
  chain input {
    type filter hook input priority 0; policy accept;
${rules.join('\n')}
  }
}
`;
  await must(['ip', 'netns', 'exec', `${prefix}sw`, 'nft', '-f', '-'], { input });
}
