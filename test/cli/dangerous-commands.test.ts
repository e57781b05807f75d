/** fence and confirm-down: they ask, they say what is at stake, and they do nothing by accident. */
import { expect, test } from 'vitest';
import { memoryCluster } from '../control/memory-cluster.ts';
import { healthy, wounded } from '../control/sample-status.ts';
import { serve } from '../control/serve.ts';
import { BIN, type Ran, runCli } from './run-cli.ts';

/** Runs it at a terminal (script gives it one) where somebody types `typed`. */
function atTerminal(socket: string, line: string, typed: string): Promise<Ran> {
  return runCli('/usr/bin/script', ['-qec', `${BIN}/picket ${line}`, '/dev/null'], { socket, input: typed });
}

test('confirm-down warns, and goes on when the name of the node was typed', async () => {
  const { socketPath, cluster } = await serve({ cluster: memoryCluster(wounded()) });
  cluster.outcome = () => ({ code: 'SUCCESS', message: 'node2 is recorded as down', owner: null });
  const { code, stdout } = await atTerminal(socketPath, 'confirm-down node2', 'node2\n');
  expect(stdout).toContain('Confirm only what you have seen');
  expect(stdout).toContain('It owns service:db.');
  expect(stdout).toContain('node2 is recorded as down');
  expect(code).toBe(0);
  expect(cluster.told).toMatchObject([{ kind: 'confirm-down', node: 'node2' }]);
});

test.each(['yes\n', 'node1\n', '\n', '\x04'])('confirm-down does nothing on the answer %j', async (typed) => {
  const { socketPath, cluster } = await serve({ cluster: memoryCluster(wounded()) });
  const { code, stdout } = await atTerminal(socketPath, 'confirm-down node2', typed);
  expect(code).toBe(1);
  expect(stdout).toContain('nothing was done');
  expect(cluster.told).toEqual([]);
});

test('without a terminal nothing is taken for granted', async () => {
  const { socketPath, cluster } = await serve({ cluster: memoryCluster(wounded()) });
  for (const args of [
    ['confirm-down', 'node2'],
    ['fence', 'node2'],
  ]) {
    const { code, stderr } = await runCli('picket', args, { socket: socketPath, input: 'node2\n' });
    expect(code).toBe(2);
    expect(stderr).toContain('--yes');
  }
  expect(cluster.told).toEqual([]);
});

test('the record names who vouched, also behind sudo', async () => {
  const { socketPath, cluster } = await serve({ cluster: memoryCluster(wounded()) });
  const env = { USER: 'root', SUDO_USER: 'erika' };
  await runCli('picket', ['confirm-down', 'node2', '--yes'], { socket: socketPath, env });
  expect(cluster.told).toEqual([{ kind: 'confirm-down', node: 'node2', who: 'erika' }]);
});

test('a node that does not exist is refused with the names that do', async () => {
  const { socketPath, cluster } = await serve();
  const { code, stderr } = await runCli('picket', ['fence', 'nod2', '--yes'], { socket: socketPath });
  expect(code).toBe(1);
  expect(stderr).toBe('picket: there is no node nod2; the nodes of this cluster are node1, node2\n');
  expect(cluster.told).toEqual([]);
});

test('fence reboots unless told to leave it off', async () => {
  const { socketPath, cluster } = await serve();
  await runCli('picket', ['fence', 'node2', '--yes'], { socket: socketPath });
  await runCli('picket', ['fence', 'node2', '--yes', '--off'], { socket: socketPath });
  expect(cluster.told).toEqual([
    { kind: 'fence', node: 'node2', action: 'reboot' },
    { kind: 'fence', node: 'node2', action: 'off' },
  ]);
});

test('fence --test asks nothing, prints every way to fence the node, and fails when one does not work', async () => {
  const cluster = memoryCluster(healthy());
  const about = { method: 'ipmi', device: 'ipmi_n02', right: 'yes', belongs: 'yes' } as const;
  const good = 'reads on; may switch power (OPERATOR); is the device of node2 (same GUID)';
  cluster.testResult = {
    code: 'FAIL',
    message: '1 of 2 ways to fence node2 does not work',
    owner: null,
    paths: [
      { ...about, from: 'node1', ok: true, result: good, ms: 212 },
      { ...about, from: 'node3', ok: false, result: 'Connection timed out', ms: 20_100 },
    ],
  };
  const { socketPath } = await serve({ cluster });
  const env = { USER: 'erika' };
  const { code, stdout } = await runCli('picket', ['fence', 'node2', '--test'], { socket: socketPath, env });
  expect(code).toBe(1);
  await expect(stdout).toMatchFileSnapshot('golden/fence-test.txt');
  expect(cluster.told).toMatchObject([{ kind: 'fence-test', node: 'node2' }]);
  cluster.testResult = {
    ...cluster.testResult,
    code: 'SUCCESS',
    paths: cluster.testResult.paths.slice(0, 1),
  };
  const json = await runCli('picket', ['fence', 'node2', '--test', '--json'], { socket: socketPath, env });
  expect(json.code).toBe(0);
  expect(JSON.parse(json.stdout)).toEqual({ ok: true, ...cluster.testResult });
});

test('fence --test that could not be tried says why', async () => {
  const { socketPath } = await serve({ cluster: memoryCluster(healthy()) });
  const { code, stderr } = await runCli('picket', ['fence', 'node1', '--test'], { socket: socketPath });
  expect(code).toBe(1);
  expect(stderr).toContain('node1 has no fence method in cluster.xml');
});

test.each(['--off', '--reboot'])(
  'fence --test with %s is refused before anything is asked',
  async (option) => {
    const cluster = memoryCluster(healthy());
    const { socketPath } = await serve({ cluster });
    const { code } = await runCli('picket', ['fence', 'node2', '--yes', '--test', option], {
      socket: socketPath,
    });
    expect(code).toBe(2);
    expect(cluster.told).toEqual([]);
  },
);
