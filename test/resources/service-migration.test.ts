/** A service between two nodes: what is ordered, what counts as an answer, and who may run it until both have answered. */
import { describe, expect, it } from 'vitest';
import type { MigrationOutcome, ServiceEvent } from '#src/resources/service-events.ts';
import { mayRunOn } from '#src/resources/service-record.ts';
import { entry, NOW, play } from './service-samples.ts';

const TO_2 = { to: 2, by: 'operator', since: NOW, why: 'operator: migrate' } as const;
const migrate = (target: number): ServiceEvent => ({ type: 'migrate', target });
const ended = (outcome: MigrationOutcome, reason = ''): ServiceEvent => ({
  ...{ type: 'migrated', node: 1, to: 2, outcome, reason },
});
const fenced = (node: number): ServiceEvent => ({
  type: 'owner-fenced',
  node,
  why: `node ${node} was fenced`,
});
const between = entry('migrating', { migration: TO_2 });

describe('a migration', () => {
  it('counts for both nodes, and is ordered from the owner', () => {
    const { entry: now, orders } = play(entry('started'), [migrate(2)]);
    expect(now).toMatchObject({ state: 'migrating', owner: 1, migration: { to: 2, by: 'operator' } });
    expect(mayRunOn(now)).toEqual([1, 2]);
    expect(orders).toEqual([{ type: 'migrate', node: 1, to: 2 }]);
  });

  it('leaves no trace in the record of a service that does not migrate', () => {
    const moved = play(between, [ended('moved')]).entry;
    expect(moved).toMatchObject({ state: 'started', owner: 2, lastOwner: 1, targetBy: 'operator' });
    expect(Object.keys(moved)).not.toContain('migration');
    expect(Object.keys(moved)).not.toContain('notTo');
  });

  it('that failed is told, and speaks against moving there, not against starting there', () => {
    const { entry: now, said } = play(between, [ended('stayed', 'no route to host')]);
    expect(now).toMatchObject({ state: 'started', owner: 1, failedOn: [], notTo: [{ node: 2 }] });
    expect(now.why).toBe('still on node 1: the migration to node 2 failed: no route to host');
    expect(said).toEqual([]);
  });

  it('that nobody is to blame for speaks against nothing', () => {
    expect(play(between, [ended('interrupted', 'the coordinator changed')]).entry.notTo).toBeUndefined();
  });

  it.each([
    ['gone', 'recovering', ['stop on 1']],
    ['unclear', 'stopping', ['stop on 1']],
    ['twice', 'error', []],
  ] as const)('%s: %s', (outcome, state, orders) => {
    const { entry: now, said } = play(between, [ended(outcome, 'looked')]);
    expect(now.state).toBe(state);
    expect(said).toEqual(orders);
  });

  it('that is unclear is ended on both sides before anything starts', () => {
    const { entry: now, orders } = play(between, [ended('unclear', 'no answer')]);
    expect(orders).toEqual([{ type: 'stop', node: 1, to: 2 }]);
    expect(mayRunOn(now)).toEqual([1, 2]);
    expect(mayRunOn(play(now, [{ type: 'stopped', node: 1 }]).entry)).toEqual([]);
  });

  it('of a frozen service is only asked about again', () => {
    const frozen = { ...between, frozen: true };
    expect(play(frozen, [ended('unclear', 'no answer')])).toMatchObject({
      entry: { state: 'migrating', frozen: true },
      orders: [{ type: 'judge', node: 1, to: 2 }],
    });
    expect(play(frozen, [ended('gone')])).toMatchObject({
      entry: { state: 'stopped', owner: 0 },
      orders: [],
    });
  });

  it.each([
    { ...ended('moved'), node: 2 },
    { ...ended('moved'), to: 3 },
  ] as ServiceEvent[])('of other nodes is no answer', (event) => {
    expect(play(between, [event]).accepted).toBe(false);
  });

  it.each([
    ['stopped', { type: 'stopped', node: 1 }],
    ['reported running', { type: 'reported', node: 2, state: 'running' }],
    ['reported in doubt', { type: 'reported', node: 1, state: 'may-run' }],
    ['failed', { type: 'resource-failed', node: 1, reason: 'died' }],
  ] as const)('says nothing by one node alone: %s', (_, event) => {
    expect(play(between, [event])).toMatchObject({ entry: between, orders: [] });
  });

  it('that a third node runs is an error', () => {
    expect(play(between, [{ type: 'reported', node: 3, state: 'running' }]).entry.state).toBe('error');
  });
});

