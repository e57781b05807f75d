/** A clock that stands still until a test winds it. */
import type { Clock, Millis } from '#src/host/ports.ts';

export interface HandClock extends Clock {
  /** Runs everything that becomes due, in order, also what that arms. */
  advance(by: Millis): void;
}

export function handClock(): HandClock {
  let now = 0;
  let due: { readonly at: Millis; readonly fn: () => void }[] = [];
  return {
    now: () => now,
    wall: () => 1_000_000 + now,
    after: (delay, fn) => {
      const timer = { at: now + delay, fn };
      due.push(timer);
      return () => {
        due = due.filter((other) => other !== timer);
      };
    },
    advance: (by) => {
      const end = now + by;
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        now = next.at;
        due = due.filter((other) => other !== next);
        next.fn();
      }
      now = end;
    },
  };
}
