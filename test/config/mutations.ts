/** Files with one slip each, for comparing two judges of the same form. */
import { parseXml } from '#src/config/xml.ts';

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
}

export interface Mutation {
  readonly title: string;
  readonly text: string;
}

/** Every slip of each kind, at every element and attribute of the file; `values` are given to every attribute. */
export function mutations(text: string, values: readonly string[] = VALUES): readonly Mutation[] {
  const root = read(text);
  return slips(root, root.name, values).map(({ title, element }) => ({ title, text: write(element) }));
}

interface Slip {
  readonly title: string;
  readonly element: Element;
}

const VALUES = ['', 'perhaps', '-7', '1', '/x'];

function slips(element: Element, path: string, values: readonly string[]): readonly Slip[] {
  const { name, attributes, children } = element;
  const ofAttributes = [...attributes].flatMap(([key, value]) => {
    const rest = [...attributes].filter(([other]) => other !== key);
    const changed = (title: string, ...pairs: readonly [string, string][]): Slip => {
      return {
        title: `${path}: ${key} ${title}`,
        element: { ...element, attributes: new Map([...rest, ...pairs]) },
      };
    };
    return [
      changed('left out'),
      changed('misspelt', [`${key}x`, value]),
      ...values.map((other) => changed(`"${other}"`, [key, other])),
    ];
  });
  const more = new Map([...attributes, ['unheard', '1']]);
  const stranger = { name: 'unheard', attributes: new Map<string, string>(), children: [] };
  const own = [
    { title: `${path} misspelt`, element: { ...element, name: `${name}x` } },
    { title: `${path}: an unknown attribute`, element: { ...element, attributes: more } },
    { title: `${path}: an unknown child`, element: { ...element, children: [...children, stranger] } },
    {
      title: `${path}: a <service> inside`,
      element: { ...element, children: [...children, { ...stranger, name: 'service' }] },
    },
    {
      title: `${path}: an <action> inside`,
      element: { ...element, children: [...children, { ...stranger, name: 'action' }] },
    },
  ];
  const alike = likeEarlierOnes(children);
  const inner = children.flatMap((child, index) => {
    const others = (...instead: readonly Element[]): Element => {
      return { ...element, children: children.toSpliced(index, 1, ...instead) };
    };
    const place = `${path}/${child.name}[${index + 1}]`;
    return [
      { title: `${place} left out`, element: others() },
      { title: `${place} twice`, element: others(child, child) },
      ...(alike.has(index) ? [] : slips(child, place, values)).map(({ title, element: slip }) => ({
        title,
        element: others(slip),
      })),
    ];
  });
  return [...own, ...ofAttributes, ...inner];
}

/** Which of them have the shape of a sibling before them, and so nothing new to get wrong. */
function likeEarlierOnes(siblings: readonly Element[]): ReadonlySet<number> {
  const shape = ({ name, attributes, children }: Element): string =>
    `${name} ${[...attributes.keys()].join()} ${children.map(shape).join()};`;
  const shapes = siblings.map(shape);
  return new Set([...shapes.keys()].filter((index) => shapes.indexOf(shapes[index] ?? '') < index));
}

function read(text: string): Element {
  const { root } = parseXml(text, 'file');
  if (root === undefined) throw new Error('the file to be mutated is broken');
  const plain = (element: typeof root): Element => ({
    name: element.name,
    attributes: new Map([...element.attributes].map(([name, { value }]) => [name, value])),
    children: element.children.map(plain),
  });
  return plain(root);
}

function write({ name, attributes, children }: Element): string {
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const given = [...attributes].map(([key, value]) => ` ${key}="${escaped(value)}"`).join('');
  return `<${name}${given}>${children.map(write).join('')}</${name}>\n`;
}
