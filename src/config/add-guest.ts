/** Writes a guest into the text of a cluster.xml: comments, order and form of everything else stay as they are. Pure. */
import { type ElementPlace, elementPlaces } from './xml-places.ts';

export interface NewGuest {
  readonly name: string;
  readonly domain: string | undefined;
  /** DRBD resources that hold its disks: then it is a service with these and the guest in it. */
  readonly drbd: readonly string[];
  /** Others of its `<vm>`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** One replacement: `remove` characters from `at` on. In the order of the text. */
interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

export interface EditedText {
  readonly text: string;
  /** As `diff` shows it: `-` and `+` lines, each change below the number of its line. */
  readonly diff: readonly string[];
}

/**
 * With the guest and the next config_version. Words when the text has no place for it: no `<cluster config_version>`, or
 * it is no well-formed XML.
 */
export function addGuest(text: string, guest: NewGuest): EditedText | { readonly problem: string } {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const body = text.slice(bom.length);
  const places = elementPlaces(body);
  const version = versionEdit(body, places);
  if (version === undefined) return { problem: 'its <cluster> has no config_version="NUMBER"' };
  const insert = guestEdit(body, places, guest);
  if (insert === undefined) return { problem: 'it has no <rm> and no </cluster>' };
  const edits = [version, insert];
  return { text: bom + apply(body, edits), diff: diffOf(body, edits) };
}

function versionEdit(text: string, places: readonly ElementPlace[]): Edit | undefined {
  const cluster = places.find(({ path }) => path.length === 1);
  if (cluster === undefined) return undefined;
  const tag = text.slice(cluster.start, cluster.inside);
  const match = /(\sconfig_version\s*=\s*["']\s*)(\d{1,15})\s*["']/.exec(tag);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const at = cluster.start + match.index + match[1].length;
  return { at, remove: match[2].length, insert: String(Number(match[2]) + 1) };
}

/** Behind the last service or guest of `<rm>`, in its own lines and with its indent. */
function guestEdit(text: string, places: readonly ElementPlace[], guest: NewGuest): Edit | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const rm = places.find(({ path }) => path.length === 2 && path[1] === 'rm');
  if (rm === undefined) {
    const cluster = places.find(({ path }) => path.length === 1);
    if (cluster === undefined || cluster.empty) return undefined;
    const indent = indentAt(text, places.find(({ path }) => path.length === 2)?.start) ?? '  ';
    const lines = ['<rm>', ...element(guest, places).map((line) => `${indent}${line}`), '</rm>'];
    return atLineOf(text, cluster.end, lines.map((line) => indent + line).join(eol), eol);
  }
  const outer = indentAt(text, rm.start) ?? '';
  const siblings = places.filter(({ path }) => path.length === 3 && path[1] === 'rm');
  const last = siblings.findLast(({ name }) => name === 'service' || name === 'vm') ?? siblings.at(-1);
  const indent = indentAt(text, last?.start) ?? `${outer}  `;
  const block = element(guest, places)
    .map((line) => indent + line)
    .join(eol);
  if (last !== undefined) return { at: behind(text, last.after), remove: 0, insert: eol + block };
  if (!rm.empty) return atLineOf(text, rm.end, block, eol);
  const slash = text.lastIndexOf('/', rm.inside);
  return { at: slash, remove: rm.inside - slash, insert: `>${eol}${block}${eol}${outer}</rm>` };
}

/** A comment behind it in its line belongs to it. */
function behind(text: string, index: number): number {
  return index + (/^(?:[ \t]|<!--[^\n]*?-->)*(?=\r?\n)/.exec(text.slice(index))?.[0].length ?? 0);
}

/** Before what is at `index`: as lines of their own, also where something stands before it in its line. */
function atLineOf(text: string, index: number, block: string, eol: string): Edit {
  const line = text.lastIndexOf('\n', index - 1) + 1;
  if (text.slice(line, index).trim() === '') return { at: line, remove: 0, insert: block + eol };
  return { at: index, remove: 0, insert: eol + block + eol };
}

/** What stands before it in its line, if that is blank; undefined otherwise. */
function indentAt(text: string, index: number | undefined): string | undefined {
  if (index === undefined) return undefined;
  const before = text.slice(text.lastIndexOf('\n', index - 1) + 1, index);
  return /^[ \t]*$/.test(before) ? before : undefined;
}

function element(guest: NewGuest, places: readonly ElementPlace[]): readonly string[] {
  const name = escaped(guest.name);
  const domain = guest.domain === undefined ? '' : ` domain="${escaped(guest.domain)}"`;
  const more = Object.entries(guest.attributes ?? {})
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('');
  if (guest.drbd.length === 0) return [`<vm name="${name}"${domain}${more}/>`];
  const step = places.length > 0 ? '  ' : '';
  const disks = guest.drbd.map((one) => `${step}<drbd name="${escaped(one)}" resource="${escaped(one)}"/>`);
  return [`<service name="${name}"${domain}>`, ...disks, `${step}<vm name="${name}"${more}/>`, '</service>'];
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function apply(text: string, edits: readonly Edit[]): string {
  let result = '';
  let from = 0;
  for (const { at, remove, insert } of edits) {
    result += text.slice(from, at) + insert;
    from = at + remove;
  }
  return result + text.slice(from);
}

/** The lines that an edit touches, before and after. */
function diffOf(text: string, edits: readonly Edit[]): readonly string[] {
  return edits.flatMap((edit) => {
    const start = text.lastIndexOf('\n', edit.at - 1) + 1;
    const ending = text.indexOf('\n', edit.at + edit.remove);
    const old = text.slice(start, ending < 0 ? text.length : ending);
    const changed = apply(old, [{ ...edit, at: edit.at - start }]);
    const before = old.split(/\r?\n/);
    const after = changed.split(/\r?\n/);
    // What stays at the edges of the piece is no change.
    let head = 0;
    while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
    let tail = 0;
    while (
      tail < before.length - head &&
      tail < after.length - head &&
      before.at(-1 - tail) === after.at(-1 - tail)
    )
      tail += 1;
    const line = text.slice(0, start).split('\n').length + head;
    return [
      `line ${line}:`,
      ...before.slice(head, before.length - tail).map((each) => `-${each}`),
      ...after.slice(head, after.length - tail).map((each) => `+${each}`),
    ];
  });
}
