/** Finds loopback addresses and a port that nobody uses, so that any number of demos can run at once. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { Random } from '#src/host/ports.ts';

export interface Addresses {
  /** UDP for heartbeats and TCP for sessions, on every address. */
  readonly port: number;
  /** Per link (outer), per node (inner). */
  readonly ips: readonly (readonly string[])[];
}

function freeUdp(ip: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ address: ip, port, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

function freeTcp(ip: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, ip, () => server.close(() => resolve(true)));
  });
}

/** Two links for `nodes` nodes in 127.0.0.0/8. Rejects when twenty choices were all taken. */
export async function findAddresses(nodes: number, random: Random): Promise<Addresses> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = 20_000 + random.below(10_000); // below the ports that the system hands out by itself
    const net = 1 + random.below(250);
    const ips = [0, 1].map((link) =>
      Array.from({ length: nodes }, (_, index) => `127.${net}.${link}.${index + 1}`),
    );
    const all = ips.flat();
    const free = await Promise.all(all.flatMap((ip) => [freeUdp(ip, port), freeTcp(ip, port)]));
    if (free.every(Boolean)) return { port, ips };
  }
  throw new Error('no free addresses on the loopback interface (127.0.0.0/8, ports 20000 to 29999)');
}
