/**
 * One run of a simulated daemon. When it ends, by a kill or because the power went, nothing of it happens any more: its
 * timers do not fire, its promises never settle, its sockets are closed.
 */

export interface Life {
  readonly over: boolean;
  /** Whether the kernel was there to close connections (a killed daemon), or nobody (no power). */
  readonly abrupt: boolean;
  onEnd(fn: () => void): void;
  end(how: 'killed' | 'power-lost'): void;
  /** A promise that settles as the given one does while the life lasts, and never after it. */
  bound<T>(promise: Promise<T>): Promise<T>;
}

export function createLife(): Life {
  const endings: (() => void)[] = [];
  let over = false;
  let abrupt = false;
  return {
    get over() {
      return over;
    },
    get abrupt() {
      return abrupt;
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
    bound(promise) {
      return new Promise((resolve, reject) => {
        promise.then(
          (value) => {
            if (!over) resolve(value);
          },
          (error: unknown) => {
            if (!over) reject(error);
          },
        );
      });
    },
  };
}
