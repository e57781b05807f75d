/**
 * Sends datagrams over a connected socket per destination, because only such a socket is told when the other kernel
 * answers that nothing listens there (ICMP port unreachable, ECONNREFUSED; udp(7)). Receiving stays with the bound socket.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { errorCode, hostError } from '#src/host/host-error.ts';
import type { Address, HostError } from '#src/host/ports.ts';

export interface DatagramPaths {
  /** False while there is no connected socket to that destination yet: send it by other means. */
  send(packet: Uint8Array, to: Address): boolean;
  close(): void;
}

export interface PathHandlers {
  readonly failed: (error: HostError) => void;
  readonly refused: (by: Address) => void;
}

type Path = { readonly socket: Socket; ready: boolean };

/** The sockets leave from the same address as the bound one, from a port of their own. */
export function createDatagramPaths(localHost: string, { failed, refused }: PathHandlers): DatagramPaths {
  const paths = new Map<string, Path>();
  let open = true;

  function drop(key: string, { socket }: Path): void {
    if (paths.get(key)?.socket !== socket) return;
    paths.delete(key);
    socket.close();
  }

  function connect(key: string, to: Address): void {
    const socket = createSocket(isIPv6(localHost) ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' });
    const path: Path = { socket, ready: false };
    paths.set(key, path);
    socket.on('error', (error) => {
      if (!open) return;
      if (errorCode(error) === 'ECONNREFUSED') return refused(to);
      // The route may have changed: the next datagram makes a new socket.
      drop(key, path);
      failed(hostError(error, `send to UDP ${to.host} port ${to.port}`));
    });
    socket.bind({ address: localHost, port: 0 }, () => {
      if (paths.get(key) !== path) return;
      socket.connect(to.port, to.host, () => {
        path.ready = paths.get(key) === path;
      });
    });
  }

  return {
    send(packet, to) {
      const key = `${to.host} ${to.port}`;
      const path = paths.get(key);
      if (path === undefined && open) connect(key, to);
      if (path?.ready !== true) return false;
      path.socket.send(packet, (error) => {
        if (error === null || !open) return;
        if (errorCode(error) === 'ECONNREFUSED') return refused(to);
        drop(key, path);
        failed(hostError(error, `send to UDP ${to.host} port ${to.port}`));
      });
      return true;
    },
    close() {
      open = false;
      for (const [key, path] of paths) drop(key, path);
    },
  };
}
