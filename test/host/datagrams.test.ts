/** Heartbeats travel as UDP: real sockets on loopback, IPv4 and IPv6. */
import { describe, expect, it } from 'vitest';
import { createDatagrams } from '#src/host/datagrams.ts';
import { type Address, type DatagramSocket, HostError } from '#src/host/ports.ts';
import { until } from '#test/host/until.ts';

const datagrams = createDatagrams();
const noError = (error: HostError): void => {
  throw error;
};

interface Received {
  readonly text: string;
  readonly from: Address;
}

/** A socket on some free port, and what it heard. */
async function listener(host: string): Promise<{ socket: DatagramSocket; at: Address; heard: Received[] }> {
  const heard: Received[] = [];
  const hear = (packet: Uint8Array, from: Address): void => {
    heard.push({ text: Buffer.from(packet).toString(), from });
  };
  for (let port = 21_000 + (process.pid % 10_000); ; port += 1) {
    try {
      return { socket: await datagrams.open({ host, port }, hear, noError), at: { host, port }, heard };
    } catch (error) {
      if (!(error instanceof HostError) || error.code !== 'EADDRINUSE') throw error;
    }
  }
}

describe('datagrams', () => {
  for (const host of ['127.0.0.1', '::1']) {
    it(`arrive with the address they came from (${host})`, async () => {
      const one = await listener(host);
      const two = await listener(host);
      one.socket.send(Buffer.from('beat'), two.at);
      await until('the packet arrived', () => two.heard.length > 0);
      expect(two.heard).toEqual([{ text: 'beat', from: one.at }]);
      one.socket.close();
      two.socket.close();
    });
  }

  for (const host of ['127.0.0.1', '::1']) {
    it(`that nobody takes are told of, and arrive when somebody listens again (${host})`, async () => {
      const one = await listener(host);
      const two = await listener(host);
      const refused: Address[] = [];
      const local = { host, port: 0 };
      const sender = await datagrams.open(
        local,
        () => {},
        noError,
        (by) => refused.push(by),
      );
      const beats = setInterval(() => sender.send(Buffer.from('beat'), two.at), 10);
      await until('it is heard', () => two.heard.length > 2);
      expect(refused).toEqual([]);
      two.socket.close();
      await until('the kernel has said so', () => refused.length > 2);
      expect(refused[0]).toEqual(two.at);
      let heard = 0;
      const again = await datagrams.open(two.at, () => heard++, noError);
      await until('it is heard again', () => heard > 2);
      clearInterval(beats);
      for (const socket of [one.socket, sender, again]) socket.close();
    });
  }

  it('a second daemon on the same port is told so', async () => {
    const first = await listener('127.0.0.1');
    const second = datagrams.open(first.at, () => {}, noError);
    await expect(second).rejects.toThrow(/port is in use; does another picketd/);
    first.socket.close();
  });

  it('an address that this host does not have is named', async () => {
    const opened = datagrams.open({ host: '192.0.2.1', port: 21_000 }, () => {}, noError);
    await expect(opened).rejects.toThrow(/192\.0\.2\.1 .*no interface of this host has that address/);
  });

  it('a name instead of an address is refused: no heartbeat waits for a name server', async () => {
    await expect(datagrams.open({ host: 'localhost', port: 21_000 }, () => {}, noError)).rejects.toThrow(
      'localhost is not an IP address',
    );
  });

  it('what cannot be sent is reported and the socket goes on', async () => {
    const errors: HostError[] = [];
    const to = await listener('127.0.0.1');
    const from = await datagrams.open(
      { host: '127.0.0.2', port: to.at.port },
      () => {},
      (error) => errors.push(error),
    );
    from.send(Buffer.alloc(70_000), to.at);
    from.send(Buffer.from('x'), { host: 'node2', port: 694 });
    await until('both errors were reported', () => errors.length === 2);
    expect(errors.map((error) => error.code)).toEqual(expect.arrayContaining(['EMSGSIZE', 'EINVAL']));
    from.send(Buffer.from('still here'), to.at);
    await until('a later packet arrived', () => to.heard.length > 0);
    expect(to.heard[0]?.text).toBe('still here');
    from.close();
    to.socket.close();
  });

  it('after closing, sending and closing again do nothing', async () => {
    const { socket, at } = await listener('127.0.0.1');
    socket.close();
    socket.send(Buffer.from('x'), at);
    socket.close();
  });
});
