/**
 * Operators' restricting words in random stories: standby, lock, maintenance, and mostly their end. They come on top of
 * what a seed tells anyway, from dice of their own, in one story of four: the others stay what they were.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Planned } from './happening.ts';
import { createDice, type Dice } from './random.ts';
import type { RandomCluster } from './story-cluster.ts';

const SALT = 0x5eed;
const ONE_OF = 4;

export function restricts(seed: number, cluster: RandomCluster, length: Millis): readonly Planned[] {
  if (seed % ONE_OF !== 0) return [];
  const dice = createDice(seed ^ SALT);
  const plan: Planned[] = [];
  for (let at = 20_000 + dice.below(40_000); at < length; at += 5_000 + dice.below(60_000))
    plan.push(...one(dice, cluster, at));
  return plan.filter((planned) => planned.at < length);
}

function one(dice: Dice, { nodes }: RandomCluster, at: Millis): readonly Planned[] {
  const node = dice.pick(nodes);
  const end = { at: at + dice.below(40_000), node: dice.pick(nodes), ends: dice.chance(0.8) };
  if (dice.chance(0.5)) {
    const target = dice.pick(nodes);
    const begin = { at, what: { kind: 'standby', node, on: true, target } } as const;
    const over = { at: end.at, what: { kind: 'standby', node: end.node, on: false, target } } as const;
    return end.ends ? [begin, over] : [begin];
  }
  const [on, off] = dice.chance(0.5)
    ? (['lock', 'unlock'] as const)
    : (['maintenance-on', 'maintenance-off'] as const);
  const begin = { at, what: { kind: 'restrict', node, verb: on } } as const;
  return end.ends ? [begin, { at: end.at, what: { kind: 'restrict', node: end.node, verb: off } }] : [begin];
}
