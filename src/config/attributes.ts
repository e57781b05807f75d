/** Reads the attributes of one element: checks each by its rule as it is asked for, and reports the ones nobody knows. */
import type { Millis } from '#src/host/ports.ts';
import { isWhole, LONGEST_LABEL, LONGEST_NAME, oneOf, PATTERNS, parseFlag } from './attribute-values.ts';
import { durationHelp, formatDuration, parseDuration } from './duration.ts';
import type { AttributeRule, ElementRule, ValueRule } from './grammar/rules.ts';
import type { Problems } from './problems.ts';
import { didYouMean, suggestion } from './suggest.ts';
import type { XmlAttribute, XmlElement } from './xml-element.ts';

const NAME_HELP = `letters, digits and . _ - + @, at most ${LONGEST_NAME} characters`;
const LABEL_HELP = `printable characters, at most ${LONGEST_LABEL}`;

/**
 * A value that is wrong is reported, and the fallback returned, so that reading goes on. Every method notes the
 * attribute as known; `finish` reports the rest. Ranges and styles are those of the element's rule.
 */
export interface Attributes {
  readonly element: XmlElement;
  /** How messages call the element: `service "web"`. */
  readonly label: string;
  get(name: string): XmlAttribute | undefined;
  /** As written; undefined when absent or empty. */
  text(name: string): string | undefined;
  required(name: string): string | undefined;
  /** A required name that is safe in commands and paths. */
  name(name?: string): string | undefined;
  /** A required name for people. */
  labelled(name?: string): string | undefined;
  integer<F extends number | undefined>(name: string, fallback: F): number | F;
  flag<F extends boolean | undefined>(name: string, fallback: F): boolean | F;
  choice<C extends string, F extends C | undefined>(name: string, choices: readonly C[], fallback: F): C | F;
  duration<F extends Millis | undefined>(name: string, fallback: F): Millis | F;
  /** Known; read elsewhere. */
  accept(...names: readonly string[]): void;
  /** Whether it was asked for. */
  knows(name: string): boolean;
  /** Those that were not asked for, noted as known now. */
  rest(): readonly XmlAttribute[];
  error(name: string, message: string, hint?: string): void;
  /** An error of form, which the schema refuses too. */
  wrong(name: string, message: string, hint?: string): void;
  warning(name: string, message: string, hint?: string): void;
  finish(): void;
}

