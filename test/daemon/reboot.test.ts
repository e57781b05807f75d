/** `picket reboot` with real daemons; the host's program is played, and a reboot is another boot id. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { BIN } from '../cli/run-cli.ts';
import { createCluster, type TestCluster } from './harness.ts';

/** Plays systemctl: notes how it was asked, and ends so. */
async function systemctl(folder: string, end = 'exit 0'): Promise<Readonly<Record<string, string>>> {
  await mkdir(`${folder}/bin`, { recursive: true });
  await writeFile(`${folder}/bin/systemctl`, `#!/bin/sh\necho "$@" >> ${folder}/asked\n${end}\n`);
  await chmod(`${folder}/bin/systemctl`, 0o755);
  return { PATH: `${folder}/bin:${process.env['PATH']}`, PICKET_UNIT: 'picket.service' };
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Typed at that node. */
function reboot(cluster: TestCluster, at: string, node: string): Promise<Ran> {
  return new Promise((resolve) => {
    const args = ['--socket', cluster.socket(at), 'reboot', node, '--timeout', '60s'];
    execFile(`${BIN}/picket`, args, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

function asked(cluster: TestCluster): Promise<string> {
  return readFile(`${cluster.folder}/asked`, 'utf8').catch(() => '');
}

test('the node gives its services away, leaves, has its host rebooted, and is taken back', async () => {
  const cluster = await createCluster();
  const env = await systemctl(cluster.folder);
  const [n1, n2] = await cluster.startPair({ env });
  const ran = reboot(cluster, 'n2', 'n1');
  expect(await n1.ended).toBe(0);
  expect(await asked(cluster)).toBe('reboot\n');
  expect(await cluster.processes('service:a')).toEqual([expect.stringMatching(/^n2 /)]);
  const away = await n2.statusWhere('n1 has left', ({ nodes }) => nodes[0]?.standing === 'left');
  expect(away.waits.map(({ what }) => what).join()).toMatch(/n1 reboots, as \S+ asked/);
  await cluster.start('n1', { env, boot: 2 });
  const { code, stdout, stderr } = await ran;
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^n1 is back, and takes services again\n {2}service:a runs on n2\n/);
  expect(stderr).toContain('n1 is empty: it leaves the cluster and reboots\n');
  expect(await cluster.shots()).toEqual([]);
  const { nodes, waits } = await n2.status();
  expect(nodes[0]?.standby).toBeUndefined();
  expect(waits).toEqual([]);
});

test('said on the node itself: the command ends when the daemon does', async () => {
  const cluster = await createCluster();
  const env = await systemctl(cluster.folder);
  const [n1] = await cluster.startPair({ env });
  const { code, stdout, stderr } = await reboot(cluster, 'n1', 'n1');
  expect(code, stderr).toBe(0);
  expect(stdout).toBe('n1 goes down; it is back in service by itself: picket status\n');
  expect(await n1.ended).toBe(0);
  expect(await asked(cluster)).toBe('reboot\n');
});

test('a host that does not reboot: the node joins again, stays in standby, and all say why', async () => {
  const cluster = await createCluster();
  const env = await systemctl(cluster.folder, 'echo "Failed to reboot: Access denied" >&2; exit 1');
  const [n1, n2] = await cluster.startPair({ env });
  const { code, stderr } = await reboot(cluster, 'n2', 'n1');
  expect(code).toBe(1);
  expect(stderr).toContain('picket: n1 is not rebooted: ');
  const why = '"systemctl reboot" failed: Failed to reboot: Access denied';
  await n2.statusWhere('the reason', ({ nodes }) => nodes[0]?.reboot?.failed === why);
  await n1.statusWhere('both are members', ({ view, nodes }) => {
    return view?.members.length === 2 && nodes[0]?.standby !== undefined;
  });
  expect(await asked(cluster)).toBe('reboot\n');
  expect(await cluster.shots()).toEqual([]);
  expect(await n2.client.restrict({ verb: 'online', node: 'n1', who: 'erika' })).toMatchObject({
    code: 'SUCCESS',
  });
  expect((await n2.status()).waits).toEqual([]);
});
