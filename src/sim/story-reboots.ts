/**
 * Reboots that operators ask for in random stories, in the middle of everything else: on top of what a seed tells anyway,
 * from dice of their own, in one story of four; the others stay what they were.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Planned } from './happening.ts';
import { createDice } from './random.ts';
import type { RandomCluster } from './story-cluster.ts';

const SALT = 0x4eb007;
const ONE_OF = 4;
const WHICH = 3;

export function reboots(seed: number, { nodes }: RandomCluster, length: Millis): readonly Planned[] {
  if (seed % ONE_OF !== WHICH) return [];
  const dice = createDice(seed ^ SALT);
  const plan: Planned[] = [];
  for (let at = 20_000 + dice.below(40_000); at < length; at += 20_000 + dice.below(60_000)) {
    const target = dice.pick(nodes);
    plan.push({ at, what: { kind: 'reboot', node: dice.pick(nodes), target } });
    const online = { kind: 'standby', node: dice.pick(nodes), on: false, target } as const;
    if (dice.chance(0.2)) plan.push({ at: at + dice.below(5_000), what: online });
  }
  return plan.filter((planned) => planned.at < length);
}
