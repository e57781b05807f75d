/** Whether a value is one that a rule allows, for attributes whose value nobody needs to take apart. */
import { isWhole, LONGEST_LABEL, LONGEST_NAME, oneOf, PATTERNS, parseFlag } from '../attribute-values.ts';
import { durationHelp, parseDuration } from '../duration.ts';
import { didYouMean } from '../suggest.ts';
import type { ValueRule } from './rules.ts';

export interface Complaint {
  /** `a whole number`: goes on after "must be". */
  readonly what: string;
  readonly hint?: string | undefined;
}

/** Undefined when `value`, without blanks around it, is fine. Times out of range are: that is no question of form. */
export function complaint(rule: ValueRule, value: string): Complaint | undefined {
  switch (rule.kind) {
    case 'text':
      return undefined;
    case 'name':
      return fitting(PATTERNS.name, value, LONGEST_NAME) ? undefined : { what: 'a name' };
    case 'label':
      return fitting(PATTERNS.label, value, LONGEST_LABEL) ? undefined : { what: 'printable' };
    case 'path':
      return value.startsWith('/') ? undefined : { what: 'an absolute path' };
    case 'flag':
      return parseFlag(value) === undefined ? { what: 'yes or no' } : undefined;
    case 'integer':
      return integerComplaint(rule, value);
    case 'choice': {
      if (rule.words.includes(value.toLowerCase())) return undefined;
      return { what: oneOf(rule.words), hint: didYouMean(value, rule.words) };
    }
    case 'time':
      if (parseDuration(value, rule.style) !== undefined) return undefined;
      return { what: 'a time', hint: durationHelp(value, rule.style) };
    case 'either': {
      const all = rule.rules.map((each) => complaint(each, value));
      if (all.some((each) => each === undefined)) return undefined;
      return { what: all.map((each) => each?.what ?? '').join(', or ') };
    }
  }
}

function integerComplaint(
  { min, max }: Extract<ValueRule, { kind: 'integer' }>,
  value: string,
): Complaint | undefined {
  if (isWhole(value) && Number(value) >= min && Number(value) <= max) return undefined;
  return { what: Number.isFinite(max) ? `a whole number from ${min} to ${max}` : 'a whole number' };
}

function fitting(pattern: RegExp, value: string, longest: number): boolean {
  return pattern.test(value) && [...value].length <= longest;
}
