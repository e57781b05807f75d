/** What systemd gets to hear, from which process, and what picket.service asks of it. */
import { execFileSync, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import { createCluster } from './harness.ts';

/** Plays systemd: prints the sender's pid, as the kernel vouches for it, and the message, one line each. */
const RECEIVER = `
import os, socket, struct, sys
box = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
box.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
box.bind(sys.argv[1])
print('bound', flush=True)
while True:
    data, extra, flags, sender = box.recvmsg(4096, socket.CMSG_SPACE(12))
    pid = struct.unpack('3i', extra[0][2])[0]
    print(pid, data.decode().strip().replace(chr(10), ' '), flush=True)
`;

interface Receiver {
  readonly socket: string;
  /** As `PID MESSAGE`. */
  heard(): readonly string[];
}

async function receiver(folder: string): Promise<Receiver> {
  const socket = `${folder}/notify`;
  const child = spawn('python3', ['-c', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString();
  });
  const heard = (): readonly string[] => text.split('\n').slice(0, -1);
  await until('the receiver', () => heard()[0]);
  return { socket, heard: () => heard().slice(1) };
}

function works(file: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)(
  'readiness, status, watchdog, reload and stop arrive, in the name of the daemon',
  async () => {
    const cluster = await createCluster();
    const systemd = await receiver(cluster.folder);
    const n1 = await cluster.start('n1', { env: { NOTIFY_SOCKET: systemd.socket, WATCHDOG_USEC: '300000' } });
    const hears = (what: string): Promise<string> =>
      until(
        what,
        () => systemd.heard().find((line) => line.includes(what)),
        20_000,
        () => systemd.heard().join('\n'),
      );
    await hears('READY=1');
    await hears('STATUS=joining; 0 of 2 services here; waiting for n2 before anything is started');
    await cluster.start('n2');
    await hears('STATUS=2 members, coordinator n1; 1 of 2 services here');
    await until('three beats', () =>
      systemd.heard().filter((line) => line.includes('WATCHDOG=1')).length > 2 ? true : undefined,
    );
    n1.signal('SIGHUP');
    expect(await hears('RELOADING=1')).toMatch(/MONOTONIC_USEC=\d+$/);
    await until('READY=1 after the reload', () => {
      const heard = systemd.heard();
      return heard
        .slice(heard.findIndex((line) => line.includes('RELOADING')))
        .find((line) => line.includes('READY=1'));
    });
    n1.signal('SIGTERM');
    await hears('STOPPING=1');
    expect(await n1.ended).toBe(0);
    expect(new Set(systemd.heard().map((line) => Number.parseInt(line, 10)))).toEqual(new Set([n1.pid]));
  },
);

test('what the daemon starts does not hear of systemd', async () => {
  const cluster = await createCluster();
  const systemd = await receiver(cluster.folder);
  await cluster.startPair({ env: { NOTIFY_SOCKET: systemd.socket } });
  const [a = ''] = await cluster.processes('service:a');
  expect(await readFile(`/proc/${a.replace('n1 ', '')}/environ`, 'latin1')).not.toContain('NOTIFY_SOCKET');
});

test.skipIf(!works('systemd-analyze', '--version'))(
  'picket.service is a unit that systemd takes without a word',
  async () => {
    const cluster = await createCluster();
    const unit = await readFile('packaging/picket.service', 'utf8');
    const copy = `${cluster.folder}/picket.service`;
    await writeFile(copy, unit.replace('ExecStart=/usr/bin/picketd', 'ExecStart=/bin/true'));
    const output = execFileSync('systemd-analyze', ['verify', '--man=no', copy], { stdio: 'pipe' });
    expect(output.toString()).toBe('');
  },
);
