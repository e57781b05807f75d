/** What a client of the control API gets: answers, refusals in words, and no way to hurt anyone else. */
import { existsSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CommandResult } from '#src/cluster/commands.ts';
import { BODY_LIMIT } from '#src/control/body.ts';
import { createControlClient } from '#src/control/client.ts';
import { serveControl } from '#src/control/server.ts';
import { createClock } from '#src/host/clock.ts';
import { claim, publish, remove } from '#src/host/control-socket.ts';
import { memoryCluster } from './memory-cluster.ts';
import { healthy } from './sample-status.ts';
import { parseAnswer, type RawAnswer, serve } from './serve.ts';

/** One exchange in our own bytes, so that nothing between us and the server tidies them up. */
function raw(socketPath: string, text: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(parseAnswer(answer)));
    socket.write(text);
  });
}

function ask(socketPath: string, method: string, path: string, body = ''): Promise<RawAnswer> {
  const length = `content-length: ${Buffer.byteLength(body)}`;
  return raw(
    socketPath,
    `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${length}\r\n\r\n${body}`,
  );
}

test('a program can read the status with any HTTP client', async () => {
  const { socketPath } = await serve();
  const answer = await ask(socketPath, 'GET', '/v1/status');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json');
  expect(JSON.parse(answer.body)).toEqual(healthy());
});

test('the OpenAPI document is served', async () => {
  const { socketPath } = await serve();
  const answer = await ask(socketPath, 'GET', '/v1/openapi.json');
  expect(JSON.parse(answer.body)).toMatchObject({ openapi: '3.1.0', info: { title: 'Picket control API' } });
});

const REFUSALS: readonly (readonly [
  string,
  method: string,
  path: string,
  body: string,
  status: number,
  detail: RegExp,
])[] = [
  ['an unknown path', 'GET', '/v1/nothing', '', 404, /nothing is at \/v1\/nothing/],
  ['an unknown operation', 'POST', '/v1/services/web/explode', '', 404, /enable, disable, stop/],
  ['an empty name', 'POST', '/v1/nodes//fence', '', 404, /nothing is at/],
  ['the wrong method', 'POST', '/v1/status', '', 405, /takes GET, not POST/],
  ['reading a command', 'GET', '/v1/reload', '', 405, /takes POST, not GET/],
  ['broken JSON', 'POST', '/v1/services/web/enable', '{"node":', 400, /not valid JSON/],
  ['JSON that is no object', 'POST', '/v1/services/web/enable', '[1]', 400, /must be a JSON object/],
  [
    'a misspelt field',
    'POST',
    '/v1/services/web/enable',
    '{"nod":"node1"}',
    400,
    /unknown field "nod" \(known: node, prefer, who\)/,
  ],
  [
    'a field of the wrong type',
    'POST',
    '/v1/services/web/enable',
    '{"node":7}',
    400,
    /node must be a string/,
  ],
  ['a node where none belongs', 'POST', '/v1/services/web/disable', '{"node":"node1"}', 400, /takes no node/],
  ['an unknown fence action', 'POST', '/v1/nodes/node2/fence', '{"action":"on"}', 400, /off or reboot/],
  ['a voucher without a name', 'POST', '/v1/nodes/node2/confirm-down', '{}', 400, /who is missing/],
  ['a broken escape', 'POST', '/v1/services/%E0%A4%A/enable', '', 400, /broken % escape/],
  ['a number that is none', 'GET', '/v1/events?after=-1', '', 400, /after must be a whole number/],
  ['a body that is too long', 'POST', '/v1/reload', 'x'.repeat(BODY_LIMIT + 1), 413, /65536 bytes/],
];

test.each(REFUSALS)(
  '%s is refused with a problem document that says why',
  async (_, method, path, body, status, detail) => {
    const { socketPath, cluster, errors } = await serve();
    const answer = await ask(socketPath, method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    const document = JSON.parse(answer.body);
    expect(document).toMatchObject({ type: 'about:blank', status, title: expect.any(String) });
    expect(document.detail).toMatch(detail);
    expect(cluster.told).toEqual([]);
    expect(errors).toEqual([]);
  },
);

test('405 names the methods that are allowed', async () => {
  const { socketPath } = await serve();
  expect((await ask(socketPath, 'DELETE', '/v1/status')).headers['allow']).toBe('GET');
});

test('what is not HTTP gets an answer, too', async () => {
  const { socketPath } = await serve();
  const answer = await raw(socketPath, 'hello?\r\n\r\n');
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body).detail).toBe('this is not an HTTP/1.1 request');
});

