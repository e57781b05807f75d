/** `<fence>` of a node: the methods, tried in order, and the devices that must all succeed; its `<unfence>` likewise. */
import { readAttributes } from './attributes.ts';
import { expectNoChildren, readChildren, single } from './children.ts';
import {
  type FenceDeviceTemplate,
  readAction,
  readAgentAttributes,
  readTimeout,
  readUnfenceAction,
} from './fence-devices.ts';
import type { DeviceUse } from './fence-places.ts';
import { DEVICE, FENCE, METHOD, UNFENCE, UNFENCE_DEVICE } from './grammar/nodes.ts';
import type { FenceDevice, FenceMethod } from './model.ts';
import type { Problems } from './problems.ts';
import { suggestion } from './suggest.ts';
import { SELF_METHOD } from './watchdog.ts';
import type { XmlElement } from './xml-element.ts';

export interface FenceContext {
  readonly devices: ReadonlyMap<string, FenceDeviceTemplate>;
  readonly allowNone: boolean;
  readonly problems: Problems;
  /** Notes that a device is used, by its name. */
  readonly used: Set<string>;
  /** Every use of a device, as far as it can be read. */
  readonly uses: DeviceUse[];
  /** Which node a management controller belongs to, by everything that its agent is told. */
  readonly controllers: Map<string, string>;
}

/** Management controllers: each can switch only the host it is built into. */
const CONTROLLER = /^fence_(ipmi|ipmilan(plus)?|ilo\w*|idrac|drac\w*|imm|rsa|rsb|redfish)$/;

/** `elements`: the `<fence>` elements of the node. */
export function readFence(
  node: XmlElement,
  name: string,
  elements: readonly XmlElement[],
  context: FenceContext,
): readonly FenceMethod[] {
  const { problems } = context;
  const fence = single(elements, problems);
  const methods: FenceMethod[] = [];
  if (fence !== undefined) {
    readAttributes(fence, '<fence>', problems, FENCE).finish();
    for (const element of readChildren(fence, FENCE, problems).method) {
      const method = readMethod(element, name, context);
      if (method === undefined) continue;
      if (methods.some((other) => other.name === method.name)) {
        problems.error(element, `node "${name}": two fence methods are called "${method.name}"`);
      }
      methods.push(method);
    }
  }
  if ((fence?.children.length ?? 0) === 0) reportNone(fence ?? node, name, context);
  return methods;
}

function reportNone(place: XmlElement, name: string, { allowNone, problems }: FenceContext): void {
  const message = `node "${name}" has no fence method`;
  if (allowNone) {
    problems.warning(
      place,
      message,
      'when it is lost, nothing is recovered before an operator confirms that it is off',
    );
  } else {
    problems.error(
      place,
      message,
      'add <fence><method ...>, or allow_none="yes" to <fence_daemon> and recover by hand',
    );
  }
}

function readMethod(element: XmlElement, node: string, context: FenceContext): FenceMethod | undefined {
  const { problems } = context;
  const attributes = readAttributes(element, `fence method of node "${node}"`, problems, METHOD);
  const name = attributes.labelled();
  attributes.finish();
  const { device } = readChildren(element, METHOD, problems);
  const devices = device.map((child) => readDevice(child, node, context));
  if (name === SELF_METHOD) {
    const message = `fence method "self" of node "${node}" has a device`;
    if (device.length > 0)
      problems.error(
        element,
        message,
        'its own watchdog resets the node: remove the device, or rename the method',
      );
    return { name, devices: [], self: true };
  }
  if (device.length === 0) {
    problems.error(
      element,
      `fence method "${name ?? ''}" of node "${node}" has no device`,
      'add <device name="..."/>',
    );
  }
  const good = devices.filter((found) => found !== undefined);
  if (good.length > 0 && good.length === devices.length && good.every(({ action }) => action === 'on')) {
    problems.error(
      element,
      `fence method "${name}" of node "${node}" never switches the node off`,
      'use action="reboot", or a device with action="off" before',
    );
  }
  return name === undefined ? undefined : { name, devices: good };
}

/** `elements`: the `<unfence>` elements of the node. */
export function readUnfence(
  name: string,
  elements: readonly XmlElement[],
  context: FenceContext,
): readonly FenceDevice[] {
  const { problems } = context;
  const unfence = single(elements, problems);
  if (unfence === undefined) return [];
  readAttributes(unfence, '<unfence>', problems, UNFENCE).finish();
  const { device } = readChildren(unfence, UNFENCE, problems);
  if (device.length === 0) {
    const message = `<unfence> of node "${name}" has no device`;
    problems.warning(unfence, message, 'add <device name="..."/>, or remove it');
  }
  return device.map((child) => readDevice(child, name, context, 'on')).filter((found) => found !== undefined);
}

/** `only`: whatever the fencedevice says, this is the action. */
function readDevice(
  element: XmlElement,
  node: string,
  context: FenceContext,
  only?: 'on',
): FenceDevice | undefined {
  const { problems, devices } = context;
  const attributes = readAttributes(
    element,
    `device "${element.attributes.get('name')?.value ?? ''}" of node "${node}"`,
    problems,
    only === undefined ? DEVICE : UNFENCE_DEVICE,
  );
  const name = attributes.labelled();
  const action = only === undefined ? readAction(attributes) : readUnfenceAction(attributes);
  const timeout = readTimeout(attributes, undefined);
  const own = readAgentAttributes(attributes);
  expectNoChildren(element, problems);
  const template = name === undefined ? undefined : devices.get(name);
  if (name === undefined) return undefined;
  if (template === undefined) {
    attributes.error('name', `there is no fencedevice "${name}"`, suggestion(name, [...devices.keys()]));
    return undefined;
  }
  context.used.add(name);
  const merged = merge(template.attributes, own);
  if (CONTROLLER.test(template.agent)) refuseSharedController(element, node, template.agent, merged, context);
  const found: FenceDevice = {
    name,
    agent: template.agent,
    action: action ?? template.action ?? 'reboot',
    attributes: merged,
    timeout: timeout ?? template.timeout,
  };
  const unfences = only === undefined ? {} : { unfences: true as const };
  context.uses.push({ node, device: found, element, template: template.element, ...unfences });
  return found;
}

/**
 * What stands at `<device>` comes last: the agents' library takes the last of two names of one thing (`port`, `plug`),
 * so that it wins under any of its names.
 */
function merge(
  template: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const others = Object.entries(template).filter(([name]) => !Object.hasOwn(own, name));
  return { ...Object.fromEntries(others), ...own };
}

/** The slip of a copied block: fencing one node would switch off the other. */
function refuseSharedController(
  element: XmlElement,
  node: string,
  agent: string,
  attributes: Readonly<Record<string, string>>,
  { controllers, problems }: FenceContext,
): void {
  const key = JSON.stringify([agent, ...Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))]);
  const owner = controllers.get(key) ?? node;
  controllers.set(key, owner);
  if (owner === node) return;
  const message = `node "${node}" is fenced by the same management controller as node "${owner}"`;
  problems.error(element, message, 'each node has its own: the wrong node would be switched off');
}
