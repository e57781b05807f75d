/**
 * Lines of a story as forms: a list of pieces says how a thing is written, and the same list reads it. For the words of
 * happenings and of checks, so that whatever is printed can be read again.
 */
import type { ClusterConfig } from '#src/config/model.ts';

/** What a story's lines may name. */
export interface Names {
  readonly nodes: readonly { readonly id: number; readonly name: string }[];
  readonly links: readonly string[];
  /** In full: `service:web`. */
  readonly services: readonly string[];
}

export function namesOf({ nodes, heartbeat, services }: ClusterConfig): Names {
  return {
    nodes: nodes.map(({ id, name }) => ({ id, name })),
    links: heartbeat.links,
    services: services.map(({ id }) => id),
  };
}

/** What is wrong with a line, and what is allowed there. */
export class WrongWords extends Error {
  override readonly name = 'WrongWords';
}

/** Where a reader stands among the words of a line. */
export interface Cursor {
  readonly words: readonly string[];
  next: number;
}

type Fields = Record<string, unknown>;

export interface Piece {
  /** How it looks in a usage line: `NODE`, `[on LINK]`. */
  readonly usage: string;
  /** Takes its words and sets its fields. Throws WrongWords. */
  read(cursor: Cursor, into: Fields, names: Names): void;
  /** Its words; undefined when the thing has none for it. */
  write(from: Fields, names: Names): string | undefined;
}

/** One way to write one kind of thing. */
export interface Form<Kind extends string = string> {
  readonly kind: Kind;
  readonly pieces: readonly Piece[];
}

/** A value that is written as one word or a few. */
export interface Codec<T> {
  readonly usage: string;
  read(cursor: Cursor, names: Names): T;
  write(value: T, names: Names): string;
}

export function word(text: string): Piece {
  return {
    usage: text,
    read(cursor) {
      for (const one of text.split(' ')) {
        if (cursor.words[cursor.next] !== one) throw new WrongWords(expected(`"${one}"`, cursor));
        cursor.next += 1;
      }
    },
    write: () => text,
  };
}

export function field<T>(name: string, codec: Codec<T>): Piece {
  return {
    usage: codec.usage,
    read(cursor, into, names) {
      into[name] = codec.read(cursor, names);
    },
    write: (from, names) => (from[name] === undefined ? undefined : codec.write(from[name] as T, names)),
  };
}

/** All of the pieces or none; the first of them is a word, by which they are known. */
export function optional(...pieces: readonly Piece[]): Piece {
  return {
    usage: `[${pieces.map(({ usage }) => usage).join(' ')}]`,
    read(cursor, into, names) {
      if (cursor.words[cursor.next] !== pieces[0]?.usage) return;
      for (const piece of pieces) piece.read(cursor, into, names);
    },
    write(from, names) {
      const words = pieces.map((piece) => piece.write(from, names));
      return words.includes(undefined) ? undefined : words.join(' ');
    },
  };
}

/** A word that stands there for one value of a boolean field, and is left out for the other. */
export function mark(name: string, text: string, when: boolean): Piece {
  return {
    usage: `[${text}]`,
    read(cursor, into) {
      const there = cursor.words[cursor.next] === text;
      if (there) cursor.next += 1;
      into[name] = there ? when : !when;
    },
    write: (from) => (from[name] === when ? text : undefined),
  };
}

export function usageOf(form: Form): string {
  return form.pieces.map(({ usage }) => usage).join(' ');
}

/** Throws WrongWords, with what the nearest form allows. */
export function readForm<T>(forms: readonly Form[], words: readonly string[], names: Names): T {
  let furthest = 0;
  let wrong: readonly string[] = [];
  for (const form of forms) {
    const cursor: Cursor = { words, next: 0 };
    const fields: Fields = { kind: form.kind };
    try {
      for (const piece of form.pieces) piece.read(cursor, fields, names);
      if (cursor.next < words.length) throw new WrongWords(`nothing may follow, not "${rest(cursor)}"`);
      return fields as T;
    } catch (error) {
      if (!(error instanceof WrongWords)) throw error;
      const words = `${error.message}; it is written: ${usageOf(form)}`;
      if (cursor.next > furthest) wrong = [words];
      else if (cursor.next === furthest && furthest > 0) wrong = [...wrong, words];
      furthest = Math.max(furthest, cursor.next);
    }
  }
  if (furthest > 0) throw new WrongWords(wrong.join('; or '));
  const heads = [...new Set(forms.map(({ pieces }) => pieces[0]?.usage))].sort();
  throw new WrongWords(`what is "${words[0] ?? ''}"? There is: ${heads.join(', ')}`);
}

export function writeForm(forms: readonly Form[], thing: { readonly kind: string }, names: Names): string {
  const form = forms.find(({ kind }) => kind === thing.kind);
  if (form === undefined) throw new Error(`no words for ${thing.kind}`);
  const words = form.pieces.map((piece) => piece.write(thing as unknown as Fields, names));
  return words.filter((one) => one !== undefined && one !== '').join(' ');
}

/** The words of a line; what stands in double quotes is one word. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map((match) => match[1] ?? match[0]);
}

export function expected(what: string, cursor: Cursor): string {
  const found = cursor.words[cursor.next];
  return `${what} is missing${found === undefined ? ' at the end' : ` before "${rest(cursor)}"`}`;
}

function rest({ words, next }: Cursor): string {
  return words.slice(next).join(' ');
}
