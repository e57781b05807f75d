/** `<fencedevices>` and `<fence_daemon>`: with what, and after which waits, a node is switched off. */
import type { Millis } from '#src/host/ports.ts';
import { type Attributes, oneOf, readAttributes } from './attributes.ts';
import { expectNoChildren, readChildren } from './children.ts';
import { durationHelp, parseDuration } from './duration.ts';
import type { FencingConfig } from './model.ts';
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

export const ACTIONS = ['reboot', 'off', 'on'] as const;
const SECOND = 1000;
const DEFAULT_TIMEOUT: Millis = 60 * SECOND;
const TIMEOUT_RANGE = { min: SECOND, max: 3600 * SECOND };
const AGENT = /^(\/[^\s]*[^\s/]|[A-Za-z0-9_][\w.+-]*)$/;

/** By name. One with an error elsewhere is kept, so that what refers to it is not reported too. */
export function readFenceDevices(
  element: XmlElement | undefined,
  problems: Problems,
): ReadonlyMap<string, FenceDeviceTemplate> {
  const devices = new Map<string, FenceDeviceTemplate>();
  if (element === undefined) return devices;
  readAttributes(element, '<fencedevices>', problems).finish();
  for (const child of readChildren(element, ['fencedevice'], {}, problems).fencedevice) {
    const label = `fencedevice "${child.attributes.get('name')?.value ?? ''}"`;
    const attributes = readAttributes(child, label, problems);
    const name = attributes.required('name');
    const agent = attributes.required('agent');
    if (agent !== undefined && !AGENT.test(agent)) {
      const hint = 'a program such as fence_ipmilan, or an absolute path';
      attributes.error('agent', `agent "${agent}" is not the name of a program`, hint);
    }
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

/** `option` is what old fence agents called `action`. */
export function readAction(attributes: Attributes): string | undefined {
  for (const name of ['action', 'option']) {
    const value = attributes.text(name);
    if (value === undefined) continue;
    attributes.accept('option');
    if (ACTIONS.some((action) => action === value)) return value;
    attributes.error(
      name,
      `${name} must be ${oneOf(ACTIONS)}, not "${value}"`,
      'only these prove that a node is off',
    );
    return undefined;
  }
  return undefined;
}

export function readTimeout<F extends Millis | undefined>(attributes: Attributes, fallback: F): Millis | F {
  return attributes.duration('timeout', TIMEOUT_RANGE, fallback);
}

/** What goes to the fence agent, as written: one line each on its standard input, so no value may hold a line end. */
export function readAgentAttributes(attributes: Attributes): Readonly<Record<string, string>> {
  const rest = attributes.rest();
  for (const { name, value } of rest) {
    if (/[\r\n]/.test(value)) attributes.error(name, `the value of ${name} holds a line end`);
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
  const attributes = readAttributes(element ?? bare, '<fence_daemon>', problems);
  const limit = { max: 3600 * SECOND };
  const fencing = {
    postJoinDelay: attributes.duration('post_join_delay', limit, 6 * SECOND),
    postFailDelay: attributes.duration('post_fail_delay', limit, 0),
    fenceDelay: readFenceDelay(attributes),
    allowNone: attributes.flag('allow_none', false),
    checkInterval: attributes.duration(
      'fence_check_interval',
      { min: 10 * SECOND, max: 24 * limit.max },
      300 * SECOND,
    ),
  };
  const cleanStart = attributes.flag('clean_start', false);
  attributes.ignore({
    post_join_delay: 'a cluster that starts waits for initdead',
    override_path: 'use picket confirm-down NODE',
    override_time: 'use picket confirm-down NODE',
    skip_undefined: 'allow_none="yes" is the way to go without fencing',
  });
  attributes.finish();
  expectNoChildren(element ?? bare, problems);
  return { fencing, cleanStart };
}

function readFenceDelay(attributes: Attributes): Millis | 'auto' {
  const value = attributes.text('fence_delay') ?? 'auto';
  if (value.toLowerCase() === 'auto') return 'auto';
  if (parseDuration(value, 'plain') !== undefined) {
    return attributes.duration('fence_delay', { max: 600 * SECOND }, 0);
  }
  attributes.error(
    'fence_delay',
    `fence_delay must be auto or a time, not "${value}"`,
    durationHelp(value, 'plain'),
  );
  return 'auto';
}
