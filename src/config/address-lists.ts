/**
 * `addresses="node1=10.0.0.1 node2=10.0.0.2"` of `<heartbeat>` and `<link>`: all that a file of cman's lacks, in one
 * line, so that its `<clusternode>` elements stay as they are.
 */
import { canonicalIp, unusableIp } from './address.ts';
import { wordsOf } from './attribute-values.ts';
import type { Position } from './positions.ts';
import type { Place, Problems } from './problems.ts';
import { suggestion } from './suggest.ts';
import type { XmlElement } from './xml-element.ts';

export interface ListedAddress {
  readonly node: string;
  /** Undefined: the only link. */
  readonly link: string | undefined;
  readonly ip: string;
  readonly at: Position;
  readonly path: string;
}

/** `heartbeat`: the element, when there is one. */
export function readAddressLists(
  heartbeat: XmlElement | undefined,
  problems: Problems,
): readonly ListedAddress[] {
  if (heartbeat === undefined) return [];
  const links = heartbeat.children.filter(({ name }) => name === 'link');
  const own = readList(heartbeat, '<heartbeat>', undefined, problems);
  if (own.length > 0 && links.length > 0) {
    const at = heartbeat.attributes.get('addresses')?.at ?? heartbeat.at;
    const message = '<heartbeat>: addresses does not say which link it is for';
    problems.error({ at, path: heartbeat.path }, message, 'move it to a <link>');
    return [];
  }
  return [
    ...own,
    ...links.flatMap((link) => {
      const name = link.attributes.get('name')?.value.trim();
      return readList(link, `<link> "${name ?? ''}"`, name, problems);
    }),
  ];
}

function readList(
  element: XmlElement,
  label: string,
  link: string | undefined,
  problems: Problems,
): readonly ListedAddress[] {
  const attribute = element.attributes.get('addresses');
  if (attribute === undefined) return [];
  const place: Place = { at: attribute.at, path: element.path };
  return wordsOf(attribute.value).flatMap((word) => {
    const equals = word.indexOf('=');
    const node = word.slice(0, Math.max(equals, 0));
    const text = word.slice(equals + 1);
    const ip = canonicalIp(text);
    const why = ip === undefined ? undefined : unusableIp(ip);
    if (node === '') {
      problems.error(place, `${label}: addresses must be NODE=IP each, not "${word}"`, 'e.g. node1=10.0.0.1');
    } else if (ip === undefined) {
      const message = `${label}: "${text}" of node "${node}" is not an IP address`;
      problems.error(place, message, 'names are not looked up');
    } else if (why !== undefined) {
      problems.error(place, `${label}: node "${node}" can't have the address ${text}: ${why}`);
    } else return [{ node, link, ip, at: attribute.at, path: element.path }];
    return [];
  });
}

/** For nodes that the file does not have. */
export function reportStrangers(
  listed: readonly ListedAddress[],
  nodes: readonly string[],
  problems: Problems,
): void {
  for (const { node, at, path } of listed) {
    if (nodes.includes(node)) continue;
    problems.error({ at, path }, `addresses: there is no node "${node}"`, suggestion(node, nodes));
  }
}
