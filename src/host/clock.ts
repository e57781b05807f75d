/** The real Clock: the kernel's monotonic clock for deciding, the wall clock for showing. */
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';

/** Longer delays overflow the timer's 32 bits and would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A clock that keeps the process running while a timer is armed. Time spent in suspend does not count. */
export function createClock(): Clock {
  return {
    now: () => performance.now(),
    wall: () => Date.now(),
    after,
  };
}

function after(delay: Millis, fn: () => void): Cancel {
  const due = performance.now() + Math.max(0, delay);
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = due - performance.now();
    timer = setTimeout(wake, Math.min(Math.ceil(Math.max(0, left)), LONGEST_TIMER_MS));
  };
  const wake = (): void => {
    // A timer may fire up to a millisecond early, and long delays come in pieces.
    if (performance.now() < due) arm();
    else fn();
  };
  arm();
  return () => clearTimeout(timer);
}
