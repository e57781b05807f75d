/** Lets whoever waits for something in the ledger look again when it has changed. */
import type { Clock, Millis } from '#src/host/ports.ts';

export interface Changes {
  /** Resolves at the next `wake`, at the latest after `longest` ms: what is waited for may also end by time. */
  next(longest: Millis): Promise<void>;
  wake(): void;
}

export function createChanges(clock: Clock): Changes {
  const waiting = new Set<() => void>();
  return {
    next(longest) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => {
        cancel();
        waiting.delete(look);
        resolve();
      };
      const cancel = clock.after(longest, look);
      waiting.add(look);
      return promise;
    },
    wake() {
      for (const look of [...waiting]) look();
    },
  };
}
