/** XML as libvirt writes it, as a plain tree with text. cluster.xml is read elsewhere (src/config/xml.ts), with places. */
import { SaxesParser } from 'saxes';

export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  /** Of this element alone, trimmed. */
  readonly text: string;
}

interface Open extends XmlNode {
  readonly children: Open[];
  text: string;
}

/** Undefined when it is not well-formed. Never throws. */
export function readTree(xml: string): XmlNode | undefined {
  const stack: Open[] = [];
  let root: Open | undefined;
  let broken = false;
  const parser = new SaxesParser();
  parser.on('error', () => {
    broken = true;
  });
  parser.on('opentag', (tag) => {
    const node: Open = { name: tag.name, attributes: { ...tag.attributes }, children: [], text: '' };
    const parent = stack.at(-1);
    if (parent === undefined) root ??= node;
    else parent.children.push(node);
    stack.push(node);
  });
  parser.on('closetag', () => {
    const node = stack.pop();
    if (node !== undefined) node.text = node.text.trim();
  });
  parser.on('text', (text) => {
    const node = stack.at(-1);
    if (node !== undefined) node.text += text;
  });
  parser.write(xml).close();
  return broken ? undefined : root;
}

/** All elements at that path below `node`: `find(domain, 'devices', 'disk')`. */
export function find(node: XmlNode | undefined, ...path: readonly string[]): readonly XmlNode[] {
  let found = node === undefined ? [] : [node];
  for (const name of path)
    found = found.flatMap(({ children }) => children.filter((one) => one.name === name));
  return found;
}

/** Text of the first element at that path; empty without one. */
export function textAt(node: XmlNode | undefined, ...path: readonly string[]): string {
  return find(node, ...path)[0]?.text ?? '';
}
