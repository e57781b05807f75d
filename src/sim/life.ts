/**
 * One run of a simulated daemon. When it ends, by a kill or because the power went, nothing of it happens any more: its
 * timers do not fire, its promises never settle, its sockets are closed. While it or its host stands still, all waits.
 */
import type { Standstill } from './standstill.ts';

/** What comes: a timer, something that waits in the kernel, or a datagram, of which the kernel keeps only some. */
type Entry = 'timer' | 'input' | 'packet';

export interface Life {
  readonly over: boolean;
  /** Whether the kernel was there to close connections (a killed daemon), or nobody (no power). */
  readonly abrupt: boolean;
  /** It stands still, or its whole host does. */
  readonly still: boolean;
  onEnd(fn: () => void): void;
  end(how: 'killed' | 'power-lost'): void;
  /** Whatever comes now happens now: it is neither over nor still. */
  readonly goes: boolean;
  /** The door into the daemon: runs `fn` now, when it goes on, or never. */
  enter(fn: () => void, what?: Entry): void;
  /** A promise that settles as the given one does while the life lasts, and never after it. */
  bound<T>(promise: Promise<T>): Promise<T>;
}

/** `gates`: what can stand still around it, the outermost first. */
export function createLife(gates: readonly Standstill[] = []): Life {
  const endings: (() => void)[] = [];
  let over = false;
  let abrupt = false;

  function enter(fn: () => void, what: Entry = 'timer'): void {
    if (over) return;
    const standing = gates.find((gate) => gate.still);
    if (standing === undefined) fn();
    else waitBehind(standing, fn, what);
  }

  /** Asked again when that one goes on: another may stand still by then. */
  function waitBehind(gate: Standstill, fn: () => void, what: Entry): void {
    const again = (): void => enter(fn, what);
    if (what === 'packet') gate.packet(again);
    else gate.pass(again, what);
  }

  return {
    get over() {
      return over;
    },
    get abrupt() {
      return abrupt;
    },
    get still() {
      return gates.some((gate) => gate.still);
    },
    get goes() {
      if (over) return false;
      for (const gate of gates) if (gate.still) return false;
      return true;
    },
    onEnd(fn) {
      endings.push(fn);
    },
    end(how) {
      if (over) return;
      over = true;
      abrupt = how === 'power-lost';
      for (const fn of endings.splice(0)) fn();
    },
    enter,
    bound(promise) {
      return new Promise((resolve, reject) => {
        promise.then(
          (value) => enter(() => resolve(value)),
          (error: unknown) => enter(() => reject(error)),
        );
      });
    },
  };
}
