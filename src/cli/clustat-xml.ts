/** clustat -x. Agents and monitoring parse it, so it is an interface: same elements, attributes and order. Pure. */
import { type ClustatMember, type ClustatService, type ClustatView, flagsOf } from './clustat-view.ts';
import { ctime } from './times.ts';

/** The version of clustat's output, not Picket's. */
const FORMAT = '4.1.1';

export interface XmlOptions {
  readonly member: string | undefined;
  readonly service: string | undefined;
}

export function clustatXml(view: ClustatView, { member, service }: XmlOptions): readonly string[] {
  const lines = ['<?xml version="1.0"?>', `<clustat version="${FORMAT}">`];
  if (service === undefined || member !== undefined)
    lines.push(...clusterLines(view), ...nodeLines(view, member));
  if (view.manages && (member === undefined || service !== undefined))
    lines.push(...groupLines(view, service));
  return [...lines, '</clustat>'];
}

function clusterLines(view: ClustatView): readonly string[] {
  const id = clusterId(view.cluster);
  // An inquorate cluster has a line end here in rgmanager's output.
  const quorate = view.quorate ? 'quorate="1" ' : 'quorate="0"\n ';
  return [
    `  <cluster name="${escapeXml(view.cluster)}" id="${id}" generation="${view.generation}"/>`,
    `  <quorum ${quorate}groupmember="${bit(view.manages)}"/>`,
  ];
}

function nodeLines(view: ClustatView, member: string | undefined): readonly string[] {
  if (view.members.length === 0) return ['  <nodes/>'];
  const shown = view.members.filter((each) => member === undefined || each.name === member);
  return ['  <nodes>', ...shown.map((each) => node(view, each)), '  </nodes>'];
}

function node(view: ClustatView, member: ClustatMember): string {
  const { name, online, local, id, standby } = member;
  const flags = `state="${bit(online)}" local="${bit(local)}" estranged="0"`;
  const roles = `rgmanager="${bit(online && view.manages)}" rgmanager_master="0" qdisk="0"`;
  return `    <node name="${escapeXml(name)}" ${flags} ${roles} nodeid="0x${id.toString(16).padStart(8, '0')}"${standby ? ' standby="1"' : ''}/>`;
}

function groupLines(view: ClustatView, service: string | undefined): readonly string[] {
  const shown = view.services.filter((each) => service === undefined || each.name === service);
  return ['  <groups>', ...shown.map(group), '  </groups>'];
}

function group(service: ClustatService): string {
  const flags = flagsOf(service);
  const seconds = Math.floor(service.transition / 1000);
  const attributes = {
    name: service.name,
    state: service.state,
    state_str: service.stateText,
    flags: flags.sum,
    flags_str: flags.words.join(' '),
    owner: service.owner,
    last_owner: service.lastOwner,
    restarts: service.restarts,
    last_transition: seconds,
    last_transition_str: ctime(seconds * 1000),
  };
  const text = Object.entries(attributes).map(([name, value]) => `${name}="${escapeXml(String(value))}"`);
  return `    <group ${text.join(' ')}/>`;
}

function bit(value: boolean): '0' | '1' {
  return value ? '1' : '0';
}

/** A number for the cluster's name that is the same on every node: 16 bits, never 0. */
function clusterId(name: string): number {
  let id = 0;
  for (const byte of new TextEncoder().encode(name)) id = (id * 31 + byte) & 0xffff;
  return id === 0 ? 1 : id;
}

function escapeXml(text: string): string {
  const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => named[character] ?? character).replace(/\p{Cc}/gu, ' ');
}
