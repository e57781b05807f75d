/** The real Datagrams: UDP over IPv4 or IPv6, by numeric address only, so that no packet ever waits for a name. */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv4, isIPv6 } from 'node:net';
import { createDatagramPaths, type DatagramPaths } from '#src/host/datagram-paths.ts';
import { errorCode, hostError } from '#src/host/host-error.ts';
import { type Address, type DatagramSocket, type Datagrams, HostError } from '#src/host/ports.ts';

export function createDatagrams(): Datagrams {
  return { open };
}

function open(
  local: Address,
  receive: (packet: Uint8Array, from: Address) => void,
  failed: (error: HostError) => void,
  refused?: (by: Address) => void,
): Promise<DatagramSocket> {
  const doing = `bind UDP ${local.host} port ${local.port}`;
  if (!isIPv4(local.host) && !isIPv6(local.host)) {
    return Promise.reject(new HostError('EINVAL', `cannot ${doing}: ${local.host} is not an IP address`));
  }
  const socket = createSocket(
    isIPv6(local.host)
      ? { type: 'udp6', ipv6Only: true, lookup: noLookup }
      : { type: 'udp4', lookup: noLookup },
  );
  return new Promise((resolve, reject) => {
    const notBound = (error: Error): void => {
      socket.close();
      reject(bindError(error, doing));
    };
    socket.once('error', notBound);
    socket.bind({ address: local.host, port: local.port, exclusive: true }, () => {
      socket.off('error', notBound);
      socket.on('error', (error) =>
        failed(hostError(error, `receive on UDP ${local.host} port ${local.port}`)),
      );
      socket.on('message', (packet, from) => receive(packet, { host: from.address, port: from.port }));
      const paths = refused && createDatagramPaths(local.host, { failed, refused });
      resolve(asPort(socket, failed, paths));
    });
  });
}

function asPort(
  socket: Socket,
  failed: (error: HostError) => void,
  paths: DatagramPaths | undefined,
): DatagramSocket {
  let open = true;
  return {
    send: (packet, to) => {
      if (!open || paths?.send(packet, to) === true) return;
      const report = (error: unknown): void =>
        failed(hostError(error, `send to UDP ${to.host} port ${to.port}`));
      try {
        socket.send(packet, to.port, to.host, (error) => {
          if (error !== null && open) report(error);
        });
      } catch (error) {
        report(error); // a port out of range
      }
    },
    close: () => {
      if (!open) return;
      open = false;
      socket.close();
      paths?.close();
    },
  };
}

function bindError(error: Error, doing: string): HostError {
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return new HostError(
        'EADDRINUSE',
        `cannot ${doing}: the port is in use; does another picketd or heartbeat run?`,
      );
    case 'EADDRNOTAVAIL':
      return new HostError('EADDRNOTAVAIL', `cannot ${doing}: no interface of this host has that address`);
    default:
      return hostError(error, doing);
  }
}

type Found = (error: Error | null, address: string, family: number) => void;

/** Addresses are taken as they are; a name is refused instead of asking a name server. */
function noLookup(host: string, _options: unknown, found: Found): void {
  if (isIPv4(host)) found(null, host, 4);
  else if (isIPv6(host)) found(null, host, 6);
  else found(new HostError('EINVAL', `${host} is not an IP address`), host, 0);
}
