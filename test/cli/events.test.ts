/** `picket events`: what happened, and the story of one failover. */
import { expect, test } from 'vitest';
import { NOW } from '../control/sample-status.ts';
import { type Served, serve } from '../control/serve.ts';
import { runCli } from './run-cli.ts';

async function withHistory(): Promise<Served> {
  const served = await serve();
  const { cluster } = served;
  cluster.emit({ at: NOW - 60_000, name: 'peer.up', node: 'node2', message: 'node2 is up on bcn' });
  cluster.emit({
    at: NOW,
    name: 'peer.dead',
    node: 'node2',
    failover: 'f1',
    message: 'no heartbeat for 10 s',
  });
  cluster.emit({
    at: NOW + 1_520,
    name: 'fence.succeeded',
    node: 'node2',
    failover: 'f1',
    message: 'node2 is off',
  });
  return served;
}

test('each event is one line with its time', async () => {
  const { socketPath } = await withHistory();
  const { stdout, code } = await runCli('picket', ['events'], { socket: socketPath });
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    '2026-11-21 02:12:20.000  peer.up            node2 is up on bcn',
    '2026-11-21 02:13:20.000  peer.dead          no heartbeat for 10 s',
    '2026-11-21 02:13:21.520  fence.succeeded    node2 is off',
    '',
  ]);
});

test('a failover is told with times relative to its beginning', async () => {
  const { socketPath } = await withHistory();
  const { stdout } = await runCli('picket', ['events', '--failover', 'f1'], { socket: socketPath });
  expect(stdout.split('\n')).toEqual([
    '+   0.000 s  peer.dead          no heartbeat for 10 s',
    '+   1.520 s  fence.succeeded    node2 is off',
    '',
  ]);
  const none = await runCli('picket', ['events', '--failover', 'f9'], { socket: socketPath });
  expect(none).toMatchObject({ code: 1, stdout: '' });
  expect(none.stderr).toContain('no kept event belongs to failover f9');
});

test('--json gives one object a line, --after leaves out what is known', async () => {
  const { socketPath } = await withHistory();
  const { stdout } = await runCli('picket', ['events', '--json', '--after', '2'], { socket: socketPath });
  expect(JSON.parse(stdout)).toMatchObject({ sequence: 3, name: 'fence.succeeded' });
});

test('--follow goes on with what happens, and says when the daemon goes away', async () => {
  const { socketPath, cluster, server } = await withHistory();
  let emitted = false;
  let closing: Promise<void> = Promise.resolve();
  const { code, stdout, stderr } = await runCli('picket', ['events', '--follow'], {
    socket: socketPath,
    enough: (text) => {
      if (!emitted) {
        emitted = true;
        cluster.emit({ at: NOW, name: 'view.active', message: 'something new' });
      }
      if (text.includes('something new')) closing = server.close();
      return false;
    },
  });
  await closing;
  expect(stdout).toContain('peer.up');
  expect(stdout).toContain('something new');
  expect(code).toBe(1);
  expect(stderr).toBe(`picket: picketd ended the event stream at ${socketPath}\n`);
});
