/** Sessions carry the ledger between nodes: real TLS on loopback, with the right key, a wrong one and none. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { SEND_LIMIT } from '#src/host/connection.ts';
import {
  type Address,
  type Connection,
  FRAME_LIMIT,
  type Psk,
  type SessionListener,
} from '#src/host/ports.ts';
import { createSessions } from '#src/host/sessions.ts';
import { until } from '#test/host/until.ts';

const sessions = createSessions();
const psk: Psk = { identity: 'picket-1', key: new Uint8Array(32).fill(7) };
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

let nextPort = 22_000 + (process.pid % 10_000);

async function listen(
  accept: (connection: Connection) => void,
): Promise<{ at: Address; listener: SessionListener }> {
  for (;;) {
    const at = { host: '127.0.0.1', port: nextPort };
    nextPort += 1;
    const listener = await sessions
      .listen(at, () => [psk], accept)
      .catch((error: { code?: string }) => {
        if (error.code === 'EADDRINUSE') return undefined;
        throw error;
      });
    if (listener === undefined) continue;
    ends.push(() => listener.close());
    return { at, listener };
  }
}

/** Both ends of a session. */
async function pair(): Promise<{ near: Connection; far: Connection }> {
  const accepted = Promise.withResolvers<Connection>();
  const { at } = await listen(accepted.resolve);
  const near = await sessions.dial('127.0.0.1', at, psk, 10_000);
  const far = await accepted.promise;
  ends.push(near.close, far.close);
  return { near, far };
}

/** A bare TCP socket: a stranger. */
function stranger(at: Address): { socket: Socket; closed: Promise<void> } {
  const socket = connect(at);
  const closed = Promise.withResolvers<void>();
  socket.on('error', () => {});
  socket.on('close', () => closed.resolve());
  socket.resume();
  ends.push(() => socket.destroy());
  return { socket, closed: closed.promise };
}

describe('a session between nodes with the same key', () => {
  it('delivers frames in order and whole, small, empty and as large as allowed', async () => {
    const { near, far } = await pair();
    const large = new Uint8Array(FRAME_LIMIT);
    large.forEach((_, index) => {
      large[index] = index * 31;
    });
    const got: Uint8Array[] = [];
    near.send(Buffer.from('one'));
    near.send(new Uint8Array(0));
    near.send(large);
    near.send(Buffer.from('four'));
    far.onFrame((frame) => got.push(frame));
    await until('four frames arrived', () => got.length === 4, 30_000);
    expect(got.map((frame) => frame.byteLength)).toEqual([3, 0, FRAME_LIMIT, 4]);
    expect(Buffer.from(got[2] ?? []).equals(large)).toBe(true);
    expect(Buffer.from(got[3] ?? []).toString()).toBe('four');
  });

  it('goes both ways and knows who is there', async () => {
    const { near, far } = await pair();
    const got: string[] = [];
    far.onFrame((frame) => far.send(frame));
    near.onFrame((frame) => got.push(Buffer.from(frame).toString()));
    near.send(Buffer.from('echo'));
    await until('the echo came', () => got.length > 0);
    expect(far.remote.host).toBe('127.0.0.1');
  });

  it('sends what was queued before it was closed, and tells both sides why it ended, once', async () => {
    const { near, far } = await pair();
    const got: number[] = [];
    const reasons: string[] = [];
    far.onFrame((frame) => got.push(frame.byteLength));
    far.onClose((reason) => reasons.push(`far: ${reason}`));
    near.onClose((reason) => reasons.push(`near: ${reason}`));
    near.send(new Uint8Array(FRAME_LIMIT)); // more than the kernel's buffers take at once
    near.close();
    near.send(Buffer.from('too late'));
    await until('both know', () => reasons.length === 2);
    expect(got).toEqual([FRAME_LIMIT]);
    expect(reasons.sort()).toEqual([
      'far: the other side closed the connection',
      'near: closed on this side',
    ]);
    far.close();
  });

  it('tells the reason also to who asks after the end', async () => {
    const { near, far } = await pair();
    far.onFrame(() => {});
    const ended = Promise.withResolvers<string>();
    far.onClose(() => far.onClose(ended.resolve));
    near.close();
    expect(await ended.promise).toBe('the other side closed the connection');
  });

  it('ends when the other side reads nothing, instead of filling the memory', async () => {
    const { near } = await pair();
    const ended = Promise.withResolvers<string>();
    near.onClose(ended.resolve);
    const frame = new Uint8Array(4 * 1024 * 1024);
    for (let sent = 0; sent <= SEND_LIMIT; sent += frame.byteLength) near.send(frame);
    expect(await ended.promise).toMatch(/reads nothing/);
  });

  it('ends when the other side announces a frame over the limit, before any of it is kept', async () => {
    const accepted = Promise.withResolvers<Connection>();
    const { at } = await listen(accepted.resolve);
    const wild = connectTls({
      ...at,
      ciphers: 'ECDHE-PSK-CHACHA20-POLY1305',
      maxVersion: 'TLSv1.2',
      pskCallback: () => ({ identity: psk.identity, psk: psk.key }),
      checkServerIdentity: () => undefined,
    });
    wild.on('error', () => {});
    ends.push(() => wild.destroy());
    wild.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    const far = await accepted.promise;
    const ended = Promise.withResolvers<string>();
    const got: Uint8Array[] = [];
    far.onFrame((frame) => got.push(frame));
    far.onClose(ended.resolve);
    expect(await ended.promise).toMatch(/sent a frame over the limit/);
    expect(got).toEqual([]);
  });

  it('refuses to send a frame over the limit', async () => {
    const { near } = await pair();
    const ended = Promise.withResolvers<string>();
    near.onClose(ended.resolve);
    near.send(new Uint8Array(FRAME_LIMIT + 1));
    expect(await ended.promise).toMatch(/over the limit/);
  });
});

