/** What a value must look like, in RELAX NG with the data types of XML Schema, which both leave blanks around it out. */
import { FLAG_WORDS, LONGEST_LABEL, LONGEST_NAME, PATTERN_TEXTS } from '../attribute-values.ts';
import { TIME_PATTERNS } from '../duration.ts';
import { FLAG, LABEL, NAME, PATH, rgTime, TEXT, time, type ValueRule } from './rules.ts';

const EMPTY = '<value></value>';

const COMMON: Readonly<Record<string, ValueRule>> = {
  'given-text': TEXT,
  name: NAME,
  label: LABEL,
  path: PATH,
  flag: FLAG,
  time: time(),
  'rgmanager-time': rgTime(),
};

/** Patterns that others refer to by name. */
export const COMMON_PATTERNS: readonly { readonly name: string; readonly pattern: string }[] = Object.entries(
  COMMON,
).map(([name, rule]) => ({ name, pattern: patternsOf(rule).join('') }));

/** An optional attribute may also be empty, which is as good as absent. */
export function pattern(rule: ValueRule, required: boolean): string {
  if (rule.kind === 'text' && !required) return '<text/>';
  const patterns = required ? named(rule) : [EMPTY, ...named(rule)];
  return patterns.length === 1 ? patterns.join('') : `<choice>${patterns.join('')}</choice>`;
}

function named(rule: ValueRule): readonly string[] {
  if (rule.kind === 'either') return rule.rules.flatMap(named);
  const shared = Object.entries(COMMON).find(([, { kind }]) => kind === rule.kind)?.[0];
  if (rule.kind === 'time') return [`<ref name="${rule.style === 'plain' ? 'time' : 'rgmanager-time'}"/>`];
  return shared === undefined ? patternsOf(rule) : [`<ref name="${shared}"/>`];
}

function patternsOf(rule: ValueRule): readonly string[] {
  switch (rule.kind) {
    case 'text':
      return [matching('.*\\S.*')];
    case 'name':
      return [matching(PATTERN_TEXTS.name, LONGEST_NAME)];
    case 'label':
      return [matching(PATTERN_TEXTS.label, LONGEST_LABEL)];
    case 'path':
      return [matching('/.*')];
    case 'flag':
      return [matching(FLAG_WORDS.map(anyCase).join('|'))];
    case 'choice':
      return [matching(rule.words.map(anyCase).join('|'))];
    case 'integer':
      return [integer(rule.min, rule.max)];
    case 'time':
      return [matching(TIME_PATTERNS[rule.style])];
    case 'either':
      return rule.rules.flatMap(patternsOf);
  }
}

function integer(min: number, max: number): string {
  const digits = '<param name="pattern">[+\\-]?[0-9]{1,15}</param>';
  const range = Number.isFinite(max)
    ? `<param name="minInclusive">${min}</param><param name="maxInclusive">${max}</param>`
    : '';
  return `<data type="integer">${range}${digits}</data>`;
}

/** XML Schema's patterns match the whole value. */
function matching(regex: string, longest?: number): string {
  const length = longest === undefined ? '' : `<param name="maxLength">${longest}</param>`;
  return `<data type="token">${length}<param name="pattern">${escapeText(regex)}</param></data>`;
}

function anyCase(word: string): string {
  return [...word]
    .map((letter) =>
      /[a-z]/i.test(letter)
        ? `[${letter.toLowerCase()}${letter.toUpperCase()}]`
        : letter.replace(/[*.+?-]/g, '\\$&'),
    )
    .join('');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
