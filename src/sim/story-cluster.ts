/**
 * Random clusters for random stories, as cluster.xml: 2 to 7 nodes, one or two links, services with domains, priorities
 * and recovery of all sorts. One element a line, so that a failing story can be made smaller line by line.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Dice } from './random.ts';
import { type RandomRelations, randomRelations } from './story-relations.ts';

/** What the one who invents the faults has to know of it. */
export interface RandomCluster {
  readonly xml: string;
  /** Ids, 1 .. */
  readonly nodes: readonly number[];
  readonly links: number;
  /** In full: `service:web`. */
  readonly services: readonly string[];
  readonly keepalive: Millis;
  readonly deadtime: Millis;
  readonly witness: boolean;
  readonly ping: boolean;
}

/** Sizes, as often as they stand here. */
const SIZES: readonly number[] = [2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7];
const KEEPALIVES: readonly Millis[] = [500, 700, 1_000];
/** Of that many nodes and more, which have enough to say as it is. */
const LARGE = 5;
const LARGE_KEEPALIVE: Millis = 1_000;
const SERVICES = ['web', 'db', 'mail', 'dns', 'ldap', 'nfs'];
const RECOVERIES = ['restart', 'restart', 'relocate', 'disable', 'restart-disable'];

/** `nodes`: that many; any number without it. */
export function randomCluster(dice: Dice, nodes = dice.pick(SIZES)): RandomCluster {
  const ids = Array.from({ length: nodes }, (_, index) => index + 1);
  const links = dice.chance(0.65) ? 2 : 1;
  const keepalive = nodes < LARGE ? dice.pick(KEEPALIVES) : LARGE_KEEPALIVE;
  const deadtime = Math.max(3_000, Math.round((keepalive * dice.between(4, 10)) / 100) * 100);
  const witness = nodes === 2 ? dice.chance(0.25) : dice.chance(0.05);
  const ping = nodes === 2 && !witness && dice.chance(0.25);
  const domains = Array.from({ length: dice.below(4) }, (_, index) => domain(dice, `domain${index}`, ids));
  const services = SERVICES.slice(0, 2 + dice.below(5));
  const unfenced = dice.chance(0.06) ? dice.pick(ids) : undefined;
  const lines = [
    '<cluster name="sim" config_version="1">',
    ...heartbeat(dice, { links, keepalive, deadtime, ping }),
    `  <cman${quorum(dice)}/>`,
    ...(witness ? ['  <witness address="10.0.0.250"/>'] : []),
    '  <clusternodes>',
    ...ids.map((id) => clusternode(dice, id, { links, nodes, isFenced: id !== unfenced, witness })),
    '  </clusternodes>',
    '  <fencedevices>',
    ...ids.filter((id) => id !== unfenced).map(fencedevice),
    '  </fencedevices>',
    `  <fence_daemon${fencing(dice, unfenced !== undefined)}/>`,
    `  <rm failback_delay="${dice.pick(['5s', '15s', '30s'])}">`,
    ...(domains.length === 0 ? [] : ['    <failoverdomains>', ...domains.flat(), '    </failoverdomains>']),
    ...services.map((name) => service(dice, name, domains.length)),
    '  </rm>',
    '</cluster>',
  ];
  // Drawn last, so that a cluster is the same with and without.
  const last = dice.fork();
  const relations = randomRelations(last, services);
  const limit = last.chance(0.1) ? ` fence_loop_limit="${last.pick([0, 1, 2])}"` : '';
  const related = lines
    .flatMap((line) => relate(line, relations))
    .map((line) => line.replace('<fence_daemon', `<fence_daemon${limit}`));
  const names = services.map((name) => `service:${name}`);
  return {
    xml: `${related.join('\n')}\n`,
    nodes: ids,
    links,
    services: names,
    keepalive,
    deadtime,
    witness,
    ping,
  };
}

function relate(line: string, { attributes, elements }: RandomRelations): readonly string[] {
  if (line === '  </rm>') return [...elements, line];
  const name = /^ {4}<service name="(\w+)"/.exec(line)?.[1] ?? '';
  const more = attributes.get(name);
  return [more === undefined ? line : line.replace(`name="${name}"`, `name="${name}"${more}`)];
}

