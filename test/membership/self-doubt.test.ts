/** A node that stood still for longer than a deadtime: whom it asks, and what it may do before and after the answers. */
import { describe, expect, test } from 'vitest';
import { gateCommands } from '#src/cluster/doubt-gate.ts';
import type { Clock, Commands } from '#src/host/ports.ts';
import type { Agreement } from '#src/membership/agreement.ts';
import { createSelfDoubt } from '#src/membership/self-doubt.ts';
import type { Member, View } from '#src/membership/types.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { epoch, member, view } from './support/samples.ts';

const KEEPALIVE = 500;
const DEADTIME = 5_000;

interface Asked {
  readonly to: Member;
  readonly body: Request;
  readonly answer: (reply: Reply | Error) => void;
}

/** Node `id` in a view of 1, 2 and 3 that node 1 coordinates. */
function node(id: number) {
  let now = 0;
  let active: View | undefined = view(7, 1, 1, 2, 3);
  const asked: Asked[] = [];
  const given: string[] = [];
  const agreement = {
    get activeView() {
      return active;
    },
    highestEpoch: 7,
    abandonView() {
      given.push('view');
      active = undefined;
    },
  } as unknown as Agreement;
  const doubt = createSelfDoubt({
    self: member(id),
    keepalive: KEEPALIVE,
    deadtime: DEADTIME,
    agreement: () => agreement,
    request: (to, body) =>
      new Promise((resolve, reject) => {
        const answer = (reply: Reply | Error): void =>
          reply instanceof Error ? reject(reply) : resolve(reply);
        asked.push({ to, body, answer });
      }),
    doubting: () => given.push('queue'),
    overtaken: () => given.push('overtaken'),
    clock: { now: () => now, wall: () => now, after: () => () => {} } satisfies Clock,
    log: SILENT,
  });
  const stall = (ms: number): void => {
    doubt.turned();
    now += KEEPALIVE + ms;
  };
  const viewEnds = (): void => {
    active = undefined;
  };
  return { doubt, asked, given, stall, viewEnds };
}

async function settled<T>(promise: Promise<T> | undefined): Promise<boolean> {
  let is = promise === undefined;
  void promise?.then(() => {
    is = true;
  });
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  return is;
}

const REFUSED: Reply = { type: 'refused', reason: 'that view is not active here', promised: 9 };

describe('a stall', () => {
  test('of a deadtime or less is no reason to doubt', () => {
    const { doubt, stall } = node(2);
    stall(DEADTIME);
    expect(doubt.confirmed()).toBeUndefined();
    expect(doubt.since).toBeUndefined();
  });

  test('of more than a deadtime is noticed by whoever asks first, before any timer tells', async () => {
    const { doubt, given, stall } = node(2);
    stall(DEADTIME + 1);
    expect(await settled(doubt.confirmed())).toBe(false);
    expect(doubt.since).toBe(KEEPALIVE + DEADTIME + 1);
    expect(given).toEqual(['queue']);
  });

  test('before this daemon had its first turn is none', () => {
    const { doubt } = node(2);
    expect(doubt.confirmed()).toBeUndefined();
  });
});

test('a member asks its coordinator, and goes on when that confirms', async () => {
  const { doubt, asked, given, stall } = node(2);
  stall(60_000);
  const confirmed = doubt.confirmed();
  expect(await settled(confirmed)).toBe(false);
  expect(asked.map(({ to, body }) => [to.id, body])).toEqual([[1, { type: 'confirm', epoch: epoch(7) }]]);
  asked[0]?.answer({ type: 'done' });
  expect(await settled(confirmed)).toBe(true);
  expect(doubt.confirmed()).toBeUndefined();
  expect(given).toEqual(['queue']);
});

test.each([
  ['refuses', REFUSED],
  ['does not answer', new Error('no answer')],
])('a coordinator gives its view up when one member of it %s', async (_, answer) => {
  const { doubt, asked, given, stall } = node(1);
  stall(60_000);
  const confirmed = doubt.confirmed();
  expect(await settled(confirmed)).toBe(false);
  expect(asked.map(({ to }) => to.id)).toEqual([2, 3]);
  asked[0]?.answer({ type: 'done' });
  expect(await settled(confirmed)).toBe(false);
  asked[1]?.answer(answer);
  expect(await settled(confirmed)).toBe(true);
  expect(given).toEqual(['queue', 'view', 'overtaken']);
  expect(doubt.confirmed()).toBeUndefined();
});

test('a view that ended before the answers came has been overtaken all the same', async () => {
  const { doubt, asked, given, stall, viewEnds } = node(1);
  stall(60_000);
  const confirmed = doubt.confirmed();
  expect(await settled(confirmed)).toBe(false);
  viewEnds();
  for (const one of asked) one.answer(REFUSED);
  expect(await settled(confirmed)).toBe(true);
  expect(given).toEqual(['queue', 'overtaken']);
});

describe('asked by a member that doubts itself', () => {
  test('a node confirms the view that is active here to its members, and no other', async () => {
    const { doubt } = node(2);
    expect(await doubt.answer(member(3), epoch(7))).toEqual({ type: 'done' });
    expect(await doubt.answer(member(3), epoch(6))).toMatchObject({ type: 'refused' });
    expect(await doubt.answer(member(4), epoch(7))).toMatchObject({ type: 'refused' });
  });

  test('a coordinator that doubts itself answers when it is sure, and refuses when it is not', async () => {
    const { doubt, asked, stall } = node(1);
    stall(60_000);
    const answer = doubt.answer(member(3), epoch(7));
    expect(await settled(answer)).toBe(false);
    for (const one of asked) one.answer(REFUSED);
    expect(await answer).toMatchObject({ type: 'refused' });
  });
});

test('a fence agent neither begins nor tells its outcome before the view is confirmed', async () => {
  const { doubt, asked, stall } = node(1);
  const ran: string[] = [];
  let done = (): void => {};
  const commands = {
    run: ({ file }: { readonly file: string }) =>
      new Promise((resolve) => {
        ran.push(file);
        done = () => resolve({ kind: 'exited', code: 0, stdout: '', stderr: '' });
      }),
  } as unknown as Commands;
  const gated = gateCommands(commands, () => doubt.confirmed());
  stall(60_000);
  const outcome = gated.run({ file: 'fence_ipmilan', args: [], env: {}, timeout: 1 });
  expect(await settled(outcome)).toBe(false);
  expect(ran).toEqual([]);
  for (const one of asked.splice(0)) one.answer({ type: 'done' });
  expect(await settled(outcome)).toBe(false);
  expect(ran).toEqual(['fence_ipmilan']);
  stall(60_000);
  done();
  expect(await settled(outcome)).toBe(false);
  for (const one of asked.splice(0)) one.answer({ type: 'done' });
  expect(await outcome).toMatchObject({ kind: 'exited' });
});
