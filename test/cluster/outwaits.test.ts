/** When a majority may count a node as reset by its own watchdog: what was told, by whom, and how long the asking took. */
import { expect, it } from 'vitest';
import { createOutwaits } from '#src/cluster/outwaits.ts';
import { type WatchdogTerms, watchdogKey } from '#src/cluster/watchdog-terms.ts';
import { pause } from '#src/host/ports.ts';
import { nodeKey } from '#src/membership/ledger.ts';
import type { Ledger, LedgerRecord } from '#src/membership/types.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { type HandClock, handClock } from '#test/host/hand-clock.ts';

const incarnation = (boot: string): { boot: string; count: number } => ({ boot, count: 1 });
const EPOCH = { number: 2, proposer: 1, incarnation: incarnation('a') };
const BASE = clusterConfig({ nodes: 3, services: [] });
const CONFIG = {
  ...BASE,
  watchdog: { device: '/dev/watchdog', timeout: 10_000 },
  nodes: BASE.nodes.map((node) => ({ ...node, fence: [{ name: 'self', devices: [], self: true as const }] })),
};
/** 10 s + twice 10 s. */
const TERMS: WatchdogTerms = { boot: 'c', armed: true, patience: 10_000, timeout: 10_000, strict: true };

interface Case {
  readonly terms?: Partial<WatchdogTerms> | null;
  /** For how long members 1 and 2 have told node 3 nothing when the wait begins; undefined: they do not say. */
  readonly silence?: readonly [number, number | undefined];
  /** How long it takes member 2 to answer. */
  readonly answerMs?: number;
  readonly witness?: boolean;
}

interface Waited {
  readonly clock: HandClock;
  /** When node 3 counted as fenced, ms since the begin. */
  fencedAt: number | undefined;
  readonly told: string[];
  go(ms: number): Promise<void>;
}

function begin({ terms = {}, silence = [0, 0], answerMs = 0, witness = false }: Case): Waited {
  const clock = handClock();
  const record = (key: string, value: unknown): [string, LedgerRecord] => [
    key,
    { key, stamp: { epoch: EPOCH, version: 0 }, value },
  ];
  const lost = { standing: 'lost', incarnation: incarnation('c'), since: 0, why: '' };
  const ledger: Ledger = new Map([
    record(nodeKey(3), lost),
    ...(terms === null ? [] : [record(watchdogKey(3), { ...TERMS, ...terms })]),
  ]);
  const quorum = {
    ...CONFIG.quorum,
    witness: witness ? { host: '10.0.0.9', port: 694, votes: 1 } : undefined,
  };
  const waited: Waited = {
    clock,
    fencedAt: undefined,
    told: [],
    async go(ms) {
      for (const end = clock.now() + ms; clock.now() < end; clock.advance(100))
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    },
  };
  createOutwaits({
    self: 1,
    view: {
      epoch: EPOCH,
      members: [1, 2].map((id) => ({ id, incarnation: incarnation('ab'.charAt(id - 1)) })),
    },
    config: () => ({ ...CONFIG, quorum }),
    ledger,
    fences: {
      lost: () => (waited.fencedAt === undefined ? [3] : []),
      async outwaited() {
        waited.fencedAt = clock.now();
        return true;
      },
      outwaiting: (_node, why) => void waited.told.push(why),
    },
    async silence({ id }) {
      const said = silence[id - 1];
      if (id === 2) await pause(clock, answerMs);
      return said === undefined ? undefined : said + clock.now();
    },
    nodeName: (id) => `node${id}`,
    clock,
  }).begin();
  return waited;
}

it.each<[string, Case, number]>([
  ['patience and two timeouts after the last answer', { silence: [5_000, 5_000] }, 25_000],
  ['the last of all members counts', { silence: [5_000, 2_000] }, 28_000],
  ['at once when that is long ago', { silence: [30_000, 40_000] }, 0],
  ['what the asking took is taken off', { silence: [30_000, 30_000], answerMs: 4_000 }, 12_000],
  [
    'the witness may have been its own: two timeouts at least',
    { silence: [90_000, 90_000], witness: true },
    20_000,
  ],
  ['by the times that it told, not by the file', { terms: { patience: 1_000, timeout: 2_000 } }, 5_000],
])('%s', async (_title, given, expected) => {
  const waited = begin(given);
  await waited.go(60_000);
  // It asks again each keepalive, and each deadtime while there is nothing to hear.
  expect(waited.fencedAt).toBeGreaterThanOrEqual(expected);
  expect(waited.fencedAt).toBeLessThan(expected + 5_600);
});

it.each<[string, Case]>([
  ['one that never told of its watchdog', { terms: null }],
  ['one whose watchdog is not armed', { terms: { armed: false } }],
  ['one that feeds it without a majority', { terms: { strict: false } }],
  ['one that told so in another boot', { terms: { boot: 'b' } }],
])('%s is not counted, whatever the time, and that is said', async (_title, given) => {
  const waited = begin({ silence: [1e6, 1e6], ...given });
  await waited.go(100_000);
  expect(waited.fencedAt).toBeUndefined();
  expect(waited.told).toEqual([
    'node3 has not told that its watchdog is armed, so time proves nothing of it',
  ]);
});

it('a member that does not say when it heard it last keeps everybody waiting', async () => {
  const waited = begin({ silence: [1e6, undefined] });
  await waited.go(100_000);
  expect(waited.fencedAt).toBeUndefined();
  expect(waited.told.at(-1)).toContain('nobody answers it any more');
});
