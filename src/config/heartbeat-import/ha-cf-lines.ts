/** ha.cf and haresources cut into words, as Heartbeat cuts them. Format: ha.cf(5). */
import type { Millis } from '#src/host/ports.ts';
import type { Place } from './findings.ts';

export interface SourceText {
  /** How messages call the file. */
  readonly file: string;
  readonly text: string;
}

export interface Directive {
  readonly word: string;
  /** The rest of the line, cut at blanks. */
  readonly words: readonly string[];
  /** The rest of the line, cut at blanks and commas: how Heartbeat reads the directives that take simple values. */
  readonly values: readonly string[];
  readonly place: Place;
}

/** A directive a line, `#` begins a comment anywhere in it. `udp` is what bcast was called first. */
export function readDirectives({ file, text }: SourceText): readonly Directive[] {
  return physicalLines(text).flatMap(({ line, content }) => {
    const [word, ...words] = cut(content);
    if (word === undefined) return [];
    const values = words.flatMap((each) => each.split(',').filter((value) => value !== ''));
    return [{ word: word === 'udp' ? 'bcast' : word, words, values, place: { file, line } }];
  });
}

/** Logical lines in words; a backslash at the end of a line goes on with the next. The place is that of the first line. */
export function readGroups({
  file,
  text,
}: SourceText): readonly { readonly words: readonly string[]; readonly place: Place }[] {
  const groups: { words: string[]; place: Place }[] = [];
  let open: { words: string[]; place: Place } | undefined;
  for (const { line, content } of physicalLines(text)) {
    const goesOn = /\\\s*$/.test(content);
    const words = cut(goesOn ? content.replace(/\\\s*$/, ' ') : content);
    open ??= { words: [], place: { file, line } };
    open.words.push(...words);
    if (goesOn) continue;
    if (open.words.length > 0) groups.push(open);
    open = undefined;
  }
  if (open !== undefined && open.words.length > 0) groups.push(open);
  return groups;
}

/**
 * A time of ha.cf in whole milliseconds: a bare number means seconds, also with a fraction; `ms` and `us` may follow.
 * Undefined for everything else, as Heartbeat refuses it.
 */
export function parseHeartbeatTime(text: string): Millis | undefined {
  const found = /^(\d+\.?\d*|\.\d+)(ms|msec|us|usec|s|sec)?$/i.exec(text);
  if (found === null) return undefined;
  const unit = found[2]?.toLowerCase() ?? 's';
  return Math.round((Number(found[1]) * (unit.startsWith('s') ? 1e6 : unit.startsWith('m') ? 1e3 : 1)) / 1e3);
}

function physicalLines(text: string): readonly { readonly line: number; readonly content: string }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ line: index + 1, content: content.replace(/#.*/, '') }));
}

function cut(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
