/**
 * How the grammar of cluster.xml is written down: one rule for each element and attribute. The readers check by it,
 * and the schema and the reference are made from it, so that the three can't differ.
 */
import type { Millis } from '#src/host/ports.ts';
import type { DurationStyle } from '../duration.ts';

export type ValueRule =
  /** Anything, also nothing. */
  | { readonly kind: 'text' }
  /** Safe in commands and paths, at most 64 characters. */
  | { readonly kind: 'name' }
  /** What people call a thing: printable, at most 128 characters. */
  | { readonly kind: 'label' }
  /** Absolute. */
  | { readonly kind: 'path' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'flag' }
  /** In any case. */
  | { readonly kind: 'choice'; readonly words: readonly string[] }
  | { readonly kind: 'time'; readonly style: DurationStyle; readonly min: Millis; readonly max: Millis }
  | { readonly kind: 'either'; readonly rules: readonly ValueRule[] };

export interface AttributeRule {
  readonly value: ValueRule;
  readonly required: boolean;
  /** As a user would write it, or in words; undefined: nothing. */
  readonly shown: string | undefined;
  /** For the reference, one sentence. */
  readonly doc: string;
  /** Why it is accepted without effect. */
  readonly ignored: string | undefined;
}

/** How often an element may stand in its parent; `once` and `some` are required. */
export type Occurs = 'once' | 'optional' | 'some' | 'any';

export interface ChildRule {
  readonly occurs: Occurs;
  readonly element: ElementRule;
}

export interface ElementRule<C extends string = string> {
  readonly attributes: Readonly<Record<string, AttributeRule>>;
  /** Attributes beyond these go to an agent, as written. */
  readonly open: boolean;
  /** Names that no such attribute may have. */
  readonly except: readonly string[];
  readonly children: Readonly<Record<C, ChildRule>>;
  /** Accepted without effect, whatever they hold; with the reason in words. */
  readonly ignored: Readonly<Record<string, string>>;
  /** What else it holds: resources in a tree, definitions of resources, defaults for types of resources. */
  readonly holds: 'resources' | 'definitions' | 'defaults' | undefined;
}

export const TEXT: ValueRule = { kind: 'text' };
export const NAME: ValueRule = { kind: 'name' };
export const LABEL: ValueRule = { kind: 'label' };
export const PATH: ValueRule = { kind: 'path' };
export const FLAG: ValueRule = { kind: 'flag' };

const SECOND = 1000;
/** Longest wait a timer holds; also far beyond any useful one. */
const LONGEST_WAIT: Millis = 24 * 24 * 3600 * SECOND;

export function integer(min: number, max: number): ValueRule {
  return { kind: 'integer', min, max };
}

export function choice(...words: readonly string[]): ValueRule {
  return { kind: 'choice', words };
}

export function either(...rules: readonly ValueRule[]): ValueRule {
  return { kind: 'either', rules };
}

/** Heartbeat's way to write it. */
export function time(min: Millis = 0, max: Millis = LONGEST_WAIT): ValueRule {
  return { kind: 'time', style: 'plain', min, max };
}

/** rgmanager's way, with sums such as 1h30m. */
export function rgTime(min: Millis = 0, max: Millis = LONGEST_WAIT): ValueRule {
  return { kind: 'time', style: 'rgmanager', min, max };
}

/** An attribute that may be left out; `shown` is what it is then. */
export function may(value: ValueRule, doc: string, shown?: string): AttributeRule {
  return { value, required: false, shown, doc, ignored: undefined };
}

export function must(value: ValueRule, doc: string): AttributeRule {
  return { value, required: true, shown: undefined, doc, ignored: undefined };
}

/** Attributes that have no effect, each with the reason in words. */
export function ignoring(reasons: Readonly<Record<string, string>>): Readonly<Record<string, AttributeRule>> {
  return Object.fromEntries(
    Object.entries(reasons).map(([name, ignored]) => [name, { ...may(TEXT, ''), ignored }]),
  );
}

export function element<C extends string = never>(
  attributes: ElementRule['attributes'],
  rest: Partial<Omit<ElementRule<C>, 'attributes'>> = {},
): ElementRule<C> {
  const none = {} as Readonly<Record<C, ChildRule>>;
  return { attributes, open: false, except: [], children: none, ignored: {}, holds: undefined, ...rest };
}

/** Where an element may stand. */
export function stands(occurs: Occurs, rule: ElementRule): ChildRule {
  return { occurs, element: rule };
}
