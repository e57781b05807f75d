/** Runs the real executables in bin/ as a user would, against the socket of a test's own server. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly socket?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly uid?: number;
  /** Called with all output so far, whenever there is more; true ends the command with SIGTERM. */
  readonly enough?: (stdout: string) => boolean;
}

export const BIN = resolve('bin');
const DEADLINE_MS = 30_000;

export function runCli(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const path = process.env['PATH'] ?? '/usr/bin:/bin';
  const socket: Record<string, string> =
    options.socket === undefined ? {} : { PICKET_SOCKET: options.socket };
  const child = spawn(command.includes('/') ? command : `${BIN}/${command}`, [...args], {
    env: { PATH: path, TZ: 'UTC', LC_ALL: 'C', ...socket, ...options.env },
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
    if (options.enough?.(stdout) === true) child.kill('SIGTERM');
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
