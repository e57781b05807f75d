/** Waiting inside an operation: bounded by the operation's deadline and ended by its cancellation. */
import type { Clock, Millis } from '#src/host/ports.ts';

/** Resolves after `delay` ms, or as soon as `cancel` is aborted. Never rejects. */
export function pause(clock: Clock, delay: Millis, cancel?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (cancel?.aborted === true) return resolve();
    const done = (): void => {
      stopTimer();
      cancel?.removeEventListener('abort', done);
      resolve();
    };
    const stopTimer = clock.after(delay, done);
    cancel?.addEventListener('abort', done);
  });
}

/** Asks `holds` at growing intervals (10 .. 200 ms) until it is true; false when `within` ms passed first. */
export async function becomes(clock: Clock, within: Millis, holds: () => boolean): Promise<boolean> {
  const end = clock.now() + within;
  for (let wait = 10; ; wait = Math.min(wait * 1.5, 200)) {
    if (holds()) return true;
    const left = end - clock.now();
    if (left <= 0) return false;
    await pause(clock, Math.min(wait, left));
  }
}
