/** The fence devices of a node, each once, with a name that tells one outlet of a power switch from another. Pure. */
import type { FenceDevice, FenceMethod, NodeConfig } from '#src/config/model.ts';

export interface ListedDevice {
  /** `ipmi_n02`; `pdu (port 7)` where a node has more than one outlet of it. */
  readonly label: string;
  readonly method: string;
  readonly device: FenceDevice;
}

/** In the order of the file. Lines that differ in nothing but the action (off, then on) are one. */
export function fenceDevices({ fence }: Pick<NodeConfig, 'fence'>): readonly ListedDevice[] {
  const all = fence.flatMap(({ name, devices }) => devices.map((device) => ({ method: name, device })));
  const unique = all.filter(
    ({ device }, index) => all.findIndex((other) => sameDevice(other.device, device)) === index,
  );
  return unique.map(({ method, device }) => {
    const isShared = unique.filter((other) => other.device.name === device.name).length > 1;
    return { label: isShared ? `${device.name} (${outlet(device)})` : device.name, method, device };
  });
}

export function sameDevice(a: FenceDevice, b: FenceDevice): boolean {
  return a.name === b.name && JSON.stringify(a.attributes) === JSON.stringify(b.attributes);
}

/** Names of attributes that say which outlet, guest or blade of a device is meant, new and old. */
export const PLUG_ATTRIBUTES: readonly string[] = ['plug', 'port'];

function outlet({ attributes }: FenceDevice): string {
  const name = PLUG_ATTRIBUTES.find((key) => attributes[key] !== undefined);
  return name === undefined ? 'with other attributes' : `${name} ${attributes[name]}`;
}

/** Without the one by which its own watchdog resets the node. */
export function deviceMethods(node: Pick<NodeConfig, 'fence'> | undefined): readonly FenceMethod[] {
  return (node?.fence ?? []).filter(({ self }) => self !== true);
}
