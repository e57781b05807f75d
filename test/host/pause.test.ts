/** The wait that every operation is made of. */
import { expect, test } from 'vitest';
import { type Clock, pause } from '#src/host/ports.ts';
import { handClock } from './hand-clock.ts';

/** A clock that counts the timers that are armed. */
function counting(): ReturnType<typeof handClock> & { readonly armed: () => number } {
  const clock = handClock();
  let armed = 0;
  const after: Clock['after'] = (delay, fn) => {
    armed++;
    let over = false;
    const end = (): void => {
      if (!over) armed--;
      over = true;
    };
    const cancel = clock.after(delay, () => {
      end();
      fn();
    });
    return () => {
      end();
      cancel();
    };
  };
  return { ...clock, after, armed: () => armed };
}

async function state(promise: Promise<void>): Promise<string> {
  let settled = 'waits';
  void promise.then(
    () => {
      settled = 'over';
    },
    () => {
      settled = 'rejected';
    },
  );
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  return settled;
}

test('it lasts as long as it was asked for, and no shorter', async () => {
  const clock = counting();
  const waiting = pause(clock, 100);
  clock.advance(99);
  expect(await state(waiting)).toBe('waits');
  clock.advance(1);
  expect(await state(waiting)).toBe('over');
});

test('an operation that is cancelled does not wait on, and leaves no timer', async () => {
  const clock = counting();
  const cancel = new AbortController();
  const waiting = pause(clock, 100, cancel.signal);
  expect(await state(waiting)).toBe('waits');
  cancel.abort();
  expect(await state(waiting)).toBe('over');
  expect(clock.armed()).toBe(0);
});

test('what was cancelled before does not begin to wait', async () => {
  const clock = counting();
  expect(await state(pause(clock, 100, AbortSignal.abort()))).toBe('over');
  expect(clock.armed()).toBe(0);
});
