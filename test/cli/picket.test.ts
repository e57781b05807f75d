/** What an administrator gets from `picket`: the real executable against a daemon's socket. */
import { expect, test } from 'vitest';
import type { ClusterEvent } from '#src/cluster/status.ts';
import { memoryCluster } from '../control/memory-cluster.ts';
import { healthy, NOW, service, wounded } from '../control/sample-status.ts';
import { serve, tempFolder } from '../control/serve.ts';
import { runCli } from './run-cli.ts';

test('status shows what is waited for and what is wrong before anything else', async () => {
  const { socketPath } = await serve({ cluster: memoryCluster(wounded()) });
  const { code, stdout, stderr } = await runCli('picket', ['status'], { socket: socketPath });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  await expect(stdout).toMatchFileSnapshot('golden/status-wounded.txt');
  const at = (text: string): number => stdout.indexOf(text);
  expect(at('node2 is lost')).toBeGreaterThan(0);
  expect(at('picket confirm-down node2')).toBeLessThan(at('Nodes'));
  expect(at('service:old')).toBeLessThan(at('service:web'));
  expect(stdout).toMatch(/service:db +started, owner lost +node2/);
});

test('status of a healthy cluster says so and is not coloured in a pipe', async () => {
  const { socketPath } = await serve();
  const { stdout } = await runCli('picket', ['status'], { socket: socketPath });
  await expect(stdout).toMatchFileSnapshot('golden/status-healthy.txt');
  expect(stdout).not.toContain('\x1b');
});

test('status says what of a running service is down, how, and why', async () => {
  const partial = [
    { resource: 'ip:10.0.0.80', state: 'stopped', why: 'no carrier' },
    { resource: 'script:stats', state: 'may-run', why: 'its stop timed out' },
  ] as const;
  const services = [service('service:well'), service('service:web', { partial })];
  const { socketPath } = await serve({ cluster: memoryCluster(healthy({ services })) });
  const { stdout } = await runCli('picket', ['status'], { socket: socketPath, env: { COLUMNS: '200' } });
  expect(stdout).toMatch(
    /service:web +started \[partial\] +node1 .*ip:10.0.0.80 is stopped \(no carrier\), script:stats may run \(its stop timed out\)\n/,
  );
  // What needs a look comes first.
  expect(stdout.indexOf('service:web')).toBeLessThan(stdout.indexOf('service:well'));
});

test('status says how far a migration is, and where one has failed', async () => {
  const migration = { to: 'node2', by: 'operator', since: NOW, percent: 43.9, words: '1 GiB left' } as const;
  const services = [
    service('vm:a', { state: 'migrating', why: 'operator: migrate', migration }),
    service('vm:b', { notTo: [{ node: 'node2', at: NOW, why: 'no route to host' }] }),
  ];
  const { socketPath } = await serve({ cluster: memoryCluster(healthy({ services })) });
  const { stdout } = await runCli('picket', ['status'], { socket: socketPath, env: { COLUMNS: '200' } });
  expect(stdout).toMatch(/vm:a +migrating +node1 > node2 .*43 %, 1 GiB left; operator: migrate\n/);
  expect(stdout).toMatch(/vm:b +started +node1 .*could not migrate to node2: no route to host\n/);
});

