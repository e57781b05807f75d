/** The injected clock for xstate's actors. */
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';

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
