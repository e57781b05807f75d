/** The grammar of one type of resource, from what its agent says of itself. */
import type { Agent, AgentRegistry, AttributeSpec } from '#src/agents/agent.ts';
import { KNOWN_TYPES, primaryAttribute } from '../known-types.ts';
import {
  type AttributeRule,
  type ElementRule,
  element,
  FLAG,
  LABEL,
  may,
  must,
  NAME,
  PATH,
  rgTime,
  TEXT,
  type ValueRule,
} from './rules.ts';
import { META_ATTRIBUTES, VM } from './services.ts';

const ANY_INTEGER: ValueRule = { kind: 'integer', min: -Infinity, max: Infinity };

/** All names of elements that are resources: types, other names for them, and types without an agent. */
export function resourceNames(agents: AgentRegistry): readonly string[] {
  const aliases = agents.types.flatMap((type) => agents.find(type)?.aliases ?? []);
  return [...new Set([...agents.types, ...aliases, ...Object.keys(KNOWN_TYPES)])].sort();
}

/** The attribute that names a resource of the type. */
export function primaryOf(type: string, agent: Agent | undefined): string {
  return agent === undefined ? primaryAttribute(type) : (agent.primary ?? 'name');
}

/** Where a resource is defined, under `<resources>` or inside a service. */
export function resourceRule(type: string, agent: Agent | undefined): ElementRule {
  const primary = primaryOf(type, agent);
  const free = agent === undefined || agent.primary !== undefined;
  const own = (agent?.attributes ?? []).map((spec) => [spec.name, ruleOf(spec)] as const);
  return element(
    {
      ...Object.fromEntries(own),
      [primary]: must(free ? LABEL : NAME, 'what it is called by `ref`, and in commands and messages'),
      ...META_ATTRIBUTES,
    },
    { open: agent === undefined || agent.openAttributes, except: ['ref'], holds: 'resources' },
  );
}

/** A guest of its own: what services know, and what its agent knows of guests. */
export function guestRule(agent: Agent | undefined): ElementRule {
  const guest = Object.fromEntries(
    (agent?.attributes ?? []).map((spec) => [spec.name, ruleOf(spec)] as const),
  );
  const open = agent?.openAttributes === true;
  return { ...VM, attributes: { ...guest, ...VM.attributes }, open, except: ['ref'] };
}

/** Where a resource is used that is defined elsewhere. */
export const REFERENCE_RULE: ElementRule = element(
  { ref: must(TEXT, 'the name of a definition under `<resources>`'), ...META_ATTRIBUTES },
  { open: true, holds: 'resources' },
);

export function ruleOf(spec: AttributeSpec): AttributeRule {
  const required = spec.required && spec.default === undefined && spec.inherit === undefined;
  const value = valueRuleOf(spec);
  return required ? must(value, spec.doc) : may(value, spec.doc, spec.default);
}

export function valueRuleOf(spec: AttributeSpec): ValueRule {
  if (spec.ignored !== undefined || spec.refused !== undefined) return TEXT;
  switch (spec.type) {
    case 'string':
      return TEXT;
    case 'integer':
      return ANY_INTEGER;
    case 'boolean':
      return FLAG;
    case 'path':
      return PATH;
    case 'duration':
      return rgTime();
  }
}
