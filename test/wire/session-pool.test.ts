/** Sessions between two nodes, over real TLS on loopback: who is answered, who is refused, and that nothing waits for ever. */
import { afterEach, describe, expect, test } from 'vitest';
import { createClock } from '#src/host/clock.ts';
import { createSessions } from '#src/host/sessions.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import { deriveKeys, type SharedKey } from '#src/wire/keys.ts';
import { createSessionPool, type SessionPool } from '#src/wire/session-pool.ts';
import type { Member } from '#src/wire/words.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { until } from '../host/until.ts';
import { member } from '../membership/support/samples.ts';

const SECRET = new Uint8Array(32).fill(7);
const ASK: Request = { type: 'forward', command: 'service', argument: 'web' };

const pools: SessionPool[] = [];
let nextPort = 20_000 + (process.pid % 20_000);

afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

interface Side {
  readonly self: Member;
  readonly port: number;
  readonly secret?: Uint8Array;
  /** Instead of key 1 with `secret`: these, each with a secret of its own. */
  readonly keyIds?: readonly number[];
  readonly cluster?: string;
  readonly handle?: (from: Member, request: Request) => Promise<Reply>;
}

/** Node 1 dials, node 2 accepts. */
async function open(side: Side, peerPort: number): Promise<SessionPool> {
  const cluster = side.cluster ?? 'pair';
  const pool = createSessionPool({
    self: side.self,
    cluster,
    psks: () => deriveKeys('pair', keysOf(side)).sessions,
    listenOn: [{ host: '127.0.0.1', port: side.port }],
    peers: [1, 2].filter((id) => id !== side.self.id),
    routes: () => [{ from: '127.0.0.1', to: { host: '127.0.0.1', port: peerPort } }],
    handle: side.handle ?? (async () => ({ type: 'done' })),
    changed: () => {},
    sessions: createSessions(),
    clock: createClock(),
    log: SILENT,
  });
  pools.push(pool);
  await pool.listen();
  return pool;
}

function keysOf({ secret = SECRET, keyIds }: Side): readonly SharedKey[] {
  return keyIds?.map((id) => ({ id, secret: new Uint8Array(32).fill(id) })) ?? [{ id: 1, secret }];
}

function twoPorts(): readonly [number, number] {
  nextPort += 2;
  return [nextPort, nextPort + 1];
}

async function connected(
  first: Partial<Side> = {},
  second: Partial<Side> = {},
): Promise<readonly [SessionPool, SessionPool]> {
  const [a, b] = twoPorts();
  const one = await open({ self: member(1), port: a, ...first }, b);
  const two = await open({ self: member(2), port: b, ...second }, a);
  one.connect(2);
  await until('the session is open', () => one.openTo(2) !== undefined && two.openTo(1) !== undefined);
  return [one, two];
}

test.each([
  ['the other does not know the new first key yet', [2, 1], [1]],
  ['the other sends with another key, but accepts ours', [1, 2], [2, 1]],
  ['the other has only the new key left', [1, 2], [2]],
])('while keys change, a session opens: %s', async (_, ours, theirs) => {
  const [one] = await connected({ keyIds: ours }, { keyIds: theirs });
  expect(await one.request(member(2), ASK, 5_000)).toEqual({ type: 'done' });
});

describe('a session', () => {
  test('carries requests and answers both ways', async () => {
    const handle = async (from: Member): Promise<Reply> => ({
      type: 'forwarded',
      result: `hello node ${from.id}`,
    });
    const [one, two] = await connected({ handle }, { handle });
    expect(await one.request(member(2), ASK, 5_000)).toEqual({ type: 'forwarded', result: 'hello node 1' });
    expect(await two.request(member(1), ASK, 5_000)).toEqual({ type: 'forwarded', result: 'hello node 2' });
  });

  test('gives each request its own answer, in whatever order they come', async () => {
    const parked: (() => void)[] = [];
    const handle = (_: Member, request: Request): Promise<Reply> =>
      new Promise((resolve) => {
        const result = request.type === 'forward' ? request.argument : '';
        parked.push(() => resolve({ type: 'forwarded', result }));
        if (parked.length === 3) for (const answer of parked.toReversed()) answer();
      });
    const [one] = await connected({}, { handle });
    const asked = ['a', 'b', 'c'].map((argument) => one.request(member(2), { ...ASK, argument }, 5_000));
    expect(await Promise.all(asked)).toEqual(
      ['a', 'b', 'c'].map((result) => ({ type: 'forwarded', result })),
    );
  });

  test('does not reach another incarnation than the one that is meant', async () => {
    const [one] = await connected();
    const former = member(2, { ...member(2).incarnation, count: 7 });
    await expect(one.request(former, ASK, 5_000)).rejects.toThrow('no session with node 2');
  });

  test('gives up on a request after its deadline, and goes on with the next', async () => {
    let answers = false;
    const handle = (): Promise<Reply> =>
      answers ? Promise.resolve({ type: 'done' }) : new Promise(() => {});
    const [one] = await connected({}, { handle });
    await expect(one.request(member(2), ASK, 50)).rejects.toThrow('did not answer forward within 50 ms');
    answers = true;
    expect(await one.request(member(2), ASK, 5_000)).toEqual({ type: 'done' });
  });

  test('that ends fails what was asked over it, and a new one opens by itself', async () => {
    const [one, two] = await connected({}, { handle: () => new Promise(() => {}) });
    const asked = one.request(member(2), ASK, 60_000);
    two.drop(1, 'the test wants it');
    await expect(asked).rejects.toThrow('the session with node 2 ended');
    await until('the session is open', () => one.openTo(2) !== undefined && two.openTo(1) !== undefined);
  });
});

describe('nobody gets in', () => {
  test.each([
    ['with another key', { secret: new Uint8Array(32).fill(9) }],
    ['from another cluster', { cluster: 'other' }],
    ['as a node that is not expected', { self: member(3) }],
  ])('%s', async (_, stranger) => {
    const [a, b] = twoPorts();
    const one = await open({ self: member(1), port: a, ...stranger }, b);
    const heard: Request[] = [];
    const handle = async (from: Member, request: Request): Promise<Reply> => {
      heard.push(request);
      return { type: 'forwarded', result: String(from.id) };
    };
    const two = await open({ self: member(2), port: b, handle }, a);
    const [x] = twoPorts();
    const good = await open({ self: member(1), port: x }, b);
    one.connect(2);
    good.connect(2);
    // The good one gets in, so the other had its chance.
    await until('the good one is in', () => good.openTo(2) !== undefined);
    await expect(one.request(member(2), ASK, 200)).rejects.toThrow();
    await until('the other end knows it', () => two.openTo(1) !== undefined);
    expect(two.openTo(1)).toEqual(member(1).incarnation);
    expect(heard).toEqual([]);
  });
});
