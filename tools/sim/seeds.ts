/** Plays random stories in worker processes, counts what happened in them, and shows each that broke a rule. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Story } from '#src/sim/happening.ts';
import { randomStory } from '#src/sim/story-random.ts';
import { type Outcome, runStory } from '#src/sim/story-run.ts';
import { shrink } from '#src/sim/story-shrink.ts';
import { printStory } from '#src/sim/story-text.ts';

export interface SeedOptions {
  readonly seeds: number;
  readonly from: number;
  readonly nodes: number | undefined;
  /** Of wall time, for playing. */
  readonly minutes: number | undefined;
  readonly jobs: number;
  /** For making one that broke a rule smaller; 0: it is not. */
  readonly shrinkSeconds: number;
  readonly trace: boolean;
}

/** What a worker is asked. */
export interface Asked {
  readonly seed: number;
  readonly nodes: number | undefined;
  readonly trace: boolean;
}

/** What it answers. */
export interface Played extends Outcome {
  readonly seed: number;
}

/** A story takes a fraction of a second; one that takes this long does not end. */
const HANG_MS = 120_000;
/** Unless its process hardly got a processor: then it is given as long again, so many times. */
const LEAST_CPU_MS = 20_000;
const MOST_ROUNDS = 10;
/** /proc/PID/stat counts in these. */
const TICK_MS = 10;
const PROGRESS_MS = 10_000;
/** So many of those that broke a rule are made smaller; the others are named. */
const SHOWN = 3;
const HOUR_MS = 3_600_000;

interface Totals {
  seeds: number;
  simulatedMs: number;
  failovers: number;
  migrations: number;
  startsRefused: number;
  readonly faults: Map<string, number>;
  readonly broken: Played[];
}

/** Resolves with the exit code. */
export async function playSeeds(options: SeedOptions): Promise<number> {
  const began = performance.now();
  const totals: Totals = {
    seeds: 0,
    simulatedMs: 0,
    failovers: 0,
    migrations: 0,
    startsRefused: 0,
    faults: new Map(),
    broken: [],
  };
  const progress = setInterval(() => console.error(words(totals, began)), PROGRESS_MS);
  const end = options.minutes === undefined ? Infinity : began + options.minutes * 60_000;
  let next = options.from;
  const take = (): number | undefined =>
    next < options.from + options.seeds && performance.now() < end ? next++ : undefined;
  await Promise.all(Array.from({ length: options.jobs }, () => work(options, take, totals)));
  clearInterval(progress);
  const wallSeconds = (performance.now() - began) / 1000;
  totals.broken.sort((a, b) => a.seed - b.seed);
  for (const played of totals.broken.slice(0, SHOWN)) await show(played, options);
  console.log(summary(totals, wallSeconds));
  return totals.broken.length === 0 ? 0 : 1;
}

