/**
 * Real picketd processes on loopback addresses, with a folder of their own, real services and a real fence agent. What a
 * test asserts about services is read from /proc: which processes carry the service's name.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ClusterEvent, StatusDocument } from '#src/cluster/status.ts';
import { type ControlClient, createControlClient } from '#src/control/client.ts';
import { until } from '#test/lab/until.ts';
import { writeFenceAgent } from './fence-agent.ts';
import { type Settings, settingsXml } from './settings.ts';

export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly msg: string };

export interface StartOptions {
  /** Instead of this cluster's cluster.xml. */
  readonly config?: string;
  readonly state?: string;
  /** Instead of the node's own name. */
  readonly node?: string;
  /** Another number is another boot of the node; 1 without it. */
  readonly boot?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of bin/picketd of this tree. */
  readonly picketd?: string;
  /** The file that stands for its watchdog. */
  readonly watchdog?: string;
  /** As OOMScoreAdjust= of its unit. */
  readonly oomScore?: number;
}

export interface Daemon {
  readonly node: string;
  readonly pid: number;
  readonly client: ControlClient;
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Standard output so far, parsed. */
  log(): readonly LogLine[];
  stdout(): string;
  stderr(): string;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the first event of this daemon, past or future, that fits. */
  event(name: string, more?: Partial<ClusterEvent>, deadline?: number): Promise<ClusterEvent>;
  /** Resolves with the first line of the log whose message holds `text`, from the line `after` on. */
  logged(text: string, after?: number): Promise<LogLine>;
  status(): Promise<StatusDocument>;
  /** Resolves with the first status that fits. */
  statusWhere(
    what: string,
    fits: (status: StatusDocument) => boolean,
    deadline?: number,
  ): Promise<StatusDocument>;
}

export interface TestCluster {
  readonly folder: string;
  readonly config: string;
  readonly key: string;
  readonly port: number;
  address(node: string): string;
  state(node: string): string;
  socket(node: string): string;
  configure(settings: Settings): Promise<void>;
  /** Starts the daemon of that node and returns at once. */
  start(node: string, options?: StartOptions): Promise<Daemon>;
  /** `n1`: what differs there. Both nodes, members of one view, with every service started; the first is the coordinator. */
  startPair(options?: StartOptions, n1?: StartOptions): Promise<readonly [n1: Daemon, n2: Daemon]>;
  /** The living processes of a service, as `NODE PID`. */
  processes(service: string): Promise<readonly string[]>;
  /** Ends that node's daemon and services as a power cut does. */
  cutPower(node: string): Promise<void>;
  /** What the fence agent was asked to do so far, as `ACTION NODE`; without the looks at the power. */
  shots(): Promise<readonly string[]>;
}

export const PICKETD = resolve('bin/picketd');
let clusters = 0;

