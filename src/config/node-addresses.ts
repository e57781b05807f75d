/**
 * Gives each node one address per link. Names are never looked up: what DNS answers may change, or not come at all,
 * just when nodes are lost.
 */
import { canonicalIp, unusableIp } from './address.ts';
import type { ListedAddress } from './address-lists.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { expectNoChildren } from './children.ts';
import { ADDRESS, ALTNAME } from './grammar/nodes.ts';
import type { HeartbeatConfig, NodeAddress } from './model.ts';
import type { Position } from './positions.ts';
import type { Problems } from './problems.ts';
import { suggestion } from './suggest.ts';
import type { XmlElement } from './xml-element.ts';

interface AddressDraft {
  readonly at: Position;
  /** Undefined: the only link. */
  readonly link: string | undefined;
  /** Undefined when the file's is no address; that is reported already. */
  readonly ip: string | undefined;
  readonly port: number;
}

export interface NodeDraft {
  readonly element: XmlElement;
  readonly name: string;
  readonly addresses: readonly AddressDraft[];
  readonly altnames: readonly XmlElement[];
}

const DEFAULT_LINK = 'default';
const ALTNAME_LINK = 'altname';

/** From `<address>`, else the attribute `address`, and lists in `<heartbeat>`; else the node's name when that is an address. */
export function readAddresses(
  element: XmlElement,
  node: Attributes,
  children: { readonly address: readonly XmlElement[]; readonly altname: readonly XmlElement[] },
  { heartbeat, listed }: { readonly heartbeat: HeartbeatConfig; readonly listed: readonly ListedAddress[] },
  problems: Problems,
): NodeDraft {
  const { port } = heartbeat;
  const addresses = children.address.map((child): AddressDraft => {
    const attributes = readAttributes(child, `${node.label}, <address>`, problems, ADDRESS);
    const link = attributes.text('link');
    const ip = readIp(attributes, 'ip');
    const own = attributes.integer('port', port);
    attributes.finish();
    expectNoChildren(child, problems);
    return { at: child.at, link, ip, port: own };
  });
  const given = node.text('address');
  const name = element.attributes.get('name')?.value.trim() ?? '';
  const named = canonicalIp(name);
  for (const child of children.altname) readAltname(child, node.label, problems);
  if (given !== undefined && addresses.length > 0) {
    node.error('address', 'the attribute address and <address> are both given', 'keep one of them');
  } else if (given !== undefined) {
    addresses.push({ at: element.at, link: undefined, ip: readIp(node, 'address'), port });
  }
  for (const { ip, link, at } of listed.filter((each) => each.node === name)) {
    addresses.push({ at, link, ip, port });
  }
  if (given === undefined && addresses.length === 0 && named !== undefined) {
    addresses.push({ at: element.at, link: undefined, ip: readIp(node, 'name'), port });
  }
  return { element, name, addresses, altnames: children.altname };
}

function readAltname(element: XmlElement, label: string, problems: Problems): void {
  const attributes = readAttributes(element, `${label}, <altname>`, problems, ALTNAME);
  attributes.required('name');
  attributes.finish();
  expectNoChildren(element, problems);
}

function readIp(attributes: Attributes, name: string): string | undefined {
  const value = attributes.required(name);
  if (value === undefined) return undefined;
  const ip = canonicalIp(value);
  const why = ip === undefined ? undefined : unusableIp(ip);
  if (ip === undefined)
    attributes.error(name, `${name} must be an IP address, not "${value}"`, 'names are not looked up');
  else if (why !== undefined) attributes.error(name, `a node can't have the address ${value}: ${why}`);
  return why === undefined ? ip : undefined;
}

/** `addresses` in the order of `drafts`, each in the order of `links`. */
export function resolveAddresses(
  drafts: readonly NodeDraft[],
  heartbeat: HeartbeatConfig,
  problems: Problems,
): { readonly links: readonly string[]; readonly addresses: readonly (readonly NodeAddress[])[] } {
  const alternates = heartbeat.links.length === 0 ? readAltnames(drafts) : undefined;
  if (alternates === undefined) reportAltnames(drafts, problems);
  const links = heartbeat.links.length === 0 ? [DEFAULT_LINK] : heartbeat.links;
  const addresses = drafts.map((draft, index) => {
    const found = links.flatMap((link) => pick(draft, link, links, drafts, problems));
    const ip = alternates?.[index];
    return ip === undefined ? found : [...found, { link: ALTNAME_LINK, ip, port: heartbeat.port }];
  });
  for (const draft of drafts) reportUnknownLinks(draft, links, heartbeat.links.length > 0, problems);
  return { links: alternates === undefined ? links : [...links, ALTNAME_LINK], addresses };
}

