/** Checks a resource's attributes against what its agent says of itself. */
import type { Agent, AttributeSpec } from '#src/agents/agent.ts';
import type { Attributes } from './attributes.ts';
import { parseFlag } from './attributes.ts';
import { durationHelp, parseDuration } from './duration.ts';

import { STRUCTURAL_ATTRIBUTES } from './known-types.ts';
import { suggestion } from './suggest.ts';

/** Values that no two resources of a type may share: `type attribute value` to where it was given first. */
export type UniqueValues = Map<string, { readonly label: string; readonly line: number }>;

/** Of these one must be given: what an agent can't say with `required`. */
const EITHER: Readonly<Record<string, readonly string[]>> = { ocf: ['agent', 'type'] };

/** Reads everything that is not known yet, as written. Reports missing, unknown and wrong ones, and broken uniqueness. */
export function readAgentAttributes(
  attributes: Attributes,
  agent: Agent,
  unique: UniqueValues,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const spec of agent.attributes) {
    if (spec.name === 'name') continue;
    const found = attributes.get(spec.name);
    if (spec.required && spec.default === undefined) attributes.required(spec.name);
    if (found === undefined) continue;
    values[spec.name] = found.value;
    const wrong = judge(spec, found.value.trim());
    if (wrong !== undefined) {
      const shown = spec.secret ? '' : `, not "${found.value}"`;
      attributes.error(spec.name, `${spec.name} must be ${wrong.what}${shown}`, wrong.hint);
    }
    if (spec.unique) checkUnique(attributes, agent.type, spec, found.value.trim(), unique);
  }
  const either = EITHER[agent.type];
  if (either?.every((name) => attributes.text(name) === undefined)) {
    attributes.error(either[0] ?? '', `attribute "${either[0]}" is missing`, 'e.g. agent="IPaddr2"');
  }
  if (!agent.openAttributes) return values;
  for (const { name, value } of attributes.rest()) {
    // Never meant for an agent: rgmanager's own, misspelt.
    if (name.startsWith('__'))
      attributes.error(
        name,
        `unknown attribute "${name}"`,
        suggestion(name, Object.keys(STRUCTURAL_ATTRIBUTES)),
      );
    else values[name] = value;
  }
  return values;
}

function judge(
  spec: AttributeSpec,
  value: string,
): { readonly what: string; readonly hint?: string } | undefined {
  if (value === '') return undefined;
  switch (spec.type) {
    case 'string':
      return undefined;
    case 'integer':
      return /^[+-]?\d+$/.test(value) ? undefined : { what: 'a whole number' };
    case 'boolean':
      return parseFlag(value) === undefined ? { what: 'yes or no' } : undefined;
    case 'path':
      return value.startsWith('/') ? undefined : { what: 'an absolute path' };
    case 'duration':
      if (parseDuration(value, 'rgmanager') !== undefined) return undefined;
      return { what: 'a time', hint: durationHelp(value, 'rgmanager') };
  }
}

function checkUnique(
  attributes: Attributes,
  type: string,
  spec: AttributeSpec,
  value: string,
  unique: UniqueValues,
): void {
  const key = JSON.stringify([type, spec.name, value]);
  const first = unique.get(key);
  if (first === undefined) {
    unique.set(key, { label: attributes.label, line: attributes.element.at.line });
    return;
  }
  const shown = spec.secret ? '' : ` "${value}"`;
  attributes.error(spec.name, `${spec.name}${shown} is taken by ${first.label} in line ${first.line}`);
}
