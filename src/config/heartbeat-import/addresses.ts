/**
 * Which address a node has on which link. ha.cf does not say: bcast and mcast name interfaces only, ucast addresses
 * without their node. A wrong guess would join two nodes under each other's name, so the administrator has to say.
 */
import { canonicalIp, unusableIp } from '../address.ts';
import { suggestion } from '../suggest.ts';
import type { Findings } from './findings.ts';
import type { HaCf } from './ha-cf.ts';

/** `--address NODE=IP`, or NODE/LINK=IP. */
export interface GivenAddress {
  readonly node: string;
  readonly link: string | undefined;
  readonly ip: string;
}

export interface AddressTable {
  /** Interfaces, in the order of ha.cf. */
  readonly links: readonly string[];
  /** By node, then by link. Complete unless a problem was reported. */
  readonly addresses: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const COMMAND_LINE = { file: '--address', line: undefined };

export function assignAddresses(
  haCf: HaCf,
  given: readonly GivenAddress[],
  findings: Findings,
): AddressTable {
  const { media } = haCf;
  const nodes = haCf.nodes.map(({ value }) => value);
  const links = [...new Set(media.map(({ device }) => device))];
  const addresses = new Map(nodes.map((node) => [node, new Map<string, string>()]));
  /** What ucast lines say of each link. */
  const named = new Map(
    links.map((link) => [
      link,
      [...new Set(media.flatMap(({ device, ip }) => (device === link && ip !== undefined ? [ip] : [])))],
    ]),
  );
  for (const wish of given) {
    const found = place(wish, nodes, links, named);
    if ('problem' in found) findings.problem(COMMAND_LINE, found.problem);
    else addresses.get(found.node)?.set(found.link, found.ip);
  }
  for (const link of links) {
    complete(haCf, link, named.get(link) ?? [], addresses, findings);
    reportMissing(
      haCf,
      link,
      { several: links.length > 1, named: named.get(link) ?? [] },
      addresses,
      findings,
    );
  }
  return { links, addresses };
}

function place(
  { node: name, link, ip: text }: GivenAddress,
  nodes: readonly string[],
  links: readonly string[],
  named: ReadonlyMap<string, readonly string[]>,
): { readonly node: string; readonly link: string; readonly ip: string } | { readonly problem: string } {
  const node = nodes.find((each) => each.toLowerCase() === name.toLowerCase());
  if (node === undefined) return { problem: `there is no node "${name}" (${suggestion(name, nodes)})` };
  const ip = canonicalIp(text);
  const why = ip === undefined ? 'it is no IP address' : unusableIp(ip);
  if (ip === undefined || why !== undefined)
    return { problem: `${node} can't have the address ${text}: ${why}` };
  if (link !== undefined && !links.includes(link))
    return { problem: `there is no link "${link}" (${suggestion(link, links)})` };
  const [speaking, second] = links.filter((each) => named.get(each)?.includes(ip) === true);
  const only = links.length === 1 ? links[0] : undefined;
  const found = link ?? only ?? (second === undefined ? speaking : undefined);
  if (found !== undefined) return { node, link: found, ip };
  return {
    problem: `is ${ip} the address of ${node} on ${links.join(' or ')}? Write ${node}/${links[0]}=${ip}`,
  };
}

/** The last node without an address gets the last address of ucast lines that nobody has. */
function complete(
  { nodes, file }: HaCf,
  link: string,
  named: readonly string[],
  addresses: ReadonlyMap<string, Map<string, string>>,
  findings: Findings,
): void {
  const taken = [...addresses.values()].map((each) => each.get(link));
  const free = named.filter((ip) => !taken.includes(ip));
  const [node, second] = nodes.filter(({ value }) => addresses.get(value)?.has(link) !== true);
  const [ip] = free;
  if (node === undefined || second !== undefined || ip === undefined || free.length > 1 || nodes.length < 2)
    return;
  addresses.get(node.value)?.set(link, ip);
  findings.note(
    { file, line: undefined },
    `${ip} became the address of ${node.value} on ${link}: it is the only one left`,
  );
}

function reportMissing(
  { nodes, media, file }: HaCf,
  link: string,
  { several, named }: { readonly several: boolean; readonly named: readonly string[] },
  addresses: ReadonlyMap<string, ReadonlyMap<string, string>>,
  findings: Findings,
): void {
  const missing = nodes.filter(({ value }) => addresses.get(value)?.has(link) !== true);
  if (missing.length === 0) return;
  const options = missing.map(({ value }) => `--address ${value}${several ? `/${link}` : ''}=IP`).join(' ');
  const known =
    named.length === 0 ? '' : `; its ucast lines name ${named.join(' and ')}, but not whose they are`;
  findings.problem(
    media.find(({ device }) => device === link)?.place ?? { file, line: undefined },
    `which address has each node on ${link}? Add ${options}${known}`,
  );
}
