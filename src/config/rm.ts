/** `<rm>`: failover domains, resources, services and guests. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { readAttributes } from './attributes.ts';
import { readChildren, single } from './children.ts';
import { RM_DEFAULTS, SERVICE_DEFAULTS } from './defaults.ts';
import { readDomains } from './domains.ts';
import { readFailback } from './failback.ts';
import { resourceNames } from './grammar/resource-rules.ts';
import { element as bareRule } from './grammar/rules.ts';
import { RM } from './grammar/services.ts';
import { readHealth } from './health.ts';
import { expandInstances } from './instances.ts';
import type { ClusterConfig, NodeConfig } from './model.ts';
import type { Problems } from './problems.ts';
import { checkRelations } from './relations.ts';
import { readResourceDefaults, withDefaults } from './resource-defaults.ts';
import { createResourceReader } from './resources.ts';
import { readServices } from './services.ts';
import type { XmlElement } from './xml-element.ts';

export type RmConfig = Pick<
  ClusterConfig,
  'domains' | 'services' | 'health' | 'statusPollInterval' | 'maxParallel'
>;

/** `nodes` undefined: a part of a file, in which any name may be a node's. */
export function readRm(
  element: XmlElement | undefined,
  nodes: readonly NodeConfig[] | undefined,
  agents: AgentRegistry,
  problems: Problems,
): RmConfig {
  if (element === undefined) return { domains: [], services: [], ...RM_DEFAULTS };
  const attributes = readAttributes(element, '<rm>', problems, RM);
  const autoFailback = readFailback(attributes) ?? 'off';
  const failbackDelay = attributes.duration('failback_delay', SERVICE_DEFAULTS.failbackDelay);
  const statusPollInterval = attributes.duration('status_poll_interval', RM_DEFAULTS.statusPollInterval);
  const maxParallel = attributes.integer('max_parallel', RM_DEFAULTS.maxParallel);
  if (attributes.flag('disabled', false)) {
    const message = `disabled="${attributes.text('disabled')}" kept rgmanager from starting, so something else runs the services`;
    attributes.error('disabled', message, 'when it is stopped on every node, write disabled="0"');
  }
  attributes.finish();
  const children = readChildren(withoutLoose(element, agents, problems), RM, problems);
  const entries = readDomains(single(children.failoverdomains, problems), nodes, problems);
  const defaultsElement = single(children['resource-defaults'], problems);
  const defaults = readResourceDefaults(defaultsElement, agents, problems);
  const resources = createResourceReader(agents, defaults, problems);
  const shared = single(children.resources, problems);
  for (const each of [shared, defaultsElement]) {
    if (each !== undefined) readAttributes(each, `<${each.name}>`, problems, bareRule({})).finish();
  }
  resources.define(shared?.children ?? []);
  const health = readHealth(children.health, problems);
  const elements = element.children
    .filter(({ name }) => name === 'service' || name === 'vm')
    .map((each) => withDefaults(each, each.name, defaults));
  const context = { domains: entries, resources, autoFailback, failbackDelay, problems };
  const read = readServices(elements, { ...context, guestAgent: agents.find('vm') });
  checkRelations(read, health);
  const domains = [...entries.values()].map(({ domain }) => domain);
  const services = expandInstances(read, nodes ?? [], domains);
  return { domains, services, health, statusPollInterval, maxParallel };
}

/** Resources that stand in `<rm>` itself: reported with the way out, and left out. */
function withoutLoose(element: XmlElement, agents: AgentRegistry, problems: Problems): XmlElement {
  const types = new Set(resourceNames(agents).filter((name) => name !== 'vm'));
  const loose = element.children.filter(({ name }) => types.has(name));
  for (const child of loose) {
    problems.structural(child, `<${child.name}> can't stand in <rm> itself`, 'put it into a <service>');
  }
  return { ...element, children: element.children.filter((child) => !loose.includes(child)) };
}
