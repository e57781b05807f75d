/** Reads one resource as it is defined, under `<resources>` or inside a service: everything but what is around it. */
import type { Agent, AgentRegistry } from '#src/agents/agent.ts';
import { readActions } from './actions.ts';
import { readAgentAttributes, type UniqueValues } from './agent-attributes.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { RESOURCE_DEFAULTS } from './defaults.ts';
import { primaryOf, resourceNames, resourceRule } from './grammar/resource-rules.ts';
import { KNOWN_TYPES } from './known-types.ts';
import { type Meta, mergeMeta, readMeta } from './meta-attributes.ts';
import type { ActionOverride } from './model.ts';
import type { Problems } from './problems.ts';
import { suggestion } from './suggest.ts';
import type { XmlElement } from './xml-element.ts';

export interface ResourceDefinition {
  readonly type: string;
  readonly name: string;
  /** `type:name`. */
  readonly id: string;
  /** The attribute that holds the name. */
  readonly primary: string;
  /** As written; nothing inherited yet. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly actions: readonly ActionOverride[];
  readonly meta: Meta;
  readonly element: XmlElement;
  /** Undefined: this version can't run it. */
  readonly agent: Agent | undefined;
  /** Of the definition. */
  readonly reader: Attributes;
  /** Of the place where it is used. */
  readonly at: Attributes;
}

export interface KnownType {
  readonly type: string;
  readonly agent: Agent | undefined;
}

/** Undefined for a type that nobody knows; reported. */
export function typeOf(
  element: XmlElement,
  agents: AgentRegistry,
  problems: Problems,
): KnownType | undefined {
  const agent = agents.find(element.name);
  if (agent !== undefined || Object.hasOwn(KNOWN_TYPES, element.name))
    return { type: agent?.type ?? element.name, agent };
  const own = suggestion(element.name, agents.types);
  const near = suggestion(element.name, resourceNames(agents));
  const hint = near?.startsWith('did') === true ? near : own;
  problems.structural(element, `unknown type of resource <${element.name}>`, hint);
  return undefined;
}

/** Undefined when it has no name; reported. */
export function readDefinition(
  element: XmlElement,
  { type, agent }: KnownType,
  unique: UniqueValues,
  problems: Problems,
): ResourceDefinition | undefined {
  const primary = primaryOf(type, agent);
  const label = `${type} "${element.attributes.get(primary)?.value ?? ''}"`;
  const reader = readAttributes(element, label, problems, resourceRule(type, agent));
  const strict = agent !== undefined && agent.primary === undefined;
  const name = strict ? reader.name(primary) : reader.labelled(primary);
  const meta = mergeMeta(RESOURCE_DEFAULTS, readMeta(reader));
  if (element.attributes.has('ref')) {
    reader.wrong('ref', 'ref has no place under <resources>', 'it is for services');
    reader.accept('ref');
  }
  const actions = readActions(element.children.filter(isAction), label, problems);
  const values = agent === undefined ? takeRest(reader) : readAgentAttributes(reader, agent, unique);
  reader.finish();
  if (name === undefined) return undefined;
  const attributes = primary === 'name' ? values : { [primary]: name, ...values };
  const definition = { type, name, id: `${type}:${name}`, primary, attributes, actions };
  return { ...definition, meta, element, agent, reader, at: reader };
}

export function isAction(element: XmlElement): boolean {
  return element.name === 'action';
}

function takeRest(attributes: Attributes): Readonly<Record<string, string>> {
  return Object.fromEntries(attributes.rest().map(({ name, value }) => [name, value]));
}
