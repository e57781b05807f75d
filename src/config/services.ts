/** `<service>` and `<vm>` of `<rm>`: what is kept running, and what happens when it fails. */
import { type Attributes, readAttributes } from './attributes.ts';
import type { DomainEntry } from './domains.ts';
import { readFailback } from './failback.ts';
import { GUEST_ATTRIBUTES } from './known-types.ts';
import type { Recovery, ResourceConfig, ServiceConfig } from './model.ts';
import type { Problems } from './problems.ts';
import { type ResourceReader, TAKEN_HINT } from './resources.ts';
import { suggestion } from './suggest.ts';
import type { XmlElement } from './xml-element.ts';

export interface ServiceContext {
  readonly domains: ReadonlyMap<string, DomainEntry>;
  readonly resources: ResourceReader;
  readonly autoFailback: ServiceConfig['autoFailback'];
  readonly failbackDelay: number;
  readonly problems: Problems;
}

const RECOVERIES: readonly Recovery[] = ['restart', 'relocate', 'disable', 'restart-disable'];
const DAY = 24 * 3600 * 1000;
const TEN_YEARS = 3650 * DAY;

/** `elements`: `<service>` and `<vm>` in the order of the file. */
export function readServices(
  elements: readonly XmlElement[],
  context: ServiceContext,
): readonly ServiceConfig[] {
  const lines = new Map<string, number>();
  const services = elements.map((element) => {
    const service = readService(element, context);
    const line = lines.get(service.id);
    if (line === undefined) lines.set(service.id, element.at.line);
    else if (service.name !== '') {
      const at = element.attributes.get('name')?.at ?? element.at;
      const message = `${labelOf(element)}: the name is taken by the ${service.kind} in line ${line}`;
      context.problems.error({ at, path: element.path }, message, TAKEN_HINT);
    }
    return service;
  });
  context.resources.finish();
  return services;
}

function readService(element: XmlElement, context: ServiceContext): ServiceConfig {
  const { problems } = context;
  const kind = element.name === 'vm' ? 'vm' : 'service';
  const label = labelOf(element);
  const attributes = readAttributes(element, label, problems);
  const name = attributes.name() ?? '';
  const domain = readDomain(attributes, context.domains);
  const service = {
    id: `${kind}:${name}`,
    kind,
    name,
    domain: domain?.domain.name,
    autostart: attributes.flag('autostart', true),
    recovery: attributes.choice('recovery', RECOVERIES, 'restart'),
    maxRestarts: attributes.integer('max_restarts', [0, 1_000_000], 0),
    restartExpireTime: attributes.duration('restart_expire_time', { max: TEN_YEARS, style: 'rgmanager' }, 0),
    priority: attributes.integer('priority', [0, 10_000], 0),
    autoFailback: readFailback(attributes) ?? domain?.autoFailback ?? context.autoFailback,
    failbackDelay: attributes.duration('failback_delay', { max: DAY }, context.failbackDelay),
  } as const;
  ignoreForeign(attributes);
  if (kind === 'vm') return { ...service, resources: [readGuest(element, attributes, context)] };
  attributes.finish();
  reportActions(element, label, problems);
  const resources = context.resources.use(element.children, label);
  if (element.children.length === 0) problems.warning(element, `${label} holds no resource: it does nothing`);
  return { ...service, resources };
}

/** A guest of its own is a service of one resource, which takes the attributes that a service does not know. */
function readGuest(element: XmlElement, attributes: Attributes, context: ServiceContext): ResourceConfig {
  const guest = new Map(
    [...element.attributes].filter(([name]) => name === 'name' || !attributes.knows(name)),
  );
  for (const name of GUEST_ATTRIBUTES) attributes.accept(name);
  attributes.finish();
  const [resource] = context.resources.use([{ ...element, attributes: guest }], attributes.label);
  const name = element.attributes.get('name')?.value ?? '';
  return resource ?? { type: 'vm', name, id: `vm:${name}`, attributes: {}, actions: [], children: [] };
}

function readDomain(
  attributes: Attributes,
  domains: ReadonlyMap<string, DomainEntry>,
): DomainEntry | undefined {
  const name = attributes.text('domain');
  const entry = name === undefined ? undefined : domains.get(name.toLowerCase());
  if (name !== undefined && entry === undefined) {
    const names = [...domains.values()].map(({ domain }) => domain.name);
    attributes.error('domain', `there is no failoverdomain "${name}"`, suggestion(name, names));
  }
  return entry;
}

function ignoreForeign(attributes: Attributes): void {
  const notYet = 'not honoured in this version';
  attributes.ignore({
    depend: notYet,
    exclusive: notYet,
    nfslock: 'NFS locks are not recovered in this version',
    nfs_client_cache: 'NFS clients are not cached',
    hardrecovery: 'a node is fenced when it is lost',
  });
  attributes.accept('depend_mode');
  if ((attributes.text('instances') ?? '1') !== '1') {
    attributes.error('instances', 'a service runs on one node only in this version', 'remove instances');
  }
}

function reportActions(element: XmlElement, label: string, problems: Problems): void {
  for (const child of element.children) {
    if (child.name === 'action')
      problems.warning(child, `${label}: <action> is ignored: it belongs inside a resource`);
  }
}

function labelOf(element: XmlElement): string {
  return `${element.name} "${element.attributes.get('name')?.value ?? ''}"`;
}
