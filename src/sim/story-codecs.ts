/** How the values in a story's lines are written: nodes and links by name, durations as in cluster.xml, shares in percent. */
import { formatDuration, parseDuration } from '#src/config/duration.ts';
import type { Millis } from '#src/host/ports.ts';
import { type Codec, type Cursor, expected, type Names, WrongWords } from './story-forms.ts';

export const node: Codec<number> = {
  usage: 'NODE',
  read(cursor, names) {
    const name = take(cursor, 'the name of a node');
    const found = names.nodes.find((one) => one.name === name);
    if (found === undefined) throw wrong(cursor, `there is no node "${name}" (${nodeNames(names)})`);
    return found.id;
  },
  write: nameOf,
};

/** As many as follow; at least one. */
export const nodes: Codec<readonly number[]> = {
  usage: 'NODE ..',
  read(cursor, names) {
    const found = [node.read(cursor, names)];
    while (names.nodes.some(({ name }) => name === cursor.words[cursor.next]))
      found.push(node.read(cursor, names));
    return found;
  },
  write: (ids, names) => ids.map((id) => nameOf(id, names)).join(' '),
};

/** `node1 node2 | node3` */
export const groups: Codec<readonly (readonly number[])[]> = {
  usage: 'NODE .. | NODE ..',
  read(cursor, names) {
    const found = [nodes.read(cursor, names)];
    while (cursor.words[cursor.next] === '|') {
      cursor.next += 1;
      found.push(nodes.read(cursor, names));
    }
    return found;
  },
  write: (all, names) => all.map((ids) => nodes.write(ids, names)).join(' | '),
};

/** Links stand in happenings by their index. */
export const link: Codec<number> = {
  usage: 'LINK',
  read(cursor, names) {
    const name = take(cursor, 'the name of a link');
    const index = names.links.indexOf(name);
    if (index < 0) throw wrong(cursor, `there is no link "${name}" (${names.links.join(', ')})`);
    return index;
  },
  write: (index, names) => names.links[index] ?? `link-${index}`,
};

/** By its name in cluster.xml; which ones there are is not checked. */
export const resource: Codec<string> = {
  usage: 'RESOURCE',
  read: (cursor) => take(cursor, 'the name of a resource'),
  write: (name) => name,
};

/** `web` is `service:web`. */
export const service: Codec<string> = {
  usage: 'SERVICE',
  read(cursor, names) {
    const given = take(cursor, 'the name of a service');
    const id = given.includes(':') ? given : `service:${given}`;
    if (!names.services.includes(id)) {
      throw wrong(cursor, `there is no service "${given}" (${names.services.map(shortName).join(', ')})`);
    }
    return id;
  },
  write: shortName,
};

export const duration: Codec<Millis> = {
  usage: 'TIME',
  read(cursor) {
    const text = take(cursor, 'a time');
    const ms = parseDuration(text, 'plain');
    if (ms === undefined) throw wrong(cursor, `"${text}" is no time; write 500ms, 30s or 5min`);
    return ms;
  },
  write: formatDuration,
};

/** `+5min`, `-30s`: how far a clock jumps. */
export const jump: Codec<Millis> = {
  usage: '+TIME|-TIME',
  read(cursor) {
    const text = take(cursor, '+TIME or -TIME');
    const ms = parseDuration(text.slice(1), 'plain');
    if (!/^[+-]/.test(text) || ms === undefined)
      throw wrong(cursor, `"${text}" is no jump; write +5min or -30s`);
    return text.startsWith('-') && ms !== 0 ? -ms : ms;
  },
  write: (ms) => `${ms < 0 ? '-' : '+'}${formatDuration(Math.abs(ms))}`,
};

/** 0 .. 1, written as a percentage. */
export const share: Codec<number> = {
  usage: 'PERCENT',
  read(cursor) {
    const text = take(cursor, 'a percentage');
    const value = /^\d+(\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) / 100 : Number.NaN;
    if (!(value >= 0 && value <= 1))
      throw wrong(cursor, `"${text}" is no share; write a percentage from 0% to 100%`);
    return value;
  },
  write: (value) => `${Number((value * 100).toPrecision(12))}%`,
};

export const count: Codec<number> = {
  usage: 'COUNT',
  read(cursor) {
    const text = take(cursor, 'a number');
    if (!/^\d+$/.test(text)) throw wrong(cursor, `"${text}" is no number`);
    return Number(text);
  },
  write: String,
};

/** Anything; in quotes when it is more than one word. */
export const text: Codec<string> = {
  usage: '"TEXT"',
  read: (cursor) => take(cursor, 'a text in quotes'),
  write: (value) => `"${value}"`,
};

export function choice<T extends string>(...choices: readonly T[]): Codec<T> {
  const usage = choices.join('|');
  return {
    usage,
    read(cursor) {
      const given = take(cursor, usage);
      const found = choices.find((one) => one === given);
      if (found === undefined) throw wrong(cursor, `"${given}" is none of ${choices.join(', ')}`);
      return found;
    },
    write: (value) => value,
  };
}

/** A boolean as one of two words. */
export function either(yes: string, no: string): Codec<boolean> {
  const words = choice(yes, no);
  return {
    usage: words.usage,
    read: (cursor, names) => words.read(cursor, names) === yes,
    write: (value) => (value ? yes : no),
  };
}

/** The word under the cursor, which then stands behind it. */
function take(cursor: Cursor, what: string): string {
  const found = cursor.words[cursor.next];
  if (found === undefined) throw new WrongWords(expected(what, cursor));
  cursor.next += 1;
  return found;
}

/** The cursor goes back to the word that is wrong: it did not get further. */
function wrong(cursor: Cursor, words: string): WrongWords {
  cursor.next -= 1;
  return new WrongWords(words);
}

function nameOf(id: number, names: Names): string {
  return names.nodes.find((one) => one.id === id)?.name ?? `node-${id}`;
}

function nodeNames(names: Names): string {
  return names.nodes.map(({ name }) => name).join(', ');
}

function shortName(id: string): string {
  return id.startsWith('service:') ? id.slice('service:'.length) : id;
}
