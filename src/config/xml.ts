/**
 * Reads XML into a tree in which every element and attribute knows its place, for messages with line and column.
 * Nothing is fetched and no entity expands but XML's own five, so a file can neither reach out nor blow up.
 */
import { SaxesParser } from 'saxes';
import type { ConfigProblem } from './model.ts';
import { createLocator } from './positions.ts';
import { createProblems, type Place, type Problems, sortProblems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';
import { explainSyntaxError } from './xml-errors.ts';
import { createTagStack, type TagStack } from './xml-tags.ts';

/** Longest text read, in UTF-16 units. */
export const XML_SIZE_LIMIT = 16 * 1024 * 1024;
/** A file of garbage would give a problem for each character: one a line, and only on so many lines. */
const GARBAGE_LIMIT = 20;

export interface XmlResult {
  /** Undefined when the elements can't be told apart, so that nothing would be judged that is not there. */
  readonly root: XmlElement | undefined;
  readonly problems: readonly ConfigProblem[];
}

/** `file` only names the text in the problems. Never throws. */
export function parseXml(text: string, file: string): XmlResult {
  const problems = createProblems(file);
  const start: Place = { at: { line: 1, column: 1 }, path: '/' };
  const broken = refuse(text);
  if (broken !== undefined) {
    problems.error(start, broken.message, broken.hint);
    return { root: undefined, problems: problems.list };
  }
  const tags = parse(text.startsWith('\uFEFF') ? text.slice(1) : text, problems);
  const all = sortProblems(problems.list);
  if (!tags.broken()) return { root: tags.root(), problems: all };
  return { root: undefined, problems: all.filter(({ severity }) => severity === 'error') };
}

function refuse(text: string): { readonly message: string; readonly hint?: string } | undefined {
  if (text.length > XML_SIZE_LIMIT) return { message: 'the file is larger than 16 MiB' };
  if (text.includes('\0')) return { message: 'the file is not text', hint: 'save it as UTF-8' };
  const first = /[^\s\uFEFF]/.exec(text)?.[0];
  if (first === undefined) return { message: 'the file is empty' };
  if (first !== '<')
    return { message: 'the file is not XML', hint: 'it must begin with <cluster name="..." ...>' };
  return undefined;
}

function parse(text: string, problems: Problems): TagStack {
  const locate = createLocator(text);
  const tags = createTagStack(text, locate, problems);
  const parser = new SaxesParser({ position: false });
  const lines = new Set<number>();
  parser.on('opentagstart', (tag) => tags.begin(tag.name, text.lastIndexOf('<', parser.position - 2)));
  parser.on('attribute', ({ name, value }) => tags.attribute(name, value, parser.position));
  parser.on('opentag', () => tags.open());
  parser.on('closetag', (tag) => tags.close(tag.name, parser.position));
  parser.on('text', (words) => tags.text(words, parser.position));
  parser.on('cdata', (words) => tags.text(words, parser.position));
  parser.on('doctype', () => {
    problems.warning({ at: locate(parser.position - 1), path: '/' }, 'the DOCTYPE is ignored');
  });
  parser.on('error', ({ message }) => {
    if (message.startsWith('unmatched closing tag')) tags.close('', parser.position);
    const found = explainSyntaxError(message, text, parser.position, tags.isOpen());
    if (found === undefined || tags.lost()) return;
    if (found.structural) tags.spoil(found.misleads);
    const at = locate(found.index);
    if (found.garbage && (lines.has(at.line) || lines.size >= GARBAGE_LIMIT)) return;
    if (found.garbage) lines.add(at.line);
    problems.error({ at, path: tags.path() }, found.message, found.hint);
  });
  parser.write(text).close();
  tags.end();
  return tags;
}
