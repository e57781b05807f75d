/** The real program over real UDP, asked by what the daemon asks with. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createClock } from '#src/host/clock.ts';
import { createDatagrams } from '#src/host/datagrams.ts';
import { createRandom } from '#src/host/random.ts';
import { createWitnessClient, type Wish, type WitnessClient } from '#src/membership/witness-client.ts';
import { deriveKeys } from '#src/wire/keys.ts';
import { SILENT } from '../host/silent-log.ts';
import { until } from '../host/until.ts';
import { epoch, member } from '../membership/support/samples.ts';

const PROGRAM = 'bin/picket-witness';
const SECRET = '00112233445566778899aabbccddeeff';
const run = promisify(execFile);

let folder: string;
let key: string;
const running = new Set<ChildProcess>();
const clients = new Set<WitnessClient>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picket-witness-'));
  key = `${folder}/authkey`;
  await writeFile(key, `1 ${SECRET}\n`, { mode: 0o600 });
});
afterEach(() => {
  for (const client of clients) client.stop();
  for (const child of running) child.kill('SIGKILL');
  clients.clear();
  running.clear();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Resolves when it is ready. */
async function startWitness(port: number, state: string): Promise<ChildProcess> {
  const args = [
    '--cluster',
    'test',
    '--key',
    key,
    '--listen',
    '127.0.0.1',
    '--port',
    String(port),
    '--state',
    state,
  ];
  const child = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  let said = '';
  child.stdout?.on('data', (data: Buffer) => {
    said += data;
  });
  await until('the witness is ready', () => said.includes('picket-witness is ready'), 20_000);
  return child;
}

async function node(
  id: number,
  port: number,
  wanted: () => Wish | undefined,
  cluster = 'test',
): Promise<WitnessClient> {
  const client = createWitnessClient({
    self: member(id),
    address: { host: '127.0.0.1', port },
    keepalive: 50,
    deadtime: 2_000,
    keys: deriveKeys(cluster, [{ id: 1, secret: new Uint8Array(Buffer.from(SECRET, 'hex')) }]),
    datagrams: createDatagrams(),
    random: createRandom(),
    clock: createClock(),
    log: SILENT,
    wanted,
    changed() {},
    sawEpoch() {},
  });
  clients.add(client);
  await client.start();
  return client;
}

test('one side gets the vote and keeps it, also when the witness is killed and started again', async () => {
  const port = await freePort();
  const state = `${folder}/one`;
  const witness = await startWitness(port, state);
  const both = { epoch: epoch(1, 1), members: [1, 2] };
  let first: Wish = both;
  const one = await node(1, port, () => first);
  const two = await node(2, port, () => undefined);
  await until('the view of both has it', () => one.granted(both.epoch));
  // They lose each other.
  const alone = [1, 2].map((id) => ({ epoch: epoch(2, id), members: [id] }));
  first = alone[0] as Wish;
  expect(await one.ask(first)).toBe(true);
  expect(await two.ask(alone[1] as Wish)).toBe(false);
  expect(two.state).toMatchObject({
    reachable: true,
    holders: [1],
    why: 'the other side has the vote, and is heard',
  });

  witness.kill('SIGKILL');
  await once(witness, 'exit');
  await startWitness(port, state);
  expect(await two.ask(alone[1] as Wish)).toBe(false);
  expect(await readFile(`${state}/vote`, 'utf8')).toContain('"members":[1]');
  await until(
    'it is still confirmed',
    () => one.state.reachable && one.granted(alone[0]?.epoch as Wish['epoch']),
  );
});

test('a grant runs out when the witness is gone', async () => {
  const port = await freePort();
  const witness = await startWitness(port, `${folder}/two`);
  const wish = { epoch: epoch(1, 1), members: [1] };
  const client = await node(1, port, () => wish);
  await until('it has the vote', () => client.granted(wish.epoch));
  witness.kill('SIGKILL');
  await until('it has it no more', () => !client.granted(wish.epoch));
  await until('it says so', () => !client.state.reachable && client.state.grant === undefined);
});

test('a node of another cluster gets no answer', async () => {
  const port = await freePort();
  await startWitness(port, `${folder}/three`);
  const stranger = await node(1, port, () => undefined, 'other');
  expect(await stranger.ask({ epoch: epoch(1, 1), members: [1] })).toBe(false);
  expect(stranger.state.silentFor).toBeUndefined();
});

test.each([
  { args: [], code: 2, said: '--cluster is missing' },
  { args: ['--cluster', 'a', '--port', '0'], code: 2, said: '--port must be 1 to 65535' },
  { args: ['--cluster', 'a', '--key', '/nowhere/key'], code: 78, said: 'key file /nowhere/key is missing' },
])('wrong settings are told in one line: $said', async ({ args, code, said }) => {
  const failure = await run(PROGRAM, args).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code, stderr: expect.stringContaining(`picket-witness: ${said}`) });
  expect((failure as { stderr: string }).stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('a corrupt record of the vote is not taken for none', async () => {
  const state = `${folder}/corrupt`;
  const port = await freePort();
  const witness = await startWitness(port, state);
  const client = await node(1, port, () => ({ epoch: epoch(1, 1), members: [1] }));
  await until('it is stored', () => client.granted(epoch(1, 1)));
  witness.kill('SIGKILL');
  await once(witness, 'exit');
  const text = await readFile(`${state}/vote`, 'utf8');
  await writeFile(`${state}/vote`, text.replace('"members":[1]', '"members":[2]'));
  const args = ['--cluster', 'test', '--key', key, '--port', String(port), '--state', state];
  const failure = await run(PROGRAM, args).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 78, stderr: expect.stringContaining('vote is corrupt') });
});
