/**
 * Random stories: a cluster, and some five minutes dense with faults, from a seed alone. They end with everything repaired,
 * so that the cluster has to find back by itself.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Planned, Story } from './happening.ts';
import { createDice, type Dice } from './random.ts';
import { type RandomCluster, randomCluster } from './story-cluster.ts';
import { type Later, randomFault, soon } from './story-faults.ts';
import { migrations, withGuests } from './story-guests.ts';
import { partFailures, withParts } from './story-parts.ts';
import { randomPlot } from './story-plots.ts';
import { reboots } from './story-reboots.ts';
import { restricts } from './story-restricts.ts';
import { withWatchdogs } from './story-watchdogs.ts';

const SHORTEST_MS = 200_000;
const LONGEST_MS = 320_000;

/** The same seed is the same story, on every machine. `nodes`: clusters of that size only. */
export function randomStory(seed: number, { nodes }: { readonly nodes?: number } = {}): Story {
  const dice = createDice(seed);
  const cluster = withGuests(seed, withWatchdogs(seed, withParts(seed, randomCluster(dice.fork(), nodes))));
  const length = Math.round(dice.between(SHORTEST_MS, LONGEST_MS) / 1_000) * 1_000;
  const plan: Planned[] = [...boots(dice, cluster)];
  const temper = dice.pick<readonly Pause[]>(TEMPERS);
  for (let at = 3_000 + soon(dice, 30_000); at < length; at += pause(dice, temper)) {
    const found = dice.chance(0.4) ? randomPlot(dice, cluster) : randomFault(dice, cluster);
    plan.push(...placed(found, at, length));
  }
  plan.push(...restricts(seed, cluster, length), ...partFailures(seed, cluster, length));
  plan.push(...reboots(seed, cluster, length));
  plan.push(...migrations(seed, cluster, length).filter(({ at }) => at < length));
  // What was invented first comes first within one instant: sorting is stable.
  return { xml: cluster.xml, seed, plan: plan.sort((a, b) => a.at - b.at), length };
}

/** Mostly all at once; sometimes one comes much later. */
function boots(dice: Dice, { nodes }: RandomCluster): readonly Planned[] {
  const late = dice.chance(0.15) ? dice.pick(nodes) : undefined;
  return nodes.map((node) => ({
    at: node === late ? 10_000 + soon(dice, 40_000) : soon(dice, 1_500),
    what: { kind: 'power-on', node },
  }));
}

function placed(found: readonly Later[], at: Millis, length: Millis): readonly Planned[] {
  return found
    .filter(({ after }) => at + after < length)
    .map(({ after, what }) => ({ at: Math.round(at + after), what }));
}

/** How long until the next trouble, at least and at most, ms. */
type Pause = readonly [Millis, Millis];

/** Clusters that are given time to act, and clusters that are not: bursts, then peace. */
const TEMPERS: readonly (readonly Pause[])[] = [
  [
    [0, 500],
    [1_000, 8_000],
    [10_000, 30_000],
  ],
  [
    [1_000, 10_000],
    [20_000, 40_000],
  ],
  [
    [0, 300],
    [0, 2_000],
    [15_000, 40_000],
  ],
  [
    [0, 500],
    [3_000, 12_000],
  ],
];

function pause(dice: Dice, temper: readonly Pause[]): Millis {
  const [least, most] = dice.pick(temper);
  return Math.round(dice.between(least, most) / 10) * 10;
}
