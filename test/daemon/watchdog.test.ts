/** A real daemon and its watchdog, for which a plain file stands: each byte is a feeding, V the word that stops it. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import { createCluster, type TestCluster } from './harness.ts';

const run = promisify(execFile);

interface Guarded extends TestCluster {
  readonly device: string;
  /** What has been written to it so far. */
  fed(): Promise<string>;
  /** Resolves when it has been fed so often since now. */
  feedings(more: number): Promise<void>;
}

/** `cman`: attributes of <cman>. n1 is started with the file; n2 has no device, so its watchdog can't be armed. */
async function guarded(cman = ''): Promise<Guarded> {
  const cluster = await createCluster();
  const device = `${cluster.folder}/watchdog`;
  const element = `<cman ${cman}/><watchdog device="${device}-of-n2" timeout="40s"/>`;
  await cluster.configure({ spoil: [['<clusternodes>', `${element}<clusternodes>`]] });
  await writeFile(device, '');
  const fed = (): Promise<string> => readFile(device, 'latin1');
  const feedings = async (more: number): Promise<void> => {
    const before = (await fed()).length;
    await until(`${more} feedings`, async () => ((await fed()).length >= before + more ? true : undefined));
  };
  return { ...cluster, device, fed, feedings };
}

test('it is fed while the daemon is well, not while that stands still, and shown in status', async () => {
  const cluster = await guarded();
  const n1 = await cluster.start('n1', { watchdog: cluster.device });
  const n2 = await cluster.start('n2');
  await n1.statusWhere('both are members', ({ view }) => view?.members.length === 2);
  await cluster.feedings(5);
  const status = await n1.statusWhere(
    'n2 has told of its own',
    ({ nodes }) => nodes[1]?.watchdog !== undefined,
  );
  expect(status.nodes[0]?.watchdog).toMatchObject({ armed: true, timeout: 40_000, why: '' });
  expect(status.warnings).toContain(`the watchdog is a plain file: it resets nothing by itself`);
  n1.signal('SIGSTOP');
  // It has certainly stopped when its state says so.
  await until('n1 stands still', async () => {
    return / T /.test(await readFile(`/proc/${n1.pid}/stat`, 'latin1')) ? true : undefined;
  });
  const before = await cluster.fed();
  // The other daemon goes on meanwhile: it has missed this one for longer than the time between two feedings.
  await n2.event('peer.late', { node: 'n1' });
  expect(await cluster.fed()).toBe(before);
  n1.signal('SIGCONT');
  await cluster.feedings(1);
  expect(await cluster.fed()).toMatch(/^\0+$/);
});

test('a daemon that restarts leaves it running, and the next one feeds it', async () => {
  const cluster = await guarded();
  const [n1] = await cluster.startPair({}, { watchdog: cluster.device });
  await cluster.feedings(1);
  await run('bin/picket', ['--socket', cluster.socket('n1'), 'restart-daemon']);
  await n1.logged('picketd is ready', n1.log().length);
  await cluster.feedings(3);
  expect(await cluster.fed()).toMatch(/^\0+$/);
  expect(await cluster.shots()).toEqual([]);
});

test('a node that leaves has given everything away, and stops it', async () => {
  const cluster = await guarded();
  const [n1] = await cluster.startPair({}, { watchdog: cluster.device });
  await cluster.feedings(2);
  n1.signal('SIGTERM');
  expect(await n1.ended).toBe(0);
  expect(await cluster.fed()).toMatch(/^\0+V$/);
});

test('one that is killed does not stop it', async () => {
  const cluster = await guarded();
  const [n1] = await cluster.startPair({}, { watchdog: cluster.device });
  await cluster.feedings(2);
  n1.signal('SIGKILL');
  await n1.ended;
  expect(await cluster.fed()).toMatch(/^\0+$/);
});

test('a service that has to stop for want of quorum, and does not, ends the feeding', async () => {
  const cluster = await guarded(
    'no_quorum_policy="stop" no_quorum_grace="1s" expected_votes="3" two_node="0"',
  );
  const stubborn = '<service name="a"><script name="a" file="FOLDER/stubborn"/></service>';
  const text = await readFile(cluster.config, 'utf8');
  const rm = text.replace(/<rm [\s\S]*<\/rm>/, `<rm>${stubborn.replace('FOLDER', cluster.folder)}</rm>`);
  await writeFile(cluster.config, rm);
  const script = `#!/bin/sh\ncase $1 in stop) echo >> ${cluster.folder}/stops; exit 1;; status) [ -e ${cluster.folder}/up ] || exit 3;; start) touch ${cluster.folder}/up;; esac\n`;
  await writeFile(`${cluster.folder}/stubborn`, script, { mode: 0o755 });
  const stops = async (): Promise<number> =>
    (await readFile(`${cluster.folder}/stops`, 'latin1').catch(() => '')).length;
  const n1 = await cluster.start('n1', { watchdog: cluster.device });
  const n2 = await cluster.start('n2');
  await n1.statusWhere('the service runs', ({ services }) => services[0]?.state === 'started');
  expect((await n1.status()).services[0]?.owner).toBe('n1');
  await cluster.feedings(2);
  n2.signal('SIGKILL');
  const told = await n1.event('watchdog.starving');
  expect(told.message).toMatch(/^the watchdog resets this node in [\d.]+ s: /);
  const before = await cluster.fed();
  const status = await n1.status();
  expect(status.waits.map(({ what }) => what).join()).toContain('the watchdog resets this node: ');
  // Its next try to stop comes after five seconds, twenty times the pace of the feeding.
  await until('the second stop', async () => ((await stops()) > 1 ? true : undefined));
  expect(await cluster.fed()).toBe(before);
  expect(before).not.toContain('V');
});
