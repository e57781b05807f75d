/** What agreement has on its disk, changed one step at a time; `state` is what the disk holds. */
import { type Clock, HostError, type Millis } from '#src/host/ports.ts';
import { toLedger } from './ledger.ts';
import type { DurableState, LedgerStore } from './ledger-store.ts';
import type { Ledger } from './types.ts';

export interface DurableBox {
  readonly state: DurableState;
  /** `state.records` by key. */
  readonly ledger: Ledger;
  /**
   * Resolves when the changed state is on the disk. Rejects with HostError when it could not be stored, or not within a
   * deadtime: a disk that hangs must not hold up agreement for ever. What `change` throws is passed on.
   */
  update(change: (state: DurableState) => DurableState): Promise<void>;
  /** Resolves when nothing is on its way to the disk; rejects with HostError after a deadtime. */
  settled(): Promise<void>;
}

export function createDurableBox(
  store: LedgerStore,
  initial: DurableState,
  clock: Clock,
  deadtime: Millis,
): DurableBox {
  let state = initial;
  let ledger = toLedger(initial.records);
  let writes: Promise<void> = Promise.resolve();

  function inTime(write: Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = clock.after(deadtime, () => {
      reject(new HostError('ETIMEDOUT', `the disk did not store the ledger within ${deadtime} ms`));
    });
    write.then(resolve, reject).finally(late);
    return promise;
  }

  return {
    get state() {
      return state;
    },
    get ledger() {
      return ledger;
    },
    update(change) {
      const done = writes.then(async () => {
        const next = change(state);
        await store.save(next);
        if (next.records !== state.records) ledger = toLedger(next.records);
        state = next;
      });
      writes = done.catch(() => undefined);
      return inTime(done);
    },
    settled: () => inTime(writes),
  };
}
