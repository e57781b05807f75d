/** haresources as `<rm>`: each line a service, with the node it names as its first choice. */
import { suggestion } from '../suggest.ts';
import type { Findings, Place } from './findings.ts';
import type { HaCf } from './ha-cf.ts';
import { readGroups, type SourceText } from './ha-cf-lines.ts';
import { convertScript, type ScriptResource } from './resource-scripts.ts';
import { arrange, type Leaf } from './tree.ts';
import type { XmlText } from './xml-text.ts';

interface Line {
  readonly node: string;
  readonly resources: readonly ScriptResource[];
  readonly place: Place;
}

/** Say nothing about what a service is for. */
const MINOR = /^(MailTo|AudibleAlarm|WinPopup|Delay|SendArp|portblock|IPsrcaddr)/;

export function convertServices(
  haCf: HaCf,
  source: SourceText | undefined,
  systemd: boolean,
  findings: Findings,
): XmlText {
  const lines = source === undefined ? [] : readLines(haCf, source, systemd, findings);
  const shared = sharedScripts(lines, findings);
  reportDoubles(lines, findings);
  const names = createNames();
  const services = lines.map((line) => {
    const name = names('service', serviceName(line));
    const leaves = line.resources.map((resource) => toLeaf(resource, shared, names));
    return {
      name: 'service',
      attributes: { name, domain: domainName(line.node) },
      children: arrange(leaves),
    };
  });
  const failback = haCf.autoFailback?.value ?? 'on';
  const place = haCf.autoFailback?.place ?? { file: haCf.file, line: undefined };
  if (lines.length > 0) {
    if (haCf.autoFailback === undefined)
      findings.note(place, 'auto_failback is not set; Heartbeat\'s default is legacy, which became "on"');
    if (failback === 'on')
      findings.note(
        place,
        'services go back when their node has been a member for 60 s (failback_delay); Heartbeat did not wait',
      );
    noteMonitoring(lines, findings, source?.file ?? '');
  }
  const domains = [...new Set(lines.map(({ node }) => node))].map((node) => domain(node, haCf));
  const definitions = [...shared.values()];
  return {
    name: 'rm',
    attributes: { auto_failback: failback },
    children: [
      ...(domains.length === 0 ? [] : [{ name: 'failoverdomains', children: domains }]),
      ...(definitions.length === 0 ? [] : [{ name: 'resources', children: definitions }]),
      ...services,
    ],
  };
}

function readLines(haCf: HaCf, source: SourceText, systemd: boolean, findings: Findings): readonly Line[] {
  const nodes = haCf.nodes.map(({ value }) => value);
  return readGroups(source).flatMap(({ words: [first = '', ...words], place }) => {
    const node = nodes.find((name) => name.toLowerCase() === first.toLowerCase());
    if (node === undefined) {
      findings.problem(place, `"${first}" is no node of ${haCf.file} (${suggestion(first, nodes)})`);
    }
    const resources = words.flatMap((word) => {
      const result = convertScript(word, systemd);
      if ('resource' in result) return [result.resource];
      findings.problem(place, result.problem);
      return [];
    });
    if (words.length === 0) findings.problem(place, `the line of ${first} names no resource`);
    return node === undefined || resources.length === 0 ? [] : [{ node, resources, place }];
  });
}

/** Scripts that several lines name: defined once, by the key of {@link keyOf}. */
function sharedScripts(lines: readonly Line[], findings: Findings): ReadonlyMap<string, XmlText> {
  const shared = new Map<string, XmlText>();
  const first = new Map<string, Place>();
  for (const { resources, place } of lines) {
    for (const resource of resources) {
      if (resource.type !== 'script') continue;
      const key = keyOf(resource);
      const before = first.get(key);
      if (before === undefined) first.set(key, place);
      else if (before !== place) {
        shared.set(key, { name: 'script', attributes: { name: resource.name, ...resource.attributes } });
        const message = `the script ${resource.name} belongs to the services of line ${before.line} and ${place.line}: when one stops where both run, it stops for the other, too`;
        findings.note(place, message);
      }
    }
  }
  return shared;
}

