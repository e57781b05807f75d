/** Keys are changed while services run: no view ends, and a step that would cut a node off is refused. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { ReloadResult } from '#src/cluster/commands.ts';
import { until } from '#test/lab/until.ts';
import { createCluster, type Daemon, type TestCluster } from './harness.ts';

const run = promisify(execFile);

/** Each node with a key file of its own, the same at first. */
async function pair(): Promise<{
  cluster: TestCluster;
  daemons: readonly [Daemon, Daemon];
  keyOf: (node: string) => string;
  reload: (daemon: Daemon) => Promise<ReloadResult>;
  takesItsOwn: (node: string) => Promise<void>;
}> {
  const cluster = await createCluster();
  const keyOf = (node: string): string => `${cluster.folder}/key-${node}`;
  const text = await readFile(cluster.key, 'utf8');
  const daemons: Daemon[] = [];
  // cluster.xml is the same on both, so its path is, too: read only when a daemon starts or is reloaded.
  const takesItsOwn = async (node: string): Promise<void> =>
    writeFile(cluster.key, await readFile(keyOf(node), 'utf8'));
  for (const node of ['n1', 'n2']) {
    await writeFile(keyOf(node), text, { mode: 0o600 });
    daemons.push(await cluster.start(node));
  }
  const [n1, n2] = daemons as [Daemon, Daemon];
  const reload = async (daemon: Daemon): Promise<ReloadResult> => {
    await takesItsOwn(daemon.node);
    return daemon.client.reload();
  };
  for (const daemon of daemons) {
    await daemon.statusWhere('everything runs', ({ view, services }) => {
      return view?.members.length === 2 && services.every(({ state }) => state === 'started');
    });
  }
  return { cluster, daemons: [n1, n2], keyOf, reload, takesItsOwn };
}

async function rewrite(path: string, change: (lines: readonly string[]) => readonly string[]): Promise<void> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  await writeFile(path, `${change(lines).join('\n')}\n`);
}

test('in three rounds: add, make it the first, remove the old one', async () => {
  const { cluster, daemons, keyOf, reload, takesItsOwn } = await pair();
  const [n1, n2] = daemons;
  const epoch = (await n1.status()).view?.epoch;
  const running = [...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))];
  const reloadBoth = async (): Promise<void> => {
    for (const daemon of daemons) expect(await reload(daemon)).toMatchObject({ ok: true });
  };

  await run('bin/picket', ['keygen', '--add', keyOf('n1')]);
  // Too early: n2 could not read what n1 would send.
  await rewrite(keyOf('n1'), (lines) => lines.toReversed());
  expect(await reload(n1)).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('key 2 is to be used for sending, but n2 does not accept it yet')],
  });
  await rewrite(keyOf('n1'), (lines) => lines.toReversed());
  await writeFile(keyOf('n2'), await readFile(keyOf('n1'), 'utf8'));
  await reloadBoth();

  await rewrite(keyOf('n1'), (lines) => lines.toReversed());
  // n2's next heartbeat tells that it knows the new key.
  await untilReloaded(reload, n1);
  // Too early: n2 still sends with the old one.
  await rewrite(keyOf('n1'), ([first = '']) => [first]);
  expect(await reload(n1)).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('key 1 is to be removed, but n2 still sends with it')],
  });
  await rewrite(keyOf('n2'), (lines) => lines.toReversed());
  await untilReloaded(reload, n2);

  await untilReloaded(reload, n1);
  await rewrite(keyOf('n2'), ([first = '']) => [first]);
  await untilReloaded(reload, n2);

  // Heartbeats are heard, and orders arrive.
  expect(await n1.client.service({ verb: 'restart', service: 'b' })).toMatchObject({ code: 'SUCCESS' });
  for (const daemon of daemons) {
    const status = await daemon.statusWhere('the other is up', ({ nodes }) =>
      nodes.every(({ peer }) => peer === 'self' || peer === 'up'),
    );
    expect(status.view?.epoch).toBe(epoch);
    expect(daemon.log().filter(({ msg }) => msg.includes('refused'))).toEqual([]);
  }
  expect(await cluster.processes('service:a')).toEqual(running.slice(0, 1));
  expect(await readFile(keyOf('n1'), 'utf8')).toMatch(/^2 [0-9a-f]{64}\n$/);

  // A session under the new key alone: a daemon that starts anew gets in.
  await takesItsOwn('n2');
  await run('bin/picket', ['--socket', cluster.socket('n2'), 'restart-daemon']);
  await n1.event('view.active', {}, 20_000);
  await n1.statusWhere('both are members again', ({ view }) => (view?.epoch ?? 0) > (epoch ?? 0));
  expect(await cluster.shots()).toEqual([]);
});

test('a key file that cannot be used leaves the keys as they are', async () => {
  const { daemons, keyOf, reload } = await pair();
  await writeFile(keyOf('n1'), '1 tooshort\n');
  expect(await reload(daemons[0])).toMatchObject({
    ok: false,
    message: 'the key file cannot be used; configuration and keys in use stay',
    problems: [expect.stringContaining('the key is shorter than 32 characters')],
  });
});

/** Reloads until the others have told what makes it possible. */
async function untilReloaded(
  reload: (daemon: Daemon) => Promise<ReloadResult>,
  daemon: Daemon,
): Promise<void> {
  await until('the keys are taken up', async () => ((await reload(daemon)).ok ? true : undefined));
}