export function readAttributes(
  element: XmlElement,
  label: string,
  problems: Problems,
  rule: Pick<ElementRule, 'attributes'>,
): Attributes {
  const known = new Set<string>();
  const get = (name: string): XmlAttribute | undefined => {
    known.add(name);
    return element.attributes.get(name);
  };
  const text = (name: string): string | undefined => {
    const value = get(name)?.value.trim();
    return value === '' ? undefined : value;
  };
  const teller =
    (tell: Problems['error']) =>
    (name: string, message: string, hint?: string): void => {
      const at = element.attributes.get(name)?.at ?? element.at;
      tell({ at, path: element.path }, `${label}: ${message}`, hint);
    };
  const wrong = teller(problems.structural);
  const required = (name: string): string | undefined => {
    const value = text(name);
    if (value !== undefined) return value;
    const state = element.attributes.has(name) ? 'is empty' : 'is missing';
    wrong(name, `attribute "${name}" ${state}`);
    return undefined;
  };
  const called = (name: string, pattern: RegExp, longest: number, help: string): string | undefined => {
    const value = required(name);
    if (value === undefined || (pattern.test(value) && [...value].length <= longest)) return value;
    wrong(name, `${name} "${value}" can't be used`, help);
    return undefined;
  };
  reportIgnored(element, label, problems, rule.attributes, known);

  return {
    element,
    label,
    get,
    text,
    required,
    error: teller(problems.error),
    wrong,
    warning: teller(problems.warning),
    name: (name = 'name') => called(name, PATTERNS.name, LONGEST_NAME, NAME_HELP),
    labelled: (name = 'name') => called(name, PATTERNS.label, LONGEST_LABEL, LABEL_HELP),
    integer(name, fallback) {
      const value = text(name);
      const { min, max } = valueRule(rule.attributes, name, 'integer');
      if (value === undefined) return fallback;
      if (isWhole(value) && Number(value) >= min && Number(value) <= max) return Number(value);
      wrong(name, `${name} must be a whole number from ${min} to ${max}, not "${value}"`);
      return fallback;
    },
    flag(name, fallback) {
      const value = text(name);
      if (value === undefined) return fallback;
      const flag = parseFlag(value);
      if (flag !== undefined) return flag;
      wrong(name, `${name} must be yes or no, not "${value}"`, 'also 1, 0, true, false, on, off');
      return fallback;
    },
    choice(name, choices, fallback) {
      const value = text(name);
      if (value === undefined) return fallback;
      const choice = choices.find((word) => word === value.toLowerCase());
      if (choice !== undefined) return choice;
      const hint = /[a-z]/i.test(value) ? didYouMean(value, choices) : undefined;
      wrong(name, `${name} must be ${oneOf(choices)}, not "${value}"`, hint);
      return fallback;
    },
    duration(name, fallback) {
      const value = text(name);
      const { style, min, max } = valueRule(rule.attributes, name, 'time');
      if (value === undefined) return fallback;
      const duration = parseDuration(value, style);
      if (duration === undefined) {
        wrong(name, `${name} must be a time, not "${value}"`, durationHelp(value, style));
        return fallback;
      }
      if (duration >= min && duration <= max) return duration;
      const range = `from ${formatDuration(min)} to ${formatDuration(max)}`;
      const bare = /^[\d.]+$/.test(value) ? 'a bare number means seconds' : undefined;
      teller(problems.error)(name, `${name} must be ${range}, not "${value}"`, bare);
      return fallback;
    },
    accept(...names) {
      for (const name of names) known.add(name);
    },
    knows: (name) => known.has(name),
    rest() {
      const rest = [...element.attributes.values()].filter(({ name }) => !known.has(name));
      for (const { name } of rest) known.add(name);
      return rest;
    },
    finish() {
      for (const found of element.attributes.values()) {
        if (known.has(found.name)) continue;
        const place = { at: found.nameAt, path: element.path };
        const free = [...known].filter((name) => !element.attributes.has(name));
        const useful = free.filter((name) => {
          return rule.attributes[name]?.ignored === undefined && !name.startsWith('__');
        });
        const hint = didYouMean(found.name, free) ?? suggestion(found.name, useful);
        problems.structural(place, `${label}: unknown attribute "${found.name}"`, hint);
      }
    },
  };
}

/** Empty or switched off, they are not worth a word. */
function reportIgnored(
  element: XmlElement,
  label: string,
  problems: Problems,
  rules: ElementRule['attributes'],
  known: Set<string>,
): void {
  for (const [name, { ignored }] of Object.entries(rules)) {
    if (ignored === undefined) continue;
    known.add(name);
    const found = element.attributes.get(name);
    const value = found?.value.trim() ?? '';
    if (found === undefined || value === '' || parseFlag(value) === false) continue;
    problems.warning({ at: found.nameAt, path: element.path }, `${label}: ${name} is ignored: ${ignored}`);
  }
}

/** Throws when the grammar has no such rule: a mistake of Picket, which any test that reads the attribute finds. */
function valueRule<K extends ValueRule['kind']>(
  rules: Readonly<Record<string, AttributeRule>>,
  name: string,
  kind: K,
): Extract<ValueRule, { kind: K }> {
  const value = rules[name]?.value;
  const candidates = value?.kind === 'either' ? value.rules : [value];
  const found = candidates.find((candidate) => candidate?.kind === kind);
  if (found === undefined) throw new Error(`the grammar has no ${kind} "${name}"`);
  return found as Extract<ValueRule, { kind: K }>;
}
