/** Sorts the children of an element by name and reports those that have no place there. */
import type { ElementRule } from './grammar/rules.ts';
import type { Problems } from './problems.ts';
import { suggestion } from './suggest.ts';
import type { XmlElement } from './xml-element.ts';

/**
 * The children of each name, in the order of the file. What the rule ignores gets a warning with the reason; anything
 * else is an error, also a second one of what may stand once.
 */
export function readChildren<N extends string>(
  element: XmlElement,
  rule: Pick<ElementRule<N>, 'children' | 'ignored'>,
  problems: Problems,
): Readonly<Record<N, readonly XmlElement[]>> {
  const names = Object.keys(rule.children);
  const found = new Map<string, XmlElement[]>(names.map((name) => [name, []]));
  for (const child of element.children) {
    const list = found.get(child.name);
    if (list !== undefined) list.push(child);
    else if (Object.hasOwn(rule.ignored, child.name)) {
      problems.warning(child, `<${child.name}> is ignored: ${rule.ignored[child.name]}`);
    } else {
      const allowed = names.length === 0 ? 'it holds no elements' : suggestion(child.name, names);
      problems.structural(child, `<${child.name}> is not known inside <${element.name}>`, allowed);
    }
  }
  return Object.fromEntries(found) as Record<N, XmlElement[]>;
}

/** The one element of a list; more are an error. */
export function single(elements: readonly XmlElement[], problems: Problems): XmlElement | undefined {
  const [first, ...more] = elements;
  for (const element of more) {
    problems.structural(
      element,
      `<${element.name}> is given twice`,
      `the first one is in line ${first?.at.line}`,
    );
  }
  return first;
}

/** Reports children of an element that holds none. */
export function expectNoChildren(element: XmlElement, problems: Problems): void {
  readChildren(element, { children: {}, ignored: {} }, problems);
}
