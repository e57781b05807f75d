/**
 * The process of one sabotage: plays stories with the sabotaged product until one of the promised rules breaks. To be
 * started by run.ts, with hook.ts loaded before it. The last line of its output is a Trial as JSON.
 */
import { readFileSync } from 'node:fs';
import { randomStory } from '#src/sim/story-random.ts';
import { type Broken, runScenario, runStory } from '#src/sim/story-run.ts';
import { parseScenario } from '#src/sim/story-text.ts';
import { findSabotage } from './list.ts';
import type { Trial } from './result.ts';
import type { Rule } from './sabotage.ts';

const SCENARIOS = new URL('../../test/scenarios/', import.meta.url);
const sabotage = findSabotage(process.env['PICKET_SABOTAGE'] ?? '');
const known = Number(process.env['PICKET_SEED'] ?? 0);
const began = performance.now();
const others: Record<string, number> = {};
let stories = 0;

function trial(broken: Broken | undefined, where: string, seed?: number): Trial {
  const { name } = sabotage;
  const rule = broken?.rule as Rule | undefined;
  const ms = performance.now() - began;
  return { name, rule, words: broken?.words ?? '', where, seed, stories, ms, others };
}

/** The violation, if it is one of those that were promised. */
function promised(broken: Broken | undefined): Broken | undefined {
  if (broken === undefined || sabotage.rules.some((rule) => rule === broken.rule)) return broken;
  others[broken.rule] = (others[broken.rule] ?? 0) + 1;
  if (process.env['PICKET_TELL'] === 'all') console.log(broken.rule, broken.words);
  return undefined;
}

/** A claim that does not hold any more stands for the rule that it is about. */
async function tryScenario(name: string): Promise<Broken | undefined> {
  const file = `${name}.scenario`;
  const read = (path: string): string => readFileSync(new URL(path, SCENARIOS), 'utf8');
  const scenario = parseScenario(read(file), file, (cluster) => read(`clusters/${cluster}`));
  const { violation, refuted } = await runScenario(scenario);
  stories++;
  const [claim] = refuted;
  const [rule] = sabotage.rules;
  if (claim === undefined || rule === undefined) return promised(violation);
  return promised(violation) ?? { rule, at: 0, words: `line ${claim.line}: ${claim.words}` };
}

async function trySeed(seed: number): Promise<Broken | undefined> {
  const options = sabotage.nodes === undefined ? {} : { nodes: sabotage.nodes };
  const { violation } = await runStory(randomStory(seed, options));
  stories++;
  return promised(violation);
}

async function attempt(): Promise<Trial> {
  if (sabotage.scenario !== undefined) {
    const broken = await tryScenario(sabotage.scenario);
    if (broken !== undefined) return trial(broken, sabotage.scenario);
  }
  const most = Math.min(sabotage.seeds, Number(process.env['PICKET_MOST'] ?? Infinity));
  const seeds = Array.from({ length: most }, (_, index) => index + 1);
  for (const seed of known > 0 ? [known, ...seeds] : seeds) {
    const broken = await trySeed(seed);
    if (broken !== undefined) return trial(broken, `seed ${seed}`, seed);
  }
  return trial(undefined, '');
}

console.log(JSON.stringify(await attempt()));
