/** `<witness>`: a program on a third host that gives its vote to one side when the nodes lose each other. */
import { canonicalIp, unusableIp } from './address.ts';
import { readAttributes } from './attributes.ts';
import { expectNoChildren } from './children.ts';
import { DEFAULT_PORT, WITNESS } from './grammar/links.ts';
import type { NodeConfig, WitnessConfig } from './model.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';

/** As the nodes' own: the witness runs on another host. */
export const WITNESS_PORT = DEFAULT_PORT;

export function readWitness(
  element: XmlElement | undefined,
  nodes: readonly NodeConfig[],
  problems: Problems,
): WitnessConfig | undefined {
  if (element === undefined) return undefined;
  const attributes = readAttributes(element, '<witness>', problems, WITNESS);
  const text = attributes.required('address');
  const port = attributes.integer('port', WITNESS_PORT);
  const votes = attributes.integer('votes', 1);
  attributes.finish();
  expectNoChildren(element, problems);
  const all = nodes.reduce((sum, node) => sum + node.votes, 0);
  if (nodes.length > 0 && votes >= all) {
    const message = `with ${votes} votes the witness would count as much as all nodes together`;
    attributes.error('votes', message, 'one vote is enough to break a tie');
  }
  if (text === undefined) return undefined;
  const host = canonicalIp(text);
  if (host === undefined) {
    attributes.error('address', `"${text}" is not an IP address`, 'names are not looked up');
    return undefined;
  }
  const useless = unusableIp(host);
  if (useless !== undefined) {
    attributes.error('address', `${host} can't be the witness's address: ${useless}`);
    return undefined;
  }
  const own = nodes.find(({ addresses }) => addresses.some(({ ip }) => ip === host));
  if (own !== undefined) {
    const message = `${host} is an address of ${own.name}: the witness would be lost together with that node`;
    attributes.error('address', message, 'run it on a host that is no node');
  }
  return { host, port, votes };
}