/** Ends everything it started, and removes its folder, when the test is over. */
export async function createCluster(settings: Settings = {}): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'picketd-test-'));
  const cluster = folder.slice(-6);
  const daemons: { child: ChildProcess; node: string; log: () => string }[] = [];
  // A loopback network of this process's own, a port of this cluster's own.
  const network = `127.${1 + (process.pid % 120)}.${(process.pid >> 7) % 250}`;
  const port = 7000 + (clusters++ % 500);
  const config = `${folder}/cluster.xml`;
  const key = `${folder}/key`;
  const fence = await writeFenceAgent(folder, cluster);
  await writeFile(key, `1 ${'0123456789abcdef'.repeat(4)}\n`, { mode: 0o600 });
  onTestFinished(async ({ task }) => {
    for (const { child } of daemons) child.kill('SIGKILL');
    for (const { pid } of await processesOf(cluster)) killQuietly(pid);
    if (task.result?.state === 'fail')
      for (const { node, log } of daemons) console.error(`--- picketd on ${node}\n${log()}`);
    await rm(folder, { recursive: true, force: true });
  });

  const self: TestCluster = {
    folder,
    config,
    key,
    port,
    address: (node) => `${network}.${Number(node.slice(1))}`,
    state: (node) => `${folder}/${node}/state`,
    socket: (node) => `${folder}/${node}/run/control.sock`,
    configure: (next) =>
      writeFile(config, settingsXml({ cluster, port, key, fence, addressOf: self.address, ...next })),
    async start(node, options = {}) {
      await mkdir(`${folder}/${node}`, { recursive: true });
      const bootId = `${folder}/${node}/boot-id`;
      await writeFile(
        bootId,
        Buffer.from(`${cluster}${node}${options.boot ?? 1}`.padEnd(16, '.')).toString('hex'),
      );
      const args = ['--config', options.config ?? config, '--node', options.node ?? node];
      args.push('--state', options.state ?? self.state(node), '--run', `${folder}/${node}/run`);
      args.push('--boot-id-file', bootId);
      if (options.watchdog !== undefined) args.push('--watchdog', options.watchdog);
      const score = options.oomScore === undefined ? [] : ['choom', '-n', String(options.oomScore), '--'];
      const [file = '', ...words] = [...score, options.picketd ?? PICKETD, ...args];
      const child = spawn(file, words, {
        env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const daemon = follow(child, node, self.socket(node));
      daemons.push({ child, node, log: () => daemon.stdout() + daemon.stderr() });
      await writeFile(`${folder}/${node}/pid`, `${daemon.pid}\n`);
      return daemon;
    },
    async startPair(options, n1 = options) {
      const pair = [await self.start('n1', n1), await self.start('n2', options)] as const;
      for (const daemon of pair) {
        await daemon.statusWhere('both are members and everything runs', ({ view, services }) => {
          return view?.members.length === 2 && services.every(({ state }) => state === 'started');
        });
      }
      return pair;
    },
    async cutPower(node) {
      for (const daemon of daemons) if (daemon.node === node) daemon.child.kill('SIGKILL');
      for (const one of await processesOf(cluster)) if (one.node === node) killQuietly(one.pid);
    },
    async shots() {
      const calls = (await readFile(`${folder}/calls`, 'utf8').catch(() => '')).split('\n').slice(0, -1);
      return calls.filter((call) => /^(?:on|off|reboot) /.test(call));
    },
    processes: async (service) =>
      (await processesOf(cluster))
        .filter((one) => one.service === service)
        .map(({ node, pid }) => `${node} ${pid}`),
  };
  await self.configure(settings);
  return self;
}

function follow(child: ChildProcess, node: string, socket: string): Daemon {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  child.stderr?.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  const client = createControlClient(socket);
  const log = (): readonly LogLine[] =>
    stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);
  const self: Daemon = {
    node,
    pid: child.pid ?? 0,
    client,
    ended,
    log,
    stdout: () => stdout,
    stderr: () => stderr,
    signal: (name) => void child.kill(name),
    event(name, more = {}, deadline) {
      const wanted = Object.entries({ ...more, name });
      const fits = (event: ClusterEvent): boolean =>
        wanted.every(([field, value]) => event[field as keyof ClusterEvent] === value);
      return awaitEvent(client, `${name} ${JSON.stringify(more)} on ${node}`, fits, deadline);
    },
    logged: (text, after = 0) =>
      until(`"${text}" in the log of ${node}`, () =>
        log()
          .slice(after)
          .find(({ msg }) => msg.includes(text)),
      ),
    status: () => client.status(),
    statusWhere: (what, fits, deadline) =>
      until(
        `${what} (status of ${node})`,
        async () => {
          const status = await client.status().catch(() => undefined);
          return status !== undefined && fits(status) ? status : undefined;
        },
        deadline,
        async () => JSON.stringify(await client.status().catch(String), undefined, 1),
      ),
  };
  return self;
}

/** The daemon must be there already. */
async function awaitEvent(
  client: ControlClient,
  what: string,
  fits: (event: ClusterEvent) => boolean,
  deadline = 20_000,
): Promise<ClusterEvent> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), deadline);
  let found: ClusterEvent | undefined;
  await client.follow({ after: 0, signal: stop.signal }, (event) => {
    if (found !== undefined || !fits(event)) return;
    found = event;
    stop.abort();
  });
  clearTimeout(timer);
  if (found === undefined) throw new Error(`${what}: not within ${deadline} ms`);
  return found;
}

interface Living {
  readonly pid: number;
  readonly node: string;
  readonly service: string;
}

/** Every process that an agent of that cluster has started and that lives (a zombie has no environment). */
async function processesOf(cluster: string): Promise<readonly Living[]> {
  const found: Living[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const text = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    if (!text.includes(`PICKET_CLUSTER=${cluster}\0`)) continue;
    const variable = (name: string): string => new RegExp(`(?:^|\\0)${name}=([^\\0]*)`).exec(text)?.[1] ?? '';
    found.push({ pid: Number(pid), node: variable('PICKET_NODE'), service: variable('PICKET_SERVICE') });
  }
  return found;
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}
