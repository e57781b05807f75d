/** What comes in without the cluster's key: garbage, recordings, a node with another key. Nothing changes by it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '#test/lab/until.ts';
import { createCluster, type Daemon, type TestCluster } from './harness.ts';

async function running(cluster: TestCluster): Promise<readonly string[]> {
  return [...(await cluster.processes('service:a')), ...(await cluster.processes('service:b'))];
}

/** Sends from the address `from`, in portions that a socket's buffer takes. */
async function throwDatagrams(
  cluster: TestCluster,
  from: string,
  to: string,
  packets: readonly Buffer[],
): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind({ address: from });
  await once(socket, 'listening');
  for (const packet of packets) {
    await new Promise((sent) => socket.send(packet, cluster.port, cluster.address(to), sent));
  }
  socket.close();
}

async function throwGarbage(cluster: TestCluster): Promise<void> {
  const packets = Array.from({ length: 3_000 }, (_, size) => randomBytes(size % 1_400));
  for (const node of ['n1', 'n2']) {
    await throwDatagrams(cluster, '127.0.0.1', node, packets);
    await throwDatagrams(cluster, cluster.address(node === 'n1' ? 'n2' : 'n1'), node, packets);
  }
}

/** Opens sessions that say nothing, say garbage, or end at once; they stay open until the test is over. */
async function openSessions(cluster: TestCluster): Promise<void> {
  const sockets: Socket[] = [];
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()));
  for (const node of ['n1', 'n2']) {
    for (let number = 0; number < 60; number++) {
      const socket = connect({ port: cluster.port, host: cluster.address(node) });
      socket.on('error', () => {});
      sockets.push(socket);
      await once(socket, 'connect');
      if (number % 3 === 0) socket.write(randomBytes(4_096));
      if (number % 3 === 1) socket.destroy();
    }
  }
}

/** Nothing but complaints, and few of them, since the line `from` of the log. */
function expectQuietSince(daemon: Daemon, from: number): void {
  const lines = daemon.log().slice(from);
  expect(lines.map(({ msg }) => msg)).toEqual(
    lines.map(() => expect.stringContaining('not sealed with the key')),
  );
  expect(lines.length).toBeLessThanOrEqual(2);
}

test('garbage on the ports of a running pair: two lines of the log, and nothing else', async () => {
  const cluster = await createCluster();
  const [n1, n2] = await cluster.startPair();
  const before = await running(cluster);
  const lines = [n1.log().length, n2.log().length] as const;
  await openSessions(cluster);
  await throwGarbage(cluster);
  await n1.logged('datagrams from an address that is not in cluster.xml are refused', lines[0]);
  await n2.logged('datagrams from node 1 are refused', lines[1]);
  // Commands and sessions work all the while.
  expect(await n2.client.service({ verb: 'freeze', service: 'service:a' })).toMatchObject({
    code: 'SUCCESS',
  });
  await n1.event('service.frozen');
  expect(await running(cluster)).toEqual(before);
  for (const [index, daemon] of [n1, n2].entries()) {
    const { view, nodes } = await daemon.status();
    expect(view?.epoch).toBe(1);
    expect(nodes.every(({ local, peer }) => local || peer === 'up')).toBe(true);
    const events = ['service.frozen', 'service.thawed'];
    const since = daemon
      .log()
      .slice(lines[index])
      .filter((line) => !events.includes(String(line['event'])));
    expect(since.map(({ level, event }) => event ?? level)).toEqual(['warn', 'warn']);
  }
});

/** Prints each datagram to the port, in hex, one a line; the kernel shows both directions on the loopback. */
const SNIFFER = `
import socket, struct, sys
port = int(sys.argv[1])
tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
tap.bind(('lo', 0))
while True:
    packet = tap.recv(65535)
    head = (packet[0] & 15) * 4
    if packet[9] == 17 and struct.unpack('!H', packet[head + 2:head + 4])[0] == port:
        print(packet[head + 8:].hex(), flush=True)
`;

