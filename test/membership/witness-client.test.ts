/** When a node may count the witness's vote: as long as the witness has said so lately, for that very view. */
import { expect, test } from 'vitest';
import { createRandom } from '#src/host/random.ts';
import { createWitnessClient, type Wish } from '#src/membership/witness-client.ts';
import { handClock } from '../host/hand-clock.ts';
import { SILENT } from '../host/silent-log.ts';
import { KEYS, settle, wayTo, witnessDesk } from '../witness/support.ts';
import { epoch, member } from './support/samples.ts';

const KEEPALIVE = 1_000;
const DEADTIME = 10_000;

function bed() {
  const clock = handClock();
  // A stall is time in which no timer fires.
  let stalled = 0;
  const late = { ...clock, now: () => clock.now() + stalled };
  const desk = witnessDesk(clock);
  let up = true;
  let changes = 0;
  const seen: number[] = [];
  const node = (id: number, wanted: () => Wish | undefined) => {
    const client = createWitnessClient({
      self: member(id),
      address: { host: '10.0.0.9', port: 694 },
      keepalive: KEEPALIVE,
      deadtime: DEADTIME,
      keys: KEYS,
      datagrams: wayTo(desk, () => up),
      random: createRandom(),
      clock: late,
      log: SILENT,
      wanted,
      changed: () => void changes++,
      sawEpoch: (number) => void seen.push(number),
    });
    return client;
  };
  return {
    node,
    /** A node that has begun to ask, and has its first answer. */
    async asking(id: number, wanted: () => Wish | undefined) {
      const client = node(id, wanted);
      await client.start();
      await settle();
      return client;
    },
    seen,
    changes: () => changes,
    cut() {
      up = false;
    },
    stall(ms: number) {
      stalled += ms;
    },
    /** Second by second, so that answers arrive in time. */
    async pass(seconds: number) {
      for (let second = 0; second < seconds; second++) {
        clock.advance(1_000);
        await settle();
      }
    },
  };
}

const wish = (number: number, proposer: number, ...members: readonly number[]): Wish => ({
  epoch: epoch(number, proposer),
  members,
});

test('the vote counts while it is confirmed, and a deadtime longer', async () => {
  const at = bed();
  const own = wish(1, 1, 1);
  const client = await at.asking(1, () => own);
  expect(client.granted(own.epoch)).toBe(true);
  await at.pass(30);
  expect(client.granted(own.epoch)).toBe(true);
  at.cut();
  await at.pass(9);
  expect(client.granted(own.epoch)).toBe(true);
  const before = at.changes();
  await at.pass(1);
  expect(client.granted(own.epoch)).toBe(false);
  expect(at.changes()).toBeGreaterThan(before);
});

test('after a stall it does not count, whether or not a timer has said so yet', async () => {
  const at = bed();
  const own = wish(1, 1, 1);
  const client = await at.asking(1, () => own);
  at.stall(DEADTIME);
  expect(client.granted(own.epoch)).toBe(false);
});

test('it counts for the view it was given to and for no other', async () => {
  const at = bed();
  const client = await at.asking(1, () => wish(1, 1, 1, 2));
  expect(client.granted(epoch(1, 1))).toBe(true);
  expect(client.granted(epoch(2, 1))).toBe(false);
  expect(await client.ask(wish(2, 1, 1))).toBe(true);
  expect(client.granted(epoch(2, 1))).toBe(true);
});

test('a vote that went to the other side is over at once', async () => {
  const at = bed();
  const both = wish(1, 1, 1, 2);
  const one = at.node(1, () => both);
  const two = at.node(2, () => undefined);
  await one.start();
  await two.start();
  await settle();
  expect(one.granted(both.epoch)).toBe(true);
  expect(await two.ask(wish(2, 2, 2))).toBe(true);
  await at.pass(1);
  expect(one.granted(both.epoch)).toBe(false);
  expect(one.state).toMatchObject({ holders: [2], why: 'a later view has the vote' });
});

test('what it asked for itself does not count as used by somebody; the epochs of others do', async () => {
  const at = bed();
  await at.asking(1, () => wish(7, 1, 1));
  await at.pass(3);
  expect(at.seen).toEqual([]);
  await at.asking(2, () => undefined);
  expect(new Set(at.seen)).toEqual(new Set([7]));
});

test('asking in vain ends after two keepalives', async () => {
  const at = bed();
  at.cut();
  const client = at.node(1, () => undefined);
  await client.start();
  let answer: boolean | undefined;
  void client.ask(wish(1, 1, 1)).then((granted) => {
    answer = granted;
  });
  await at.pass(1);
  expect(answer).toBeUndefined();
  await at.pass(1);
  expect(answer).toBe(false);
});
