/** What a bad disk does: a corrupt ledger, a lost start counter, a file system that is full while a node dies. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createCluster, type Daemon, type TestCluster } from './harness.ts';

/** SIGKILL, then a start within deadtime over what `spoil` left of the state folder. */
async function restart(
  cluster: TestCluster,
  killed: Daemon,
  spoil: (state: string) => Promise<void>,
): Promise<Daemon> {
  killed.signal('SIGKILL');
  await killed.ended;
  await spoil(cluster.state(killed.node));
  return cluster.start(killed.node);
}

async function running(cluster: TestCluster): Promise<readonly string[]> {
  return [...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))];
}

async function bothGoOn(daemons: readonly Daemon[]): Promise<void> {
  for (const daemon of daemons) {
    await daemon.statusWhere('both are members and everything is started', ({ view, services }) => {
      return (
        view?.members.length === 2 && view.epoch > 1 && services.every(({ state }) => state === 'started')
      );
    });
  }
}

const SPOILERS: readonly (readonly [string, (ledger: string) => Promise<void>])[] = [
  ['overwritten', (ledger) => writeFile(ledger, Buffer.alloc(4096, 0xa5))],
  ['cut off', (ledger) => truncate(ledger, 100)],
  ['empty', (ledger) => truncate(ledger, 0)],
];

test.each(SPOILERS)('a ledger file that is %s is kept aside, and costs no service', async (_what, spoil) => {
  const cluster = await createCluster();
  const [n1, n2] = await cluster.startPair();
  const before = await running(cluster);
  let spoilt = Buffer.of();
  const again = await restart(cluster, n1, async (state) => {
    await spoil(`${state}/ledger`);
    spoilt = await readFile(`${state}/ledger`);
  });
  await bothGoOn([again, n2]);
  expect(await running(cluster)).toEqual(before);
  expect(await cluster.shots()).toEqual([]);
  const state = cluster.state('n1');
  expect((await again.status()).warnings).toEqual([
    `the ledger file ${state}/ledger was corrupt; it is kept as ${state}/ledger.corrupt.1`,
  ]);
  expect(await readFile(`${state}/ledger.corrupt.1`)).toEqual(spoilt);
  expect((await readdir(state)).sort()).toContain('ledger');
});

test.each(['n1', 'n2'] as const)('the lost start counter of %s costs no service', async (victim) => {
  const cluster = await createCluster();
  const [n1, n2] = await cluster.startPair();
  const before = await running(cluster);
  const [killed, other] = victim === 'n1' ? [n1, n2] : [n2, n1];
  const again = await restart(cluster, killed, (state) => writeFile(`${state}/starts`, '\u0000\u0000'));
  await bothGoOn([again, other]);
  expect(await running(cluster)).toEqual(before);
  expect(await cluster.shots()).toEqual([]);
});

test.skipIf(process.getuid?.() !== 0)('a full disk does not hold up a failover', async () => {
  const cluster = await createCluster();
  const state = `${cluster.folder}/small`;
  await mkdir(state);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=0700', 'tmpfs', state]);
  onTestFinished(() => void execFileSync('umount', ['-l', state]));
  const n1 = await cluster.start('n1', { state });
  const n2 = await cluster.start('n2');
  for (const daemon of [n1, n2])
    await daemon.statusWhere('everything runs', ({ services }) =>
      services.every((one) => one.state === 'started'),
    );
  expect(await readdir(state)).toContain('ballast');
  const a = await cluster.processes('service:a');
  await writeFile(`${state}/core`, Buffer.alloc(4 * 1024 * 1024)).catch((error: NodeJS.ErrnoException) =>
    expect(error.code).toBe('ENOSPC'),
  );
  n2.signal('SIGKILL');
  await n1.event('service.started', { service: 'service:b', node: 'n1' });
  expect(await cluster.processes('service:a')).toEqual(a);
  expect(await cluster.processes('service:b')).toEqual([expect.stringMatching(/^n1 /)]);
  await n1.statusWhere('the warning', ({ warnings }) =>
    warnings.includes(`the disk under ${state} is full: make room`),
  );
  expect(n1.log().filter(({ msg }) => /disk is full|events can not/.test(msg)).length).toBeLessThan(4);
});
