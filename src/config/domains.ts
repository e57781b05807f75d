/** `<failoverdomains>`: which nodes may run a service, and which of them rather. */
import { readAttributes } from './attributes.ts';
import { expectNoChildren, readChildren } from './children.ts';
import { readFailback } from './failback.ts';
import { FAILOVERDOMAIN, FAILOVERDOMAINNODE, FAILOVERDOMAINS } from './grammar/services.ts';
import type { FailoverDomain, NodeConfig, ServiceConfig } from './model.ts';
import { readOldFlag } from './old-flags.ts';
import type { Problems } from './problems.ts';
import { suggestion } from './suggest.ts';
import type { XmlElement } from './xml-element.ts';

export interface DomainEntry {
  readonly element: XmlElement;
  readonly domain: FailoverDomain;
  /** What the domain says about failback; undefined when it says nothing. */
  readonly autoFailback: ServiceConfig['autoFailback'] | undefined;
}

interface NodeIds {
  readonly names: readonly string[];
  idOf(name: string): number | undefined;
}

/** Counts as the last choice in an ordered domain. */
const LAST_PRIORITY = 100;

/**
 * By name in lower case: rgmanager compares the names of domains without regard to case. `nodes` undefined: any name is
 * a node's, and their ids are those of their first appearance.
 */
export function readDomains(
  element: XmlElement | undefined,
  nodes: readonly NodeConfig[] | undefined,
  problems: Problems,
): ReadonlyMap<string, DomainEntry> {
  const domains = new Map<string, DomainEntry>();
  if (element === undefined) return domains;
  const idOf = nodeIds(nodes);
  readAttributes(element, '<failoverdomains>', problems, FAILOVERDOMAINS).finish();
  for (const child of readChildren(element, FAILOVERDOMAINS, problems).failoverdomain) {
    const entry = readDomain(child, idOf, problems);
    if (entry === undefined) continue;
    const key = entry.domain.name.toLowerCase();
    const twin = domains.get(key);
    if (twin === undefined) domains.set(key, entry);
    else {
      const message = `failoverdomain "${entry.domain.name}": the name is taken in line ${twin.element.at.line}`;
      problems.error(child, message);
    }
  }
  return domains;
}

function nodeIds(nodes: readonly NodeConfig[] | undefined): NodeIds {
  const ids = new Map((nodes ?? []).map(({ name, id }) => [name, id]));
  return {
    names: [...ids.keys()],
    idOf(name) {
      if (nodes === undefined && !ids.has(name)) ids.set(name, ids.size + 1);
      return ids.get(name);
    },
  };
}

function readDomain(element: XmlElement, nodes: NodeIds, problems: Problems): DomainEntry | undefined {
  const label = `failoverdomain "${element.attributes.get('name')?.value ?? ''}"`;
  const attributes = readAttributes(element, label, problems, FAILOVERDOMAIN);
  const name = attributes.labelled();
  const ordered = readOldFlag(attributes, 'ordered', false);
  const restricted = readOldFlag(attributes, 'restricted', false);
  const nofailback = readOldFlag(attributes, 'nofailback', undefined);
  const own = readFailback(attributes);
  attributes.finish();
  const children = readChildren(element, FAILOVERDOMAIN, problems).failoverdomainnode;
  const members = readMembers(children, label, ordered, nodes, problems);
  if (children.length === 0) {
    const message = `${label} names no node`;
    if (restricted) problems.error(element, `${message}: its services could run nowhere`);
    else problems.warning(element, message);
  }
  if (name === undefined) return undefined;
  const said = nofailback === undefined ? undefined : nofailback ? 'off' : 'on';
  const domain = { name, ordered, restricted, nofailback: nofailback ?? false, members };
  return { element, domain, autoFailback: own ?? said };
}

function readMembers(
  elements: readonly XmlElement[],
  label: string,
  ordered: boolean,
  nodes: NodeIds,
  problems: Problems,
): FailoverDomain['members'] {
  const members: { node: number; priority: number }[] = [];
  const names = new Set<string>();
  for (const element of elements) {
    const attributes = readAttributes(element, label, problems, FAILOVERDOMAINNODE);
    const name = attributes.required('name');
    const priority = attributes.integer('priority', 0);
    const said = (attributes.text('priority') ?? '0') !== '0';
    attributes.finish();
    expectNoChildren(element, problems);
    if (name === undefined) continue;
    const node = nodes.idOf(name);
    if (node === undefined) {
      attributes.error('name', `there is no node "${name}"`, suggestion(name, nodes.names));
    } else if (names.has(name)) {
      attributes.error('name', `node "${name}" is named twice`);
    } else {
      if (ordered && !said) {
        const hint = 'priority="1" (best) to "100"';
        problems.warning(
          element,
          `${label}: node "${name}" has no priority and counts as the last choice`,
          hint,
        );
      }
      names.add(name);
      members.push({ node, priority: ordered ? priority || LAST_PRIORITY : 0 });
    }
  }
  return members;
}
