/** A limit on how many things are in hand at the same time; those that wait are served in turn, urgent ones first. */

export interface Slots {
  /** Resolves when a place is free; call the result once to give it back. */
  acquire(urgent?: boolean): Promise<() => void>;
}

/** `limit` is asked whenever a place is wanted or given back; at least one there always is. */
export function createSlots(limit: () => number): Slots {
  const urgentWaiters: (() => void)[] = [];
  const waiters: (() => void)[] = [];
  let taken = 0;

  function serve(): void {
    while (taken < Math.max(1, limit())) {
      const next = urgentWaiters.shift() ?? waiters.shift();
      if (next === undefined) return;
      taken += 1;
      next();
    }
  }

  return {
    acquire: (urgent = false) =>
      new Promise((resolve) => {
        const take = (): void => {
          let held = true;
          resolve(() => {
            if (!held) return;
            held = false;
            taken -= 1;
            serve();
          });
        };
        (urgent ? urgentWaiters : waiters).push(take);
        serve();
      }),
  };
}
