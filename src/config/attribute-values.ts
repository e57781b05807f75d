/** What names, numbers and switches look like in cluster.xml: for the readers and for the schema. */

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 'yes', 'true', 'on'].map((word) => [word, true] as const),
  ...['0', 'no', 'false', 'off'].map((word) => [word, false] as const),
]);

export const FLAG_WORDS: readonly string[] = [...FLAGS.keys()];

/**
 * In the syntax that regular expressions of JavaScript and of XML Schema share. A name is printable, without blanks
 * and without anything that a path, a command line or `service:name` would take apart; a label breaks no line.
 */
export const PATTERN_TEXTS = {
  name: '[\\p{L}\\p{N}_][\\p{L}\\p{N}_.@+\\-]*',
  label: '[^\\p{C}]+',
} as const;

export const PATTERNS = {
  name: new RegExp(`^${PATTERN_TEXTS.name}$`, 'u'),
  label: new RegExp(`^${PATTERN_TEXTS.label}$`, 'u'),
} as const;

export const LONGEST_NAME = 64;
export const LONGEST_LABEL = 128;

/** 1/0, yes/no, true/false, on/off in any case; undefined for anything else. */
export function parseFlag(text: string): boolean | undefined {
  return FLAGS.get(text.toLowerCase());
}

export function isWhole(text: string): boolean {
  return /^[+-]?\d{1,15}$/.test(text);
}

export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** The words of a list, separated by blanks or commas. */
export function wordsOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(/[\s,]+/).filter((word) => word !== '');
}