describe('one side dies', () => {
  it.each([
    [1, 2],
    [2, 1],
  ])('node %i is fenced: only node %i is left, and asked', (dead, left) => {
    const { entry: now, orders } = play(between, [fenced(dead)]);
    expect(now).toMatchObject({ state: 'checking', owner: left });
    expect(now.migration).toBeUndefined();
    expect(orders).toEqual([{ type: 'settle', node: left }]);
  });

  it('a corpse on the target is ended before anything starts', () => {
    const { entry: now, said } = play(between, [
      fenced(1),
      { type: 'settled', node: 2, state: 'may-run', reason: 'paused (migrating)' },
      { type: 'stopped', node: 2 },
    ]);
    expect(said).toEqual(['settle on 2', 'stop on 2']);
    expect(now).toMatchObject({ state: 'stopped', owner: 0 });
  });

  it('both: it is free when both are fenced, in any order', () => {
    for (const [first, second] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const one = play(between, [fenced(first)]).entry;
      expect(mayRunOn(one)).toEqual([second]);
      expect(play(one, [fenced(second)]).entry).toMatchObject({ state: 'stopped', owner: 0 });
    }
  });

  it('a new boot of the source has nothing to do with it; one of the target may still be sent something', () => {
    const { entry: now, said } = play(between, [{ type: 'reported', node: 1, state: 'stopped' }]);
    expect(now).toMatchObject({ state: 'checking', owner: 2 });
    expect(said).toEqual(['settle on 2']);
    expect(play(between, [{ type: 'reported', node: 2, state: 'stopped' }]).accepted).toBe(false);
  });

  it('while it is being stopped on both: the other is still to be stopped', () => {
    const stopping = play(between, [{ type: 'disable' }]);
    expect(stopping.orders).toEqual([{ type: 'stop', node: 1, to: 2 }]);
    const { entry: now, orders } = play(stopping.entry, [fenced(1)]);
    expect(now).toMatchObject({ state: 'stopping', owner: 2, after: 'disable' });
    expect(orders).toEqual([{ type: 'stop', node: 2 }]);
  });

  it('after a stop of both has failed: the fence of one leaves the other to be stopped', () => {
    const failed = play(between, [
      { type: 'stop' },
      { type: 'stop-failed', node: 1, reason: 'timed out' },
    ]).entry;
    expect(failed.state).toBe('failed');
    expect(mayRunOn(failed)).toEqual([1, 2]);
    expect(play(failed, [fenced(2)])).toMatchObject({
      entry: { state: 'stopping', owner: 1, after: 'stop' },
      orders: [{ type: 'stop', node: 1 }],
    });
  });
});

describe('operators', () => {
  it.each([
    ['stop', { type: 'stop' }],
    ['disable', { type: 'disable' }],
    ['relocate', { type: 'relocate', target: 3 }],
  ] as const)('%s breaks it off, and stops both', (_, event) => {
    expect(play(between, [event])).toMatchObject({
      entry: { state: 'stopping', owner: 1, migration: { to: 2 } },
      orders: [{ type: 'stop', node: 1, to: 2 }],
    });
  });

  it('a freeze lets it end', () => {
    const { entry: now, said } = play(between, [{ type: 'freeze' }, ended('moved')]);
    expect(now).toMatchObject({ state: 'started', owner: 2, frozen: true });
    expect(said).toEqual([]);
  });

  it.each([
    ['starting', 'AGAIN'],
    ['checking', 'AGAIN'],
    ['migrating', 'AGAIN'],
    ['stopped', 'INVAL'],
    ['disabled', 'INVAL'],
    ['failed', 'INVAL'],
  ] as const)('migrate of what is %s: %s', (state, code) => {
    const from = entry(state, state === 'migrating' ? { migration: TO_2 } : {});
    expect(play(from, [migrate(3)]).refusal?.code).toBe(code);
  });

  it('migrate to where it is: it runs there; of what is frozen: not now', () => {
    expect(play(entry('started'), [migrate(1)]).refusal?.code).toBe('RUN');
    expect(play(entry('started', { frozen: true }), [migrate(2)]).refusal?.code).toBe('FROZEN');
  });
});
