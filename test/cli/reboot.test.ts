/** `picket reboot`: what reaches the daemon, what is waited for, and how each end of it reads. */
import { expect, test } from 'vitest';
import type { CommandResult } from '#src/cluster/commands.ts';
import type { NodeStatus } from '#src/cluster/status.ts';
import { healthy, NOW, node } from '../control/sample-status.ts';
import { type Served, serve } from '../control/serve.ts';
import { runCli } from './run-cli.ts';

const ENV = { SUDO_USER: 'erika' };
const GOES: CommandResult = {
  code: 'SUCCESS',
  message: 'node2 is empty: it leaves the cluster and reboots',
  owner: null,
};
const WORD = { who: 'erika', since: NOW };

/** The daemon takes the order; from then on node 2 is as given. */
async function servedWith(after: Partial<NodeStatus>): Promise<Served> {
  const served = await serve();
  served.cluster.outcome = () => {
    served.cluster.document = healthy({ nodes: [node(1), node(2, after)] });
    return GOES;
  };
  return served;
}

test('waits until the node is back, and says where everything is', async () => {
  const { socketPath, cluster } = await servedWith({ since: NOW + 60_000 });
  const services = healthy().services.map((one) => ({ ...one, owner: 'node2' }));
  cluster.document = healthy({ services });
  const had = services.map(({ id }) => id);
  const ran = await runCli('picket', ['reboot', 'node2', '--stop'], { socket: socketPath, env: ENV });
  const told = { verb: 'reboot', node: 'node2', who: 'erika', wait: true, stop: true, timeout: 1_800_000 };
  expect(cluster.told).toEqual([{ kind: 'restrict', ...told }]);
  expect(ran).toMatchObject({ code: 0, stderr: `${GOES.message}\n` });
  const [first, ...lines] = ran.stdout.trimEnd().split('\n');
  expect(first).toBe('node2 is back, and takes services again');
  for (const id of had) expect(lines.some((line) => line.startsWith(`  ${id} `))).toBe(true);
  expect(lines.at(-1)).toContain('picket migrate|relocate SERVICE node2');
});

test('does not take the member of before for the one that is back', async () => {
  const { socketPath } = await servedWith({ reboot: { ...WORD, failed: null }, standby: WORD });
  const args = ['reboot', 'node2', '--timeout', '2s', '--json'];
  const ran = await runCli('picket', args, { socket: socketPath });
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    code: 'FAIL',
    message: expect.stringMatching(/^node2 is not back in time \(member: .*it stays in standby until/),
  });
});

test('a standby of before stays, and is named', async () => {
  const { socketPath } = await servedWith({ since: NOW + 60_000, standby: { ...WORD, who: 'kurt' } });
  const ran = await runCli('picket', ['reboot', 'node2', '-q'], { socket: socketPath });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain(
    'node2 is back, and stays in standby as before (by kurt): picket online node2',
  );
});

test('what came to nothing on the way is exit code 1, with the reason and the way out', async () => {
  const failed = '"systemctl reboot" failed: Access denied';
  const { socketPath } = await servedWith({ reboot: { ...WORD, failed }, standby: WORD });
  const ran = await runCli('picket', ['reboot', 'node2', '-q'], { socket: socketPath });
  expect(ran).toEqual({
    code: 1,
    stdout: '',
    stderr: `picket: node2 is not rebooted: ${failed}; it stays in standby: picket online node2, or again: picket reboot node2\n`,
  });
});

test('on the node itself it ends when the daemon does', async () => {
  const served = await serve();
  served.cluster.outcome = () => {
    setImmediate(() => void served.server.close());
    return { ...GOES, message: 'node1 is empty: it leaves the cluster and reboots' };
  };
  const ran = await runCli('picket', ['reboot', 'node1'], { socket: served.socketPath });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toBe('node1 goes down; it is back in service by itself: picket status\n');
});

test('--no-wait comes back with the word', async () => {
  const { socketPath, cluster } = await serve();
  const message = 'node2 is in standby: service:web moves away; it reboots when it is empty';
  cluster.outcome = () => ({ code: 'SUCCESS', message, owner: null });
  const ran = await runCli('picket', ['reboot', 'node2', '--no-wait'], { socket: socketPath });
  expect(ran).toEqual({ code: 0, stdout: `${message}\n`, stderr: '' });
  expect(cluster.told).toMatchObject([{ verb: 'reboot', wait: false, stop: false }]);
});

test.each([[[]], [['node2', '--timeout', 'soon']], [['node2', '--timeout', '0']]])(
  'picket reboot %j is wrong usage',
  async (args) => {
    const { socketPath } = await serve();
    expect((await runCli('picket', ['reboot', ...args], { socket: socketPath })).code).toBe(2);
  },
);

test('status tells a reboot that is under way from one that came to nothing', async () => {
  const { socketPath, cluster } = await serve();
  const why = async (more: Partial<NodeStatus>): Promise<string> => {
    cluster.document = healthy({ nodes: [node(1), node(2, { standby: WORD, ...more })] });
    return (await runCli('picket', ['status'], { socket: socketPath })).stdout;
  };
  expect(await why({ reboot: { ...WORD, failed: null } })).toMatch(/node2 .*to be rebooted by erika/);
  expect(await why({ standing: 'left', peer: 'left', reboot: { ...WORD, failed: null } })).toMatch(
    /node2 +left, standby .*reboots by erika/,
  );
  expect(await why({ reboot: { ...WORD, failed: 'so' } })).toMatch(
    /in standby by erika: picket online node2/,
  );
});
