/** Changes of the ledger go out in batches, one after another, and are in force when every member has stored them. */
import { describe, expect, test } from 'vitest';
import { createReplicator, type Replicator } from '#src/membership/replicator.ts';
import type { LedgerRecord } from '#src/membership/types.ts';
import { epoch, ledgerOf, record } from './support/samples.ts';

interface Batch {
  readonly version: number;
  readonly changes: readonly LedgerRecord[];
  readonly acknowledge: () => void;
  readonly fail: (error: Error) => void;
}

function setUp(): { replicator: Replicator; sent: Batch[]; stored: number[]; failures: string[] } {
  const sent: Batch[] = [];
  const stored: number[] = [];
  const failures: string[] = [];
  const replicator = createReplicator({
    epoch: epoch(4),
    ledger: () => ledgerOf(record('before', stored.length)),
    version: () => stored.length,
    store: async (version) => void stored.push(version),
    send: (version, changes) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      sent.push({ version, changes, acknowledge: resolve, fail: reject });
      return promise;
    },
    failed: (reason) => {
      failures.push(reason);
      replicator.stop();
    },
  });
  return { replicator, sent, stored, failures };
}

/** All promises that can have settled. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

test('all that one event changes goes in one batch; what comes meanwhile in the next', async () => {
  const { replicator, sent } = setUp();
  const first = [replicator.submit(new Map([['a', 1]])), replicator.submit(new Map([['b', 2]]))];
  await settled();
  const later = [replicator.submit(new Map([['a', 3]])), replicator.submit(new Map([['a', 4]]))];
  await settled();
  expect(sent).toHaveLength(1);
  expect(sent[0]?.changes.map(({ key, value }) => [key, value])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  sent[0]?.acknowledge();
  expect(await Promise.all(first)).toEqual([true, true]);
  await settled();
  expect(sent[1]).toMatchObject({
    version: 2,
    changes: [{ key: 'a', value: 4, stamp: { epoch: epoch(4), version: 2 } }],
  });
  sent[1]?.acknowledge();
  expect(await Promise.all(later)).toEqual([true, true]);
});

test('nothing to change is in force at once', async () => {
  expect(await setUp().replicator.submit(new Map())).toBe(true);
});

describe('a batch on its way', () => {
  test('is in doubt until everybody has stored it', async () => {
    const { replicator, sent } = setUp();
    void replicator.submit(new Map([['a', 1]]));
    await settled();
    expect(replicator.inDoubt?.get('before')?.value).toBe(0);
    sent[0]?.acknowledge();
    await settled();
    expect(replicator.inDoubt).toBeUndefined();
  });

  test('that a member does not store ends the view, and stays in doubt', async () => {
    const { replicator, sent, failures } = setUp();
    const result = replicator.submit(new Map([['a', 1]]));
    const waiting = settled().then(() => replicator.submit(new Map([['b', 1]])));
    await settled();
    sent[0]?.fail(new Error('node 2 did not answer'));
    expect(await result).toBe(false);
    expect(await waiting).toBe(false);
    expect(failures).toEqual(['node 2 did not answer']);
    expect(replicator.inDoubt).toBeDefined();
  });

  test('is not in force when the view ended before its acknowledgements came', async () => {
    const { replicator, sent } = setUp();
    const result = replicator.submit(new Map([['a', 1]]));
    await settled();
    replicator.stop();
    sent[0]?.acknowledge();
    expect(await result).toBe(false);
    expect(await replicator.submit(new Map([['b', 1]]))).toBe(false);
  });
});
