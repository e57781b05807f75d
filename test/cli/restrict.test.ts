/** `picket standby|online|lock|unlock|maintenance`: what reaches the daemon, what is printed, how it is shown. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { healthy, NOW, node } from '../control/sample-status.ts';
import { serve } from '../control/serve.ts';
import { BIN, runCli } from './run-cli.ts';

const ENV = { SUDO_USER: 'erika' };

const WORDS: readonly (readonly [args: string, told: object])[] = [
  ['standby node2', { verb: 'standby', node: 'node2', wait: false, stop: false }],
  ['standby node2 --wait --stop -q', { verb: 'standby', node: 'node2', wait: true, stop: true }],
  ['online node2', { verb: 'online', node: 'node2' }],
  ['lock', { verb: 'lock' }],
  ['unlock', { verb: 'unlock' }],
  ['maintenance on', { verb: 'maintenance-on' }],
  ['maintenance off', { verb: 'maintenance-off' }],
];

test.each(WORDS)('picket %s says it in the name of who asks', async (args, told) => {
  const { socketPath, cluster } = await serve();
  cluster.outcome = () => ({ code: 'SUCCESS', message: 'it is done', owner: null });
  const ran = await runCli('picket', args.split(' '), { socket: socketPath, env: ENV });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toMatch(/^\S+: it is done\n$/);
  expect(cluster.told).toEqual([{ kind: 'restrict', who: 'erika', ...told }]);
});

test('what could not be emptied is exit code 1 and named; --json prints the result', async () => {
  const { socketPath, cluster } = await serve();
  const message = 'node2 is in standby; service:a stays (no other node can take it: node1: not a member)';
  cluster.outcome = () => ({ code: 'FAIL', message, owner: null });
  const args = ['standby', 'node2', '--wait'];
  const text = await runCli('picket', args, { socket: socketPath });
  expect(text).toEqual({ code: 1, stdout: '', stderr: `picket: ${message}\n` });
  const json = await runCli('picket', [...args, '--json'], { socket: socketPath });
  expect(JSON.parse(json.stdout)).toEqual({ code: 'FAIL', message, owner: null });
  expect(json.code).toBe(1);
});

test.each(['maintenance', 'maintenance maybe', 'standby', 'online'])(
  'picket %s is wrong usage',
  async (args) => {
    expect((await runCli('picket', args.split(' '), { socket: '/nowhere' })).code).toBe(2);
  },
);

test('standby --wait shows what moves, line by line', async () => {
  const { socketPath, cluster } = await serve();
  cluster.outcome = async () => {
    const message = 'service:a is stopping on node2: node2 is in standby';
    cluster.emit({ at: NOW, name: 'service.stopping', service: 'service:a', node: 'node2', message });
    await new Promise((resolve) => setImmediate(resolve));
    return { code: 'SUCCESS', message: 'node2 is in standby and empty', owner: null };
  };
  const ran = await runCli('picket', ['standby', 'node2', '--wait'], { socket: socketPath });
  expect(ran.stdout).toBe('node2 is in standby and empty\n');
});

test('Ctrl-C leaves the wait, and says that the operation goes on', async () => {
  const { socketPath, cluster } = await serve();
  const asked = Promise.withResolvers<void>();
  let done = false;
  const end = Promise.withResolvers<void>();
  cluster.outcome = async () => {
    asked.resolve();
    await end.promise;
    done = true;
    return { code: 'SUCCESS', message: 'done', owner: 'node1' };
  };
  const child = spawn(`${BIN}/picket`, ['restart', 'web'], {
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', PICKET_SOCKET: socketPath },
  });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  await asked.promise;
  child.kill('SIGINT');
  expect(await closed).toBe(130);
  expect(stderr).toBe('left; what was asked for goes on: picket status\n');
  end.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toBe(true);
});

test('status and clustat show what restricts', async () => {
  const { socketPath, cluster } = await serve();
  const said = { who: 'erika', since: NOW - 60_000 };
  const { view } = healthy();
  cluster.document = healthy({
    view: view && {
      ...view,
      mayStart: false,
      reason: 'the cluster is in maintenance by erika: picket maintenance off',
    },
    nodes: [node(1), node(2, { standby: said })],
    locked: said,
    maintenance: said,
    waits: [
      {
        what: 'the cluster is locked by erika: no service is started',
        since: said.since,
        until: null,
        ends: 'run: picket unlock',
      },
    ],
  });
  const status = (await runCli('picket', ['status'], { socket: socketPath })).stdout;
  expect(status).toContain(
    'MAINTENANCE, LOCKED\nno service is started: the cluster is in maintenance by erika',
  );
  expect(status).toMatch(/node2 +member, standby .*in standby by erika: picket online node2/);
  expect(status).toContain('ends when:  run: picket unlock');
  const clustat = (await runCli('clustat', [], { socket: socketPath })).stdout;
  expect(clustat).toContain('    2 Online, rgmanager, Standby\n');
  expect(clustat).toContain('    1 Online, Local, rgmanager\n');
  const xml = (await runCli('clustat', ['-x'], { socket: socketPath })).stdout;
  expect(xml).toContain('nodeid="0x00000002" standby="1"/>');
});
