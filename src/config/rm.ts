/** `<rm>`: failover domains, resources, services and guests. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { readAttributes } from './attributes.ts';
import { readChildren, single } from './children.ts';
import { readDomains } from './domains.ts';
import { readFailback } from './failback.ts';
import type { FailoverDomain, NodeConfig, ServiceConfig } from './model.ts';
import type { Problems } from './problems.ts';
import { createResourceReader } from './resources.ts';
import { readServices } from './services.ts';
import type { XmlElement } from './xml-element.ts';

const OWN = 'Picket does this itself';
const DAY = 24 * 3600 * 1000;
const DEFAULT_FAILBACK_DELAY = 60_000;

const IGNORED_CHILDREN = {
  events: 'scripts for events do not run in this version',
  'resource-defaults': 'not honoured in this version; write the attributes on each resource',
};

const IGNORED_ATTRIBUTES = {
  log_level: 'set PICKET_LOG in the environment of picketd',
  log_facility: 'logs go to the journal',
  status_poll_interval: 'each resource has its own interval, see <action>',
  status_child_max: OWN,
  statusmax: OWN,
  transition_throttling: OWN,
  central_processing: 'one node always decides',
};

export function readRm(
  element: XmlElement | undefined,
  nodes: readonly NodeConfig[],
  agents: AgentRegistry,
  problems: Problems,
): { readonly domains: readonly FailoverDomain[]; readonly services: readonly ServiceConfig[] } {
  if (element === undefined) return { domains: [], services: [] };
  const attributes = readAttributes(element, '<rm>', problems);
  const autoFailback = readFailback(attributes) ?? 'off';
  const failbackDelay = attributes.duration('failback_delay', { max: DAY }, DEFAULT_FAILBACK_DELAY);
  attributes.ignore(IGNORED_ATTRIBUTES);
  attributes.finish();
  const names = ['failoverdomains', 'resources', 'service', 'vm'] as const;
  const children = readChildren(element, names, IGNORED_CHILDREN, problems);
  const domains = readDomains(single(children.failoverdomains, problems), nodes, problems);
  const resources = createResourceReader(agents, problems);
  const shared = single(children.resources, problems);
  if (shared !== undefined) {
    readAttributes(shared, '<resources>', problems).finish();
    resources.define(shared.children);
  }
  const elements = element.children.filter(({ name }) => name === 'service' || name === 'vm');
  const services = readServices(elements, { domains, resources, autoFailback, failbackDelay, problems });
  return { domains: [...domains.values()].map(({ domain }) => domain), services };
}
