/** The daemon restarts under running services: they keep their processes, and the other node waits instead of shooting. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import { createCluster, type Daemon, type TestCluster } from './harness.ts';

const run = promisify(execFile);

async function everything(cluster: TestCluster): Promise<readonly string[]> {
  return [...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))];
}

test.each(['n1', 'n2'])(
  'picket restart-daemon on %s: nothing that runs is touched, nobody is fenced',
  async (node) => {
    const cluster = await createCluster();
    const [n1, n2] = await cluster.startPair();
    const running = await everything(cluster);
    expect(running).toHaveLength(2);
    const [daemon, other] = node === 'n1' ? [n1, n2] : [n2, n1];
    const before = (await other.status()).view?.epoch ?? 0;
    const { stdout } = await run('bin/picket', ['--socket', cluster.socket(node), 'restart-daemon']);
    expect(stdout).toBe(`picketd on ${node} restarts; what runs goes on\n`);
    await daemon.logged('picketd is ready', daemon.log().length);
    const isWhole = (status: Awaited<ReturnType<Daemon['status']>>): boolean =>
      (status.view?.epoch ?? 0) > before && status.view?.members.length === 2;
    for (const one of [n1, n2]) await one.statusWhere('a new view of both', isWhole);
    expect(await everything(cluster)).toEqual(running);
    expect(await cluster.shots()).toEqual([]);
    const events = await other.client.events(0);
    expect(events.filter(({ name }) => /lost|dead|fence\.s/.test(name))).toEqual([]);
    const told = other.log().find(({ msg }) => msg.startsWith('a peer restarts its daemon'));
    expect(told).toBeDefined();
  },
);

/** Plays systemd: has a job of that type for picket.service, and notes how it was asked. */
async function systemctl(folder: string, type: string): Promise<Readonly<Record<string, string>>> {
  await mkdir(`${folder}/bin`, { recursive: true });
  const text = `#!/bin/sh\necho "$@" >> ${folder}/asked\necho " 4711 picket.service ${type} running"\n`;
  await writeFile(`${folder}/bin/systemctl`, text);
  await chmod(`${folder}/bin/systemctl`, 0o755);
  return { PATH: `${folder}/bin:${process.env['PATH']}`, PICKET_UNIT: 'picket.service' };
}

test('systemctl restart: SIGTERM ends the daemon at once, and the other waits longer than deadtime', async () => {
  const cluster = await createCluster();
  const env = await systemctl(cluster.folder, 'restart');
  const [n1, n2] = await cluster.startPair({ env });
  const running = await everything(cluster);
  n2.signal('SIGTERM');
  expect(await n2.ended).toBe(0);
  expect(await readFile(`${cluster.folder}/asked`, 'utf8')).toBe(
    '--no-pager --no-legend --plain --full list-jobs picket.service\n',
  );
  const waiting = await n1.statusWhere('n2 is silent for twice deadtime', ({ nodes }) => {
    return (nodes[1]?.links[0]?.silentFor ?? 0) > 4_000;
  });
  expect(waiting.waits.map(({ what }) => what)).toEqual(['n2 restarts its daemon; what runs there goes on']);
  expect(waiting.view?.members).toEqual(['n1', 'n2']);
  const again = await cluster.start('n2', { env });
  await again.statusWhere('both are members', ({ view }) => view?.members.length === 2);
  await n1.statusWhere('nothing is waited for', ({ view, waits }) => {
    return view?.members.length === 2 && waits.length === 0;
  });
  expect(await everything(cluster)).toEqual(running);
  expect(await cluster.shots()).toEqual([]);
  expect((await n1.client.events(0)).map(({ name }) => name)).not.toContain('node.lost');
});

test('systemctl stop: the same signal makes the node leave', async () => {
  const cluster = await createCluster();
  const env = await systemctl(cluster.folder, 'stop');
  const [n1, n2] = await cluster.startPair({ env });
  n2.signal('SIGTERM');
  expect(await n2.ended).toBe(0);
  await n1.event('service.started', { service: 'service:b', node: 'n1' });
  await until('n2 runs nothing', async () => {
    return (await everything(cluster)).every((one) => one.startsWith('n1 ')) ? true : undefined;
  });
  expect(await cluster.shots()).toEqual([]);
});
