/** The tables of docs/cluster-xml.md, from the grammar, so that the reference says what the check does. */
import { formatDuration } from '../duration.ts';
import { CLUSTER } from './cluster.ts';
import { CMAN, HEARTBEAT, LINK, PING, WITNESS } from './links.ts';
import {
  ADDRESS,
  ALTNAME,
  CLUSTERNODE,
  DEVICE,
  FENCE_DAEMON,
  FENCEDEVICE,
  METHOD,
  UNFENCE_DEVICE,
} from './nodes.ts';
import { NOTIFY } from './notify.ts';
import type { AttributeRule, ElementRule, ValueRule } from './rules.ts';
import {
  ACTION,
  FAILOVERDOMAIN,
  FAILOVERDOMAINNODE,
  HEALTH,
  META_ATTRIBUTES,
  RM,
  SERVICE,
} from './services.ts';
import { WATCHDOG } from './watchdog.ts';

type Tabled = Pick<ElementRule, 'attributes' | 'ignored' | 'open'>;

const TABLES: Readonly<Record<string, Tabled>> = {
  cluster: CLUSTER,
  heartbeat: HEARTBEAT,
  link: LINK,
  ping: PING,
  cman: CMAN,
  witness: WITNESS,
  clusternode: CLUSTERNODE,
  address: ADDRESS,
  altname: ALTNAME,
  method: METHOD,
  device: DEVICE,
  unfence: UNFENCE_DEVICE,
  fencedevice: FENCEDEVICE,
  fence_daemon: FENCE_DAEMON,
  notify: NOTIFY,
  watchdog: WATCHDOG,
  rm: RM,
  failoverdomain: FAILOVERDOMAIN,
  failoverdomainnode: FAILOVERDOMAINNODE,
  health: HEALTH,
  service: SERVICE,
  meta: { attributes: META_ATTRIBUTES, ignored: {}, open: false },
  action: ACTION,
};

const PLACE = /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end of table -->)/g;

/** `text` with every table between its marks written anew. Throws for a table that the grammar does not have. */
export function withTables(text: string): string {
  return text.replace(PLACE, (_all, begin: string, name: string, end: string) => {
    const rule = TABLES[name];
    if (rule === undefined) throw new Error(`there is no table "${name}"`);
    return `${begin}${table(rule)}${end}`;
  });
}

/** Names of all tables that a reference must have. */
export const TABLE_NAMES: readonly string[] = Object.keys(TABLES);

function table({ attributes, ignored, open }: Tabled): string {
  const all = Object.entries(attributes);
  const rows = all.filter(([, rule]) => rule.ignored === undefined).map(([name, rule]) => row(name, rule));
  if (open) rows.push('| any other | | | for the agent, as written |');
  const head = ['| attribute | value | default | meaning |', '| --- | --- | --- | --- |'];
  const idle = reasons([
    ...all.flatMap(([name, rule]) => (rule.ignored === undefined ? [] : [[name, rule.ignored] as const])),
    ...Object.entries(ignored).map(([name, why]) => [`<${name}>`, why] as const),
  ]);
  const rest = idle.length === 0 ? [] : ['', `Accepted without effect, with a warning: ${idle.join('; ')}.`];
  const lines = [...(rows.length === 0 ? [] : [...head, ...rows]), ...rest];
  return `${lines.join('\n').replace(/^\n/, '')}\n`;
}

/** Names with the same reason together. */
function reasons(all: readonly (readonly [name: string, reason: string])[]): readonly string[] {
  const groups = Map.groupBy(all, ([, reason]) => reason);
  return [...groups].map(([reason, group]) => {
    return `${group.map(([name]) => `\`${name}\``).join(', ')} (${escapeTags(reason)})`;
  });
}

function row(name: string, { value, required, shown, doc }: AttributeRule): string {
  const fallback = required ? 'required' : shown === undefined ? '' : isWord(shown) ? `\`${shown}\`` : shown;
  return `| \`${name}\` | ${describe(value)} | ${fallback} | ${doc.replaceAll('|', '\\|')} |`;
}

function isWord(text: string): boolean {
  return !text.includes(' ') && !text.includes('`') && !['yes', 'no', 'none', 'deadtime'].includes(text);
}

function describe(rule: ValueRule): string {
  switch (rule.kind) {
    case 'text':
      return 'text';
    case 'name':
      return 'name';
    case 'label':
      return 'any name';
    case 'path':
      return 'absolute path';
    case 'flag':
      return 'yes or no';
    case 'integer':
      return Number.isFinite(rule.max) ? `${rule.min} to ${rule.max}` : 'whole number';
    case 'choice':
      return rule.words.map((word) => `\`${word}\``).join(', ');
    case 'time': {
      const range = `${formatDuration(rule.min)} to ${formatDuration(rule.max)}`;
      return `${rule.style === 'plain' ? 'time' : 'rgmanager time'}, ${range}`;
    }
    case 'either':
      return rule.rules.map(describe).join('; ');
  }
}

/** What looks like a tag would vanish from the page. */
function escapeTags(text: string): string {
  return text.replace(/(?<!`)<([^>]*)>(?!`)/g, '`<$1>`');
}
