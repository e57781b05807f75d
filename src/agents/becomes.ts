/** Waiting until something has come true, for agents that start or end a process: bounded by the operation's deadline. */
import { type Clock, type Millis, pause } from '#src/host/ports.ts';

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
