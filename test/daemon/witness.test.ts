/** Real daemons and a real witness: the survivor of two goes on with its vote, and does not without it. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import { createCluster, type TestCluster } from './harness.ts';

const WITNESS = resolve('bin/picket-witness');

/** Where the witness of a cluster listens: an address of the same loopback network that no node has. */
function placeOf(cluster: TestCluster): string {
  return cluster.address('n9');
}

async function startWitness(cluster: TestCluster, name: string): Promise<() => void> {
  const options = ['--cluster', name, '--key', cluster.key, '--state', `${cluster.folder}/witness`];
  const place = ['--listen', placeOf(cluster), '--port', String(cluster.port)];
  const child = spawn(WITNESS, [...options, ...place], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
  });
  await until('the witness', () => said.includes('picket-witness is ready') || undefined);
  return () => void child.kill('SIGKILL');
}

test('the survivor of two waits for the vote of the witness, and goes on with it', async () => {
  const cluster = await createCluster();
  const witness = `<witness address="${placeOf(cluster)}" port="${cluster.port}"/>\n  <clusternodes>`;
  await cluster.configure({ spoil: [['<clusternodes>', witness]] });
  const name = cluster.folder.slice(-6);
  const kill = await startWitness(cluster, name);
  const [n1] = await cluster.startPair();
  expect(await n1.status()).toMatchObject({
    view: { quorate: true },
    witness: { reachable: true, holders: ['n1', 'n2'], ours: true },
  });
  kill();
  await n1.event('witness.silent');
  await cluster.cutPower('n2');
  const { waits } = await n1.statusWhere('it has no quorum', ({ view }) => view?.quorate === false);
  expect(waits.map(({ what }) => what).join()).toContain('waiting for the vote of the witness');
  expect(await cluster.shots()).toEqual([]);
  await startWitness(cluster, name);
  await n1.event('service.started', { service: 'service:b', node: 'n1' });
  expect(await cluster.shots()).toContain('off n2');
  expect((await n1.status()).view).toMatchObject({ quorate: true, members: ['n1'] });
});
