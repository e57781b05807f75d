/** The way into a virtual host: one ssh connection per boot, over which commands run and the control socket is reached. */
import { rm } from 'node:fs/promises';
import { type RunOptions, type RunResult, run } from '#test/lab/run.ts';

export interface SshPlace {
  /** Folder of the host: the connection's socket lies there. */
  readonly folder: string;
  /** Namespace from which the host is reached. */
  readonly namespace: string;
  readonly address: string;
  /** The private key. */
  readonly identity: string;
}

const CONNECT_SECONDS = 30;
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

function ssh(place: SshPlace, words: readonly string[]): readonly string[] {
  const options = {
    IdentityFile: place.identity,
    IdentitiesOnly: 'yes',
    StrictHostKeyChecking: 'no',
    UserKnownHostsFile: '/dev/null',
    LogLevel: 'ERROR',
    BatchMode: 'yes',
    ConnectTimeout: String(CONNECT_SECONDS),
    // A host that was shot never says good-bye; but one that is merely slow is not gone.
    ServerAliveInterval: '10',
    ServerAliveCountMax: '6',
    StreamLocalBindUnlink: 'yes',
    ControlPath: `${place.folder}/ssh`,
  };
  const settings = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return ['ip', 'netns', 'exec', place.namespace, 'ssh', '-F', '/dev/null', ...settings, ...words];
}

/**
 * Tries once to connect. True: commands can be run, and the host's unix socket `from` is to be reached as `to`. The connection
 * ends with the host; connect anew after its next boot.
 */
export async function connect(
  place: SshPlace,
  forward: { readonly from: string; readonly to: string },
): Promise<boolean> {
  await disconnect(place);
  const words = ['-MfN', '-L', `${forward.to}:${forward.from}`, `root@${place.address}`];
  // In the background it would keep our pipes open.
  const command = ['sh', '-c', 'exec "$@" >/dev/null 2>&1', 'ssh', ...ssh(place, words)];
  const { code } = await run(command, { timeout: 60_000 }).catch(() => ({ code: -1 }));
  return code === 0;
}

/** Ends the connection, if there is one. */
export async function disconnect(place: SshPlace): Promise<void> {
  await run(ssh(place, ['-O', 'exit', `root@${place.address}`])).catch(() => {});
  await rm(`${place.folder}/ssh`, { force: true });
}

/** Runs a command over the connection. Code 255: the host could not be reached, or died meanwhile. */
export function remote(
  place: SshPlace,
  command: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const words = [`root@${place.address}`, command.map(quoted).join(' ')];
  return run(ssh(place, ['-T', ...words]), { timeout: 60_000, ...options });
}