/** One worker after another, until there is no seed left: one that hangs is ended, and another takes its place. */
async function work(options: SeedOptions, take: () => number | undefined, totals: Totals): Promise<void> {
  let worker: ChildProcess | undefined;
  for (let seed = take(); seed !== undefined; seed = take()) {
    worker ??= fork(new URL('../sim-worker.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const played = await ask(worker, { seed, nodes: options.nodes, trace: options.trace });
    if (played.violation?.rule === 'hang') {
      worker.kill('SIGKILL');
      worker = undefined;
    }
    count(totals, played);
    if (options.trace) console.log(story(played, options.nodes));
    if (played.violation === undefined) continue;
    const { rule, at, words: what } = played.violation;
    console.log(`seed ${seed}: ${rule} broken at ${(at / 1000).toFixed(1)}s: ${what}`);
  }
  worker?.disconnect();
}

function ask(worker: ChildProcess, asked: Asked): Promise<Played> {
  return new Promise((resolve) => {
    const done = (played: Played): void => {
      clearTimeout(timer);
      worker.off('message', done);
      worker.off('exit', died);
      resolve(played);
    };
    const died = (code: number | null, signal: string | null): void =>
      done(nothing(asked.seed, `its process ended (${signal ?? `exit code ${code}`})`));
    const before = cpuMs(worker);
    let rounds = 1;
    const late = (): void => {
      const used = cpuMs(worker) - before;
      if (used < LEAST_CPU_MS && rounds++ < MOST_ROUNDS) timer = setTimeout(late, HANG_MS);
      else done(nothing(asked.seed, `it did not end within ${used / 1000} s of a processor's time`));
    };
    let timer = setTimeout(late, HANG_MS);
    worker.on('message', done);
    worker.on('exit', died);
    worker.send(asked);
  });
}

/** What that process has used of a processor; 0 when there is none. */
function cpuMs({ pid }: ChildProcess): number {
  try {
    // Its name may hold spaces; the 12th and 13th fields behind it are the times in user and in kernel mode, see proc(5).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return TICK_MS * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return 0;
  }
}

function nothing(seed: number, what: string): Played {
  return {
    seed,
    violation: { rule: 'hang', at: 0, words: what },
    log: [],
    faults: {},
    counts: { failovers: 0, startsRefused: 0, starts: 0, fences: 0, bites: 0, freed: 0, migrations: 0 },
    simulatedMs: 0,
  };
}

function count(totals: Totals, { faults, counts, simulatedMs, ...played }: Played): void {
  totals.seeds += 1;
  totals.simulatedMs += simulatedMs;
  totals.failovers += counts.failovers;
  totals.migrations += counts.migrations;
  totals.startsRefused += counts.startsRefused;
  for (const [kind, number] of Object.entries(faults)) {
    totals.faults.set(kind, (totals.faults.get(kind) ?? 0) + number);
  }
  if (played.violation !== undefined) totals.broken.push({ faults, counts, simulatedMs, ...played });
}

function words({ seeds, simulatedMs, failovers, broken }: Totals, began: number): string {
  const seconds = Math.round((performance.now() - began) / 1000);
  const hours = (simulatedMs / HOUR_MS).toFixed(1);
  return `${seconds} s: ${seeds} seeds, ${hours} simulated hours, ${failovers} failovers, ${broken.length} violations`;
}

function summary(totals: Totals, wallSeconds: number): string {
  const round = (number: number): number => Math.round(number * 100) / 100;
  return JSON.stringify({
    seeds: totals.seeds,
    violations: totals.broken.length,
    simulatedHours: round(totals.simulatedMs / HOUR_MS),
    wallSeconds: round(wallSeconds),
    faults: Object.fromEntries([...totals.faults].sort(([a], [b]) => (a < b ? -1 : 1))),
    failovers: totals.failovers,
    migrations: totals.migrations,
    startsRefused: totals.startsRefused,
  });
}

function storyOf(seed: number, nodes: number | undefined): Story {
  return randomStory(seed, nodes === undefined ? {} : { nodes });
}

function story({ seed, log }: Played, nodes: number | undefined): string {
  return `${printStory(storyOf(seed, nodes), `Seed ${seed}.`)}log\n${log.map((line) => `  ${line}`).join('\n')}\n`;
}

/** The smallest story that was found in which the same rule breaks, as a scenario. */
async function show({ seed, violation }: Played, { nodes, shrinkSeconds }: SeedOptions): Promise<void> {
  if (violation === undefined || violation.rule === 'hang') return;
  const end = performance.now() + 1_000 * shrinkSeconds;
  const small = await shrink(storyOf(seed, nodes), {
    brokeAt: violation.at,
    mayGoOn: () => performance.now() < end,
    breaks: async (candidate) => (await runStory(candidate)).violation?.rule === violation.rule,
  });
  const { violation: last, log } = await runStory(small);
  const title = `Seed ${seed}, made smaller: ${violation.rule} breaks.\n${(last ?? violation).words.split('\n')[0]}`;
  console.log(`\n${printStory(small, title)}`);
  console.log(`The last of its log:\n${log.slice(-60).join('\n')}\n`);
}
