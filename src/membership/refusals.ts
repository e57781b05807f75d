/**
 * Notes which peers' datagrams are refused, so that a wrong key does not look like a cut cable. Only addresses of the
 * configuration are remembered: what a stranger sends costs no memory, and one line of the log a minute.
 */
import type { Address, Log, Millis } from '#src/host/ports.ts';
import type { BeatLink } from './beats.ts';
import type { PeerView } from './detector.ts';
import type { NodeId } from './types.ts';

export interface Refusals {
  /** A datagram that came on `link` at `now` can't be opened, or holds no heartbeat. */
  note(link: number, from: Address, now: Millis): void;
  /** The same peers; a link that is down says so if refused datagrams come from the peer's address. */
  explain(peers: readonly PeerView[], now: Millis): readonly PeerView[];
}

/** A refusal explains a silence as long as it is not older than this. */
const FRESH_MS = 60_000;
const WARN_GAP_MS = 60_000;
const WAY_OUT = 'compare the key files and the name of the cluster on both nodes';

export function createRefusals(links: readonly BeatLink[], log: Log): Refusals {
  const last = links.map(() => new Map<NodeId, Millis>());
  const warned = new Map<string, Millis>();

  function senderOf(link: number, { host }: Address): NodeId | undefined {
    const peers = links[link]?.peers ?? new Map<NodeId, Address>();
    return [...peers].find(([, address]) => address.host === host)?.[0];
  }

  return {
    note(link, from, now) {
      const peer = senderOf(link, from);
      if (peer !== undefined) last[link]?.set(peer, now);
      const about = `${link} ${peer ?? 'a stranger'}`;
      if (now - (warned.get(about) ?? -Infinity) < WARN_GAP_MS) return;
      warned.set(about, now);
      const who = peer === undefined ? 'an address that is not in cluster.xml' : `node ${peer}`;
      log.warn(
        { link: links[link]?.name, from: `${from.host}:${from.port}` },
        `datagrams from ${who} are refused: not sealed with the key of this cluster${peer === undefined ? '' : `; ${WAY_OUT}`}`,
      );
    },
    explain(peers, now) {
      // As good as always: it is asked for each keepalive.
      if (last.every(({ size }) => size === 0)) return peers;
      return peers.map((peer) => ({
        ...peer,
        links: peer.links.map((link, index) => {
          const at = last[index]?.get(peer.id);
          if (link.up || at === undefined || now - at > FRESH_MS) return link;
          return { ...link, reason: `its datagrams are not sealed with our key: ${WAY_OUT}` };
        }),
      }));
    },
  };
}
