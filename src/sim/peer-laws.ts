/**
 * S9 as facts: whoever does not run is not heard, whatever recordings and strangers say. Nobody becomes up for another
 * node while its daemon does not run, and nobody stays so.
 */
import type { ClusterEvent } from '#src/cluster/status.ts';
import type { ClusterConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import type { SimHost } from './host.ts';
import type { Accuse } from './laws.ts';

export interface PeerLaws {
  /** The daemon of that node told an event. */
  told(node: number, event: ClusterEvent): void;
  /** To be called now and then. */
  look(): void;
}

export interface PeerLawsDeps {
  readonly config: () => ClusterConfig;
  readonly hosts: readonly SimHost[];
  /** ms that a packet may take at most, the latest of the late. */
  readonly flight: () => Millis;
  readonly now: () => Millis;
  readonly accuse: Accuse;
}

/** For what waits in sockets after a standstill. */
const DRAIN_MS = 5_000;

export function createPeerLaws({ config, hosts, flight, now, accuse }: PeerLawsDeps): PeerLaws {
  /** By observer and peer: the observer's daemon that called it up. */
  const up = new Map<string, SimHost['daemon']>();
  const find = (id: number): SimHost | undefined => hosts.find((one) => one.id === id);

  return {
    told(node, { name, node: about }) {
      const observer = find(node);
      const peer = hosts.find((one) => one.name === about);
      if (observer === undefined || peer === undefined) return;
      const key = `${node}/${peer.id}`;
      if (name === 'peer.dead' || name === 'peer.left' || name === 'peer.unknown') up.delete(key);
      if (name !== 'peer.up') return;
      up.set(key, observer.daemon);
      const { deadtime, keepalive } = config().heartbeat;
      const silent = now() - peer.lastLife;
      // What it said before may come late, or from a recording, as long as it echoes what was said to it lately.
      if (silent > deadtime + keepalive + flight() && now() - observer.lastStill > DRAIN_MS)
        accuse('S9', `node ${node} calls node ${peer.id} up, whose daemon has not run for ${silent} ms`);
    },
    look() {
      const { deadtime, initdead, restartHold } = config().heartbeat;
      const longest = 2 * deadtime + initdead + restartHold + DRAIN_MS;
      for (const observer of hosts) {
        if (observer.daemon === undefined || now() - observer.lastStill <= longest) continue;
        for (const peer of hosts) {
          const silent = now() - peer.lastLife;
          if (silent <= longest || up.get(`${observer.id}/${peer.id}`) !== observer.daemon) continue;
          accuse(
            'S9',
            `node ${observer.id} shows node ${peer.id} as up, whose daemon has not run for ${silent} ms`,
          );
        }
      }
    },
  };
}
