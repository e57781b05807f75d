/** `<fencedevices>` and `<fence_daemon>`: with what, and after which waits, a node is switched off. */
import type { Millis } from '#src/host/ports.ts';
import { oneOf } from './attribute-values.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { expectNoChildren, readChildren } from './children.ts';
import { durationHelp, parseDuration } from './duration.ts';
import { FENCE_ACTIONS, FENCE_DAEMON, FENCEDEVICE, FENCEDEVICES } from './grammar/nodes.ts';
import { FENCE_LOOP_LIMIT, type FencingConfig } from './model.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml-element.ts';

export interface FenceDeviceTemplate {
  readonly element: XmlElement;
  readonly name: string;
  readonly agent: string;
  readonly action: string | undefined;
  readonly timeout: Millis;
  readonly attributes: Readonly<Record<string, string>>;
}

const SECOND = 1000;
const DEFAULT_TIMEOUT: Millis = 60 * SECOND;
/** Of these fence-agents also know one with `_script`, whose program prints the value. */
const PASSWORD = /^(passwd|password|snmp_priv_passwd|snmp_priv_password)$/;
/** Of fence-agents: reservations, and switches of storage networks. */
const STORAGE_AGENTS: readonly string[] = [
  ...['fence_scsi', 'fence_mpath', 'fence_brocade', 'fence_sanbox2', 'fence_mcdata', 'fence_cisco_mds'],
  'fence_ifmib',
];
const AGENT = /^(\/[^\s]*[^\s/]|[A-Za-z0-9_][\w.+-]*)$/;

/** By name. One with an error elsewhere is kept, so that what refers to it is not reported too. */
export function readFenceDevices(
  element: XmlElement | undefined,
  problems: Problems,
): ReadonlyMap<string, FenceDeviceTemplate> {
  const devices = new Map<string, FenceDeviceTemplate>();
  if (element === undefined) return devices;
  readAttributes(element, '<fencedevices>', problems, FENCEDEVICES).finish();
  for (const child of readChildren(element, FENCEDEVICES, problems).fencedevice) {
    const label = `fencedevice "${child.attributes.get('name')?.value ?? ''}"`;
    const attributes = readAttributes(child, label, problems, FENCEDEVICE);
    const name = attributes.labelled();
    const agent = attributes.required('agent');
    if (agent !== undefined && !AGENT.test(agent)) {
      const hint = 'a program such as fence_ipmilan, or an absolute path';
      attributes.error('agent', `agent "${agent}" is not the name of a program`, hint);
    }
    warnAboutAgent(attributes, agent);
    const action = readAction(attributes);
    const timeout = readTimeout(attributes, DEFAULT_TIMEOUT);
    const rest = readAgentAttributes(attributes);
    expectNoChildren(child, problems);
    if (name === undefined) continue;
    const twin = devices.get(name);
    if (twin !== undefined) {
      attributes.error('name', `the name is taken by the fencedevice in line ${twin.element.at.line}`);
    } else devices.set(name, { element: child, name, agent: agent ?? '', action, timeout, attributes: rest });
  }
  return devices;
}

/** Agents after whose success the node may still run. */
function warnAboutAgent(attributes: Attributes, agent: string | undefined): void {
  if (agent === 'fence_manual') {
    const message = 'fence_manual switches nothing off: it only waits for an operator';
    attributes.warning('agent', message, 'that is picket confirm-down NODE, after every other method');
  } else if (agent !== undefined && STORAGE_AGENTS.includes(agent)) {
    const message = `${agent} leaves the node running: it only loses its disks, and keeps its addresses`;
    attributes.warning('agent', message, 'add a method that switches it off');
  }
}

/** `option` is what old fence agents called `action`; where both stand, `action` counts. */
export function readAction(attributes: Attributes): string | undefined {
  const [action, option] = ['action', 'option'].map((name) => readActionWord(attributes, name));
  return action ?? option;
}

