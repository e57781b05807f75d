/**
 * The coordinator's way to change the ledger: everything that waits goes in one batch, one batch at a time, and a batch
 * is in force when every member has stored it.
 */
import type { Epoch, Ledger, LedgerRecord } from './types.ts';

export interface Replicator {
  /** True once in force; false when the view ended before. A later value for a key replaces one that still waits. */
  submit(values: ReadonlyMap<string, unknown>): Promise<boolean>;
  /** While a batch is on its way: the ledger as it is without it. */
  readonly inDoubt: Ledger | undefined;
  /** The view ended: all that waits resolves with false. What was in doubt stays in doubt. */
  stop(): void;
}

export interface ReplicatorDeps {
  readonly epoch: Epoch;
  readonly ledger: () => Ledger;
  readonly version: () => number;
  readonly store: (version: number, changes: readonly LedgerRecord[]) => Promise<void>;
  /** Resolves when every other member has stored it; rejects when one does not. */
  readonly send: (version: number, changes: readonly LedgerRecord[]) => Promise<void>;
  readonly failed: (reason: string) => void;
}

export function createReplicator(deps: ReplicatorDeps): Replicator {
  let waiting = new Map<string, unknown>();
  let waiters: ((inForce: boolean) => void)[] = [];
  let inDoubt: Ledger | undefined;
  let busy = false;
  let stopped = false;

  async function pump(): Promise<void> {
    if (busy || stopped || waiting.size === 0) return;
    busy = true;
    const version = deps.version() + 1;
    const stamp = { epoch: deps.epoch, version };
    const changes = [...waiting].map(([key, value]) => ({ key, stamp, value }));
    const mine = waiters;
    waiting = new Map();
    waiters = [];
    inDoubt = deps.ledger();
    try {
      await Promise.all([deps.store(version, changes), deps.send(version, changes)]);
      if (!stopped) inDoubt = undefined;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!stopped) deps.failed(error.message);
    }
    busy = false;
    const inForce = !stopped;
    for (const waiter of mine) waiter(inForce);
    await pump();
  }

  return {
    submit(values) {
      if (stopped) return Promise.resolve(false);
      if (values.size === 0) return Promise.resolve(true);
      for (const [key, value] of values) waiting.set(key, value);
      const { promise, resolve } = Promise.withResolvers<boolean>();
      waiters.push(resolve);
      // After the present turn, so that all that one event causes goes in one batch.
      queueMicrotask(() => void pump());
      return promise;
    },
    get inDoubt() {
      return inDoubt;
    },
    stop() {
      stopped = true;
      for (const waiter of waiters) waiter(false);
      waiters = [];
      waiting = new Map();
    },
  };
}
