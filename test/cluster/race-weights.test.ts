/** What two nodes are worth against each other, and who waits: from the record that both of them have. */
import { describe, expect, test } from 'vitest';
import { type RaceInput, raceDelay, stillToWait, weightOf } from '#src/cluster/race-weights.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { ledgerOf, record } from '../membership/support/samples.ts';
import { entry } from '../resources/service-samples.ts';

const config = clusterConfig({
  nodes: 2,
  services: [{ name: 'a', priority: 5 }, { name: 'b' }, { name: 'c', priority: -3 }],
});
const owned = (owners: Readonly<Record<string, number>>) =>
  ledgerOf(
    ...Object.entries(owners).map(([name, owner]) => record(`service:${name}`, entry('started', { owner }))),
  );

function race(self: number, owners: Readonly<Record<string, number>>, extra: Partial<RaceInput> = {}) {
  const input = {
    config,
    self,
    peer: 3 - self,
    ledger: owned(owners),
    ledgerBeforeDoubt: undefined,
    deviceMs: 1_000,
    knownFor: 0,
    unheardFor: config.heartbeat.deadtime,
  };
  return raceDelay({ ...input, ...extra });
}

test('a node is worth one for each service that it owns, and its priority', () => {
  const ledger = owned({ a: 1, b: 1, c: 2 });
  expect([1, 2].map((node) => weightOf(config, ledger, node))).toEqual([7, 1]);
  expect(weightOf(config, ledgerOf(), 1)).toBe(0);
});

describe('of two nodes', () => {
  test.each([
    ['the one that carries more goes first', { a: 2, b: 1 }, 2],
    ['with equal loads the lower id goes first', { b: 1, c: 2 }, 1],
    ['with nothing to carry the lower id goes first', {}, 1],
  ])('%s', (_, owners, first) => {
    expect(race(first, owners).delay).toBe(0);
    // Twice the device's time, the skew of two keepalives, and a margin.
    expect(race(3 - first, owners)).toMatchObject({
      delay: 3_500,
      why: expect.stringContaining('lets the other go first'),
    });
  });

  test('the one that waits does so for as long as the file says', () => {
    const fixed = { ...config, fencing: { ...config.fencing, fenceDelay: 7_000 } };
    expect(race(2, {}, { config: fixed }).delay).toBe(7_000);
  });
});

describe('the first of two, when the other has not heard it for longer than they both knew of a loss', () => {
  const { deadtime, keepalive } = config.heartbeat;

  test('lets the shot land that may be on its way', () => {
    const parted = { unheardFor: deadtime + 3 * keepalive };
    expect(race(1, { a: 1 }, parted).why).toContain('the other may be shooting');
  });

  test('goes first within what two nodes differ by anyway, or when nothing is known', () => {
    expect(race(1, { a: 1 }, { unheardFor: deadtime + 2 * keepalive }).delay).toBe(0);
    expect(race(1, { a: 1 }, { unheardFor: undefined }).delay).toBe(0);
  });
});

describe('a coordinator with a change that the other may not have stored', () => {
  test('waits twice as long when the change decides who goes first', () => {
    const doubt = { ledgerBeforeDoubt: owned({ a: 2 }) };
    expect(race(1, { a: 1 }, doubt)).toMatchObject({
      delay: 7_000,
      why: expect.stringContaining('may not know of the last change'),
    });
  });

  test('does as always when it does not', () => {
    expect(race(1, { a: 1 }, { ledgerBeforeDoubt: owned({ a: 1, b: 2 }) }).delay).toBe(0);
    expect(race(2, { a: 1 }, { ledgerBeforeDoubt: owned({ a: 1, b: 2 }) }).delay).toBe(3_500);
  });
});

describe('the second of a race', () => {
  const { deadtime } = config.heartbeat;
  const heartbeat = { ...config.heartbeat, fastDeath: false };

  test.each([
    ['counts from the loss that both noticed', { knownFor: 0, silentFor: deadtime }, 2_000],
    [
      'waits less for every ms that it has known of the loss',
      { knownFor: 500, silentFor: deadtime + 500 },
      1_500,
    ],
    [
      'counts anew from the last heartbeat that came after all',
      { knownFor: 50, silentFor: 100 },
      deadtime + 1_900,
    ],
    ['is held up for a deadtime at most', { knownFor: deadtime + 2_000, silentFor: 0 }, 0],
  ])('%s', (_, times, left) => {
    expect(stillToWait(heartbeat, { delay: 2_000, ...times })).toBe(left);
  });
});
