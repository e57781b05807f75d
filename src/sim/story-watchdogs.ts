/**
 * Random stories of nodes with watchdogs, most of them without any other fence: on top of what a seed tells anyway, from
 * dice of their own, in one story of eight. The others stay what they were.
 */
import { createDice, type Dice } from './random.ts';
import type { RandomCluster } from './story-cluster.ts';

const SALT = 0xd06;
const ONE_OF = 8;
const WHICH = 4;
const FENCE = /<fence>(.*?)<\/fence>/g;
const SELF = '<method name="self"/>';

/** The cluster with a watchdog in each node, and, where there is a majority without it, nodes that only it ends. */
export function withWatchdogs(seed: number, cluster: RandomCluster): RandomCluster {
  if (seed % ONE_OF !== WHICH) return cluster;
  const dice = createDice(seed ^ SALT);
  const watchdog = `  <watchdog timeout="${dice.pick(['4s', '6s', '10s'])}"/>\n`;
  const xml = cluster.xml.replace('  <clusternodes>', `${watchdog}  <clusternodes>`);
  const isMajority = cluster.nodes.length > 2 || cluster.witness;
  return { ...cluster, xml: isMajority ? withSelf(dice, xml) : xml };
}

function withSelf(dice: Dice, xml: string): string {
  const mixed = dice.chance(0.3);
  const policy = dice.chance(0.3) ? 'self-fence' : 'stop';
  return xml
    .replace(/ no_quorum_policy="\w+"/, '')
    .replace('<cman', `<cman no_quorum_policy="${policy}"`)
    .replaceAll(FENCE, (own: string, methods: string) => {
      if (!mixed || dice.chance(0.5)) return `<fence>${SELF}</fence>`;
      return dice.chance(0.5) ? own : `<fence>${methods}${SELF}</fence>`;
    });
}
