/** The real Sessions: TCP with TLS 1.2 and a pre-shared key (RFC 5489); who does not hold the key gets nowhere. */
import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { type ConnectionOptions, connect, createServer } from 'node:tls';
import { createConnection } from '#src/host/connection.ts';
import { errorCode, hostError } from '#src/host/host-error.ts';
import {
  type Address,
  type Connection,
  HostError,
  type Millis,
  type Psk,
  type SessionListener,
  type Sessions,
} from '#src/host/ports.ts';

/** Forward secret and authenticated; TLS 1.3 offers a pre-shared key only through resumption, which node lacks. */
const TLS = {
  ciphers: 'ECDHE-PSK-CHACHA20-POLY1305',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
  // A ticket would let a session outlive its key.
  secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
} as const;
const HANDSHAKE_MS = 5_000;
/** Strangers can hold this many sockets, each for HANDSHAKE_MS at most. */
const MAX_CONNECTIONS = 512;

export function createSessions(): Sessions {
  return { listen, dial };
}

function listen(
  local: Address,
  psks: () => readonly Psk[],
  accept: (connection: Connection) => void,
): Promise<SessionListener> {
  const server = createServer({
    ...TLS,
    handshakeTimeout: HANDSHAKE_MS,
    pskCallback: (_socket, identity) => {
      const psk = psks().find((known) => known.identity === identity);
      return psk === undefined ? null : Buffer.from(psk.key);
    },
  });
  server.maxConnections = MAX_CONNECTIONS;
  const strangers = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const name = remoteName(socket);
    strangers.set(name, socket);
    socket.once('close', () => strangers.delete(name));
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('secureConnection', (socket) => {
    strangers.delete(remoteName(socket));
    accept(createConnection(socket, { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, local)));
    server.listen({ host: local.host, port: local.port, exclusive: true }, () => {
      resolve({
        close: () => {
          server.close();
          for (const socket of strangers.values()) socket.destroy();
        },
      });
    });
  });
}

function dial(localHost: string, remote: Address, psk: Psk, timeout: Millis): Promise<Connection> {
  return new Promise((resolve, reject) => {
    // localAddress is passed on to the TCP socket, though the types of tls do not know it.
    const options: ConnectionOptions & { readonly localAddress: string } = {
      ...TLS,
      host: remote.host,
      port: remote.port,
      localAddress: localHost,
      pskCallback: () => ({ identity: psk.identity, psk: psk.key }),
      // The key proves who it is; there is no certificate to look at.
      checkServerIdentity: () => undefined,
    };
    const socket = connect(options);
    const give = (error: HostError): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => give(dialError('ETIMEDOUT', remote, `no answer within ${timeout} ms`)),
      timeout,
    );
    const failed = (error: Error): void => give(describeDial(error, remote));
    const closed = (): void =>
      give(dialError('ECONNRESET', remote, 'the other side closed it during the handshake'));
    socket.once('error', failed);
    socket.once('close', closed);
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      socket.off('close', closed);
      const connection = createConnection(socket, remote);
      socket.off('error', failed);
      resolve(connection);
    });
  });
}

function remoteName(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}

function dialError(code: string, remote: Address, why: string): HostError {
  return new HostError(code, `cannot open a session to ${remote.host} port ${remote.port}: ${why}`);
}

function describeDial(error: Error, remote: Address): HostError {
  const code = errorCode(error);
  // Alerts of the other side: it could not decrypt our proof, or does not know the name of our key.
  if (/BAD_RECORD_MAC|DECRYPT|PSK_IDENTITY/.test(code)) {
    return dialError('EKEY', remote, 'the two nodes hold different keys; compare the key files');
  }
  switch (code) {
    case 'ECONNREFUSED':
      return dialError(code, remote, 'connection refused; does picketd run there?');
    case 'ECONNRESET':
      return dialError(code, remote, 'the other side closed it during the handshake');
    default:
      return code.startsWith('ERR_SSL')
        ? dialError('EPROTO', remote, 'the other side does not speak as a picketd does')
        : hostError(error, `open a session to ${remote.host} port ${remote.port}`);
  }
}

function listenError(error: Error, local: Address): HostError {
  const doing = `listen on TCP ${local.host} port ${local.port}`;
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return new HostError('EADDRINUSE', `cannot ${doing}: the port is in use; does another picketd run?`);
    case 'EADDRNOTAVAIL':
      return new HostError('EADDRNOTAVAIL', `cannot ${doing}: no interface of this host has that address`);
    default:
      return hostError(error, doing);
  }
}
