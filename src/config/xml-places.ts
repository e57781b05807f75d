/** Where elements begin and end in a text, for edits that leave every other character as it is. */
import { SaxesParser } from 'saxes';

export interface ElementPlace {
  readonly name: string;
  /** Names from the root to it. */
  readonly path: readonly string[];
  /** Of the `<`. */
  readonly start: number;
  /** After the `>` of its start tag. */
  readonly inside: number;
  /** Of the `<` of its end tag; `inside` for one that ended itself. */
  end: number;
  /** After it. */
  after: number;
  /** It ends itself: `<rm/>`. */
  empty: boolean;
}

/** In the order of the text. The text must be well-formed; a BOM is not part of it. */
export function elementPlaces(text: string): readonly ElementPlace[] {
  const found: ElementPlace[] = [];
  const open: ElementPlace[] = [];
  let start = 0;
  const parser = new SaxesParser({ position: false });
  parser.on('error', () => {});
  parser.on('opentagstart', () => {
    start = text.lastIndexOf('<', parser.position - 2);
  });
  parser.on('opentag', (tag) => {
    const inside = parser.position;
    const path = [...open.map(({ name }) => name), tag.name];
    const place = {
      name: tag.name,
      path,
      start,
      inside,
      end: inside,
      after: inside,
      empty: tag.isSelfClosing,
    };
    found.push(place);
    open.push(place);
  });
  parser.on('closetag', () => {
    const place = open.pop();
    if (place === undefined || place.empty) return;
    place.after = parser.position;
    place.end = text.lastIndexOf('<', parser.position - 1);
  });
  parser.write(text).close();
  return found;
}