function heartbeat(
  dice: Dice,
  { links, keepalive, deadtime, ping }: { links: number; keepalive: Millis; deadtime: Millis; ping: boolean },
): readonly string[] {
  const initdead = deadtime + 1_000 * dice.below(15);
  const times = `keepalive="${keepalive}ms" deadtime="${deadtime}ms" initdead="${initdead}ms"`;
  const pings = dice.chance(0.5) ? ['10.0.0.254'] : ['10.0.0.254', '10.0.0.253'];
  return [
    `  <heartbeat ${times} auth="/etc/picket/key">`,
    ...Array.from({ length: links }, (_, index) => `    <link name="link${index}"/>`),
    ...(ping ? pings.map((address) => `    <ping address="${address}"/>`) : []),
    '  </heartbeat>',
  ];
}

function quorum(dice: Dice): string {
  const startup = dice.chance(0.15) ? ' startup_fencing="no"' : '';
  const policy = dice.chance(0.2) ? ` no_quorum_policy="${dice.pick(['stop', 'freeze'])}"` : '';
  const grace = dice.chance(0.2) ? ` no_quorum_grace="${dice.pick(['0s', '5s', '20s'])}"` : '';
  return `${startup}${policy}${grace}`;
}

function clusternode(
  dice: Dice,
  id: number,
  { links, nodes, isFenced, witness }: { links: number; nodes: number; isFenced: boolean; witness: boolean },
): string {
  const votes = nodes > 2 && dice.chance(0.06) ? dice.pick([0, 2]) : 1;
  // Beside a witness, a node without a vote could leave it half of all, which `check` refuses.
  const written = votes === 1 || (votes === 0 && witness) ? '' : ` votes="${votes}"`;
  const addresses = Array.from(
    { length: links },
    (_, index) => `<address link="link${index}" ip="10.${index}.0.${id}"/>`,
  );
  const action = dice.chance(0.3) ? 'off' : 'reboot';
  const fence = `<fence><method name="power"><device name="bmc${id}" action="${action}"/></method></fence>`;
  return `    <clusternode name="node${id}" nodeid="${id}"${written}>${addresses.join('')}${isFenced ? fence : ''}</clusternode>`;
}

function fencedevice(id: number): string {
  return `    <fencedevice name="bmc${id}" agent="fence_sim" passwd="secret" timeout="10s"/>`;
}

function fencing(dice: Dice, allowNone: boolean): string {
  const fail = dice.chance(0.2) ? ` post_fail_delay="${dice.pick(['1s', '3s'])}"` : '';
  // Longer than both sides may differ in noticing a one-way cut: a shorter one can't keep them from shooting each other.
  const delay = dice.chance(0.2) ? ` fence_delay="${dice.pick(['5s', '8s'])}"` : '';
  return `${fail}${delay}${allowNone ? ' allow_none="yes"' : ''}`;
}

function domain(dice: Dice, name: string, ids: readonly number[]): readonly string[] {
  const ordered = dice.chance(0.6);
  const flags = `ordered="${Number(ordered)}" restricted="${Number(dice.chance(0.4))}" nofailback="${Number(dice.chance(0.5))}"`;
  const some = ids.filter(() => dice.chance(0.6));
  const members = some.length === 0 ? [dice.pick(ids)] : some;
  return [
    `      <failoverdomain name="${name}" ${flags}>`,
    ...members.map(
      (id) =>
        `        <failoverdomainnode name="node${id}"${ordered ? ` priority="${1 + dice.below(3)}"` : ''}/>`,
    ),
    '      </failoverdomain>',
  ];
}

function service(dice: Dice, name: string, domains: number): string {
  const words = [
    `name="${name}"`,
    ...(domains > 0 && dice.chance(0.6) ? [`domain="domain${dice.below(domains)}"`] : []),
    `recovery="${dice.pick(RECOVERIES)}"`,
    ...(dice.chance(0.4)
      ? [`max_restarts="${1 + dice.below(2)}" restart_expire_time="${dice.pick(['30s', '60s'])}"`]
      : []),
    ...(dice.chance(0.5) ? [`priority="${1 + dice.below(10)}"`] : []),
    ...(dice.chance(0.4) ? [`auto_failback="${dice.chance(0.7) ? 'on' : 'off'}"`] : []),
    ...(dice.chance(0.05) ? ['autostart="0"'] : []),
  ];
  return `    <service ${words.join(' ')}><sim name="${name}"/></service>`;
}
