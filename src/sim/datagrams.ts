/** UDP of a simulated host: sockets on the addresses of its links, packets over the simulated cables. */
import { type Address, type Datagrams, HostError } from '#src/host/ports.ts';
import type { Life } from './life.ts';
import type { Network, Place } from './network.ts';

/** What travelled: kept by whoever records it, to be sent again later. */
export interface Packet {
  readonly bytes: Uint8Array;
  readonly from: Address;
  readonly to: Address;
  readonly place: Place;
}

export interface Wires {
  readonly network: Network;
  /** Every open socket of the world, by address. */
  readonly sockets: Map<string, (packet: Uint8Array, from: Address) => void>;
  /** Somebody listens on the cables. */
  readonly record: (node: number, packet: Packet) => void;
}

export function createDatagrams(wires: Wires, node: number, life: Life): Datagrams {
  const { network, sockets, record } = wires;
  const targets = new Map<Address, { readonly key: string; readonly place: Place | undefined }>();

  function targetOf(to: Address): { readonly key: string; readonly place: Place | undefined } {
    const known = targets.get(to);
    if (known !== undefined) return known;
    const fresh = { key: socketKey(to), place: network.find(to) };
    targets.set(to, fresh);
    return fresh;
  }

  return {
    async open(local, receive) {
      // A run that is over opens nothing, though it was about to.
      if (life.over) return new Promise(() => {});
      const place = network.find(local);
      const key = socketKey(local);
      if (place?.node !== node)
        throw new HostError('EADDRNOTAVAIL', `${local.host} is no address of this host`);
      if (sockets.has(key)) throw new HostError('EADDRINUSE', `${key} is in use`);
      const take = (packet: Uint8Array, from: Address): void => {
        // Most of all that happens in a world is this.
        if (life.goes) receive(packet, from);
        else life.enter(() => receive(packet, from), 'packet');
      };
      sockets.set(key, take);
      const close = (): void => {
        if (sockets.get(key) === take) sockets.delete(key);
      };
      life.onEnd(close);
      return {
        send(packet, to) {
          const target = targetOf(to);
          if (life.over || target.place === undefined || target.place.link !== place.link) return;
          record(node, { bytes: packet, from: local, to, place: target.place });
          network.carry(node, target.place.node, place.link, () => sockets.get(target.key)?.(packet, local));
        },
        close,
      };
    },
  };
}

/** Hands a packet to whoever listens there. Nobody changes its bytes, so it is not copied. */
export function deliver(sockets: Wires['sockets'], to: Address, packet: Uint8Array, from: Address): void {
  sockets.get(socketKey(to))?.(packet, from);
}

function socketKey({ host, port }: Address): string {
  return `${host} ${port}`;
}
