/** Writes XML that a person goes on editing: an element a line, indented by its depth. */

export interface XmlText {
  readonly name: string;
  /** Those that are undefined are left out. */
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly children?: readonly XmlText[];
}

/** Ends with a line end. Names must be names; values may hold anything that XML 1.0 can. */
export function writeXml(element: XmlText): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(element, '')}`;
}

function write({ name, attributes = {}, children = [] }: XmlText, indent: string): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeAttribute(value)}"`],
  );
  const opening = `${indent}<${name}${written.join('')}`;
  if (children.length === 0) return `${opening}/>\n`;
  return `${opening}>\n${children.map((child) => write(child, `${indent}  `)).join('')}${indent}</${name}>\n`;
}

/** Blanks other than the space would be read back as spaces (XML 1.0, section 3.3.3). */
function escapeAttribute(value: string): string {
  return value.replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
