/** The clock that every decision in the daemon is timed by. */
import { describe, expect, it } from 'vitest';
import { createClock } from '#src/host/clock.ts';

describe('the real clock', () => {
  const clock = createClock();

  it('never calls back before the time has passed', async () => {
    const early: number[] = [];
    const waits = Array.from({ length: 200 }, (_, index) => {
      const delay = (index % 20) + 0.7;
      const due = clock.now() + delay;
      return new Promise<void>((done) => {
        clock.after(delay, () => {
          if (clock.now() < due) early.push(due - clock.now());
          done();
        });
      });
    });
    await Promise.all(waits);
    expect(early).toEqual([]);
  });

  it('does not call back at once for a delay beyond the timer limit of 24.8 days', async () => {
    let called = false;
    const cancel = clock.after(2 ** 31 + 1000, () => {
      called = true;
    });
    await new Promise<void>((done) => clock.after(20, done));
    cancel();
    expect(called).toBe(false);
  });

  it('does not call back after cancelling', async () => {
    let called = false;
    const cancel = clock.after(5, () => {
      called = true;
    });
    cancel();
    await new Promise<void>((done) => clock.after(20, done));
    expect(called).toBe(false);
  });

  it('takes a negative delay as now', async () => {
    await new Promise<void>((done) => clock.after(-5, done));
    expect(clock.wall()).toBeGreaterThan(Date.UTC(2024, 0));
  });
});
