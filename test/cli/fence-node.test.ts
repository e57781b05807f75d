/** fence_node: fenced's words and exit codes. */
import { expect, test } from 'vitest';
import { memoryCluster } from '../control/memory-cluster.ts';
import { healthy } from '../control/sample-status.ts';
import { serve, tempFolder } from '../control/serve.ts';
import { runCli } from './run-cli.ts';

test.each([
  ['SUCCESS', 0, 'fence node2 success\n'],
  ['FAIL', 1, 'fence node2 failed\nfence_node: because\n'],
  ['FENCE', 1, 'fence node2 failed\nfence_node: because\n'],
  ['NODE', 2, 'fence node2 undefined\nfence_node: because\n'],
  ['INVAL', 2, 'fence node2 undefined\nfence_node: because\n'],
] as const)('%s is exit code %i', async (code, exit, stderr) => {
  const { socketPath, cluster } = await serve();
  cluster.outcome = () => ({ code, message: 'because', owner: null });
  expect(await runCli('fence_node', ['node2'], { socket: socketPath })).toEqual({
    code: exit,
    stdout: '',
    stderr,
  });
  expect(cluster.told).toEqual([{ kind: 'fence', node: 'node2', action: 'reboot' }]);
});

test('-v shows what each agent said, of this fence only', async () => {
  const { socketPath, cluster } = await serve();
  const data = { method: 'ipmi', device: 'ipmi_n02', agent: 'fence_ipmilan' };
  cluster.emit({ at: 1, name: 'fence.failed', node: 'node2', message: 'long ago', data });
  cluster.outcome = () => {
    cluster.emit({ at: 2, name: 'fence.failed', node: 'node2', message: 'wrong password', data });
    cluster.emit({ at: 2, name: 'fence.failed', node: 'node3', message: 'another one', data });
    cluster.emit({
      at: 3,
      name: 'fence.succeeded',
      node: 'node2',
      message: '',
      data: { ...data, method: 'pdu' },
    });
    return { code: 'SUCCESS', message: '', owner: null };
  };
  const { stderr } = await runCli('fence_node', ['-v', 'node2'], { socket: socketPath });
  expect(stderr.split('\n')).toEqual([
    'fence node2 dev ipmi.ipmi_n02 agent fence_ipmilan result: error from agent',
    '  wrong password',
    'fence node2 dev pdu.ipmi_n02 agent fence_ipmilan result: success',
    'fence node2 success',
    '',
  ]);
});

test.each([
  ['ok', '', 0, 'unfence node1 success\n'],
  [
    'failing',
    'no such lun',
    1,
    'unfence node1 failed\nfence_node: picketd has not done it yet: no such lun\n',
  ],
  [undefined, '', 2, 'unfence node1 undefined\n'],
] as const)('-U tells what came of unfencing: %s', async (state, why, code, stderr) => {
  const status = healthy();
  const nodes = status.nodes.map((node) =>
    node.local && state !== undefined
      ? { ...node, health: [{ name: 'unfence', state, since: null, why }] }
      : node,
  );
  const { socketPath } = await serve({ cluster: memoryCluster({ ...status, nodes }) });
  expect(await runCli('fence_node', ['-U'], { socket: socketPath })).toEqual({ code, stdout: '', stderr });
});

test('without a node, or without a daemon, it says so', async () => {
  expect(await runCli('fence_node', [])).toMatchObject({ code: 1, stdout: '' });
  const socket = `${await tempFolder()}/control.sock`;
  const { code, stderr } = await runCli('fence_node', ['node2'], { socket });
  expect(code).toBe(1);
  expect(stderr).toContain('picketd is not running on this host');
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});
