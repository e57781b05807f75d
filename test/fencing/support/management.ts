/** What the management controllers of the tests have in common: a power switch, its moods, a certificate of their own. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FenceDevice } from '#src/config/model.ts';

export const CONTROLLER_USER = 'picket';
export const CONTROLLER_PASSWORD = 's3cret-Pa55 & <more>';

/**
 * `obeys`; `refuses`: says no to every order; `lies`: takes every order and does nothing; `silent`: accepts connections
 * and never answers.
 */
export type Mood = 'obeys' | 'refuses' | 'lies' | 'silent';

/** What stands behind a controller: the server and who may switch it. */
export interface Machine {
  power: 'on' | 'off';
  mood: Mood;
  /** Every order that came from somebody who may give it, in the words of the protocol. */
  readonly orders: string[];
  /** How often somebody came with a wrong name or password. */
  refusals: number;
}

export interface Controller {
  readonly machine: Machine;
  readonly port: number;
  /** The fence device that reaches it, with quick waits. */
  readonly fence: (attributes?: Readonly<Record<string, string>>, timeout?: number) => FenceDevice;
  /** Connections that are open now. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

/** Listens on a free port of loopback; what is still connected is cut when it stops. */
export async function listen(server: Server): Promise<Pick<Controller, 'port' | 'connections' | 'stop'>> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.size,
    stop: async () => {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Self-signed, as controllers come from the factory. */
export async function selfSigned(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'picket-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-days', '2', '-subj', '/CN=bmc2', '-addext', 'subjectAltName=IP:127.0.0.1'];
  try {
    await promisify(execFile)('openssl', [...request, ...subject, '-keyout', key, '-out', cert]);
    return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
