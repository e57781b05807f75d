/** clusvcadm: rgmanager's lines and exit codes, so that old scripts go on working. */
import { expect, test } from 'vitest';
import type { ResultCode } from '#src/cluster/commands.ts';
import { serve, tempFolder } from '../control/serve.ts';
import { runCli } from './run-cli.ts';

const LINES: readonly (readonly [args: string, owner: string | null, stdout: string, told: object])[] = [
  [
    '-e web',
    'node1',
    'Local machine trying to enable service:web...Success\nservice:web is now running on node1\n',
    { verb: 'enable', service: 'service:web', prefer: 'node1' },
  ],
  [
    '-e vm:guest1 -n node2',
    'node2',
    'Member node2 trying to enable vm:guest1...Success\nvm:guest1 is now running on node2\n',
    { verb: 'enable', service: 'vm:guest1', node: 'node2' },
  ],
  [
    '-e web -m node2',
    'node1',
    'Member node2 trying to enable service:web...Success\nWarning: service:web is now running on node1\n',
    { verb: 'enable', service: 'service:web', node: 'node2' },
  ],
  [
    '-e web -F',
    'node1',
    'Local machine trying to enable service:web...Success\nservice:web is now running on node1\n',
    { verb: 'enable', service: 'service:web' },
  ],
  [
    '-d web',
    null,
    'Local machine disabling service:web...Success\n',
    { verb: 'disable', service: 'service:web' },
  ],
  [
    '-d web -n node1',
    null,
    'Member node1 disabling service:web...Success\n',
    { verb: 'disable', service: 'service:web' },
  ],
  [
    '-r web',
    'node2',
    'Trying to relocate service:web...Success\nservice:web is now running on node2\n',
    { verb: 'relocate', service: 'service:web' },
  ],
  [
    '-rweb -nnode2',
    'node2',
    'Trying to relocate service:web to node2...Success\nservice:web is now running on node2\n',
    { verb: 'relocate', service: 'service:web', node: 'node2' },
  ],
  [
    '-s web',
    null,
    'Local machine stopping service:web...Success\n',
    { verb: 'stop', service: 'service:web' },
  ],
  [
    '-R web',
    'node1',
    'Local machine trying to restart service:web...Success\n',
    { verb: 'restart', service: 'service:web' },
  ],
  [
    '-c web',
    'node1',
    'Local machine convalescing service:web...Success\n',
    { verb: 'convalesce', service: 'service:web' },
  ],
  [
    '-Z web',
    'node1',
    'Local machine freezing service:web...Success\n',
    { verb: 'freeze', service: 'service:web' },
  ],
  [
    '-U web',
    'node1',
    'Local machine unfreezing service:web...Success\n',
    { verb: 'thaw', service: 'service:web' },
  ],
  [
    '-e one -d two',
    null,
    'Local machine disabling service:two...Success\n',
    { verb: 'disable', service: 'service:two' },
  ],
  ['-q -d web', null, '', { verb: 'disable', service: 'service:web' }],
];

test.each(LINES)('clusvcadm %s prints what rgmanager printed', async (args, owner, stdout, told) => {
  const { socketPath, cluster } = await serve();
  cluster.outcome = () => ({ code: 'SUCCESS', message: 'done', owner });
  const ran = await runCli('clusvcadm', args.split(' '), { socket: socketPath, env: { SUDO_USER: 'erika' } });
  expect(ran).toEqual({ code: 0, stdout, stderr: '' });
  expect(cluster.told).toHaveLength(1);
  expect(cluster.told).toEqual([{ kind: 'service', who: 'erika', ...told }]);
});

const RESULTS: readonly (readonly [code: ResultCode, exit: number, text: string])[] = [
  ['FAIL', 255, 'Failure'],
  ['ABORT', 254, 'Aborted; service failed'],
  ['NOSERVICE', 252, 'Service does not exist'],
  ['AGAIN', 250, 'Temporary failure; try again'],
  ['DEPEND', 249, 'Operation violates dependency rule'],
  ['INVAL', 248, 'Invalid operation for resource'],
  ['QUORUM', 247, 'Operation requires quorum'],
  ['RUN', 0, 'Service is already running'],
  ['FROZEN', 245, 'Failure: Service is frozen'],
  ['NODE', 244, 'Target node dead / nonexistent'],
  ['FENCE', 243, 'Fencing operation pending; try again later'],
  ['DOMAIN', 241, 'Service not runnable'],
  ['EXCL', 240, 'Service not runnable: cannot run exclusive'],
  ['RELO', 239, 'Failed; service running on original owner'],
  ['PERM', 238, 'Permissing denied'],
];

test.each(RESULTS)('%s is exit code %i', async (code, exit, text) => {
  const { socketPath, cluster } = await serve();
  cluster.outcome = () => ({ code, message: 'because', owner: 'node1' });
  const ran = await runCli('clusvcadm', ['-e', 'web'], { socket: socketPath });
  expect(ran.stdout).toBe(`Local machine trying to enable service:web...${text}\n`);
  expect(ran.code).toBe(exit);
  expect(ran.stderr).toBe(exit === 0 ? '' : 'clusvcadm: because\n');
});

const NODES: readonly (readonly [name: string, code: number, stdout: string])[] = [
  ['ode', 1, "'ode' not in membership list\nNo matches for 'ode' found\n"],
  ['node', 1, "'node' not in membership list\nMore than one possible match for 'node' found\n"],
];

