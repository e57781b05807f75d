/**
 * Tries sabotages, each in a process of its own, and tells whether the simulator noticed. A seed that noticed before is
 * tried first (seeds.json): it makes no difference to what is proven, only to how long it takes.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findSabotage, SABOTAGES } from './list.ts';
import { type Trial, trialLine } from './result.ts';
import type { Sabotage } from './sabotage.ts';

export interface SabotageOptions {
  /** Processes side by side. */
  readonly jobs?: number;
  /** Goes through the seeds from 1 on. */
  readonly forgetSeeds?: boolean;
  /** Called as each one ends, with its line. */
  readonly told?: (line: string) => void;
}

/** What `npm run sim -- --sabotage` ends with. */
export interface SabotageSummary {
  readonly sabotages: number;
  readonly caught: number;
  readonly missed: readonly string[];
}

export interface SabotageRun {
  readonly summary: SabotageSummary;
  readonly trials: readonly Trial[];
}

const SEEDS = new URL('seeds.json', import.meta.url);
/** Longer than any search over all of its seeds takes. */
const LONGEST_TRIAL_MS = 15 * 60_000;

/** `names`: of sabotages, or `all`. Throws Error for a name that is none; a trial that fails counts as missed. */
export async function runSabotages(
  names: readonly string[],
  options: SabotageOptions = {},
): Promise<SabotageRun> {
  const chosen = names.includes('all') ? [...SABOTAGES] : names.map(findSabotage);
  const seeds = options.forgetSeeds === true ? {} : readSeeds();
  const trials: Trial[] = [];
  const waiting = [...chosen];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const trial = await tryOne(next, seeds[next.name]);
      trials.push(trial);
      options.told?.(trialLine(trial));
    }
  };
  await Promise.all(Array.from({ length: options.jobs ?? 1 }, work));
  const missed = trials.filter(({ rule }) => rule === undefined).map(({ name }) => name);
  const caught = chosen.length - missed.length;
  return { summary: { sabotages: chosen.length, caught, missed }, trials };
}

/** By sabotage, a seed that noticed it once. */
export function readSeeds(): Readonly<Record<string, number>> {
  return JSON.parse(readFileSync(SEEDS, 'utf8'));
}

function tryOne({ name }: Sabotage, seed: number | undefined): Promise<Trial> {
  const began = performance.now();
  const hook = new URL('hook.ts', import.meta.url).href;
  const script = fileURLToPath(new URL('trial.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', hook, script], {
    env: { ...process.env, PICKET_SABOTAGE: name, PICKET_SEED: String(seed ?? 0) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_TRIAL_MS,
  });
  const { promise, resolve } = Promise.withResolvers<Trial>();
  let output = '';
  let errors = '';
  child.stdout.on('data', (piece: Buffer) => {
    output += piece.toString();
  });
  child.stderr.on('data', (piece: Buffer) => {
    errors += piece.toString();
  });
  child.on('close', (code) => {
    const last = output.trimEnd().split('\n').at(-1) ?? '';
    if (code === 0) return resolve(JSON.parse(last) as Trial);
    const words = errors.trim().split('\n').at(-1) ?? '';
    const ms = performance.now() - began;
    const others = { [`its process ended: ${words}`]: 1 };
    resolve({ name, rule: undefined, words: '', where: '', seed: undefined, stories: 0, ms, others });
  });
  return promise;
}
