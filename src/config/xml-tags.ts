/**
 * Builds the tree of elements from the parser's events and pairs start with end tags. The parser gives up its own
 * pairing at the first wrong end tag; this one goes on, so that two wrong end tags give two messages.
 */
import type { Position } from './positions.ts';
import type { Place, Problems } from './problems.ts';
import type { XmlAttribute, XmlElement } from './xml-element.ts';

/** Deepest nesting that is read. */
export const XML_DEPTH_LIMIT = 64;

interface OpenElement extends XmlElement {
  readonly attributes: Map<string, XmlAttribute>;
  readonly children: XmlElement[];
  path: string;
}

export interface TagStack {
  begin(name: string, index: number): void;
  /** `end`: index after the closing quote. */
  attribute(name: string, value: string, end: number): void;
  /** All attributes are there. */
  open(): void;
  /** `name` of a start tag that ended itself; `end`: index after the `>`. */
  close(name: string, end: number): void;
  text(words: string, end: number): void;
  end(): void;
  /** The elements can't be trusted; with `lost` neither can later messages. */
  spoil(lost: boolean): void;
  lost(): boolean;
  broken(): boolean;
  isOpen(): boolean;
  path(): string;
  root(): XmlElement | undefined;
}

export function createTagStack(
  text: string,
  locate: (index: number) => Position,
  problems: Problems,
): TagStack {
  const stack: OpenElement[] = [];
  let root: XmlElement | undefined;
  let current: OpenElement | undefined;
  let broken = false;
  let lost = false;
  let closedAt = -1;

  const path = (): string => stack.at(-1)?.path ?? '/';
  const fail = (place: Place, message: string, hint?: string): void => {
    if (!lost) problems.error(place, message, hint);
    broken = true;
  };

  function mismatch(name: string, end: number): void {
    const place = { at: locate(text.lastIndexOf('<', end - 1)), path: path() };
    const top = stack.at(-1);
    if (top === undefined) {
      fail(place, `</${name}> ends nothing that was begun`);
      return;
    }
    const opened = `<${top.name}> of line ${top.at.line} is not ended`;
    fail(place, `${opened}: </${name}> comes first`, `expected </${top.name}>`);
    // A name that is open further out ends everything inside it; any other is a slip in the expected one.
    const outer = stack.findLastIndex((element) => element.name === name);
    stack.length = outer === -1 ? stack.length - 1 : outer;
  }

  return {
    begin(name, index) {
      current = { name, attributes: new Map(), children: [], at: locate(index), path: `${path()}/${name}` };
      if (stack.length === 0) current.path = `/${name}`;
    },
    attribute(name, value, end) {
      const quote = text[end - 1];
      const quoted = quote === '"' || quote === "'";
      const valueIndex = quoted ? text.lastIndexOf(quote, end - 2) + 1 : end - 1 - value.length;
      const nameIndex = text.lastIndexOf(name, valueIndex - 1 - name.length);
      const found = { name, value, at: locate(valueIndex), nameAt: locate(Math.max(nameIndex, 0)) };
      // What the decoder writes for bytes that are no UTF-8.
      if (value.includes('\uFFFD') && current !== undefined && !lost) {
        const message = `<${current.name}>: the value of ${name} is not UTF-8`;
        const hint = 'iconv -f ISO-8859-1 -t UTF-8 converts the file; drop its encoding="..." then';
        problems.error({ at: found.at, path: current.path }, message, hint);
      }
      if (current?.attributes.has(name) === true) {
        const place = { at: found.nameAt, path: current.path };
        problems.error(place, `<${current.name}>: attribute "${name}" is given twice`, 'keep one of them');
      } else current?.attributes.set(name, found);
    },
    open() {
      if (current === undefined) return;
      const label = current.attributes.get('name') ?? current.attributes.get('ref');
      if (label !== undefined && stack.length > 0) current.path += `[${label.value}]`;
      const parent = stack.at(-1);
      if (parent === undefined) root ??= current;
      else parent.children.push(current);
      stack.push(current);
      if (stack.length > XML_DEPTH_LIMIT && !lost) {
        fail(current, `elements are nested more than ${XML_DEPTH_LIMIT} deep`);
        lost = true;
      }
    },
    close(started, end) {
      // The parser reports one end tag several times when it ends several elements.
      if (end === closedAt) return;
      closedAt = end;
      const endTag = text.slice(text.lastIndexOf('<', end - 1) + 2, end - 1).trim();
      const name = text[end - 2] === '/' ? started : endTag;
      if (stack.at(-1)?.name === name) stack.pop();
      else mismatch(name, end);
    },
    text(words, end) {
      // The parser hands out an end tag that it can't pair as text.
      const stray = words.replace(/<\/[^>]*>/g, '').trim();
      if (stack.length === 0 || stray === '') return;
      const found = text.lastIndexOf(stray.split('\n')[0] ?? '', end);
      const index = found === -1 ? end - 1 : found;
      problems.warning(
        { at: locate(index), path: path() },
        'text between elements is ignored',
        'is a comment or tag broken?',
      );
    },
    end() {
      const top = stack.at(-1);
      if (top === undefined) return;
      const missing = stack.map((element) => `</${element.name}>`).reverse();
      fail(
        { at: locate(text.length), path: path() },
        `the file ends inside <${top.name}> of line ${top.at.line}`,
        `expected ${missing.join('')}`,
      );
    },
    spoil(misleads) {
      broken = true;
      lost ||= misleads;
    },
    lost: () => lost,
    broken: () => broken,
    isOpen: () => stack.length > 0,
    path,
    root: () => root,
  };
}
