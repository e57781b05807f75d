/** Which fences count for a loop; and that it keeps out the one that comes back, nobody else, and nobody who is needed. */
import { describe, expect, test } from 'vitest';
import { findLoop, LOOP_WINDOW_MS, letIn, letInKey } from '#src/cluster/fence-loop.ts';
import { type FenceRecord, fenceKey, newFence } from '#src/cluster/records.ts';
import type { Ledger, LedgerRecord } from '#src/membership/types.ts';
import type { World } from '#src/sim/world.ts';
import { asked, eventsOf, isWhole, runningCluster, statusOf } from './support/cluster.ts';

const NOW = 1_000_000_000;
const MINUTE = 60_000;
const EPOCH = { number: 1, proposer: 1, incarnation: { boot: 'a', count: 1 } };

function fence(id: string, node: number, by: number, change: Partial<FenceRecord> = {}): LedgerRecord {
  const begun = newFence(node, by, { asked: false, lookFirst: false }, NOW);
  const value = { ...begun, state: 'fenced', method: 'power', ended: NOW - 10 * MINUTE, ...change };
  return { key: fenceKey(id), stamp: { epoch: EPOCH, version: 0 }, value };
}

function ledgerOf(...records: readonly LedgerRecord[]): Ledger {
  return new Map(records.map((record) => [record.key, record]));
}

const three = [fence('1-2', 2, 1), fence('2-1', 1, 2), fence('3-2', 2, 1)];

describe('a loop', () => {
  const one = (last: LedgerRecord, now = NOW) => findLoop(ledgerOf(...three, last), 2, [1, 3], 3, now);

  test('is more fences than the limit, by either of the other', () => {
    expect(findLoop(ledgerOf(...three), 2, [1, 3], 3, NOW)).toBeUndefined();
    expect(one(fence('4-1', 1, 2))).toMatchObject({ node: 2, other: 1, count: 4 });
    expect(findLoop(ledgerOf(...three, fence('4-1', 1, 2)), 2, [1], 0, NOW)).toBeUndefined();
    expect(findLoop(ledgerOf(...three, fence('4-1', 1, 2)), 2, [3], 3, NOW)).toBeUndefined();
  });

  test.each([
    ['of another pair', fence('4-2', 2, 3)],
    ['that an operator asked for', fence('4-2', 2, 1, { asked: true })],
    ['that was called off', fence('4-2', 2, 1, { state: 'called-off' })],
    ['that goes on', fence('4-2', 2, 1, { state: 'running', ended: null })],
    ['by the word of an operator', fence('4-2', 2, 1, { method: 'operator' })],
    ['by time', fence('4-2', 2, 1, { method: 'self' })],
    ['of a node that was found off', fence('4-2', 2, 1, { alreadyOff: true })],
    ['an hour ago', fence('4-2', 2, 1, { ended: NOW - LOOP_WINDOW_MS })],
  ])('does not count a fence %s', (_, last) => {
    expect(one(last)).toBeUndefined();
  });

  test('counts a fence that a clock which was set back dates in the future', () => {
    expect(one(fence('4-2', 2, 1, { ended: NOW + 600 * MINUTE }))).toMatchObject({ count: 4 });
  });

  test('is over an hour after the fence that made one too many', () => {
    const first = fence('0-2', 2, 1, { ended: NOW - 50 * MINUTE });
    const loop = one(first);
    expect(loop?.until).toBe(NOW + 10 * MINUTE);
    expect(one(first, NOW + 10 * MINUTE - 1)).toBeDefined();
    expect(one(first, NOW + 10 * MINUTE)).toBeUndefined();
  });

  test('is settled by a word about either of the two, but for later fences', () => {
    const before = ledgerOf(...three, fence('4-2', 2, 1));
    for (const node of [1, 2]) {
      const key = letInKey(node);
      const stamp = { epoch: EPOCH, version: 1 };
      const word: LedgerRecord = { key, stamp, value: letIn(before, node, 'erika', NOW) };
      const after = new Map(before).set(key, word);
      expect(findLoop(after, 2, [1], 3, NOW)).toBeUndefined();
      const more = [6, 7].map((epoch) => fence(`${epoch}-2`, 2, 1));
      for (const record of more) after.set(record.key, record);
      expect(findLoop(after, 2, [1], 1, NOW)).toMatchObject({ count: 2 });
    }
  });
});

async function fencedAgain(world: World, node: number): Promise<void> {
  const fenced = () => statusOf(world, 1).fences.filter(({ state }) => state === 'fenced').length;
  const before = fenced();
  world.happen({ kind: 'isolate', node });
  await world.until('it is fenced', () => fenced() > before);
  world.happen({ kind: 'heal' });
}

describe('a node that stays out', () => {
  test('of three, is let in where the others have no quorum without it', async () => {
    const plan = { nodes: 3, services: [{ name: 'a' }], fencing: { loopLimit: 1 } };
    const world = await runningCluster(plan);
    await fencedAgain(world, 3);
    await world.until('it is back', () => isWhole(world), 300_000);
    await fencedAgain(world, 3);
    const isOut = () =>
      statusOf(world, 2).waits.some(({ what }) => what.startsWith('node3 stays out: it and node1'));
    await world.until('it stays out', isOut, 300_000);
    await world.run(60_000);
    expect(statusOf(world, 1).view?.members).toEqual(['node1', 'node2']);
    expect(statusOf(world, 3).view).toBeNull();
    world.host(2).powerOff();
    const both = () => statusOf(world, 1).view?.members.join() === 'node1,node3';
    await world.until('node 1 has a quorum with it', both, 120_000);
  });

  test('comes in by the word of an operator, given at any member', async () => {
    const plan = { nodes: 3, services: [{ name: 'a' }], fencing: { loopLimit: 1 } };
    const world = await runningCluster(plan);
    await fencedAgain(world, 3);
    await world.until('it is back', () => isWhole(world), 300_000);
    await fencedAgain(world, 3);
    const told = () => eventsOf(world, 1).filter(({ name }) => name === 'node.stays-out').length;
    await world.until('node 1 tells of it', () => told() === 1, 300_000);
    const command = { verb: 'online', node: 'node3', who: 'erika' } as const;
    const said = await asked(world, world.host(2).daemon?.restrict(command));
    expect(said).toMatchObject({ code: 'SUCCESS', message: expect.stringContaining('node3 is let in') });
    await world.until('it is in', () => isWhole(world), 60_000);
    expect(eventsOf(world, 2).map(({ message }) => message)).toContain(
      'node3 is let in by erika: its fences of before count no more',
    );
    expect(told()).toBe(1);
  });
});