async function record(cluster: TestCluster, count: number): Promise<readonly Buffer[]> {
  const sniffer: ChildProcess = spawn('python3', ['-c', SNIFFER, String(cluster.port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  sniffer.stdout?.on('data', (data: Buffer) => {
    text += data.toString();
  });
  await until('recorded heartbeats', () => (text.split('\n').length > count ? true : undefined));
  sniffer.kill('SIGKILL');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => Buffer.from(line, 'hex'));
}

test.skipIf(process.getuid?.() !== 0)(
  'recorded heartbeats neither disturb a pair nor keep a dead node alive',
  async () => {
    const cluster = await createCluster();
    const [n1, n2] = await cluster.startPair();
    const before = await running(cluster);
    const recording = await record(cluster, 20);
    const spoilt = recording.map((packet) => packet.map((byte, index) => (index === 40 ? byte ^ 1 : byte)));
    const replay = async (): Promise<void> => {
      for (const packets of [recording, spoilt.map((packet) => Buffer.from(packet))]) {
        await throwDatagrams(cluster, cluster.address('n2'), 'n1', packets);
        await throwDatagrams(cluster, cluster.address('n1'), 'n2', packets);
      }
    };
    const lines = [n1.log().length, n2.log().length] as const;
    for (let round = 0; round < 5; round++) await replay();
    await n1.logged('datagrams from node 2 are refused');
    expect(await running(cluster)).toEqual(before);
    expectQuietSince(n1, lines[0]);
    expectQuietSince(n2, lines[1]);

    await cluster.cutPower('n2');
    let over = false;
    const replaying = (async () => {
      while (!over) {
        await replay();
        // Sending alone never lets the event loop turn.
        await setTimeout(10);
      }
    })();
    try {
      await n1.event('service.started', { service: 'service:b', node: 'n1' });
    } finally {
      over = true;
      await replaying;
    }
    expect(await cluster.shots()).toEqual(['off n2']);
    expect((await n1.status()).nodes[1]).toMatchObject({ standing: 'fenced', peer: 'dead' });
  },
);

test('a daemon with another key never joins, and both sides say why', async () => {
  const cluster = await createCluster();
  const [n1, n2] = await cluster.startPair();
  n2.signal('SIGTERM');
  expect(await n2.ended).toBe(0);
  await n1.statusWhere('everything on n1', ({ services }) => services.every(({ owner }) => owner === 'n1'));
  const before = await running(cluster);

  const otherKey = `${cluster.folder}/other-key`;
  await writeFile(otherKey, `1 ${'f'.repeat(64)}\n`, { mode: 0o600 });
  const otherConfig = `${cluster.folder}/other.xml`;
  const xml = await readFile(cluster.config, 'utf8');
  // Its initdead is over within the test: it must do nothing then, either.
  await writeFile(otherConfig, xml.replace(cluster.key, otherKey).replace('initdead="8s"', 'initdead="2s"'));
  // Without a memory: a version that was in force would go before its file.
  const stranger = await cluster.start('n2', { config: otherConfig, state: `${cluster.folder}/other-state` });
  const reason =
    'its datagrams are not sealed with our key: compare the key files and the name of the cluster on both nodes';
  const fits = (peer: string) => (status: Awaited<ReturnType<Daemon['status']>>) =>
    status.nodes.some(({ name, links }) => name === peer && links[0]?.reason === reason);
  await stranger.statusWhere('why it hears nobody', fits('n1'));
  await n1.statusWhere('why n2 is not heard', fits('n2'));
  const { waits, state } = await stranger.statusWhere(
    'initdead is over',
    ({ waits: [wait] }) => wait?.until === null,
  );
  expect(state).toBe('joining');
  expect(waits[0]?.what).toBe('waiting for n1 before anything is started');
  expect(await running(cluster)).toEqual(before);
  expect((await n1.status()).view?.members).toEqual(['n1']);
  expect(await cluster.shots()).toEqual([]);
});
