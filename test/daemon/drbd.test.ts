/** DRBD's handler as a real program, against real daemons with a real fence agent. Only the kernel's part is played. */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Ran, runCli } from '#test/cli/run-cli.ts';
import { setFenceMode } from './fence-agent.ts';
import { createCluster, type Daemon, type TestCluster } from './harness.ts';

interface Bed {
  readonly cluster: TestCluster;
  readonly n1: Daemon;
  readonly n2: Daemon;
  /** What the kernel of n1 has of r0. */
  kernel(state: 'frozen' | 'running' | 'connected'): Promise<void>;
  /** Calls of `drbdadm`, one a line. */
  acts(): Promise<string>;
  /** DRBD on n1 calls its handler because it has lost n2. */
  handler(resource?: string, seconds?: number): Promise<Ran>;
  start(): Promise<Daemon>;
}

const STATES = {
  frozen: 'r0 role:Primary suspended:fencing\n  disk:UpToDate\n  peer connection:Connecting\n',
  running: 'r0 role:Primary\n  disk:UpToDate\n  peer connection:Connecting\n',
  connected: 'r0 role:Primary\n  disk:UpToDate\n  peer role:Secondary\n    peer-disk:UpToDate\n',
};

async function bed(): Promise<Bed> {
  const cluster = await createCluster({ fenceTimeout: '2s' });
  const folder = `${cluster.folder}/drbd`;
  await mkdir(folder);
  // At once: a reader in between would find no resource.
  const kernel: Bed['kernel'] = async (state) => {
    await writeFile(`${folder}/state.new`, STATES[state] + STATES[state].replace('r0', 'r1'));
    await rename(`${folder}/state.new`, `${folder}/state`);
  };
  await kernel('connected');
  await writeFile(`${folder}/drbdsetup`, `#!/bin/sh\n[ "$2" = --json ] && exit 20\ncat ${folder}/state\n`);
  const thaw = `sed -i "/^$2 /s/ suspended:fencing//" ${folder}/state`;
  await writeFile(`${folder}/drbdadm`, `#!/bin/sh\necho "$*" >> ${folder}/acts\n${thaw}\n`);
  for (const tool of ['drbdsetup', 'drbdadm']) await chmod(`${folder}/${tool}`, 0o755);
  const env = { PATH: `${folder}:${process.env['PATH'] ?? '/usr/bin:/bin'}` };
  const [n1, n2] = await cluster.startPair({ env });
  return {
    cluster,
    n1,
    n2,
    kernel,
    acts: () => readFile(`${folder}/acts`, 'utf8').catch(() => ''),
    start: () => cluster.start('n1', { env }),
    handler: (resource = 'r0', seconds = 25) =>
      runCli('picket-drbd-fence-peer', ['--timeout', String(seconds)], {
        socket: cluster.socket('n1'),
        env: { DRBD_RESOURCE: resource, DRBD_PEERS: 'n2', DRBD_PEER_ADDRESS: '10.99.0.2', DRBD_MINOR: '0' },
      }),
  };
}

test('the peer dies: one shot, and both resources hear that it was fenced', async () => {
  const { cluster, kernel, handler } = await bed();
  await kernel('frozen');
  await cluster.cutPower('n2');
  const ran = await Promise.all([handler('r0'), handler('r1')]);
  expect(ran.map(({ code }) => code)).toEqual([7, 7]);
  expect(ran[0]?.stderr).toContain('r0: n2 is fenced');
  expect((await cluster.shots()).filter((shot) => shot === 'off n2')).toHaveLength(1);
});

test('the link comes back while the handler waits: nobody is shot', async () => {
  const { cluster, n1, kernel, handler } = await bed();
  await kernel('frozen');
  const ran = handler();
  await n1.event('drbd.lost');
  await kernel('connected');
  expect(await ran).toMatchObject({ code: 1, stderr: expect.stringContaining('connected to n2 again') });
  expect(await cluster.shots()).toEqual([]);
});

test('the fence fails: frozen and visible until it succeeds, then the daemon lets the I/O go on', async () => {
  const { cluster, n1, kernel, handler, acts } = await bed();
  await kernel('frozen');
  await setFenceMode(cluster.folder, 'refuses');
  await cluster.cutPower('n2');
  expect(await handler('r0', 3)).toMatchObject({ code: 1, stderr: expect.stringContaining('n2 is') });
  const what = 'DRBD r0 is frozen on n1 until n2 is fenced';
  await n1.statusWhere('the wait', ({ waits }) => waits.some((wait) => wait.what.startsWith(what)));
  await n1.event('fence.failed', { node: 'n2' });
  expect(await acts()).toBe('');
  await setFenceMode(cluster.folder, 'works');
  await n1.event('drbd.resumed');
  expect(await acts()).toBe('resume-io r0\n');
  await n1.statusWhere(
    'the wait is over',
    ({ waits }) => !waits.some((wait) => wait.what.startsWith('DRBD')),
  );
});

test('the daemon dies while the handler waits: the next one answers it', { timeout: 90_000 }, async () => {
  const { cluster, n1, kernel, handler, start } = await bed();
  await kernel('frozen');
  await setFenceMode(cluster.folder, 'refuses');
  await cluster.cutPower('n2');
  const ran = handler('r0', 80);
  await n1.event('fence.failed', { node: 'n2' });
  n1.signal('SIGKILL');
  await n1.ended;
  await isDown(await start());
  expect(await ran).toMatchObject({ code: 7, stderr: expect.stringContaining('confirmed down by root') });
});

test('no daemon when DRBD asks: the one that starts later lets the I/O go on', async () => {
  const { cluster, n1, kernel, handler, start, acts } = await bed();
  await setFenceMode(cluster.folder, 'refuses');
  await kernel('frozen');
  await cluster.cutPower('n2');
  n1.signal('SIGKILL');
  await n1.ended;
  expect(await handler('r0', 1)).toMatchObject({ code: 1 });
  const again = await start();
  await again.statusWhere('the wait', ({ waits }) => waits.some(({ what }) => what.startsWith('DRBD r0')));
  await isDown(again);
  await again.event('drbd.resumed');
  expect(await acts()).toBe('resume-io r0\n');
});

/** A node that starts alone waits for the other one; an operator knows that it is off. */
async function isDown(n1: Daemon): Promise<void> {
  await n1.statusWhere('it waits for n2', ({ waits }) => waits.some(({ what }) => what.includes('for n2')));
  await n1.client.confirmDown({ node: 'n2', who: 'root' });
}
