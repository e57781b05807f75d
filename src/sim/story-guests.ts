/**
 * Random stories of guests: services that operators move without a stop, and hosts, daemons and cables that fail in the
 * middle of that. On top of what a seed tells anyway, from dice of their own, in one story of four: the others stay what
 * they were.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Happening, Manner, Planned } from './happening.ts';
import { createDice, type Dice } from './random.ts';
import type { RandomCluster } from './story-cluster.ts';
import { pair } from './story-faults.ts';

const SALT = 0x6e57;
const ONE_OF = 4;
const WHICH = 2;
/** Longer than most migrations take. */
const MIDDLE_MS: Millis = 4_000;
const HEALED_MS: Millis = 25_000;
const MANNERS: readonly Manner[] = ['ok', 'ok', 'slow', 'slow', 'fail', 'hang'];

function isAbout(seed: number): boolean {
  return seed % ONE_OF === WHICH;
}

/** The cluster with most of its services as guests. */
export function withGuests(seed: number, cluster: RandomCluster): RandomCluster {
  if (!isAbout(seed)) return cluster;
  const dice = createDice(seed ^ SALT);
  const xml = cluster.xml.replaceAll(/<sim name="(\w+)"\/>/g, (own) =>
    dice.chance(0.8) ? own.replace('<sim', '<simguest') : own,
  );
  return { ...cluster, xml };
}

export function migrations(seed: number, cluster: RandomCluster, length: Millis): readonly Planned[] {
  if (!isAbout(seed)) return [];
  const dice = createDice(seed ^ (SALT + 1));
  const plan: Planned[] = [];
  for (let at = 20_000 + dice.below(20_000); at < length; at += 3_000 + dice.below(14_000)) {
    const service = dice.pick(cluster.services);
    // Whoever names the node on which it runs is told so: nobody invents stories by looking at what came of them.
    const [node, target] = pair(dice, cluster);
    const manner = dice.pick(MANNERS);
    for (const source of cluster.nodes)
      plan.push({ at, what: { kind: 'behave', service, node: source, operation: 'migrate', manner } });
    plan.push({ at, what: { kind: 'operator', node, verb: 'migrate', service, target } });
    if (dice.chance(0.7)) plan.push(...trouble(dice, cluster, service, at, target));
  }
  return plan;
}

function trouble(
  dice: Dice,
  cluster: RandomCluster,
  service: string,
  at: Millis,
  target: number,
): readonly Planned[] {
  const { nodes, deadtime } = cluster;
  const node = dice.chance(0.4) ? target : dice.pick(nodes);
  const when = at + 100 + dice.below(MIDDLE_MS);
  const [from, to] = pair(dice, cluster);
  const what = dice.pick<Happening>([
    { kind: 'power-off', node },
    { kind: 'power-off', node },
    { kind: 'reset', node },
    { kind: 'kill-daemon', node, restart: true },
    { kind: 'kill-daemon', node, restart: true },
    { kind: 'restart-daemon', node },
    { kind: 'stop-daemon', node, ms: 500 + dice.below(2 * deadtime) },
    { kind: 'pause', node, ms: 500 + dice.below(2 * deadtime) },
    { kind: 'isolate', node },
    { kind: 'cut', from, to, oneWay: dice.chance(0.3) },
    { kind: 'crash', service },
    { kind: 'leave', node },
    { kind: 'break-sessions', node },
    {
      kind: 'operator',
      node,
      verb: dice.pick(['stop', 'disable', 'relocate', 'freeze', 'migrate']),
      service,
      target,
    },
  ]);
  const plan: Planned[] = [{ at: when, what: sound(what) }];
  const again = (after: Millis, one: Happening): void => void plan.push({ at: when + after, what: one });
  if (what.kind === 'power-off') again(5_000 + dice.below(HEALED_MS), { kind: 'power-on', node });
  if (what.kind === 'leave') again(5_000 + dice.below(HEALED_MS), { kind: 'start-daemon', node });
  if (what.kind === 'isolate' || what.kind === 'cut') again(500 + dice.below(HEALED_MS), { kind: 'heal' });
  if (what.kind === 'operator') {
    const verb = what.verb === 'freeze' ? 'thaw' : 'enable';
    again(2_000 + dice.below(HEALED_MS), { kind: 'operator', node, verb, service });
  }
  return plan;
}

/** Only some words name a node. */
function sound(what: Happening): Happening {
  if (what.kind !== 'operator' || what.verb === 'migrate' || what.verb === 'relocate') return what;
  const { target: _, ...rest } = what;
  return rest;
}
