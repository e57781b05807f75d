/** Reads the attributes of one element: checks each as it is asked for, and reports the ones nobody asked for. */
import type { Millis } from '#src/host/ports.ts';
import { type DurationStyle, durationHelp, formatDuration, parseDuration } from './duration.ts';
import type { Problems } from './problems.ts';
import { didYouMean, suggestion } from './suggest.ts';
import type { XmlAttribute, XmlElement } from './xml-element.ts';

/** Longest wait a timer holds; also far beyond any useful one. */
export const LONGEST_WAIT: Millis = 24 * 24 * 3600 * 1000;

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 'yes', 'true', 'on'].map((word) => [word, true] as const),
  ...['0', 'no', 'false', 'off'].map((word) => [word, false] as const),
]);

/** Printable, no spaces, nothing that a path, a command line or `service:name` would take apart. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.@+-]*$/u;

/**
 * A value that is wrong is reported, and the fallback returned, so that reading goes on. Every method notes the
 * attribute as known; `finish` reports the rest.
 */
export interface Attributes {
  readonly element: XmlElement;
  /** How messages call the element: `service "web"`. */
  readonly label: string;
  get(name: string): XmlAttribute | undefined;
  /** As written; undefined when absent or empty. */
  text(name: string): string | undefined;
  required(name: string): string | undefined;
  /** A required name that is safe in commands and paths, at most 64 characters. */
  name(name?: string): string | undefined;
  integer<F extends number | undefined>(
    name: string,
    range: readonly [number, number],
    fallback: F,
  ): number | F;
  flag<F extends boolean | undefined>(name: string, fallback: F): boolean | F;
  choice<C extends string, F extends C | undefined>(name: string, choices: readonly C[], fallback: F): C | F;
  duration<F extends Millis | undefined>(name: string, rule: DurationRule, fallback: F): Millis | F;
  /** Known and accepted without effect, each with the reason in words; empty or switched off they are not worth a word. */
  ignore(reasons: Readonly<Record<string, string>>): void;
  /** Right where they stand, though nothing is read from them here: no report. */
  accept(...names: readonly string[]): void;
  /** Whether it was asked for. */
  knows(name: string): boolean;
  /** Those that were not asked for, noted as known now. */
  rest(): readonly XmlAttribute[];
  error(name: string, message: string, hint?: string): void;
  finish(): void;
}

export interface DurationRule {
  readonly min?: Millis;
  readonly max?: Millis;
  readonly style?: DurationStyle;
}

export function readAttributes(element: XmlElement, label: string, problems: Problems): Attributes {
  const known = new Set<string>();
  const ineffective = new Set<string>();
  const get = (name: string): XmlAttribute | undefined => {
    known.add(name);
    return element.attributes.get(name);
  };
  const text = (name: string): string | undefined => {
    const value = get(name)?.value.trim();
    return value === '' ? undefined : value;
  };
  const error = (name: string, message: string, hint?: string): void => {
    const at = element.attributes.get(name)?.at ?? element.at;
    problems.error({ at, path: element.path }, `${label}: ${message}`, hint);
  };
  const required = (name: string): string | undefined => {
    const value = text(name);
    if (value !== undefined) return value;
    const state = element.attributes.has(name) ? 'is empty' : 'is missing';
    error(name, `attribute "${name}" ${state}`);
    return undefined;
  };

  return {
    element,
    label,
    get,
    text,
    required,
    error,
    name(name = 'name') {
      const value = required(name);
      if (value === undefined || (NAME.test(value) && value.length <= 64)) return value;
      error(name, `${name} "${value}" can't be used`, 'letters, digits and . _ - + @, at most 64 characters');
      return undefined;
    },
    integer(name, [min, max], fallback) {
      const value = text(name);
      if (value === undefined) return fallback;
      if (/^[+-]?\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
      error(name, `${name} must be a whole number from ${min} to ${max}, not "${value}"`);
      return fallback;
    },
    flag(name, fallback) {
      const value = text(name);
      if (value === undefined) return fallback;
      const flag = parseFlag(value);
      if (flag !== undefined) return flag;
      error(name, `${name} must be yes or no, not "${value}"`, 'also 1, 0, true, false, on, off');
      return fallback;
    },
    choice(name, choices, fallback) {
      const value = text(name);
      if (value === undefined) return fallback;
      const choice = choices.find((word) => word === value.toLowerCase());
      if (choice !== undefined) return choice;
      error(name, `${name} must be ${oneOf(choices)}, not "${value}"`, didYouMean(value, choices));
      return fallback;
    },
    duration(name, { min = 0, max = LONGEST_WAIT, style = 'plain' }, fallback) {
      const value = text(name);
      if (value === undefined) return fallback;
      const duration = parseDuration(value, style);
      if (duration === undefined) {
        error(name, `${name} must be a time, not "${value}"`, durationHelp(value, style));
        return fallback;
      }
      if (duration >= min && duration <= max) return duration;
      const range = `from ${formatDuration(min)} to ${formatDuration(max)}`;
      const bare = /^[\d.]+$/.test(value) ? 'a bare number means seconds' : undefined;
      error(name, `${name} must be ${range}, not "${value}"`, bare);
      return fallback;
    },
    ignore(reasons) {
      for (const [name, reason] of Object.entries(reasons)) {
        ineffective.add(name);
        const found = get(name);
        if (found === undefined || found.value.trim() === '' || parseFlag(found.value.trim()) === false)
          continue;
        problems.warning({ at: found.nameAt, path: element.path }, `${label}: ${name} is ignored: ${reason}`);
      }
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
        const useful = free.filter((name) => !ineffective.has(name) && !name.startsWith('__'));
        const hint = didYouMean(found.name, free) ?? suggestion(found.name, useful);
        problems.error(place, `${label}: unknown attribute "${found.name}"`, hint);
      }
    },
  };
}

/** 1/0, yes/no, true/false, on/off in any case; undefined for anything else. */
export function parseFlag(text: string): boolean | undefined {
  return FLAGS.get(text.toLowerCase());
}

export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
