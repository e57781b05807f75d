/**
 * Names what is wrong with the links, from what this node hears and what the others say they hear: one sentence a link.
 * Pure.
 */
import type { PeerView } from '#src/membership/detector.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { Echo } from '#src/wire/words.ts';

export interface LinkFaultInput {
  readonly self: NodeId;
  /** Names of the links, in the order of the configuration. */
  readonly links: readonly string[];
  readonly peers: readonly PeerView[];
  readonly nodeName: (id: NodeId) => string;
}

export interface LinkFault {
  readonly link: string;
  /** "link sn: node2 hears nobody; bcn is fine" */
  readonly text: string;
}

interface Pair {
  readonly a: NodeId;
  readonly b: NodeId;
  readonly up: boolean;
  /** In words, when only one direction is known to be dead. */
  readonly oneWay: string | undefined;
}

/** Only nodes that are heard on some link can tell of one: of the others all links are silent. In the links' order. */
export function linkFaults(input: LinkFaultInput): readonly LinkFault[] {
  const { links } = input;
  if (links.every((_, link) => nothingIsDown(link, input.peers))) return [];
  const pairs = links.map((_, link) => pairsOn(link, input));
  const isFine = (link: number): boolean => pairs[link]?.every(({ up }) => up) ?? true;
  return links.flatMap((name, link) => {
    if (isFine(link)) return [];
    const others = links.filter((_, other) => other !== link && isFine(other));
    const rest =
      others.length === 0 ? '' : `; ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} fine`;
    return [{ link: name, text: `link ${name}: ${describe(pairs[link] ?? [], link, input)}${rest}` }];
  });
}

/** The usual case, for a look every keepalive: nobody tells of anything that is down. */
function nothingIsDown(link: number, peers: readonly PeerView[]): boolean {
  for (const peer of peers) {
    if (peer.state !== 'up' && peer.state !== 'late') continue;
    const seen = peer.links[link];
    if (seen?.up !== true) return false;
    for (const other of peers) {
      const isHeard = other.state === 'up' || other.state === 'late';
      if (isHeard && other !== peer && seen.claims !== undefined && isDown(seen.claims, other.id))
        return false;
    }
  }
  return true;
}

function isDown(claims: readonly Echo[], about: NodeId): boolean {
  for (const { node, up } of claims) if (node === about) return up === false;
  return true;
}

function heard(input: LinkFaultInput): readonly PeerView[] {
  return input.peers.filter(({ state }) => state === 'up' || state === 'late');
}

/** What is known of each pair of nodes on that link. */
function pairsOn(link: number, input: LinkFaultInput): readonly Pair[] {
  const { self, nodeName } = input;
  const peers = heard(input);
  const own = peers.map(({ id, links }): Pair => {
    const seen = links[link];
    const up = seen?.up === true;
    const oneWay = seen?.half === true;
    return {
      a: self,
      b: id,
      up,
      oneWay: oneWay ? `${nodeName(id)} does not hear ${nodeName(self)}` : undefined,
    };
  });
  const told = peers.flatMap((one, index) =>
    peers.slice(index + 1).flatMap((other): readonly Pair[] => {
      const words = [claim(one, other.id, link), claim(other, one.id, link)].filter(
        (word) => word !== undefined,
      );
      if (words.length === 0) return [];
      return [{ a: one.id, b: other.id, up: words.every(Boolean), oneWay: undefined }];
    }),
  );
  return [...own, ...told];
}

/** Whether that peer says that its link to the other one is up; undefined when it can't be heard on this link, or does not say. */
function claim(peer: PeerView, about: NodeId, link: number): boolean | undefined {
  const seen = peer.links[link];
  if (seen?.claims === undefined || (!seen.up && seen.half !== true)) return undefined;
  const echo = seen.claims.find(({ node }) => node === about);
  return echo === undefined ? false : echo.up;
}

function describe(pairs: readonly Pair[], link: number, input: LinkFaultInput): string {
  const { nodeName, self } = input;
  const down = pairs.filter(({ up }) => !up);
  const ids = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].sort((a, b) => a - b);
  if (down.length === pairs.length && ids.length > 2 && down.every(({ oneWay }) => oneWay === undefined)) {
    // Seen from a node that hears nobody, it is alone, or the link is dead; the others know which.
    return hasNoCarrier(link, self, input)
      ? `${nodeName(self)} has no carrier`
      : `${nodeName(self)} hears nobody`;
  }
  const alone = ids.find((id) => isAlone(id, pairs));
  if (alone !== undefined && ids.length > 2) {
    const carrier = hasNoCarrier(link, alone, input) ? ' (no carrier)' : '';
    return `${nodeName(alone)} hears nobody${carrier}`;
  }
  const words = down.map(({ a, b, oneWay }) => {
    if (oneWay !== undefined) return oneWay;
    const without = [a, b].filter((id) => hasNoCarrier(link, id, input)).map(nodeName);
    const carrier = without.length === 0 ? '' : ` (${without.join(' and ')}: no carrier)`;
    return `down between ${nodeName(a)} and ${nodeName(b)}${carrier}`;
  });
  return words.join(', ');
}

/** Every pair that holds it is down in both directions, as far as is known, and some pair without it is up. */
function isAlone(id: NodeId, pairs: readonly Pair[]): boolean {
  const mine = pairs.filter(({ a, b }) => a === id || b === id);
  const others = pairs.filter(({ a, b }) => a !== id && b !== id);
  const dead = mine.length > 1 && mine.every(({ up, oneWay }) => !up && oneWay === undefined);
  return dead && others.some(({ up }) => up);
}

/** It said so itself, on whatever link it is heard. */
function hasNoCarrier(link: number, id: NodeId, { peers }: LinkFaultInput): boolean {
  return peers.find((peer) => peer.id === id)?.beat?.carriers?.[link] === 'down';
}
