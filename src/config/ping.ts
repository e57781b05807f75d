/** `<ping>`: addresses outside the cluster by which a node of two tells that it is the one cut off. They can only forbid a shot. */
import { canonicalIp, unusableIp } from './address.ts';
import { readAttributes } from './attributes.ts';
import { expectNoChildren } from './children.ts';
import { PING } from './grammar/links.ts';
import type { NodeConfig, QuorumConfig } from './model.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';

export function readPing(elements: readonly XmlElement[], problems: Problems): readonly string[] {
  const targets: string[] = [];
  for (const element of elements) {
    const attributes = readAttributes(element, '<ping>', problems, PING);
    const text = attributes.required('address');
    attributes.finish();
    expectNoChildren(element, problems);
    if (text === undefined) continue;
    const ip = canonicalIp(text);
    const useless = ip === undefined ? undefined : unusableIp(ip);
    if (ip === undefined)
      attributes.error('address', `"${text}" is not an IP address`, 'names are not looked up');
    else if (useless !== undefined) attributes.error('address', `${ip} can't be pinged: ${useless}`);
    else if (targets.includes(ip)) attributes.error('address', `${ip} is given twice`);
    else targets.push(ip);
  }
  return targets;
}

/** What is configured here, but has no say, or the wrong one. */
export function warnAboutPing(
  element: XmlElement | undefined,
  targets: readonly string[],
  { twoNode, witness }: QuorumConfig,
  nodes: readonly NodeConfig[],
  problems: Problems,
): void {
  if (element === undefined) return;
  const own = nodes.find(({ addresses }) => addresses.some(({ ip }) => targets.includes(ip)));
  if (own !== undefined) {
    const message = `<ping>: an address of ${own.name} is a ping target, which says nothing about the network`;
    problems.warning(element, message, 'a router or a switch that both nodes reach');
  }
  if (twoNode) return;
  const why = witness === undefined ? 'votes decide' : 'the witness decides';
  problems.warning(element, `<ping> has no effect: it is for two nodes with two_node, here ${why}`);
}
