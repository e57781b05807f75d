/** The one place that creates processes, for Commands: always in a group of their own, with nothing inherited. */

import type { Readable } from 'node:stream';
import { hostError } from '#src/host/host-error.ts';
import { createUnsheltered } from '#src/host/oom-score.ts';
import { HostError, type ProcessId } from '#src/host/ports.ts';
import { readProcess } from '#src/host/process-table.ts';

export interface SpawnSpec {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Standard input; empty without it. `open`: a pipe that stays open until it is closed, or this daemon is gone. */
  readonly input?: string | { readonly open: true };
  /** `lines`: what it writes goes there, whole line by whole line; longer ones than LONGEST_LINE are cut. */
  readonly stdout: number | { readonly lines: (text: string) => void };
  readonly stderr: number;
}

export type Exit =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string };

export interface Spawned {
  readonly process: ProcessId;
  /** Fulfilled when the leader ended; descendants may live on. Never rejects. */
  readonly exit: Promise<Exit>;
  /** Lets this daemon end while the process runs. */
  unref(): void;
  /** Ends an open standard input. */
  closeInput(): void;
}

/** Characters. */
const LONGEST_LINE = 8192;

type Execa = typeof import('execa');
let execa: Promise<Execa> | undefined;
const unsheltered = createUnsheltered();

/** Reads the library once, ahead of need: the first fence must not wait for the disk that may be failing. */
export function preloadSpawn(): Promise<Execa> {
  execa ??= import('execa');
  return execa;
}

/** Rejects with HostError when the program can't be started. */
export async function spawnGroup(spec: SpawnSpec): Promise<Spawned> {
  const library = await preloadSpawn();
  const child = unsheltered(() =>
    library.execa(spec.file, [...spec.args], {
      env: spec.env,
      extendEnv: false,
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      ...inputOf(spec.input),
      stdout: typeof spec.stdout === 'number' ? (spec.stdout as 3) : 'pipe', // the types know the descriptors 3 to 9 only
      stderr: spec.stderr as 3,
      detached: true,
      cleanup: false,
      buffer: false,
      reject: false,
    }),
  );
  const { pid } = child;
  if (pid === undefined) {
    const failure = await child;
    throw notStarted(spec, failure.code ?? 'UNKNOWN', failure.originalMessage ?? 'unknown reason');
  }
  if (typeof spec.stdout !== 'number') readLines(child.stdout, spec.stdout.lines);
  // The program may be gone when it is closed.
  child.stdin?.on('error', () => {});
  // Not yet reaped, thus in /proc even if it ended already.
  const startTicks = readProcess(pid)?.startTicks ?? 0;
  return {
    process: { pid, startTicks },
    exit: child.then((result) =>
      result.signal === undefined
        ? { kind: 'exited', code: result.exitCode ?? 255 }
        : { kind: 'signalled', signal: result.signal },
    ),
    unref: () => child.nodeChildProcess.unref(),
    closeInput: () => void child.stdin?.end(),
  };
}

function inputOf(input: SpawnSpec['input']): { stdin: 'ignore' | 'pipe' } | { input: string } {
  if (typeof input === 'string') return { input };
  return { stdin: input === undefined ? 'ignore' : 'pipe' };
}

function readLines(stream: Readable | null, line: (text: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('error', () => {});
  stream?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const each of lines) line(each);
  });
}

function notStarted(spec: SpawnSpec, code: string, message: string): HostError {
  switch (code) {
    case 'ENOENT':
      return new HostError(code, `cannot start ${spec.file}: ${missing(spec)}`);
    case 'EACCES':
      return new HostError(
        code,
        `cannot start ${spec.file}: it may not be executed (check its mode: chmod +x)`,
      );
    default:
      return hostError({ code, message }, `start ${spec.file}`);
  }
}

function missing(spec: SpawnSpec): string {
  const where = spec.file.includes('/') ? '' : ` in PATH (${spec.env['PATH'] ?? 'which is not set'})`;
  const folder = spec.cwd === undefined ? '' : `, or no folder ${spec.cwd}`;
  return `no such program${where}, or the interpreter in its first line is missing${folder}`;
}
