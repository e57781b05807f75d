/**
 * `<service ref="web">` with `<service name="web"/>` under `<resources>`: rgmanager takes it, though nobody's tool ever
 * wrote it but its own test-suite. For reading such files leniently; a cluster.xml says it in one place.
 */
import type { XmlAttribute, XmlElement } from './xml-element.ts';

/** `<rm>` with such services and guests written out where they are used. What refers to nothing stays as it is. */
export function writeOutReferences(rm: XmlElement): XmlElement {
  const definitions = rm.children
    .filter(({ name }) => name === 'resources')
    .flatMap(({ children }) => children)
    .filter(({ name }) => name === 'service' || name === 'vm');
  const used = new Set<XmlElement>();
  const children = rm.children.map((child) => {
    const definition = definitions.find((each) => each.name === child.name && nameOf(each) === refOf(child));
    if (definition === undefined || refOf(child) === undefined) return child;
    used.add(definition);
    return writtenOut(child, definition);
  });
  const kept = (child: XmlElement): boolean => !used.has(child) && child.name !== 'service';
  return {
    ...rm,
    children: children.map((child) =>
      child.name === 'resources' ? { ...child, children: child.children.filter(kept) } : child,
    ),
  };
}

function writtenOut(use: XmlElement, definition: XmlElement): XmlElement {
  const own = [...use.attributes].filter(([name]) => name !== 'ref');
  return {
    ...use,
    attributes: new Map<string, XmlAttribute>([...definition.attributes, ...own]),
    children: [...definition.children.filter(({ name }) => name === 'action'), ...use.children],
  };
}

function nameOf(element: XmlElement): string | undefined {
  return element.attributes.get('name')?.value;
}

function refOf(element: XmlElement): string | undefined {
  return element.attributes.get('ref')?.value;
}
