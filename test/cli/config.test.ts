/** `picket config show|diff|push|history`: the real executable against a daemon's socket. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { memoryCluster } from '../control/memory-cluster.ts';
import { healthy } from '../control/sample-status.ts';
import { serve, tempFolder } from '../control/serve.ts';
import { runCli } from './run-cli.ts';

async function file(text: string): Promise<string> {
  const path = join(await tempFolder(), 'cluster.xml');
  writeFileSync(path, text);
  return path;
}

test('show prints the file alone on standard output, and what is known about it beside', async () => {
  const { socketPath } = await serve();
  const { code, stdout, stderr } = await runCli('picket', ['config', 'show'], { socket: socketPath });
  expect(code).toBe(0);
  expect(stdout).toBe('<cluster name="an-cluster" config_version="9">\n</cluster>\n');
  expect(stderr).toMatch(/^version 9 \(999999999999\) is in use, since .*, by root on node1: more memory\n/);
  expect(stderr).toContain('not following it yet: service:web\n');
  expect(stderr).toContain('/etc/picket/cluster.xml is another one: version 10 (aaaaaaaaaaaa)');
});

test('show of a version that is gone says so', async () => {
  const { socketPath } = await serve();
  const { code, stderr } = await runCli('picket', ['config', 'show', '3'], { socket: socketPath });
  expect(code).toBe(1);
  expect(stderr).toBe('picket: this node does not have version 3 of cluster.xml\n');
});

test('show and history are not for everyone on the host', async () => {
  const { socketPath } = await serve({ access: 'read' });
  for (const what of ['show', 'history']) {
    const { code, stderr } = await runCli('picket', ['config', what], { socket: socketPath });
    expect(code).toBe(1);
    expect(stderr).toContain('not for everyone on the host');
  }
});

test('diff tells what stops and starts, and touches nothing', async () => {
  const { socketPath, cluster } = await serve();
  const path = await file('<cluster/>');
  const { code, stdout } = await runCli('picket', ['config', 'diff', path], { socket: socketPath });
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'version 9 (999999999999) -> version 10 (aaaaaaaaaaaa)',
    'service:web is changed (runs on node1)',
    '  settings: max_restarts',
    '  ip:10.0.0.1: nic',
    '  stop: ip:10.0.0.1',
    '  start: ip:10.0.0.1',
    'taken up at once: how node2 is fenced',
    '',
  ]);
  expect(cluster.told).toEqual([]);
});

test('diff of a file with errors prints them with file and line', async () => {
  const { socketPath } = await serve();
  const path = await file('broken');
  const { code, stderr } = await runCli('picket', ['config', 'diff', path], { socket: socketPath });
  expect(code).toBe(1);
  expect(stderr).toBe(`${path}:1:1: error: the file is not XML\n`);
});

test('push hands on the file, who and why', async () => {
  const cluster = memoryCluster(healthy());
  const { socketPath } = await serve({ cluster });
  const path = await file('<cluster name="x"/>');
  const args = ['config', 'push', path, '-m', 'more memory'];
  const ran = await runCli('picket', args, { socket: socketPath, env: { SUDO_USER: 'alice' } });
  expect(ran).toEqual({ code: 0, stdout: 'version 10 is in force\n', stderr: '' });
  const command = { text: '<cluster name="x"/>', name: path, who: 'alice on node1', why: 'more memory' };
  expect(cluster.told).toEqual([{ kind: 'config-push', ...command }]);
});

test('a refused push shows every reason and exits with 1, also as JSON', async () => {
  const cluster = memoryCluster(healthy());
  const problems = ['node2: cluster.xml:4:2: error: no such thing'];
  cluster.pushResult = { ok: false, code: 'FAIL', message: 'version 10 is refused', problems };
  const { socketPath } = await serve({ cluster });
  const path = await file('<cluster/>');
  const ran = await runCli('picket', ['config', 'push', path], { socket: socketPath });
  expect(ran).toEqual({ code: 1, stdout: '', stderr: `${problems[0]}\npicket: version 10 is refused\n` });
  const json = await runCli('picket', ['config', 'push', '--json', path], { socket: socketPath });
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toEqual({
    ok: false,
    code: 'FAIL',
    message: 'version 10 is refused',
    problems,
  });
});

test('push takes a large file', async () => {
  const { socketPath, cluster } = await serve();
  const text = `<cluster>${'<!-- "quoted" -->'.repeat(100_000)}</cluster>`;
  const path = await file(text);
  const { code } = await runCli('picket', ['config', 'push', path, '--quiet'], { socket: socketPath });
  expect(code).toBe(0);
  expect(cluster.told).toMatchObject([{ kind: 'config-push', text }]);
});

test('history lists versions with who and why', async () => {
  const { socketPath } = await serve();
  const { code, stdout } = await runCli('picket', ['config', 'history'], { socket: socketPath });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Version +Digest +Since +By +Why\n9 \* +999999999999 +2027-01-15 08:00:00 +root on node1 +more memory\n$/,
  );
});
