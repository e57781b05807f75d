/** `<service>` and `<vm>` of `<rm>`: what is kept running, and what happens when it fails. */

import type { Agent } from '#src/agents/agent.ts';
import { readActions } from './actions.ts';
import { isWhole, parseFlag, wordsOf } from './attribute-values.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { RESOURCE_DEFAULTS, SERVICE_DEFAULTS } from './defaults.ts';
import type { DomainEntry } from './domains.ts';
import { readFailback } from './failback.ts';
import { DEPEND_MODES, HIGHEST_EXCLUSIVE, RECOVERIES, SERVICE, VM } from './grammar/services.ts';
import { acceptMeta } from './meta-attributes.ts';
import type { ResourceConfig, ServiceConfig } from './model.ts';
import { readOldFlag, warnAboutOldFlag } from './old-flags.ts';
import type { Problems } from './problems.ts';
import { isAction } from './resource-definition.ts';
import { type ResourceReader, TAKEN_HINT } from './resources.ts';
import { suggestion } from './suggest.ts';
import type { XmlElement } from './xml-element.ts';

export interface ServiceContext {
  readonly domains: ReadonlyMap<string, DomainEntry>;
  readonly resources: ResourceReader;
  readonly autoFailback: ServiceConfig['autoFailback'];
  readonly failbackDelay: number;
  /** The one for type `vm`, when this version has it. */
  readonly guestAgent: Agent | undefined;
  readonly problems: Problems;
}

/** A service beside its place in the file; `instances="all"` is not resolved yet. */
export interface ServiceEntry {
  readonly service: ServiceConfig;
  readonly everywhere: boolean;
  readonly attributes: Attributes;
}

/** `elements`: `<service>` and `<vm>` in the order of the file, with the defaults of their types. */
export function readServices(
  elements: readonly XmlElement[],
  context: ServiceContext,
): readonly ServiceEntry[] {
  const lines = new Map<string, number>();
  const entries = elements.map((element) => {
    const entry = readService(element, context);
    const { id, name, kind } = entry.service;
    const line = lines.get(id);
    if (line === undefined) lines.set(id, element.at.line);
    else if (name !== '')
      entry.attributes.error('name', `the name is taken by the ${kind} in line ${line}`, TAKEN_HINT);
    return entry;
  });
  context.resources.finish();
  return entries;
}

function readService(element: XmlElement, context: ServiceContext): ServiceEntry {
  const kind = element.name === 'vm' ? 'vm' : 'service';
  const label = `${kind} "${element.attributes.get('name')?.value ?? ''}"`;
  const attributes = readAttributes(element, label, context.problems, kind === 'vm' ? VM : SERVICE);
  const name = attributes.name() ?? '';
  const domain = readDomain(attributes, context.domains);
  const settings = {
    ...SERVICE_DEFAULTS,
    id: `${kind}:${name}`,
    kind,
    name,
    domain: domain?.domain.name,
    autostart: readOldFlag(attributes, 'autostart', true),
    recovery: attributes.choice('recovery', RECOVERIES, 'restart'),
    maxRestarts: attributes.integer('max_restarts', 0),
    restartExpireTime: attributes.duration('restart_expire_time', 0),
    priority: attributes.integer('priority', 0),
    autoFailback: readFailback(attributes) ?? domain?.autoFailback ?? context.autoFailback,
    failbackDelay: attributes.duration('failback_delay', context.failbackDelay),
    exclusive: readExclusive(attributes),
    depend: wordsOf(attributes.text('depend')),
    dependMode: attributes.choice('depend_mode', DEPEND_MODES, 'hard'),
    keepApart: readGroup(attributes, 'keep_apart'),
    keepTogether: readGroup(attributes, 'keep_together'),
    needs: wordsOf(attributes.text('needs')),
    weight: attributes.integer('weight', 1),
  } as const;
  if (kind === 'vm') {
    const service = { ...settings, resources: [readGuest(element, attributes, context)] };
    return { service, everywhere: false, attributes };
  }
  const everywhere = attributes.choice('instances', ['1', 'all'], '1') === 'all';
  attributes.flag('__enforce_timeouts', undefined);
  attributes.finish();
  return { service: { ...settings, resources: readTree(element, label, context) }, everywhere, attributes };
}

function readTree(
  element: XmlElement,
  label: string,
  { resources, problems }: ServiceContext,
): readonly ResourceConfig[] {
  const actions = element.children.filter(isAction);
  readActions(actions, label, problems);
  for (const child of actions) {
    problems.warning(child, `${label}: <action> is ignored: it belongs inside a resource`);
  }
  if (element.children.length === 0) problems.warning(element, `${label} holds no resource: it does nothing`);
  const own = Object.fromEntries([...element.attributes.values()].map(({ name, value }) => [name, value]));
  return resources.use(element.children, label, [{ type: 'service', attributes: own }]);
}

/** A guest of its own is a service of one resource, which takes the attributes that a service does not know. */
function readGuest(element: XmlElement, attributes: Attributes, context: ServiceContext): ResourceConfig {
  const left = [...element.attributes].filter(([name]) => name === 'name' || !attributes.knows(name));
  const { guestAgent } = context;
  attributes.accept(...(guestAgent?.attributes.map((spec) => spec.name) ?? []));
  acceptMeta(attributes);
  const open = guestAgent?.openAttributes === true;
  if (!open) attributes.finish();
  // What is wrong is told once.
  const guest = new Map(left.filter(([name]) => open || attributes.knows(name)));
  const [resource] = context.resources.use([{ ...element, attributes: guest }], attributes.label, []);
  const name = element.attributes.get('name')?.value ?? '';
  return resource ?? { ...RESOURCE_DEFAULTS, type: 'vm', name, id: `vm:${name}` };
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

/** rgmanager: "yes" or any number above 0. */
function readExclusive(attributes: Attributes): ServiceConfig['exclusive'] {
  const value = attributes.text('exclusive')?.toLowerCase();
  if (value === undefined) return 0;
  const flag = parseFlag(value);
  if (flag !== undefined) {
    if (value !== 'yes') warnAboutOldFlag(attributes, 'exclusive');
    return flag ? 1 : 0;
  }
  if (!isWhole(value) || Number(value) < 0 || Number(value) > HIGHEST_EXCLUSIVE) {
    attributes.wrong(
      'exclusive',
      `exclusive must be yes, no or a number, not "${value}"`,
      '2: prefers an empty node',
    );
    return 0;
  }
  return Number(value) === 2 ? 2 : Number(value) > 0 ? 1 : 0;
}

function readGroup(attributes: Attributes, name: string): string | undefined {
  return attributes.text(name) === undefined ? undefined : attributes.name(name);
}