test.each(NODES)('-n %s is not guessed', async (name, code, stdout) => {
  const { socketPath, cluster } = await serve();
  expect(await runCli('clusvcadm', ['-e', 'web', '-n', name], { socket: socketPath })).toEqual({
    code,
    stdout,
    stderr: '',
  });
  expect(cluster.told).toEqual([]);
});

test('the beginning of one name is enough for -n', async () => {
  const { socketPath, cluster } = await serve();
  const [first, second] = cluster.document.nodes;
  if (first === undefined || second === undefined) return expect.fail();
  cluster.document = { ...cluster.document, nodes: [first, { ...second, name: 'node2.example.com' }] };
  cluster.outcome = () => ({ code: 'SUCCESS', message: '', owner: 'node2.example.com' });
  const ran = await runCli('clusvcadm', ['-r', 'web', '-n', 'node2'], { socket: socketPath });
  expect(ran.stdout).toBe(
    "'node2' not in membership list\nClosest match: 'node2.example.com'\n" +
      'Trying to relocate service:web to node2.example.com...Success\n' +
      'service:web is now running on node2.example.com\n',
  );
});

const LOCKS: readonly (readonly [args: string, locked: boolean, stdout: string, told: readonly object[]])[] =
  [
    ['-l', false, 'Resource groups locked\n', [{ kind: 'restrict', verb: 'lock', who: 'erika' }]],
    ['-u', true, 'Resource groups unlocked\n', [{ kind: 'restrict', verb: 'unlock', who: 'erika' }]],
    ['-S', true, 'Resource groups locked\n', []],
    ['-S', false, 'Resource groups unlocked\n', []],
    // At once, whatever else is asked for.
    ['-e web -q -l', false, '', [{ kind: 'restrict', verb: 'lock', who: 'erika' }]],
    ['-u -d web', true, 'Resource groups unlocked\n', [{ kind: 'restrict', verb: 'unlock', who: 'erika' }]],
  ];

test.each(LOCKS)(
  'clusvcadm %s (locked: %s) locks, unlocks, and tells',
  async (args, locked, stdout, told) => {
    const { socketPath, cluster } = await serve();
    if (locked) cluster.document = { ...cluster.document, locked: { who: 'root', since: 1 } };
    const env = { SUDO_USER: 'erika' };
    expect(await runCli('clusvcadm', args.split(' '), { socket: socketPath, env })).toEqual({
      code: 0,
      stdout,
      stderr: '',
    });
    expect(cluster.told).toEqual(told);
  },
);

test.each([
  ['-l', 'Lock operation failed\n'],
  ['-u', 'Unlock operation failed\n'],
  ['-S', 'Query operation failed\n'],
])('%s that fails says so and why', async (args, stdout) => {
  const { socketPath, cluster } = await serve();
  cluster.document = { ...cluster.document, view: null };
  cluster.outcome = () => ({
    code: 'QUORUM',
    message: 'this node is in no view yet: see picket status',
    owner: null,
  });
  expect(await runCli('clusvcadm', [args], { socket: socketPath })).toEqual({
    code: 1,
    stdout,
    stderr: 'clusvcadm: this node is in no view yet: see picket status\n',
  });
});

test('-M asks for a node that is online', async () => {
  const { socketPath, cluster } = await serve();
  const migrate = (...args: readonly string[]) =>
    runCli('clusvcadm', ['-M', 'web', ...args], { socket: socketPath });
  expect(await migrate()).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Migration requires a target cluster member\n',
  });
  const { view } = cluster.document;
  const full = cluster.document;
  cluster.document = { ...full, view: view && { ...view, members: ['node1'] } };
  expect(await migrate('-n', 'node2')).toEqual({ code: 1, stdout: "'node2' is offline\n", stderr: '' });
  cluster.document = full;
  expect(cluster.told).toEqual([]);
  expect(await migrate('-n', 'node2')).toMatchObject({
    code: 0,
    stdout: 'Trying to migrate service:web to node2...Success\n',
  });
  expect(cluster.told).toMatchObject([{ verb: 'migrate', service: 'service:web', node: 'node2' }]);
});

test('wrong usage prints the usage and is exit code 1', async () => {
  for (const args of [[], ['-h'], ['-?'], ['-e'], ['-k'], ['-n', 'node1'], ['web']]) {
    const ran = await runCli('clusvcadm', args, { socket: '/nowhere' });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('usage: clusvcadm');
  }
  expect((await runCli('clusvcadm', ['-k'])).stderr).toBe("clusvcadm: invalid option -- 'k'\n");
  expect((await runCli('clusvcadm', ['-e'])).stderr).toBe("clusvcadm: option requires an argument -- 'e'\n");
});

test('-v prints the version, -F excludes -n', async () => {
  expect(await runCli('clusvcadm', ['-v'])).toMatchObject({ code: 0, stdout: '0.1.0\n' });
  expect(await runCli('clusvcadm', ['-e', 'web', '-F', '-n', 'node1'])).toEqual({
    code: 1,
    stdout: '',
    stderr: "Cannot use '-F' with '-n' or '-m'\n",
  });
});

test('without a daemon it says so in the old words and in ours', async () => {
  const socket = `${await tempFolder()}/control.sock`;
  const ran = await runCli('clusvcadm', ['-e', 'web'], { socket });
  expect(ran.code).toBe(1);
  expect(ran.stdout).toBe('');
  expect(ran.stderr.split('\n')[0]).toBe('Could not connect to cluster service');
  expect(ran.stderr.split('\n')[1]).toContain('picketd is not running on this host');
});
