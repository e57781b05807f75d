/** In maintenance services are left alone like frozen ones, and nothing of that is left over afterwards. */
import { describe, expect, test } from 'vitest';
import { isOverdue, stepOrHold } from '#src/resources/hands-off.ts';
import type { ServiceEvent } from '#src/resources/service-events.ts';
import { step } from '#src/resources/service-machine.ts';
import { entry, NOW, service } from './service-samples.ts';

const BY = { now: NOW + 1000, service: service(), maintenance: true };

const EVENTS: readonly ServiceEvent[] = [
  { type: 'resource-failed', node: 1, reason: 'it died' },
  { type: 'start', node: 2, why: 'chosen' },
  { type: 'relocate', target: 2 },
  { type: 'stop' },
  { type: 'disable' },
  { type: 'enable', target: 0 },
  { type: 'restart' },
  { type: 'owner-fenced', node: 1, why: 'fenced' },
  { type: 'reported', node: 1, state: 'running' },
  { type: 'reported', node: 1, state: 'stopped' },
  { type: 'reported', node: 1, state: 'may-run' },
  { type: 'reported', node: 2, state: 'running' },
  { type: 'started', node: 1 },
  { type: 'stopped', node: 1 },
  { type: 'changed', why: 'a node joined' },
  { type: 'freeze' },
  { type: 'thaw' },
];
const STATES = ['stopped', 'starting', 'started', 'stopping', 'recovering', 'disabled', 'failed'] as const;

describe('in maintenance', () => {
  const cases = STATES.flatMap((state) =>
    EVENTS.flatMap((event) => [true, false].map((frozen) => [state, event, frozen] as const)),
  );

  test.each(cases)(
    '%s meets %j (frozen: %s) as if it were frozen, and stays as it was',
    (state, event, frozen) => {
      const before = entry(state, { frozen });
      const result = stepOrHold(before, event, BY);
      if (event.type === 'freeze') expect(result).toEqual(step(before, event, BY));
      else if (event.type === 'thaw') {
        expect(result.orders).toEqual([]);
        expect(result.entry).toMatchObject({ state, frozen: false });
      } else {
        const asFrozen = step({ ...before, frozen: true }, event, BY);
        expect(result.orders).toEqual(asFrozen.orders);
        expect(result.entry).toEqual({ ...asFrozen.entry, frozen });
      }
    },
  );

  test('what changes nothing is not stored', () => {
    const before = entry('started');
    expect(stepOrHold(before, { type: 'resource-failed', node: 1, reason: 'it died' }, BY).entry).toBe(
      before,
    );
  });

  test('a service whose owner was fenced says what it waits for', () => {
    const { entry: after } = stepOrHold(
      entry('started'),
      { type: 'owner-fenced', node: 1, why: 'fenced' },
      BY,
    );
    expect(after).toMatchObject({ state: 'stopped', owner: 0, frozen: false });
    expect(after.why).toContain('maintenance: not started anywhere before that ends');
  });

  test('a service in doubt is looked at when the maintenance is over', () => {
    const unclear: ServiceEvent = { type: 'settled', node: 1, state: 'may-run', reason: 'it cannot be told' };
    const { entry: left, orders } = stepOrHold(entry('checking'), unclear, BY);
    expect(left.why).toContain('it cannot be told');
    expect(orders).toEqual([]);
    expect(isOverdue(left)).toBe(true);
    const looked = step(left, { type: 'thaw' }, { ...BY, maintenance: false });
    expect(looked).toMatchObject({ entry: { state: 'checking' }, orders: [{ type: 'settle', node: 1 }] });
    expect(isOverdue(looked.entry)).toBe(false);
  });
});
