/**
 * A cluster of daemons on this machine in a folder of its own, with a guard that ends all of it when its owner does, in whatever
 * way. Used by the demo and by the benchmarks; needs neither root nor anything but Node.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKey } from '#src/config/key-file.ts';
import type { Host } from '#src/host/ports.ts';
import { findAddresses } from './addresses.ts';
import { FOLDER_PREFIX } from './clear.ts';
import { clusterXml, type Timing } from './cluster-xml.ts';
import { type LocalNode, localNode } from './node.ts';

export interface Cluster {
  readonly folder: string;
  readonly nodes: readonly LocalNode[];
  /** Ends everything and removes the folder; resolves when that is done. */
  end(): Promise<void>;
}

export interface ClusterOptions {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly timing: Timing;
  /** The element <fence_daemon>. */
  readonly fenceDaemon: string;
  /** The element <rm>, for a cluster in this folder. */
  readonly rm: (folder: string) => string;
  readonly logLevel?: string;
  /** The text of the fence agent's script, around the command that does the work. */
  readonly wrapAgent?: (command: string, folder: string) => string;
}

// Agents run with a plain environment, so it names the Node that runs us.
const AGENT = `'${process.execPath}' '${join(import.meta.dirname, 'fence-demo.ts')}'`;
const plainAgent = (command: string): string => `#!/bin/sh\nexec ${command} "$@"\n`;

/** Makes the folder, the key, the fence agent and cluster.xml; starts no daemon yet. */
export async function prepareCluster(
  options: ClusterOptions,
  ports: Pick<Host, 'clock' | 'random'>,
): Promise<Cluster> {
  const addresses = await findAddresses(options.nodes.length, ports.random);
  // The path of a Unix socket holds 107 characters at most.
  const folder = mkdtempSync(join(tmpdir().length > 60 ? '/tmp' : tmpdir(), FOLDER_PREFIX));
  const guard = spawn(
    '/bin/sh',
    [
      '-c',
      `trap '' INT TERM HUP; cat; exec "$0" "$1" "$2"`,
      process.execPath,
      join(import.meta.dirname, 'clear.ts'),
      folder,
    ],
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' },
  );
  const ended = new Promise<void>((resolve) => guard.once('exit', () => resolve()));
  const keyFile = join(folder, 'authkey');
  const agent = join(folder, 'fence_demo');
  writeFileSync(keyFile, generateKey(ports.random), { mode: 0o600 });
  writeFileSync(agent, (options.wrapAgent ?? plainAgent)(AGENT, folder));
  chmodSync(agent, 0o755);
  const xml = clusterXml({
    name: options.name,
    version: 1,
    keyFile,
    port: addresses.port,
    timing: options.timing,
    fenceDaemon: options.fenceDaemon,
    rm: options.rm(folder),
    nodes: options.nodes.map((name, index) => ({
      name,
      ips: addresses.ips.map((link) => link[index] ?? ''),
      fence: { agent, port: name, folder },
    })),
  });
  writeFileSync(join(folder, 'cluster.xml'), xml);
  for (const name of options.nodes) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'power'), 'off\n');
  }
  return {
    folder,
    nodes: options.nodes.map((name) => localNode(folder, name, ports, options.logLevel)),
    end() {
      guard.stdin.end();
      return ended;
    },
  };
}