/** What must not be in two services at once, or twice in one. */
function reportDoubles(lines: readonly Line[], findings: Findings): void {
  const seen = new Map<string, Place>();
  for (const { resources, place } of lines) {
    for (const resource of resources) {
      const { type, name } = resource;
      const key = keyOf(resource);
      const before = seen.get(key);
      seen.set(key, before ?? place);
      if (before === undefined || type === 'ocf' || (type === 'script' && before !== place)) continue;
      const where = before === place ? 'twice in this line' : `in line ${before.line} already`;
      findings.problem(place, `${type} ${name} is used ${where}; in Picket it belongs to one service, once`);
    }
  }
}

function keyOf({ type, attributes }: ScriptResource): string {
  return JSON.stringify([type, attributes]);
}

function toLeaf(
  resource: ScriptResource,
  shared: ReadonlyMap<string, XmlText>,
  names: (type: string, wish: string) => string,
): Leaf {
  const { type, attributes } = resource;
  if (shared.has(keyOf(resource))) return { type, name: type, attributes: { ref: resource.name } };
  const { agent, ...rest } = attributes;
  if (type === 'ip') return { type, name: type, attributes };
  const name = names(type, resource.name);
  return { type, name: type, attributes: { name, agent, ...rest } };
}

/** By what the line is for: its last program, else what it mounts, else its first address. */
function serviceName({ resources }: Line): string {
  const useful = resources.filter(({ name }) => !MINOR.test(name));
  const last = useful.findLast(({ type }) => type === 'script' || type === 'systemd');
  const program = last ?? useful.findLast(({ type, name }) => type === 'ocf' && !/^(ip|fs)-/.test(name));
  const found = program ?? useful.findLast(({ type }) => type !== 'ip') ?? useful[0] ?? resources[0];
  const name = found?.name ?? 'service';
  return found?.type === 'ip' ? `ip-${name}` : name;
}

function domainName(node: string): string {
  return `prefer_${node}`;
}

/** The node of the line first, the others after it as they come in ha.cf. Not restricted: any node may run it. */
function domain(node: string, { nodes }: HaCf): XmlText {
  const others = nodes.map(({ value }) => value).filter((name) => name !== node);
  const members = [node, ...others].map((name, index) => {
    return { name: 'failoverdomainnode', attributes: { name, priority: String(index + 1) } };
  });
  const attributes = { name: domainName(node), ordered: '1', restricted: '0' };
  return { name: 'failoverdomain', attributes, children: members };
}

function noteMonitoring(lines: readonly Line[], findings: Findings, file: string): void {
  const place = { file, line: undefined };
  findings.note(
    place,
    'Heartbeat never looked at what it had started; Picket does, and starts it again when it has failed (recovery="restart")',
  );
  const all = lines.flatMap(({ resources }) => resources);
  if (all.some(({ type }) => type === 'lvm'))
    findings.note(
      place,
      'Heartbeat let any host activate a volume group; the type lvm guards it with a tag, which needs volume_list in lvm.conf (docs/agents.md)',
    );
  const scripts = [...new Set(all.filter(({ type }) => type === 'script').map(({ name }) => name))];
  if (scripts.length === 0) return;
  findings.note(
    place,
    `scripts are taken to be in /etc/init.d (Heartbeat looked in /etc/ha.d/resource.d first), and must answer status with exit code 0 when running and 3 when not; try it: ${scripts.join(', ')}. Where the host has systemd units instead, import with --systemd`,
  );
}

/** Gives each element of a type a name of its own. */
function createNames(): (type: string, wish: string) => string {
  const taken = new Set<string>();
  return (type, wish) => {
    let name = wish;
    for (let count = 2; taken.has(`${type} ${name}`); count += 1) name = `${wish}-${count}`;
    taken.add(`${type} ${name}`);
    return name;
  };
}
