/** bench:membership. What agreement costs: view changes, the ledger's replication, datagrams, CPU of sixteen nodes. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { options } from './lib/args.ts';
import { progress, report, spread } from './lib/stats.ts';
import { type Cpu, cpuOf } from './lib/usage.ts';
import { killOne, listenAs, startCluster, type ViewChange, whole } from './lib/view-change.ts';

const HELP = `Usage: npm run bench:membership -- [options]

Real daemons on loopback addresses, without services.

  --runs N        deaths per cluster size (6); every other one is the coordinator's
  --keepalive MS  of the clusters whose nodes are killed (200); twice that and twice deadtime for more than 8 nodes
  --deadtime MS   (1000)
  --nodes N       the largest cluster (16); 2 and 5 are measured as well
  --services K    records in one batch of the ledger (1000)
  --seconds S     how long CPU is measured, at keepalive 1 s (20)

viewChange: from SIGKILL of a node until the view without it is active on all others, less deadtime, in keepalives.
ledger: a batch of K records from the coordinator to a second process over a TLS session, both on disk; less the bare durable
write of a file of that size. datagramBytes: UDP payload of the heartbeats that a dead node's address is sent. cpuPercent: of
one core, per node; agentsPercent: of the fence devices' checks that fell into that time.`;

const { numbers } = options(HELP, {
  runs: 6,
  keepalive: 200,
  deadtime: 1_000,
  nodes: 16,
  services: 1_000,
  seconds: 20,
});

/** A node more that did not get its turn within deadtime, because all of them share a few processors. */
const DISTURBED_LIMIT = 5;

async function viewChanges(nodes: number) {
  const factor = nodes > 8 ? 2 : 1;
  const timing = { keepaliveMs: factor * numbers.keepalive, deadtimeMs: factor * numbers.deadtime };
  progress(`${nodes} nodes, keepalive ${timing.keepaliveMs} ms, deadtime ${timing.deadtimeMs} ms`);
  const cluster = await startCluster(nodes, timing);
  const beyond: number[] = [];
  const fromVerdict: number[] = [];
  let bytes: readonly number[] = [];
  let disturbed = 0;
  try {
    while (beyond.length < numbers.runs) {
      const who = beyond.length % 2 === 0 ? 'member' : 'coordinator';
      let change: ViewChange;
      try {
        change = await killOne(cluster, who, async (victim) => {
          if (beyond.length === 0) bytes = await listenAs(cluster, victim);
        });
      } catch (error) {
        if (++disturbed > DISTURBED_LIMIT) throw error;
        progress(`  disturbed: ${String(error).slice(0, 100)}`);
        await whole(cluster);
        continue;
      }
      beyond.push((change.active - timing.deadtimeMs) / timing.keepaliveMs);
      fromVerdict.push(change.active - change.verdict);
      progress(`  ${who}: verdict after ${change.verdict} ms, view active on all after ${change.active} ms`);
    }
  } finally {
    await cluster.end();
  }
  return {
    nodes,
    ...timing,
    disturbed,
    beyondDeadtimeKeepalives: spread(beyond),
    verdictToActiveMs: spread(fromVerdict),
    datagramBytes: spread(bytes),
  };
}

interface LedgerRun {
  readonly totalMs: number;
  readonly fsyncMs: number;
  readonly size: number;
}

const LEDGER_RUNS = 12;
const LEDGER_DEADLINE_MS = 120_000;
/** At its start every node asks every fence device once. */
const SETTLE_MS = 15_000;

async function ledger() {
  progress(`ledger: ${numbers.services} records in one batch, ${LEDGER_RUNS} times`);
  const folder = mkdtempSync(join(tmpdir(), 'picket-bench-'));
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const script = join(import.meta.dirname, 'lib/ledger-member.ts');
  const members = [1, 2].map((id) => {
    const words = [
      script,
      `${id}`,
      join(folder, `${id}`),
      `${numbers.services}`,
      `${LEDGER_RUNS}`,
      `${port}`,
    ];
    return spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  });
  const end = (): void => {
    for (const member of members) member.kill('SIGKILL');
  };
  const tooLong = setTimeout(end, LEDGER_DEADLINE_MS);
  const runs: LedgerRun[] = [];
  const read = members.map(async ({ stdout }) => {
    for await (const line of createInterface({ input: stdout })) runs.push(JSON.parse(line) as LedgerRun);
    end(); // the coordinator has done its runs
  });
  await Promise.all(read);
  clearTimeout(tooLong);
  rmSync(folder, { recursive: true, force: true });
  // The first one meets code that was never run before, as a failover may.
  const [first, ...warm] = runs;
  if (first === undefined || warm.length !== LEDGER_RUNS - 1)
    throw new Error('the ledger was not replicated');
  const beyond = (run: LedgerRun): number => run.totalMs - run.fsyncMs;
  return {
    services: numbers.services,
    fileBytes: first.size,
    totalMs: spread(warm.map((run) => run.totalMs)),
    fsyncMs: spread(warm.map((run) => run.fsyncMs)),
    beyondFsyncMs: spread(warm.map(beyond)),
    firstBatch: { totalMs: Math.round(first.totalMs), fsyncMs: Math.round(first.fsyncMs) },
  };
}

async function cpu() {
  const slow = { keepaliveMs: 1_000, deadtimeMs: 10_000 };
  progress(`${numbers.nodes} nodes at keepalive 1 s: CPU over ${numbers.seconds} s`);
  const cluster = await startCluster(numbers.nodes, slow);
  try {
    await sleep(SETTLE_MS);
    const pids = cluster.nodes.map((node) => node.pid() ?? 0);
    const before = { cpu: pids.map(cpuOf), at: performance.now() };
    await sleep(numbers.seconds * 1_000);
    const seconds = (performance.now() - before.at) / 1_000;
    const after = pids.map(cpuOf);
    const percent = (of: (one: Cpu) => number) =>
      spread(after.map((one, index) => ((of(one) - of(before.cpu[index] ?? one)) / seconds) * 100));
    return {
      nodes: numbers.nodes,
      cpuPercent: percent(({ own }) => own),
      agentsPercent: percent(({ children }) => children),
    };
  } finally {
    await cluster.end();
  }
}

const sizes = [...new Set([2, 5, numbers.nodes])].filter((size) => size <= numbers.nodes);
const changes = [];
for (const size of sizes) changes.push(await viewChanges(size));
report({
  bench: 'membership',
  runs: numbers.runs,
  viewChange: changes,
  ledger: await ledger(),
  idle: await cpu(),
});
