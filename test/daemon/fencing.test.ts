/** A fence agent that does not do its work: nothing starts elsewhere, everybody can see why, and repairing it is enough. */
import { expect, test } from 'vitest';
import { type FenceMode, setFenceMode } from './fence-agent.ts';
import { createCluster, type Daemon, type TestCluster } from './harness.ts';

/** n2's daemon dies, its service does not: as long as that is not confirmed off, it must not run on n1, too. */
async function loseN2(cluster: TestCluster, n1: Daemon, n2: Daemon): Promise<string> {
  const [onN2 = ''] = await cluster.processes('service:b');
  expect(onN2).toMatch(/^n2 /);
  n2.signal('SIGKILL');
  const failed = await n1.event('fence.failed', { node: 'n2' });
  const { waits, services } = await n1.statusWhere(
    'the failed fence is shown',
    ({ waits: [wait] }) => wait?.what.includes('failed') === true,
  );
  expect(waits).toHaveLength(1);
  expect(waits[0]?.ends).toContain('picket confirm-down n2');
  expect(services.find(({ id }) => id === 'service:b')).toMatchObject({ owner: 'n2' });
  expect(await cluster.processes('service:b')).toEqual([onN2]);
  return failed.message;
}

async function takenOver(cluster: TestCluster, n1: Daemon, a: readonly string[]): Promise<void> {
  await n1.event('service.started', { service: 'service:b', node: 'n1' });
  expect(await cluster.processes('service:b')).toEqual([expect.stringMatching(/^n1 /)]);
  expect(await cluster.processes('service:a')).toEqual(a);
}

const BROKEN: readonly (readonly [what: string, mode: FenceMode, reason: string])[] = [
  ['exits 1', 'refuses', 'Login failed'],
  ['hangs', 'hangs', 'no answer from'],
  ['prints garbage', 'garbage', '[exit code 3]'],
];

test.each(BROKEN)('an agent that %s', async (_what, mode, reason) => {
  const cluster = await createCluster({ fenceTimeout: '1s' });
  const [n1, n2] = await cluster.startPair();
  const a = await cluster.processes('service:a');
  await setFenceMode(cluster.folder, mode);
  expect(await loseN2(cluster, n1, n2)).toContain(reason);
  await setFenceMode(cluster.folder, 'works');
  await takenOver(cluster, n1, a);
});

test('an agent that is not installed: known before it is needed, and a reload with the right one mends it', async () => {
  const cluster = await createCluster({ fence: '/usr/sbin/fence_none' });
  const [n1, n2] = await cluster.startPair();
  const a = await cluster.processes('service:a');
  const { warnings } = await n1.statusWhere('both warnings', (status) => status.warnings.length === 2);
  expect(warnings).toContainEqual(
    expect.stringMatching(
      /^fence device f-n2 of n2 does not work from n1: .*no such program.*fence-agents installed/,
    ),
  );
  expect(await loseN2(cluster, n1, n2)).toContain('no such program');
  await cluster.configure({ version: 2 });
  n1.signal('SIGHUP');
  await n1.logged('cluster.xml version 2 ');
  await takenOver(cluster, n1, a);
});
