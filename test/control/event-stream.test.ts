/** Event streams keep telling that they live, and let go of readers that don't read. */
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { KEEPALIVE } from '#src/control/event-stream.ts';
import { handClock } from '#test/host/hand-clock.ts';
import { serve } from './serve.ts';

/** Asks for the events; gives what has come so far. */
function stream(socketPath: string, headers = ''): () => string {
  const socket = connect(socketPath);
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.on('data', (data) => {
    text += data.toString();
  });
  socket.write(`GET /v1/events/stream HTTP/1.1\r\nhost: x\r\n${headers}\r\n`);
  return () => text;
}

test('a quiet stream shows every 15 s that both sides are there', async () => {
  const clock = handClock();
  const { socketPath } = await serve({ clock });
  const text = stream(socketPath);
  await expect.poll(text).toContain(': picket events');
  expect(text()).not.toContain(': alive');
  clock.advance(KEEPALIVE);
  await expect.poll(() => text().split(': alive').length - 1).toBe(1);
  clock.advance(KEEPALIVE);
  await expect.poll(() => text().split(': alive').length - 1).toBe(2);
});

test('a browser that comes back gets what it missed', async () => {
  const { socketPath, cluster } = await serve();
  for (const name of ['one', 'two']) cluster.emit({ at: 1, name, message: '' });
  const text = stream(socketPath, 'last-event-id: 1\r\n');
  await expect.poll(text).toContain('event: two');
  expect(text()).toContain('id: 2\n');
  expect(text()).not.toContain('event: one');
});

test('a reader that does not read is dropped instead of filling the memory', async () => {
  const { socketPath, cluster, client } = await serve();
  const socket = connect(socketPath);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.pause();
  socket.write('GET /v1/events/stream HTTP/1.1\r\nhost: x\r\n\r\n');
  await expect.poll(() => cluster.listeners()).toBe(1);
  for (let count = 0; count < 100; count++)
    cluster.emit({ at: 1, name: 'big', message: 'x'.repeat(100_000) });
  await expect.poll(() => cluster.listeners()).toBe(0);
  expect((await client.status()).cluster).toBe('an-cluster');
});
