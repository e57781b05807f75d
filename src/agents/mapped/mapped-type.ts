/**
 * How a type of rgmanager's is described that an OCF agent of today carries out: a table from its attributes to the
 * agent's parameters. The tables are beside this file; create-mapped.ts makes agents of them.
 */
import type { AttributeFinding, AttributeSpec } from '../agent.ts';
import type { Attributes } from '../attributes.ts';

export interface MappedType {
  readonly type: string;
  /** The attribute that names a resource. */
  readonly primary: string;
  readonly summary: string;
  /** As the `ocf` type takes it: `heartbeat:Filesystem`. */
  readonly agent: string;
  readonly attributes: readonly MappedAttribute[];
  /** Parameters that every resource of the type gets. */
  readonly fixed?: Attributes;
  /** Parameters that several attributes make up; undefined leaves the parameter out. They win over `to`. */
  readonly derived?: Readonly<Record<string, (attributes: Attributes, name: string) => string | undefined>>;
  readonly review?: (attributes: Attributes) => readonly AttributeFinding[];
  /** Tells resources with one name in one service apart, for the agent's state: where one is used in several places. */
  readonly place?: (attributes: Attributes) => string | undefined;
}

export interface MappedAttribute extends AttributeSpec {
  /** The parameter that gets the value. */
  readonly to?: string;
  /** The parameter that `derived` makes of it, for the reference. */
  readonly shapes?: string;
  /** What the parameter gets for a value; undefined leaves it out. Without it the value itself. */
  readonly convert?: (value: string) => string | undefined;
  /** The operation whose deadline must have room for this time. */
  readonly stretches?: 'start' | 'stop';
}

/** What the OCF agent is given for a resource. */
export function parametersOf(table: MappedType, attributes: Attributes, name: string): Attributes {
  const parameters: Record<string, string> = { ...table.fixed };
  for (const { name: attribute, to, convert, default: fallback } of table.attributes) {
    const value = given(attributes, attribute) ?? fallback;
    if (to === undefined || value === undefined) continue;
    const converted = convert === undefined ? value : convert(value);
    if (converted !== undefined) parameters[to] = converted;
  }
  for (const [parameter, derive] of Object.entries(table.derived ?? {})) {
    const value = derive(attributes, name);
    if (value !== undefined) parameters[parameter] = value;
  }
  return parameters;
}

/** All parameters that resources of the type may give to the agent. */
export function parameterNames(table: MappedType): readonly string[] {
  const direct = table.attributes.flatMap(({ to }) => to ?? []);
  return [
    ...new Set([...Object.keys(table.fixed ?? {}), ...direct, ...Object.keys(table.derived ?? {})]),
  ].sort();
}

/** The value without blanks around it; undefined when absent or empty. */
export function given(attributes: Attributes, name: string): string | undefined {
  const value = attributes[name]?.trim();
  return value === '' ? undefined : value;
}
