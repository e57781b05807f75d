/** A control server over a real unix socket in a folder of its own, removed when the test ends. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ControlClient, createControlClient } from '#src/control/client.ts';
import { type ControlServer, serveControl } from '#src/control/server.ts';
import { createClock } from '#src/host/clock.ts';
import { claim, publish, remove } from '#src/host/control-socket.ts';
import type { Clock, Log } from '#src/host/ports.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { type MemoryCluster, memoryCluster } from './memory-cluster.ts';
import { healthy } from './sample-status.ts';

export interface Served {
  readonly cluster: MemoryCluster;
  readonly client: ControlClient;
  readonly folder: string;
  readonly socketPath: string;
  readonly server: ControlServer;
  /** What the server logged as an error of its own. */
  readonly errors: unknown[];
}

export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'picket-control-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function serve(
  options: { access?: 'read' | 'write'; clock?: Clock; cluster?: MemoryCluster; at?: string } = {},
): Promise<Served> {
  const folder = await tempFolder();
  const access = options.access ?? 'write';
  const socketPath = options.at ?? join(folder, access === 'read' ? 'status.sock' : 'control.sock');
  const cluster = options.cluster ?? memoryCluster(healthy());
  const errors: unknown[] = [];
  const log: Log = { ...SILENT, error: (fields) => errors.push(fields), child: () => log };
  const server = await serveControl({
    control: cluster,
    socketPath,
    access,
    clock: options.clock ?? createClock(),
    log,
    sockets: { claim, publish, remove },
  });
  onTestFinished(() => server.close());
  return { cluster, client: createControlClient(socketPath), folder, socketPath, server, errors };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function parseAnswer(text: string): RawAnswer {
  const split = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, split).split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(first.split(' ')[1]), headers, body: text.slice(split + 4) };
}
