/** The demo's story as a newcomer reads it: aligned, in order of time, each thing once, each line in the act it belongs to. */
import { expect, test } from 'vitest';
import { type Storyteller, storyteller } from '#src/cli/demo/storyteller.ts';
import type { Palette } from '#src/cli/terminal.ts';
import { type HandClock, handClock } from '#test/host/hand-clock.ts';

const plain = (text: string): string => text;
const PLAIN: Palette = { good: plain, bad: plain, careful: plain, heading: plain, dim: plain };
const ACT = { title: '1. Something happens', explanation: 'Times count from here.' };

interface Telling {
  readonly clock: HandClock;
  readonly teller: Storyteller;
  readonly printed: readonly string[];
  /** `by` tells that `name` happened `at` ms after the beginning. */
  tell(by: string, at: number, name: string, message: string): void;
  close(): Promise<void>;
}

function telling(width = Number.POSITIVE_INFINITY): Telling {
  const clock = handClock();
  const begin = clock.wall();
  const printed: string[] = [];
  const print = (line: string): void => void printed.push(...line.split('\n'));
  const teller = storyteller({ clock, print, paint: PLAIN, width, nodes: ['node1', 'node2'] });
  let sequence = 0;
  return {
    clock,
    teller,
    printed,
    tell(by, at, name, message) {
      teller.hear({ event: { sequence: ++sequence, at: begin + at, name, message }, by });
    },
    async close() {
      const closed = teller.close();
      clock.advance(1_000);
      await closed;
    },
  };
}

/** The lines of events: those with a time. */
function lines(printed: readonly string[]): readonly string[] {
  return printed.filter((line) => /^ *\+/.test(line));
}

test('what happens stands under its heading, names of any length and resources alike', async () => {
  const { clock, teller, printed, tell, close } = telling();
  teller.open(ACT, clock.wall());
  tell('node1', 7, 'peer.up', 'here');
  tell('node1', 1_250, 'fence.powered-on', 'here');
  tell('node2', 12_345, 'resource.started', 'here');
  clock.advance(20_000);
  await close();
  const column = printed.find((line) => line.includes('WHAT'))?.indexOf('WHAT');
  expect(lines(printed).map((line) => line.indexOf('here'))).toEqual([column, column, column]);
});

test('a node that is heard late still tells its part in order of time', async () => {
  const { clock, teller, printed, tell, close } = telling();
  teller.open(ACT, clock.wall());
  clock.advance(50);
  tell('node2', 40, 'service.started', 'second');
  clock.advance(50);
  tell('node1', 30, 'resource.started', 'first');
  await close();
  expect(lines(printed).map((line) => line.split(' ').at(-1))).toEqual(['first', 'second']);
});

test('what two nodes tell of one thing is told once; what each says of its peer is told by both', async () => {
  const { clock, teller, printed, tell, close } = telling();
  teller.open(ACT, clock.wall());
  tell('node1', 10, 'node.joined', 'node1 is a member');
  tell('node2', 12, 'node.joined', 'node1 is a member');
  tell('node1', 20, 'peer.up', 'the other is up');
  tell('node2', 22, 'peer.up', 'the other is up');
  tell('node2', 30, 'fence.shot', 'sending "off"');
  tell('node2', 40, 'fence.shot', 'sending "on"');
  await close();
  expect(lines(printed).map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['+10 ms', 'node1', 'node.joined', 'node1 is a member'],
    ['+20 ms', 'node1', 'peer.up', 'the other is up'],
    ['+22 ms', 'node2', 'peer.up', 'the other is up'],
    ['+30 ms', 'node2', 'fence.shot', 'sending "off"'],
    ['+40 ms', 'node2', 'fence.shot', 'sending "on"'],
  ]);
});

test('an act tells all that happened in it before the next begins, and the next no word of it', async () => {
  const { clock, teller, printed, tell, close } = telling();
  teller.open(ACT, clock.wall());
  clock.advance(100);
  let kill = 0;
  const next = teller.close().then(() => {
    kill = clock.wall();
    teller.open({ ...ACT, title: '2. It dies' }, kill);
  });
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  tell('node1', 99, 'resource.started', 'last of the first act');
  clock.advance(1_000);
  await next;
  teller.note('kill', kill, 'dead');
  tell('node1', 98, 'resource.started', 'far too late');
  await close();
  const story = printed.filter((line) => /^ *\+|^\d/.test(line));
  expect(story.map((line) => line.trim().replaceAll(/ {2,}/g, ' '))).toEqual([
    '1. Something happens',
    '+99 ms node1 resource.started last of the first act',
    '2. It dies',
    '+0 ms kill dead',
  ]);
});

test('lines come while it happens, not only when the act is over', () => {
  const { clock, teller, printed, tell } = telling();
  teller.open(ACT, clock.wall());
  tell('node1', 1, 'peer.up', 'node2 is up');
  clock.advance(500);
  expect(lines(printed)).toHaveLength(1);
});

test('a narrow terminal gets each column wrapped below itself', async () => {
  const { clock, teller, printed, tell, close } = telling(70);
  teller.open(ACT, clock.wall());
  const words = 'service:shop is starting on node1: chosen: priority 1 in failover domain prefer-node1';
  tell('node1', 1, 'service.starting', words);
  await close();
  const from = printed.findIndex((line) => line.includes('service.starting'));
  const told = printed.slice(from);
  const column = told[0]?.indexOf('service:shop') ?? 0;
  expect(told.length).toBeGreaterThan(1);
  for (const line of told) expect(line.length).toBeLessThanOrEqual(70);
  expect(told.map((line) => line.slice(column)).join(' ')).toBe(words);
  for (const line of told.slice(1)) expect(line.slice(0, column).trim()).toBe('');
});
