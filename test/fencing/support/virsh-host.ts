/**
 * A virtualization host as fence_virsh sees it: a real sshd on loopback that lets one key in, and behind it a virsh
 * that knows one guest, `node2`. The virsh is a stand-in that keeps the guest's state in a file.
 */
import { execFile, spawn } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FenceDevice } from '#src/config/model.ts';
import { device } from '#test/fencing/support/world.ts';

export interface VirshHost {
  /** fence_virsh for the guest, with the names that files of RHEL 6 use. */
  readonly fence: (attributes?: Readonly<Record<string, string>>) => FenceDevice;
  readonly state: () => Promise<string>;
  readonly setState: (state: 'running' | 'shut off') => Promise<void>;
  /** Path of a key that may not log in. */
  readonly strangersKey: string;
  readonly stop: () => Promise<void>;
}

const run = promisify(execFile);
/** What fence_virsh asks ssh for, so that its prompt can be told from all else. */
const PROMPT = String.raw`-t '/bin/bash -c "PS1=\\[EXPECT\\]# /bin/bash --noprofile --norc"'`;

export async function startVirshHost(): Promise<VirshHost> {
  await access('/usr/sbin/sshd').catch(() => {
    throw new Error('/usr/sbin/sshd is missing: apt-get install openssh-server');
  });
  const dir = await mkdtemp(join(tmpdir(), 'picket-virsh-'));
  const file = (name: string): string => join(dir, name);
  const port = await freePort();
  await mkdir(file('bin'));
  await mkdir('/run/sshd', { recursive: true }).catch(() => {});
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file('host')]);
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file('client')]);
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file('stranger')]);
  await writeFile(file('allowed'), await readFile(file('client.pub')));
  await writeFile(file('state'), 'running\n');
  await writeFile(file('bin/virsh'), virsh(dir));
  await chmod(file('bin/virsh'), 0o755);
  await writeFile(file('sshd_config'), configuration(dir, port));
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file('sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await listening(sshd.stderr);
  return {
    fence: (attributes = {}) =>
      device({
        name: 'kvm-host',
        agent: 'fence_virsh',
        attributes: {
          ...{ ipaddr: '127.0.0.1', ipport: String(port), login: userInfo().username, secure: '1' },
          ...{ identity_file: file('client'), port: 'node2', power_wait: '0', power_timeout: '3' },
          // The host's key is new in each test; an administrator has it in known_hosts.
          ssh_options: `-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null ${PROMPT}`,
          ...attributes,
        },
      }),
    state: async () => (await readFile(file('state'), 'utf8')).trim(),
    setState: (state) => writeFile(file('state'), `${state}\n`),
    strangersKey: file('stranger'),
    stop: async () => {
      const exit = new Promise((resolve) => sshd.once('exit', resolve));
      sshd.kill('SIGTERM');
      await exit;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function configuration(dir: string, port: number): string {
  return `ListenAddress 127.0.0.1
Port ${port}
HostKey ${dir}/host
AuthorizedKeysFile ${dir}/allowed
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
PidFile none
SetEnv PATH=${dir}/bin:/usr/bin:/bin
`;
}

function virsh(dir: string): string {
  return `#!/bin/sh
state=$(cat '${dir}/state')
case $1 in
  list) printf ' Id   Name    State\\n-----------------------\\n 1    node2   %s\\n' "$state"; exit 0 ;;
esac
[ "$2" = node2 ] || { echo "error: failed to get domain '$2'" >&2; exit 1; }
case $1 in
  domstate) echo "$state" ;;
  destroy) echo 'shut off' >'${dir}/state'; echo "Domain 'node2' destroyed" ;;
  start) echo running >'${dir}/state'; echo "Domain 'node2' started" ;;
  *) echo "error: unknown command: '$1'" >&2; exit 1 ;;
esac
`;
}

/** Deadline 10 s. */
function listening(stderr: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const deadline = setTimeout(() => reject(new Error(`sshd does not listen: ${said}`)), 10_000);
    stderr.on('data', (piece: Buffer) => {
      said += piece.toString();
      if (!said.includes('Server listening')) return;
      clearTimeout(deadline);
      resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((bound) => server.listen(0, '127.0.0.1', bound));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