function pick(
  draft: NodeDraft,
  link: string,
  links: readonly string[],
  drafts: readonly NodeDraft[],
  problems: Problems,
): readonly NodeAddress[] {
  const matching = draft.addresses.filter(
    (address) => (address.link ?? (links.length === 1 ? link : undefined)) === link,
  );
  const [first, second] = matching;
  if (second !== undefined) {
    problems.error(
      { at: second.at, path: draft.element.path },
      `node "${draft.name}": two addresses for link "${link}"`,
    );
  }
  if (first !== undefined) return first.ip === undefined ? [] : [{ link, ip: first.ip, port: first.port }];
  // A link that is misspelt, or not declared, is reported as that.
  if (draft.addresses.some((address) => address.link === undefined || !links.includes(address.link)))
    return [];
  if (links.length > 1) {
    const hint = `add <address link="${link}" ip="..."/>; names are not looked up`;
    problems.error(draft.element, `node "${draft.name}" has no address for link "${link}"`, hint);
    return [];
  }
  const list = drafts.filter(({ addresses }) => addresses.length === 0).map(({ name }) => `${name}=IP`);
  const hint = `add addresses="${list.join(' ')}" to <heartbeat>, or address="IP" to each node; names are not looked up`;
  problems.error(draft.element, `node "${draft.name}" has no address`, hint);
  return [];
}

function reportUnknownLinks(
  draft: NodeDraft,
  links: readonly string[],
  declared: boolean,
  problems: Problems,
): void {
  for (const { link, at } of draft.addresses) {
    const place = { at, path: draft.element.path };
    if (link === undefined) {
      if (links.length > 1)
        problems.error(place, `node "${draft.name}": which link is this address for?`, suggestion('', links));
    } else if (!links.includes(link)) {
      const hint = declared ? suggestion(link, links) : `add <link name="${link}"/> to <heartbeat>`;
      problems.error(place, `node "${draft.name}": link "${link}" is not declared in <heartbeat>`, hint);
    }
  }
}

/** The second ring of cman: a second link when every node has one and it is an address. */
function readAltnames(drafts: readonly NodeDraft[]): readonly string[] | undefined {
  const ips = drafts.map(({ altnames }) => {
    const ip = canonicalIp(altnames[0]?.attributes.get('name')?.value.trim() ?? '');
    return ip === undefined || unusableIp(ip) !== undefined ? undefined : ip;
  });
  const good = ips.filter((ip) => ip !== undefined);
  return good.length > 0 && good.length === drafts.length ? good : undefined;
}

function reportAltnames(drafts: readonly NodeDraft[], problems: Problems): void {
  for (const element of drafts.flatMap((draft) => draft.altnames)) {
    const hint = 'a second <link name="..." addresses="NODE=IP NODE=IP"/> in <heartbeat> says the same';
    problems.warning(
      element,
      '<altname> is ignored: it is honoured only when each node has one with an IP address',
      hint,
    );
  }
}

export function checkUniqueAddresses(
  drafts: readonly NodeDraft[],
  addresses: readonly (readonly NodeAddress[])[],
  problems: Problems,
): void {
  const owners = new Map<string, string>();
  for (const [index, draft] of drafts.entries()) {
    for (const { ip, port, link } of addresses[index] ?? []) {
      const owner = owners.get(`${ip} ${port}`);
      if (owner !== undefined) {
        const at =
          draft.addresses.find((address) => address.ip === ip && address.port === port)?.at ??
          draft.element.at;
        const message = `node "${draft.name}": address ${ip} is taken by ${owner}`;
        problems.error({ at, path: draft.element.path }, message, 'each node needs its own on each link');
      } else owners.set(`${ip} ${port}`, `node "${draft.name}", link "${link}"`);
    }
  }
}
