/** UDP of a simulated host: sockets on the addresses of its links, packets over the simulated cables. */
import { type Address, type Datagrams, HostError } from '#src/host/ports.ts';
import type { Life } from './life.ts';
import type { Network } from './network.ts';

/** Every open socket of the world, by address. */
export type SocketTable = Map<string, (packet: Uint8Array, from: Address) => void>;

export function createDatagrams(network: Network, sockets: SocketTable, node: number, life: Life): Datagrams {
  return {
    async open(local, receive) {
      const place = network.find(local);
      const key = `${local.host} ${local.port}`;
      if (place?.node !== node)
        throw new HostError('EADDRNOTAVAIL', `${local.host} is no address of this host`);
      if (sockets.has(key)) throw new HostError('EADDRINUSE', `${key} is in use`);
      const take = (packet: Uint8Array, from: Address): void => {
        if (!life.over) receive(packet, from);
      };
      sockets.set(key, take);
      const close = (): void => {
        if (sockets.get(key) === take) sockets.delete(key);
      };
      life.onEnd(close);
      return {
        send(packet, to) {
          const target = network.find(to);
          if (life.over || target === undefined || target.link !== place.link) return;
          const copy = Uint8Array.from(packet);
          network.carry(node, target.node, place.link, () =>
            sockets.get(`${to.host} ${to.port}`)?.(copy, local),
          );
        },
        close,
      };
    },
  };
}