describe('who does not hold the key', () => {
  it('is told that the keys differ, and is never accepted', async () => {
    const accepted: Connection[] = [];
    const { at } = await listen((connection) => accepted.push(connection));
    const wrong = { ...psk, key: new Uint8Array(32).fill(8) };
    const dialled = sessions.dial('127.0.0.1', at, wrong, 10_000);
    await expect(dialled).rejects.toMatchObject({ name: 'HostError', code: 'EKEY' });
    await expect(dialled).rejects.toThrow(/hold different keys/);
    await expect(sessions.dial('127.0.0.1', at, { ...psk, identity: 'other' }, 10_000)).rejects.toMatchObject(
      {
        code: 'EKEY',
      },
    );
    const right = await sessions.dial('127.0.0.1', at, psk, 10_000);
    ends.push(right.close);
    await until('the right key is accepted', () => accepted.length > 0);
    expect(accepted.length).toBe(1);
  });

  it('is cut off when it speaks something else', async () => {
    const accepted: Connection[] = [];
    const { at } = await listen((connection) => accepted.push(connection));
    const { socket, closed } = stranger(at);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await closed;
    expect(accepted).toEqual([]);
  });

  it('is cut off when it says nothing', async () => {
    const { at } = await listen(() => {});
    await stranger(at).closed;
  });

  it('is cut off when the listener closes', async () => {
    const { at, listener } = await listen(() => {});
    const { socket, closed } = stranger(at);
    await new Promise((connected) => socket.once('connect', connected));
    // Until the listener has met the stranger, its closing may simply reset the connection.
    listener.close();
    await closed;
    await expect(sessions.dial('127.0.0.1', at, psk, 10_000)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('dialling', () => {
  it('gives up after its timeout when nobody answers', async () => {
    const { createServer } = await import('node:net');
    const silent = createServer(() => {});
    await new Promise<void>((up) => silent.listen(0, '127.0.0.1', up));
    ends.push(() => silent.close());
    const { port } = silent.address() as { port: number };
    const dialled = sessions.dial('127.0.0.1', { host: '127.0.0.1', port }, psk, 200);
    await expect(dialled).rejects.toThrow(`port ${port}: no answer within 200 ms`);
  });

  it('says that nobody listens', async () => {
    const { at, listener } = await listen(() => {});
    listener.close();
    await expect(sessions.dial('127.0.0.1', at, psk, 10_000)).rejects.toThrow(
      /refused; does picketd run there/,
    );
  });

  it('says that the local address is not here', async () => {
    const { at } = await listen(() => {});
    await expect(sessions.dial('192.0.2.1', at, psk, 10_000)).rejects.toMatchObject({ name: 'HostError' });
  });

  it('a port that is in use is named', async () => {
    const { at } = await listen(() => {});
    await expect(
      sessions.listen(
        at,
        () => [psk],
        () => {},
      ),
    ).rejects.toThrow(`port ${at.port}: the port is in use`);
  });
});
