/** `<resource-defaults>`: values of attributes for all resources of a type that don't say otherwise. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import { expectNoChildren } from './children.ts';
import { complaint } from './grammar/fits.ts';
import { guestRule, primaryOf, resourceRule } from './grammar/resource-rules.ts';
import { type ElementRule, element as rule } from './grammar/rules.ts';
import { META_ATTRIBUTES, SERVICE } from './grammar/services.ts';
import { KNOWN_TYPES } from './known-types.ts';
import type { Problems } from './problems.ts';
import { suggestion } from './suggest.ts';
import type { XmlAttribute, XmlElement } from './xml-element.ts';

/** By type (not by its other names). */
export type ResourceDefaults = ReadonlyMap<string, ReadonlyMap<string, XmlAttribute>>;

export function readResourceDefaults(
  element: XmlElement | undefined,
  agents: AgentRegistry,
  problems: Problems,
): ResourceDefaults {
  const defaults = new Map<string, Map<string, XmlAttribute>>();
  for (const child of element?.children ?? []) {
    const type = agents.find(child.name)?.type ?? child.name;
    const allowed = defaultsRule(child.name, agents);
    if (allowed === undefined) {
      const hint = suggestion(child.name, [...agents.types.filter((each) => each !== 'vm'), 'service', 'vm']);
      problems.structural(child, `unknown type of resource <${child.name}>`, hint);
      continue;
    }
    const values = defaults.get(type) ?? new Map<string, XmlAttribute>();
    defaults.set(type, values);
    for (const attribute of child.attributes.values()) {
      if (isGood(attribute, child, allowed, problems)) values.set(attribute.name, attribute);
    }
    expectNoChildren(child, problems);
  }
  return defaults;
}

/** What may stand in `<resource-defaults>` for a type; undefined for a type that nobody knows. */
export function defaultsRule(name: string, agents: AgentRegistry): ElementRule | undefined {
  if (name === 'service') return without(SERVICE, ['name']);
  const agent = agents.find(name);
  if (name === 'vm') return without(guestRule(agent), ['name', 'ref', ...Object.keys(META_ATTRIBUTES)]);
  if (agent === undefined && !Object.hasOwn(KNOWN_TYPES, name)) return undefined;
  const type = agent?.type ?? name;
  const single = agent?.attributes.filter(({ unique }) => unique).map((spec) => spec.name) ?? [];
  const hidden = [primaryOf(type, agent), ...single, ...Object.keys(META_ATTRIBUTES), 'ref'];
  return without(resourceRule(type, agent), hidden);
}

function without({ attributes, open }: ElementRule, names: readonly string[]): ElementRule {
  const left = Object.entries(attributes).filter(([name]) => !names.includes(name));
  const optional = left.map(([name, each]) => [name, { ...each, required: false }] as const);
  return rule(Object.fromEntries(optional), { open, except: names });
}

function isGood(
  { name, value, at, nameAt }: XmlAttribute,
  element: XmlElement,
  allowed: ElementRule,
  problems: Problems,
): boolean {
  const label = `<resource-defaults>, <${element.name}>`;
  const found = allowed.attributes[name];
  if (found === undefined) {
    if (allowed.open && !allowed.except.includes(name)) return true;
    const names = Object.keys(allowed.attributes);
    const message = `${label}: "${name}" is no attribute that can have a default`;
    problems.structural({ at: nameAt, path: element.path }, message, suggestion(name, names));
    return false;
  }
  const wrong = value.trim() === '' ? undefined : complaint(found.value, value.trim());
  if (wrong === undefined) return true;
  const message = `${label}: ${name} must be ${wrong.what}, not "${value}"`;
  problems.structural({ at, path: element.path }, message, wrong.hint);
  return false;
}

/** The element with the values that it does not give itself. A reference takes those of its definition. */
export function withDefaults(element: XmlElement, type: string, defaults: ResourceDefaults): XmlElement {
  const values = defaults.get(type);
  if (values === undefined || element.attributes.has('ref')) return element;
  return { ...element, attributes: new Map([...values, ...element.attributes]) };
}