test('a mistake of ours is logged, and told without its details', async () => {
  const { socketPath, cluster, errors } = await serve();
  cluster.outcome = () => {
    throw new Error('secret inner state');
  };
  const answer = await ask(socketPath, 'POST', '/v1/services/web/enable');
  expect(answer.status).toBe(500);
  expect(answer.body).not.toContain('secret');
  expect(errors).toHaveLength(1);
});

test('the read-only socket answers questions and refuses commands', async () => {
  const { socketPath, cluster } = await serve({ access: 'read' });
  expect((await ask(socketPath, 'GET', '/v1/status')).status).toBe(200);
  const answer = await ask(socketPath, 'POST', '/v1/nodes/node2/fence', '{"action":"off"}');
  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.body).detail).toContain('control.sock');
  expect(cluster.told).toEqual([]);
});

test('the sockets get their modes: commands for owner and group, reading for everyone', async () => {
  const write = await serve({ access: 'write' });
  const read = await serve({ access: 'read' });
  expect((statSync(write.socketPath).mode & 0o777).toString(8)).toBe('660');
  expect((statSync(read.socketPath).mode & 0o777).toString(8)).toBe('666');
});

test('an operation goes on when the client that asked for it goes away', async () => {
  const { socketPath, cluster } = await serve();
  let finish: (result: CommandResult) => void = () => {};
  let begun = (): void => {};
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const operation = new Promise<CommandResult>((resolve) => {
    finish = resolve;
  });
  cluster.outcome = () => {
    begun();
    return operation;
  };
  const sent = httpRequest({ socketPath, path: '/v1/services/web/enable', method: 'POST', agent: false });
  sent.on('error', () => {});
  sent.end();
  await started;
  sent.destroy();
  finish({ code: 'SUCCESS', message: 'done', owner: 'node1' });
  expect((await createControlClient(socketPath).status()).cluster).toBe('an-cluster');
  expect(cluster.told).toHaveLength(1);
});

test('silent clients, and clients that stop in the middle, hold up nobody', async () => {
  const { socketPath, client } = await serve();
  const idle: Socket[] = [];
  onTestFinished(() => {
    for (const socket of idle) socket.destroy();
  });
  for (const opening of [
    '',
    'GET /v1/sta',
    'POST /v1/reload HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{',
  ]) {
    for (let count = 0; count < 20; count++) {
      const socket = connect(socketPath);
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('connect', resolve));
      if (opening !== '') socket.write(opening);
      idle.push(socket);
    }
  }
  expect((await client.status()).cluster).toBe('an-cluster');
});

test('a daemon that starts after a crash replaces the socket that was left behind', async () => {
  const first = await serve();
  const path = join(first.folder, 'stale.sock');
  // A bound file without anybody behind it.
  const { createServer } = await import('node:net');
  const crashed = createServer();
  await new Promise<void>((resolve) => crashed.listen(`${path}.old`, resolve));
  await publish(`${path}.old`, path, 'write');
  await new Promise((resolve) => crashed.close(resolve));
  expect(existsSync(path)).toBe(true);
  const server = await serveControl({
    control: first.cluster,
    socketPath: path,
    access: 'write',
    clock: createClock(),
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => expect.fail() },
    sockets: { claim, publish, remove },
  });
  expect((await createControlClient(path).status()).cluster).toBe('an-cluster');
  await server.close();
  expect(existsSync(path)).toBe(false);
});

test('a second daemon on the same socket is told that one runs already', async () => {
  const { socketPath, client } = await serve();
  await expect(claim(socketPath)).rejects.toThrow(`another picketd is running: it answers at ${socketPath}`);
  expect((await client.status()).cluster).toBe('an-cluster');
});

test('closing ends event streams and held requests, and removes the socket', async () => {
  const cluster = memoryCluster(healthy());
  const { server, client, socketPath } = await serve({ cluster });
  cluster.outcome = () => new Promise(() => {});
  let connected = (): void => {};
  const streaming = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const stream = client.follow({ connected }, () => {});
  const held = client.service({ verb: 'enable', service: 'web' });
  const ended = Promise.allSettled([stream, held]);
  await streaming;
  await server.close();
  const [streamEnd, heldEnd] = await ended;
  expect(streamEnd.status).toBe('rejected');
  expect(heldEnd).toMatchObject({ status: 'rejected', reason: { kind: 'gone' } });
  expect(existsSync(socketPath)).toBe(false);
  await expect(client.status()).rejects.toThrow('picketd is not running on this host');
});
