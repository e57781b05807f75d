/** Leaving the field to a proposer: long enough for its proposal, never for ever. */
import { expect, test } from 'vitest';
import { createFollowing } from '#src/membership/following.ts';
import { member } from './support/samples.ts';

const DEADTIME = 1_000;

function node3(heard = new Set([1, 2])) {
  return { heard, following: createFollowing({ deadtime: DEADTIME, heard: ({ id }) => heard.has(id) }) };
}

test('who promised nothing may propose', () => {
  expect(node3().following.until(0)).toBeUndefined();
});

test('a promise gives the proposer a deadtime, and each further one another', () => {
  const { following } = node3();
  following.follow(member(1), 100);
  expect(following.until(100)).toBe(1_100);
  following.follow(member(1), 600);
  expect(following.until(1_100)).toBe(1_600);
  expect(following.until(1_600)).toBeUndefined();
});

test('a proposer that is not heard any more is waited for no longer', () => {
  const { following, heard } = node3();
  following.follow(member(1), 100);
  heard.delete(1);
  expect(following.until(200)).toBeUndefined();
});

test('proposers that get nowhere hold up nobody for longer than four deadtimes', () => {
  const { following } = node3();
  for (let now = 0; now <= 10_000; now += 500) following.follow(member((now % 2) + 1), now);
  expect(following.until(3_999)).toBe(4_000);
  expect(following.until(4_000)).toBeUndefined();
});

test('an active view ends it, and the next change begins anew', () => {
  const { following } = node3();
  following.follow(member(1), 0);
  following.forget();
  expect(following.until(1)).toBeUndefined();
  following.follow(member(2), 9_000);
  expect(following.until(9_001)).toBe(10_000);
});