/** Of a device of `<unfence>`: what a node does to itself only gives back. */
export function readUnfenceAction(attributes: Attributes): 'on' {
  for (const name of ['action', 'option']) {
    const value = attributes.text(name);
    if (value === undefined || value.toLowerCase() === 'on') continue;
    const message = `${name} must be on, not "${value}"`;
    attributes.wrong(name, message, '<unfence> gives a node back what its fence took');
  }
  return 'on';
}

function readActionWord(attributes: Attributes, name: string): string | undefined {
  const value = attributes.text(name);
  const action = FENCE_ACTIONS.find((word) => word === value?.toLowerCase());
  if (value !== undefined && action === undefined) {
    const message = `${name} must be ${oneOf(FENCE_ACTIONS)}, not "${value}"`;
    attributes.wrong(name, message, 'only these prove that a node is off');
  }
  return action;
}

export function readTimeout<F extends Millis | undefined>(attributes: Attributes, fallback: F): Millis | F {
  return attributes.duration('timeout', fallback);
}

/** What goes to the fence agent, as written: one line each on its standard input, so no value may hold a line end. */
export function readAgentAttributes(attributes: Attributes): Readonly<Record<string, string>> {
  const rest = attributes.rest();
  for (const { name, value } of rest) {
    if (/[\r\n]/.test(value)) attributes.error(name, `the value of ${name} holds a line end`);
    if (PASSWORD.test(name) && value.trim() !== '') {
      const hint = `${name}_script="/etc/picket/..." names a program that prints it`;
      attributes.warning(name, 'a password stands in this file', hint);
    }
  }
  return Object.fromEntries(rest.map(({ name, value }) => [name, value]));
}

/** fenced's defaults, 6 s and 0 s, where fenced has one. `cleanStart`: no fencing of nodes that never showed up. */
export function readFenceDaemon(
  element: XmlElement | undefined,
  cluster: XmlElement,
  problems: Problems,
): { readonly fencing: FencingConfig; readonly cleanStart: boolean } {
  const bare: XmlElement = { ...cluster, name: 'fence_daemon', attributes: new Map(), children: [] };
  const attributes = readAttributes(element ?? bare, '<fence_daemon>', problems, FENCE_DAEMON);
  const postJoinDelay = readPostJoinDelay(attributes);
  const loopLimit = attributes.integer('fence_loop_limit', FENCE_LOOP_LIMIT);
  const fencing = {
    postFailDelay: attributes.duration('post_fail_delay', 0),
    fenceDelay: readFenceDelay(attributes),
    allowNone: attributes.flag('allow_none', false),
    checkInterval: attributes.duration('fence_check_interval', 300 * SECOND),
    ...(postJoinDelay > 0 && { postJoinDelay }),
    ...(loopLimit !== FENCE_LOOP_LIMIT && { loopLimit }),
  };
  const cleanStart = attributes.flag('clean_start', false);
  attributes.finish();
  expectNoChildren(element ?? bare, problems);
  return { fencing, cleanStart };
}

/** For fenced -1 means for ever, but only in its argv: in cluster.conf it never had an effect. */
function readPostJoinDelay(attributes: Attributes): Millis {
  if (attributes.text('post_join_delay') !== '-1') return attributes.duration('post_join_delay', 0);
  const hint = '<cman startup_fencing="no"/> is the way to fence nobody that never came';
  attributes.warning('post_join_delay', 'post_join_delay="-1" is ignored, as fenced ignored it here', hint);
  return 0;
}

function readFenceDelay(attributes: Attributes): Millis | 'auto' {
  const value = attributes.text('fence_delay') ?? 'auto';
  if (value.toLowerCase() === 'auto') return 'auto';
  if (parseDuration(value, 'plain') !== undefined) {
    return attributes.duration('fence_delay', 0);
  }
  attributes.wrong(
    'fence_delay',
    `fence_delay must be auto or a time, not "${value}"`,
    durationHelp(value, 'plain'),
  );
  return 'auto';
}
