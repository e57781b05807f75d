/** A limit on how many things are in hand at the same time; those that wait are served in turn, urgent ones first. */

export interface Slots {
  /** Resolves when a place is free; call the result once to give it back. */
  acquire(urgent?: boolean): Promise<() => void>;
}

export function createSlots(limit: number): Slots {
  const urgentWaiters: (() => void)[] = [];
  const waiters: (() => void)[] = [];
  let free = Math.max(1, limit);

  function giveBack(): void {
    const next = urgentWaiters.shift() ?? waiters.shift();
    if (next === undefined) free += 1;
    else next();
  }

  return {
    acquire: (urgent = false) =>
      new Promise((resolve) => {
        const take = (): void => {
          let held = true;
          resolve(() => {
            if (held) giveBack();
            held = false;
          });
        };
        if (free > 0) {
          free -= 1;
          take();
        } else {
          (urgent ? urgentWaiters : waiters).push(take);
        }
      }),
  };
}
