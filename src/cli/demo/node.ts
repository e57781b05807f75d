/** One node of a cluster on this machine: a daemon in a process group of its own, and the folder that is its disk and its power. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '#src/host/ports.ts';
import { cutPower } from './power.ts';

export interface LocalNode {
  readonly name: string;
  readonly folder: string;
  readonly socket: string;
  /** Boots it: an empty run folder, a new boot id, the daemon. `ended` hears when the daemon of this boot has ended, and how. */
  start(ended?: (how: string) => void): void;
  /** What happens when the power goes: SIGKILL for everything it runs. Resolves with the time just before, ms since 1970. */
  kill(): Promise<number>;
  /** Whether the power was switched on since the last `start`, as fencing with `reboot` does: time to boot. */
  switchedOn(): boolean;
  /** The daemon's process id while it runs. */
  pid(): number | undefined;
  /** The end of its log. */
  logTail(lines: number): string;
}

const ROOT = join(import.meta.dirname, '../../..');
const DAEMON = join(ROOT, 'bin/picketd');

/** `parent` holds cluster.xml and one folder per node. */
export function localNode(
  parent: string,
  name: string,
  { clock, random }: Pick<Host, 'clock' | 'random'>,
  logLevel = 'info',
): LocalNode {
  const folder = join(parent, name);
  const run = join(folder, 'run');
  const log = join(folder, 'daemon.log');
  const power = join(folder, 'power');
  let daemon: ChildProcess | undefined;
  let button = '';
  const options = { config: join(parent, 'cluster.xml'), node: name, state: join(folder, 'state'), run };
  return {
    name,
    folder,
    socket: join(run, 'control.sock'),
    start(ended) {
      mkdirSync(join(folder, 'state'), { recursive: true });
      rmSync(run, { recursive: true, force: true });
      mkdirSync(run);
      writeFileSync(join(folder, 'boot-id'), `${Buffer.from(random.bytes(16)).toString('hex')}\n`);
      if (!readText(power).startsWith('on')) writeFileSync(power, 'on\n');
      button = readText(power);
      const out = openSync(log, 'a');
      const words = Object.entries({
        ...options,
        'boot-id-file': join(folder, 'boot-id'),
        'log-level': logLevel,
      });
      daemon = spawn(
        DAEMON,
        words.flatMap(([key, value]) => [`--${key}`, value]),
        {
          cwd: '/',
          detached: true,
          stdio: ['ignore', out, out],
          env: { PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin' },
        },
      );
      daemon.on('error', (error) => ended?.(error.message));
      daemon.on('exit', (code, signal) =>
        ended?.(signal === null ? `exit code ${code}` : `killed by ${signal}`),
      );
      closeSync(out);
    },
    async kill() {
      const at = clock.wall();
      daemon?.kill('SIGKILL');
      await cutPower(folder, clock);
      return at;
    },
    switchedOn() {
      const now = readText(power);
      return now.startsWith('on') && now !== button;
    },
    pid: () => (daemon?.exitCode === null && daemon.signalCode === null ? daemon.pid : undefined),
    logTail: (lines) => readText(log).trimEnd().split('\n').slice(-lines).join('\n'),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
