/**
 * A host or a daemon that stands still: what is due for it meanwhile waits, and happens when it goes on. Timers go first
 * then, as in a real event loop, after them what came in from outside.
 */
import type { Timeline } from './clock.ts';

export interface Standstill {
  readonly still: boolean;
  /** Runs `fn` now, or when it goes on. */
  pass(fn: () => void, what?: 'timer' | 'input'): void;
  /** As `pass`, but what does not fit in the socket's buffer is lost. */
  packet(fn: () => void): void;
  begin(): void;
  end(): void;
  /** Power is gone: what waited is dropped. */
  forget(): void;
}

/** What the kernel's default buffer (208 KiB) holds of small datagrams. */
const SOCKET_PACKETS = 256;

export function createStandstill(timeline: Timeline): Standstill {
  let still = false;
  let timers: (() => void)[] = [];
  let inputs: (() => void)[] = [];
  let packets = 0;

  const gate: Standstill = {
    get still() {
      return still;
    },
    pass(fn, what = 'timer') {
      if (!still) fn();
      else if (what === 'timer') timers.push(fn);
      else inputs.push(fn);
    },
    packet(fn) {
      if (still && packets++ >= SOCKET_PACKETS) return;
      gate.pass(fn, 'input');
    },
    begin() {
      still = true;
    },
    end() {
      if (!still) return;
      still = false;
      const late = timers;
      const waiting = inputs;
      gate.forget();
      for (const fn of late) timeline.after(0, () => gate.pass(fn));
      for (const fn of waiting) timeline.after(0, () => gate.pass(fn, 'input'));
    },
    forget() {
      still = false;
      timers = [];
      inputs = [];
      packets = 0;
    },
  };
  return gate;
}
