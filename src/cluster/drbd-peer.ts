/** Which node of cluster.xml is the peer that DRBD has lost, and which of a resource's connections leads to it. Pure. */
import type { NodeConfig } from '#src/config/model.ts';
import type { DrbdConnection, DrbdResource } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { DrbdPeerHints } from './commands.ts';

/**
 * By its names (with or without the domain) and by its address on any link; whatever of both is known must mean the
 * same node. Words when it is none, several, or this node itself: a guess here would fence the wrong one.
 */
export function findDrbdPeer(
  nodes: readonly NodeConfig[],
  self: NodeId,
  { names, address }: DrbdPeerHints,
): NodeConfig | { readonly problem: string } {
  const others = nodes.filter(({ id }) => id !== self);
  const named = names.flatMap((name) => byName(nodes, name));
  const addressed = nodes.filter((node) => node.addresses.some(({ ip }) => ip === address));
  const told = [...names, ...(address === '' ? [] : [address])].join(', ');
  if (told === '') return { problem: 'DRBD did not say who its peer is' };
  const found = new Set(
    addressed.length > 0 && names.length > 1
      ? // It named all peers, and the address says which of them.
        addressed.filter((node) => named.length === 0 || named.includes(node))
      : [...named, ...addressed],
  );
  const list = nodes.map(({ name }) => name).join(', ');
  const [only] = found;
  if (only === undefined) {
    return {
      problem: `DRBD's peer (${told}) is no node of cluster.xml (${list}): name it there as DRBD does`,
    };
  }
  if (found.size > 1) {
    const which = [...found].map(({ name }) => name).join(' or ');
    return {
      problem: `DRBD's peer (${told}) could be ${which}: use the same names in DRBD and in cluster.xml`,
    };
  }
  return others.includes(only) ? only : { problem: `DRBD's peer (${told}) is this node itself` };
}

/** Exactly, or else without the domains. */
function byName(nodes: readonly NodeConfig[], wanted: string): readonly NodeConfig[] {
  const short = (name: string): string => name.split('.')[0] ?? name;
  const exact = nodes.filter(({ name }) => name === wanted);
  return exact.length > 0 ? exact : nodes.filter(({ name }) => short(name) === short(wanted));
}

/**
 * The connection to that peer: by DRBD's own number, by name, or the only one there is. Undefined when there is none,
 * which with DRBD 8.4 means that it has been given up.
 */
export function connectionTo(
  { connections }: DrbdResource,
  { names, peerId }: DrbdPeerHints,
): DrbdConnection | undefined {
  if (connections.length === 1) return connections[0];
  const numbered = connections.find((one) => peerId !== undefined && one.peerId === peerId);
  if (numbered !== undefined) return numbered;
  const named = connections.filter(({ name }) => names.includes(name));
  return named.length === 1 ? named[0] : undefined;
}
