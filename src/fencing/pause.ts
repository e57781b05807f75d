/** Waiting on the injected clock, for promises and for xstate. */
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';

/** Resolves after `delay` ms, or at once when cancelled. Never rejects. */
export function pause(clock: Clock, delay: Millis, cancel: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (cancel.aborted) {
    resolve();
    return promise;
  }
  const stop = clock.after(delay, () => {
    cancel.removeEventListener('abort', ended);
    resolve();
  });
  function ended(): void {
    stop();
    resolve();
  }
  cancel.addEventListener('abort', ended, { once: true });
  return promise;
}

/** The clock as xstate's actors want it (createActor's `clock` option). */
export function machineClock(clock: Clock): {
  readonly setTimeout: (fn: () => void, delay: Millis) => Cancel;
  readonly clearTimeout: (cancel: Cancel | undefined) => void;
} {
  return {
    setTimeout: (fn, delay) => clock.after(delay, fn),
    clearTimeout: (cancel) => cancel?.(),
  };
}
