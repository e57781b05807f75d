/** What the command line gets from the control client: answers, results of commands, and errors in words. */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ClusterEvent } from '#src/cluster/status.ts';
import { createControlClient } from '#src/control/client.ts';
import { asControlError } from '#src/control/client-error.ts';
import { healthy } from './sample-status.ts';
import { serve, tempFolder } from './serve.ts';

test('status and events arrive as the daemon gave them', async () => {
  const { client, cluster } = await serve();
  for (const name of ['a', 'b', 'c']) cluster.emit({ at: 1, name, message: `${name} happened` });
  expect(await client.status()).toEqual(healthy());
  expect((await client.events(1)).map((event) => event.name)).toEqual(['b', 'c']);
});

test('commands reach the cluster with all their parts, names with odd characters included', async () => {
  const { client, cluster } = await serve();
  await client.service({ verb: 'relocate', service: 'service:a/b %ü', node: 'node2' });
  await client.service({ verb: 'disable', service: 'vm:x' });
  await client.fence({ node: 'node2', action: 'off' });
  await client.confirmDown({ node: 'node2', who: 'root' });
  await client.service({ verb: 'enable', service: 'web', prefer: 'node1', who: 'erika' });
  await client.restrict({ verb: 'standby', node: 'node 2/ü', wait: true, stop: true, who: 'erika' });
  await client.restrict({ verb: 'online', node: 'node2' });
  await client.restrict({ verb: 'lock' });
  await client.restrict({ verb: 'unlock', who: 'erika' });
  await client.restrict({ verb: 'maintenance-on', who: 'erika' });
  await client.restrict({ verb: 'maintenance-off' });
  await client.reload();
  expect(cluster.told).toEqual([
    { kind: 'service', verb: 'relocate', service: 'service:a/b %ü', node: 'node2' },
    { kind: 'service', verb: 'disable', service: 'vm:x' },
    { kind: 'fence', node: 'node2', action: 'off' },
    { kind: 'confirm-down', node: 'node2', who: 'root' },
    { kind: 'service', verb: 'enable', service: 'web', prefer: 'node1', who: 'erika' },
    { kind: 'restrict', verb: 'standby', node: 'node 2/ü', wait: true, stop: true, who: 'erika' },
    { kind: 'restrict', verb: 'online', node: 'node2' },
    { kind: 'restrict', verb: 'lock' },
    { kind: 'restrict', verb: 'unlock', who: 'erika' },
    { kind: 'restrict', verb: 'maintenance-on', who: 'erika' },
    { kind: 'restrict', verb: 'maintenance-off' },
    { kind: 'reload' },
  ]);
});

test.each(['FAIL', 'ABORT', 'NOSERVICE', 'AGAIN', 'DEPEND', 'INVAL', 'QUORUM', 'RUN'] as const)(
  'a command that ends in %s is a result, not an exception',
  async (code) => {
    const { client, cluster } = await serve();
    const result = { code, message: `this is ${code}`, owner: 'node2' };
    cluster.outcome = () => result;
    expect(await client.service({ verb: 'enable', service: 'web' })).toEqual(result);
    expect(await client.fence({ node: 'node2', action: 'reboot' })).toEqual(result);
  },
);

test('a refused reload carries the problems', async () => {
  const { client, cluster } = await serve();
  cluster.reloadResult = { ok: false, message: '1 error', problems: ['cluster.xml:4:24: error: no'] };
  expect(await client.reload()).toEqual(cluster.reloadResult);
});

test('a follower gets kept events first, then new ones, each once and in order', async () => {
  const { client, cluster } = await serve();
  for (const name of ['one', 'two', 'three']) cluster.emit({ at: 1, name, message: '' });
  const seen: ClusterEvent[] = [];
  const leaving = new AbortController();
  const connected = (): void => {
    cluster.emit({ at: 2, name: 'four', message: 'with\nline end', data: { deep: ['ü'] } });
    cluster.emit({ at: 3, name: 'five', message: '' });
  };
  await client.follow({ after: 1, signal: leaving.signal, connected }, (event) => {
    seen.push(event);
    if (event.name === 'five') leaving.abort();
  });
  expect(seen.map((event) => event.name)).toEqual(['two', 'three', 'four', 'five']);
  expect(seen[2]).toMatchObject({ message: 'with\nline end', data: { deep: ['ü'] } });
  await expect.poll(() => cluster.listeners()).toBe(0);
});

test('without a daemon the error names the socket and the way out', async () => {
  const path = join(await tempFolder(), 'control.sock');
  const text = `picketd is not running on this host (no answer at ${path}). Start it: systemctl start picket`;
  await expect(createControlClient(path).status()).rejects.toMatchObject({
    kind: 'no-daemon',
    message: text,
  });
});

test('a socket that is shut says how to get in', () => {
  const error = asControlError(
    Object.assign(new Error('connect'), { code: 'EACCES' }),
    '/run/picket/control.sock',
  );
  expect(error.kind).toBe('denied');
  expect(error.message).toBe(
    'permission denied at /run/picket/control.sock: run as root or join group picket',
  );
});

test('a daemon that dies in the middle, or is none, is told apart', async () => {
  const folder = await tempFolder();
  const listen = async (name: string, answer: string | undefined): Promise<string> => {
    const path = join(folder, name);
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => (answer === undefined ? socket.destroy() : socket.end(answer)));
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return path;
  };
  const dying = createControlClient(await listen('dying', undefined));
  await expect(dying.status()).rejects.toMatchObject({ kind: 'gone' });
  const alien = createControlClient(await listen('alien', 'SSH-2.0-OpenSSH_9\r\n'));
  await expect(alien.status()).rejects.toMatchObject({ kind: 'protocol' });
  const html = 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>';
  await expect(createControlClient(await listen('html', html)).status()).rejects.toMatchObject({
    kind: 'protocol',
  });
});
