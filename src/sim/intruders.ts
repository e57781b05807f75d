/** Whoever else is on the cables: somebody who sends recorded datagrams again, and somebody without the key. */
import type { ClusterConfig } from '#src/config/model.ts';
import { deriveKeys } from '#src/wire/keys.ts';
import { createSealer } from '#src/wire/seal.ts';
import type { Timeline } from './clock.ts';
import { deliver, type Packet, type Wires } from './datagrams.ts';
import type { Dice } from './random.ts';
import type { SharedSealers } from './sealers.ts';

export interface Intruders {
  record(node: number, packet: Packet): void;
  /** Sends what that node once said to all it was said to; false when nothing was recorded. */
  replay(node: number): boolean;
  /** Knocks at every door of that node: noise, cut and changed datagrams, another key. False while there is nothing to imitate. */
  knock(node: number): boolean;
}

export interface IntruderParts {
  readonly config: ClusterConfig;
  readonly reveal: SharedSealers['reveal'];
  readonly wires: () => Wires;
  readonly timeline: Timeline;
  readonly dice: Dice;
  /** Daemons that node has had so far. */
  readonly lives: (node: number) => number;
}

/** Datagrams kept of each life of a daemon, and lives of each node. */
const KEPT_OF_A_LIFE = 40;
const KEPT_LIVES = 6;

export function createIntruders(parts: IntruderParts): Intruders {
  const { config, timeline, dice } = parts;
  /** By node, then life: a ring of the last datagrams. */
  const tapes = new Map<number, Map<number, { readonly packets: Packet[]; next: number }>>();
  const otherKeys = deriveKeys(config.name, [{ id: 1, secret: new Uint8Array(32).fill(13) }]);
  const foreign = createSealer(otherKeys, dice);

  function lastOf(node: number): Packet | undefined {
    const lives = [...(tapes.get(node)?.values() ?? [])];
    return lives.at(-1)?.packets[0];
  }

  function send(packet: Packet, bytes: Uint8Array): void {
    const { sockets } = parts.wires();
    timeline.after(dice.between(0, 50), () => deliver(sockets, packet.to, bytes, packet.from));
  }

  /** What a stranger could make of a datagram that it has seen. */
  function forge(packet: Packet): readonly Uint8Array[] {
    const seen = parts.reveal(packet.bytes);
    const bytes = seen?.bytes ?? packet.bytes;
    const changed = Uint8Array.from(bytes);
    const at = dice.below(changed.length);
    changed[at] = (changed[at] as number) ^ (1 << dice.below(8));
    return [
      dice.bytes(dice.below(200)),
      bytes.slice(0, dice.below(bytes.length)),
      changed,
      ...(seen === undefined ? [] : [foreign.seal(seen.plain)]),
    ];
  }

  return {
    record(node, packet) {
      const lives = tapes.get(node) ?? new Map<number, { packets: Packet[]; next: number }>();
      tapes.set(node, lives);
      const life = parts.lives(node);
      let tape = lives.get(life);
      if (tape === undefined) {
        tape = { packets: [], next: 0 };
        lives.set(life, tape);
        const [oldest] = lives.keys();
        if (lives.size > KEPT_LIVES && oldest !== undefined) lives.delete(oldest);
      }
      tape.packets[tape.next] = packet;
      tape.next = (tape.next + 1) % KEPT_OF_A_LIFE;
    },
    replay(node) {
      const packets = [...(tapes.get(node)?.values() ?? [])].flatMap((tape) => tape.packets);
      for (const packet of packets) send(packet, packet.bytes);
      return packets.length > 0;
    },
    knock(node) {
      const target = config.nodes.find(({ id }) => id === node);
      const addresses = target?.addresses ?? [];
      let sent = false;
      for (const peer of config.nodes) {
        const seen = peer.id === node ? undefined : lastOf(peer.id);
        if (seen === undefined) continue;
        sent = true;
        for (const { ip, port } of addresses) {
          const to = { host: ip, port };
          for (const bytes of forge(seen)) send({ ...seen, to }, bytes);
        }
      }
      return sent;
    },
  };
}
