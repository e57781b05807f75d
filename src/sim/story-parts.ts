/**
 * Random stories about services of which a part may fail on its own: a second resource, restarted alone or not critical,
 * its deaths, and operators who want it back. On top of what a seed tells anyway, from dice of their own, in one story of
 * four: the others stay what they were.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Planned } from './happening.ts';
import { createDice, type Dice } from './random.ts';
import type { RandomCluster } from './story-cluster.ts';

const SALT = 0xba57;
const ONE_OF = 4;

function isAbout(seed: number): boolean {
  return seed % ONE_OF === 1;
}

/** The cluster with a second resource, `NAME-part`, in each of its services. */
export function withParts(seed: number, cluster: RandomCluster): RandomCluster {
  if (!isAbout(seed)) return cluster;
  const dice = createDice(seed ^ SALT);
  const xml = cluster.xml.replaceAll(
    /<sim name="(\w+)"\/>/g,
    (own, name: string) => `${own}<sim name="${name}-part"${independent(dice)}/>`,
  );
  return { ...cluster, xml };
}

function independent(dice: Dice): string {
  const mode = ` __independent_subtree="${dice.pick([1, 1, 2])}"`;
  return dice.chance(0.5)
    ? mode
    : `${mode} __max_restarts="${1 + dice.below(2)}" __restart_expire_time="60s"`;
}

export function partFailures(seed: number, cluster: RandomCluster, length: Millis): readonly Planned[] {
  if (!isAbout(seed)) return [];
  const dice = createDice(seed ^ (SALT + 1));
  const plan: Planned[] = [];
  for (let at = 15_000 + dice.below(20_000); at < length; at += 3_000 + dice.below(25_000)) {
    const service = dice.pick(cluster.services);
    if (dice.chance(0.75)) {
      plan.push({ at, what: { kind: 'crash', service, resource: `${service.split(':')[1]}-part` } });
    } else {
      plan.push({
        at,
        what: { kind: 'operator', node: dice.pick(cluster.nodes), verb: 'convalesce', service },
      });
    }
  }
  return plan;
}
