/** Checks a resource's attributes against what its agent says of itself. */
import type { Agent, AttributeSpec } from '#src/agents/agent.ts';
import { parseFlag } from './attribute-values.ts';
import type { Attributes } from './attributes.ts';
import { complaint } from './grammar/fits.ts';
import { primaryOf, valueRuleOf } from './grammar/resource-rules.ts';
import { META_ATTRIBUTES } from './grammar/services.ts';
import { inherited, type Surroundings } from './inheritance.ts';
import type { Place } from './problems.ts';
import { suggestion } from './suggest.ts';

/** Values that no two resources may share: what is shared, and the value, to where it was given first. */
export type UniqueValues = Map<
  string,
  { readonly label: string; readonly line: number; readonly value: string }
>;

type Values = Readonly<Record<string, string>>;

/** Of these one must be given: what an agent can't say with `required`. */
const EITHER: Readonly<Record<string, readonly string[]>> = { ocf: ['agent', 'type'] };

/** Reads everything that is not known yet, as written. Reports missing, unknown and wrong ones, and broken uniqueness. */
export function readAgentAttributes(attributes: Attributes, agent: Agent, unique: UniqueValues): Values {
  const values: Record<string, string> = {};
  const primary = primaryOf(agent.type, agent);
  for (const spec of agent.attributes) {
    if (spec.name === 'name' && primary === 'name') continue;
    const found = attributes.get(spec.name);
    const needed = spec.required && spec.default === undefined && spec.inherit === undefined;
    if (needed && spec.name !== primary) attributes.required(spec.name);
    if (found === undefined) continue;
    values[spec.name] = found.value;
    judge(attributes, spec, found.value.trim());
    if (spec.unique) checkUnique(attributes, { type: agent.type, primary }, spec, unique);
  }
  const either = EITHER[agent.type];
  if (either?.every((name) => attributes.text(name) === undefined)) {
    attributes.error(either[0] ?? '', `attribute "${either[0]}" is missing`, 'e.g. agent="IPaddr2"');
  }
  if (!agent.openAttributes) return values;
  for (const { name, value } of attributes.rest()) {
    // Never meant for an agent: rgmanager's own, misspelt.
    if (name.startsWith('__'))
      attributes.error(name, `unknown attribute "${name}"`, suggestion(name, Object.keys(META_ATTRIBUTES)));
    else values[name] = value;
  }
  return values;
}

function judge(attributes: Attributes, spec: AttributeSpec, value: string): void {
  const { name, ignored, refused } = spec;
  const asks = value !== '' && parseFlag(value) !== false;
  if (ignored !== undefined) {
    if (asks) attributes.warning(name, `${name} is ignored: ${ignored}`);
    return;
  }
  if (refused !== undefined) {
    if (asks) attributes.error(name, `${name} can't be honoured: ${refused.reason}`, refused.hint);
    return;
  }
  const found = value === '' ? undefined : complaint(valueRuleOf(spec), value);
  const shown = spec.secret ? '' : `, not "${value}"`;
  if (found !== undefined) attributes.wrong(name, `${name} must be ${found.what}${shown}`, found.hint);
}

function checkUnique(
  attributes: Attributes,
  { type, primary }: { readonly type: string; readonly primary: string },
  spec: AttributeSpec,
  unique: UniqueValues,
): void {
  const value = attributes.text(spec.name);
  if (value === undefined) return;
  const key = JSON.stringify([spec.uniqueAmong ?? [type, spec.name], spec.uniqueKey?.(value) ?? value]);
  const first = unique.get(key);
  if (first === undefined) {
    unique.set(key, { label: attributes.label, line: attributes.element.at.line, value });
    return;
  }
  // A name that is taken is reported as that.
  if (spec.name === primary && first.value === value) return;
  const shown = spec.secret ? '' : ` "${value}"`;
  attributes.error(spec.name, `${spec.name}${shown} is taken by ${first.label} in line ${first.line}`);
}

/**
 * The attributes as they are where a resource is used: with what it inherits there. Reports what is missing then, and
 * what the agent says of them all together. `place`: the element that uses it.
 */
export function completeAttributes(
  attributes: Attributes,
  agent: Agent,
  own: Values,
  around: Surroundings,
  place: Place,
  report: { error(place: Place, message: string, hint?: string): void },
): Values {
  const values: Record<string, string> = { ...own };
  for (const { name, inherit, required, default: fallback } of agent.attributes) {
    if (inherit === undefined || (own[name]?.trim() ?? '') !== '') continue;
    const value = inherited(inherit, around);
    if (value !== undefined) values[name] = value;
    else if (required && fallback === undefined) {
      const hint = `write it here, or put this inside a resource with ${inherit.split('%').at(-1)}`;
      report.error(place, `${attributes.label}: attribute "${name}" is missing`, hint);
    }
  }
  const isNamed = primaryOf(agent.type, agent) === 'name';
  const named = isNamed ? { name: attributes.text('name') ?? '', ...values } : values;
  for (const { severity, attribute, message, hint } of agent.review?.(named) ?? []) {
    const tell = severity === 'error' ? attributes.error : attributes.warning;
    tell(attribute, message, hint);
  }
  return values;
}