test('status wraps long reasons at the width of the terminal', async () => {
  const { socketPath } = await serve({ cluster: memoryCluster(wounded()) });
  const { stdout } = await runCli('picket', ['status'], { socket: socketPath, env: { COLUMNS: '100' } });
  await expect(stdout).toMatchFileSnapshot('golden/status-100-columns.txt');
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('words that come from agents cannot steer the terminal', async () => {
  const evil = healthy({
    services: [service('service:x', { state: 'failed', why: 'bad\x1b[2Jthing\nsecond' })],
  });
  const { socketPath } = await serve({ cluster: memoryCluster(evil) });
  const { stdout } = await runCli('picket', ['status'], { socket: socketPath });
  expect(stdout).not.toContain('\x1b');
  expect(stdout).toContain('bad [2Jthing second');
});

test('status --json is the whole document', async () => {
  const { socketPath } = await serve();
  const { stdout } = await runCli('picket', ['status', '--json', '--socket', socketPath]);
  expect(JSON.parse(stdout)).toEqual(healthy());
});

test('status --watch draws again and again, with what is new', async () => {
  const { socketPath, cluster } = await serve();
  const { stdout } = await runCli('picket', ['status', '--watch'], {
    socket: socketPath,
    enough: (text) => {
      if (text.includes('Services')) cluster.document = healthy({ warnings: ['something new'] });
      return text.includes('something new');
    },
  });
  expect(stdout).toContain('something new');
});

test('a thousand services are shown', async () => {
  const services = Array.from({ length: 1000 }, (_, index) =>
    service(
      `service:s${String(index).padStart(4, '0')}`,
      index === 700 ? { state: 'failed', why: 'broken' } : {},
    ),
  );
  const { socketPath } = await serve({ cluster: memoryCluster(healthy({ services })) });
  const { stdout } = await runCli('picket', ['status'], { socket: socketPath });
  const lines = stdout.split('\n').filter((line) => /^ {2}service:s\d{4}/.test(line));
  expect(lines).toHaveLength(1000);
  expect(lines[0]).toContain('service:s0700');
  expect(stdout).toContain('Services: 999 started, 1 failed');
});

test('an order says how it ended, shows progress, and reaches the cluster whole', async () => {
  const { socketPath, cluster } = await serve();
  const event = (id: string, message: string): Omit<ClusterEvent, 'sequence'> => ({
    at: 1,
    name: 'service.started',
    service: id,
    message,
  });
  cluster.outcome = async () => {
    cluster.emit(event('service:other', 'not of interest'));
    cluster.emit(event('service:web', 'service:web: fs started'));
    // The stream and the answer are two connections: the answer waits until a follower was served.
    await new Promise((resolve) => setImmediate(resolve));
    return { code: 'SUCCESS', message: 'service:web is now running on node2', owner: 'node2' };
  };
  const { code, stdout, stderr } = await runCli('picket', ['relocate', 'web', 'node2'], {
    socket: socketPath,
  });
  expect(cluster.told).toEqual([
    { kind: 'service', verb: 'relocate', service: 'service:web', node: 'node2', who: expect.any(String) },
  ]);
  expect(stdout).toBe('service:web is now running on node2\n');
  expect(stderr).not.toContain('not of interest');
  expect(code).toBe(0);
});

test('a refused order is exit code 1 and the reason in one line', async () => {
  const { socketPath, cluster } = await serve();
  cluster.outcome = () => ({
    code: 'FROZEN',
    message: 'it is frozen; picket thaw service:web first',
    owner: 'node1',
  });
  const text = await runCli('picket', ['restart', 'service:web'], { socket: socketPath });
  expect(text).toEqual({
    code: 1,
    stdout: '',
    stderr: 'picket: service:web: it is frozen; picket thaw service:web first\n',
  });
  const json = await runCli('picket', ['restart', 'service:web', '--json'], { socket: socketPath });
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toEqual({
    code: 'FROZEN',
    message: 'it is frozen; picket thaw service:web first',
    owner: 'node1',
  });
});

test('enabling what already runs is fine', async () => {
  const { socketPath, cluster } = await serve();
  cluster.outcome = () => ({
    code: 'RUN',
    message: 'service:web is already running on node1',
    owner: 'node1',
  });
  expect(await runCli('picket', ['enable', 'web'], { socket: socketPath })).toMatchObject({ code: 0 });
});

test('reload shows what is wrong in the new file', async () => {
  const { socketPath, cluster } = await serve();
  expect(await runCli('picket', ['reload'], { socket: socketPath })).toMatchObject({
    code: 0,
    stdout: 'configuration 10 is in force\n',
  });
  cluster.reloadResult = {
    ok: false,
    message: 'cluster.xml has 1 error',
    problems: ['cluster.xml:4:24: error: no'],
  };
  expect(await runCli('picket', ['reload'], { socket: socketPath })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'cluster.xml:4:24: error: no\npicket: cluster.xml has 1 error\n',
  });
});

test('without a daemon: one line with the way out, exit code 1, also as JSON', async () => {
  const socket = `${await tempFolder()}/control.sock`;
  const line = `picketd is not running on this host (no answer at ${socket}). Start it: systemctl start picket`;
  for (const args of [
    ['status'],
    ['enable', 'web'],
    ['events', '--follow'],
    ['fence', 'node2', '--yes'],
    ['reload'],
  ]) {
    expect(await runCli('picket', args, { socket })).toEqual({
      code: 1,
      stdout: '',
      stderr: `picket: ${line}\n`,
    });
  }
  const json = await runCli('picket', ['status', '--json'], { socket });
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toEqual({ ok: false, kind: 'no-daemon', error: line });
});

test('a socket path that cannot be one is told as that, never as a stack trace', async () => {
  for (const socket of ['/etc/passwd', '/nowhere/at/all', `/tmp/${'x'.repeat(300)}`, '/']) {
    const { code, stderr } = await runCli('picket', ['status'], { socket });
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(socket);
  }
});

test.each([
  [['status', '--josn']],
  [['explode']],
  [['enable']],
  [['disable', 'web', 'node2']],
  [['events', '--after', 'x']],
  [['fence', 'node2', '--off', '--reboot']],
  [[]],
])('wrong usage %j is exit code 2 with a word on standard error', async (args) => {
  const { code, stdout, stderr } = await runCli('picket', args, { socket: '/nowhere' });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toBe('');
  expect(stderr).not.toContain('    at ');
});

test.each(
  ['status', 'enable', 'disable', 'stop', 'restart', 'relocate', 'convalesce', 'freeze', 'thaw'].concat([
    'fence',
    'confirm-down',
    'events',
    'reload',
    'check',
    'keygen',
  ]),
)('%s --help has an example', async (name) => {
  const { code, stdout } = await runCli('picket', [name, '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`Examples?:\\n  picket ${name}`));
  expect(stdout).toContain('--json');
});

test('a reader that leaves early is no error', async () => {
  const services = Array.from({ length: 5000 }, (_, index) => service(`service:s${index}`));
  const { socketPath } = await serve({ cluster: memoryCluster(healthy({ services })) });
  const command = `"${process.cwd()}/bin/picket" status | head -1; exit 0`;
  const { stdout, stderr } = await runCli('/bin/sh', ['-c', command], { socket: socketPath });
  expect(stdout).toBe('Cluster an-cluster: quorate, coordinator node1, view 7\n');
  expect(stderr).toBe('');
});

test.runIf(process.getuid?.() === 0)(
  'who may not command may still look, and is told how to get in',
  async () => {
    const { chmodSync, symlinkSync } = await import('node:fs');
    const write = await serve();
    const read = await serve({ access: 'read', cluster: write.cluster });
    const folder = await tempFolder();
    for (const each of [write.folder, read.folder, folder]) chmodSync(each, 0o755);
    symlinkSync(write.socketPath, `${folder}/control.sock`);
    symlinkSync(read.socketPath, `${folder}/status.sock`);
    const user = { socket: `${folder}/control.sock`, uid: 65534 };
    const look = await runCli('picket', ['status'], user);
    expect(look).toMatchObject({ code: 0, stderr: '' });
    const command = await runCli('picket', ['disable', 'web'], user);
    expect(command.code).toBe(1);
    expect(command.stderr).toContain('run as root or join group picket');
    const old = await runCli('clusvcadm', ['-d', 'web'], user);
    expect(old).toMatchObject({
      code: 238,
      stdout: 'Local machine disabling service:web...Permissing denied\n',
    });
    expect(write.cluster.told).toEqual([]);
  },
);

test('fences tells each fence in full, the newest first, of one node if asked', async () => {
  const document = healthy({
    fences: [
      ...wounded().fences,
      {
        id: '2-1',
        node: 'node1',
        state: 'fenced',
        by: 'node2',
        method: 'pdu',
        device: 'pdu-a',
        why: 'an operator asked',
        asked: true,
        agentMs: 900,
        began: NOW - 86_400_000,
        ended: NOW - 86_400_000 + 14_200,
        attempts: 1,
        lastError: 'ipmi/ipmi_n01: no answer',
        evidence: 'status read off twice on pdu-a',
      },
    ],
  });
  const { socketPath } = await serve({ cluster: memoryCluster(document) });
  const all = await runCli('picket', ['fences'], { socket: socketPath });
  await expect(all.stdout).toMatchFileSnapshot('golden/fences.txt');
  const one = await runCli('picket', ['fences', 'node1', '--json'], { socket: socketPath });
  expect(JSON.parse(one.stdout)).toEqual([document.fences[1]]);
  const none = await runCli('picket', ['fences', 'node9'], { socket: socketPath });
  expect(none.code).toBe(1);
  expect(none.stderr).toContain('there is no node node9; the nodes of this cluster are node1, node2');
});
