/** What the services of a random cluster want of each other and of their nodes, as attributes of cluster.xml. */
import type { Dice } from './random.ts';

export interface RandomRelations {
  /** By the service's name: attributes to add to its element. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Further elements of <rm>. */
  readonly elements: readonly string[];
}

const NONE: RandomRelations = { attributes: new Map(), elements: [] };

/** Half of all clusters have none. `services`: names, in the order of the file. */
export function randomRelations(dice: Dice, services: readonly string[]): RandomRelations {
  if (dice.chance(0.5)) return NONE;
  const attributes = new Map<string, string>();
  const elements: string[] = [];
  const add = (name: string, text: string): void => {
    attributes.set(name, `${attributes.get(name) ?? ''} ${text}`);
  };
  const taken = new Set<string>();
  /** Two that want nothing of each other yet: what contradicts itself is refused by the reader. */
  const pair = (): readonly [string, string] | undefined => {
    const free = services.filter((name) => !taken.has(name));
    const first = free.length < 2 ? undefined : dice.pick(free);
    const second = first === undefined ? undefined : dice.pick(free.filter((name) => name !== first));
    if (first === undefined || second === undefined) return undefined;
    taken.add(first).add(second);
    return [first, second];
  };
  if (dice.chance(0.35)) {
    elements.push('    <service name="base" instances="all"><sim name="base"/></service>');
    for (const name of services) if (dice.chance(0.5)) add(name, 'depend="service:base"');
  }
  for (const kind of ['depend', 'depend', 'soft', 'apart', 'together']) {
    const found = dice.chance(0.4) ? pair() : undefined;
    if (found === undefined) continue;
    const [first, second] = found;
    const depends = attributes.has(first);
    if (kind === 'apart') for (const name of found) add(name, 'keep_apart="a"');
    else if (kind === 'together') for (const name of found) add(name, 'keep_together="t"');
    else if (!depends)
      add(first, `depend="service:${second}"${kind === 'soft' ? ' depend_mode="soft"' : ''}`);
  }
  if (dice.chance(0.3)) add(dice.pick(services), `exclusive="${dice.pick([1, 2])}"`);
  if (dice.chance(0.3)) {
    elements.push('    <health name="uplink" ping="10.0.0.254" interval="5s" timeout="2s"/>');
    add(dice.pick(services), 'needs="uplink"');
  }
  return { attributes, elements };
}
