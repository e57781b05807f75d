/** DRBD's handlers as DRBD calls them: an environment with nothing but its own variables, and exit codes that decide. */
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import { serve, tempFolder } from '../control/serve.ts';
import { BIN, type Ran, runCli } from './run-cli.ts';

const ENV_84 = {
  DRBD_RESOURCE: 'r0',
  DRBD_MINOR: '0',
  DRBD_PEER: 'node2',
  DRBD_PEERS: 'node2',
  DRBD_PEER_ADDRESS: '10.99.0.2',
  DRBD_CONF: '/etc/drbd.conf',
  PATH: '/sbin:/usr/sbin:/bin:/usr/bin:/lib/drbd',
};
const ENV_9 = {
  DRBD_RESOURCE: 'r0',
  DRBD_MY_NODE_ID: '0',
  DRBD_PEER_NODE_ID: '1',
  DRBD_NODE_ID_0: 'node1',
  DRBD_NODE_ID_1: 'node2',
  DRBD_PEER_ADDRESS: '10.99.0.2',
  UP_TO_DATE_NODES: '0x00000003',
  PATH: ENV_84.PATH,
};

function handler(
  socket: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = ['--timeout', '1'],
): Promise<Ran> {
  return runCli('picket-drbd-fence-peer', args, { socket, env });
}

test.each([
  ['fenced', 7],
  ['connected', 1],
  ['frozen', 1],
] as const)('%s is exit code %i', async (outcome, code) => {
  const { socketPath, cluster } = await serve();
  cluster.drbdOutcome = outcome;
  const ran = await handler(socketPath, ENV_84);
  expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringContaining('r0: because') });
  const call = { kind: 'drbd-fence-peer', resource: 'r0', names: ['node2'], address: '10.99.0.2' };
  expect(cluster.told).toEqual([{ ...call, patience: 1_000 }]);
});

test('DRBD 9 says who it is by a number', async () => {
  const { socketPath, cluster } = await serve();
  await handler(socketPath, ENV_9);
  expect(cluster.told).toMatchObject([{ resource: 'r0', names: ['node2'], peerId: 1 }]);
});

test('no daemon: exit code 1 within its time, and a note for the next daemon', async () => {
  const folder = await tempFolder();
  const ran = await handler(`${folder}/run/control.sock`, ENV_84);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('picketd is not running') });
  expect(await readdir(`${folder}/run`)).toEqual([expect.stringMatching(/^drbd-call-.*r0.*\.json$/)]);
});

test('a daemon that comes back in time is asked again', async () => {
  const first = await serve();
  first.cluster.drbdOutcome = undefined;
  const ran = handler(first.socketPath, ENV_84, ['--timeout', '20']);
  await until('the handler asks', () => first.cluster.told[0]);
  await first.server.close();
  const again = await serve({ at: first.socketPath });
  again.cluster.drbdOutcome = 'fenced';
  expect(await ran).toMatchObject({ code: 7 });
});

test('a daemon that hangs costs no more than the time', async () => {
  const folder = await tempFolder();
  const server = createServer(() => {});
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(`${folder}/control.sock`, resolve));
  expect(await handler(`${folder}/control.sock`, ENV_84)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('did not answer'),
  });
});

test.each([
  ['not called by DRBD', { PATH: ENV_84.PATH }, [], 'DRBD_RESOURCE is not set'],
  ['a wrong option', ENV_84, ['--timout', '9'], 'usage: picket-drbd-fence-peer'],
  ['no time', ENV_84, ['--timeout', '0'], 'usage: picket-drbd-fence-peer'],
] as const)('%s: exit code 1', async (_what, env, args, words) => {
  const { socketPath } = await serve();
  expect(await handler(socketPath, env, args)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(words),
  });
});

// Node's own exit codes 5 and 7 mean that it broke; to DRBD they would mean "assumed dead" and "was fenced".
test.each([3, 4, 5, 6, 7, 0, 137])('a runtime that ends with %i is exit code 1', async (code) => {
  const folder = await tempFolder();
  const words = code === 0 ? 'not fenced' : 'fenced';
  const command = `mkdir -p "${folder}/bin" && cp "${BIN}/picket-drbd-fence-peer" "${folder}/bin/handler" &&
    printf '#!/bin/sh\\necho ${words}\\nexit ${code}\\n' > "${folder}/bin/node" && chmod +x "${folder}/bin/node" &&
    exec "${folder}/bin/handler"`;
  expect((await runCli('/bin/sh', ['-c', command])).code).toBe(1);
});

test('NODE_OPTIONS and an empty PATH do no harm', async () => {
  const { socketPath, cluster } = await serve();
  cluster.drbdOutcome = 'fenced';
  const env = { ...ENV_84, PATH: '', NODE_OPTIONS: '--no-such-option', HOME: '/nowhere' };
  expect(await handler(socketPath, env)).toMatchObject({ code: 7 });
});

test('after a resync the daemon is told, and DRBD never waits for that', async () => {
  const { socketPath, cluster } = await serve();
  const run = (socket: string, args: readonly string[]): Promise<Ran> =>
    runCli('picket-drbd-unfence-peer', args, { socket, env: ENV_84 });
  expect(await run(socketPath, ['after-resync-target'])).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(cluster.told).toEqual([{ kind: 'drbd-synced', resource: 'r0', handler: 'after-resync-target' }]);
  expect(await run('/nowhere/control.sock', [])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('picketd is not running'),
  });
});
