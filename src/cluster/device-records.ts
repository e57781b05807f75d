/** Which fence devices a node can't use, as the ledger keeps it (`devices:ID`), so that every node can say so. Pure. */
import type { Millis } from '#src/host/ports.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';

export interface DeviceFault {
  /** The node that would be fenced by it. */
  readonly node: string;
  /** As fencing/device-list.ts calls it. */
  readonly device: string;
  /** Wall-clock ms. */
  readonly since: Millis;
  /** One line, without secrets. */
  readonly why: string;
  /** It said so while the node was alive. */
  readonly saysOff?: true;
}

/** Value of the record. A node without one has nothing to complain of. */
export interface DevicesRecord {
  readonly faults: readonly DeviceFault[];
}

const DEVICES = 'devices:';
/** A fault too many is left out: the ledger must stay small whatever a file names. One that doubts a device never is. */
const MOST_FAULTS = 64;

export function devicesKey(node: NodeId): string {
  return `${DEVICES}${node}`;
}

export function isDevicesKey(key: string): boolean {
  return key.startsWith(DEVICES);
}

/** What that node can't use, as it told the cluster. */
export function deviceFaults(ledger: Ledger, node: NodeId): readonly DeviceFault[] {
  const record = ledger.get(devicesKey(node))?.value as { readonly faults?: unknown } | null | undefined;
  return Array.isArray(record?.faults) ? record.faults.filter(isFault) : [];
}

/** Always in the same order, so that equal records are equal as text. */
export function devicesRecord(faults: Iterable<DeviceFault>): DevicesRecord {
  const key = ({ node, device }: DeviceFault): string => `${node}/${device}`;
  const sorted = [...faults].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const room = MOST_FAULTS - sorted.filter(({ saysOff }) => saysOff).length;
  const told = sorted.filter(({ saysOff }) => !saysOff).slice(0, Math.max(0, room));
  return { faults: sorted.filter((fault) => fault.saysOff === true || told.includes(fault)) };
}

/** What a member told; undefined when it is none of this. */
export function readDevices(text: string): DevicesRecord | undefined {
  try {
    const value = JSON.parse(text) as { readonly faults?: unknown } | null;
    return Array.isArray(value?.faults) ? devicesRecord(value.faults.filter(isFault)) : undefined;
  } catch {
    return undefined;
  }
}

/** Another version may have written it, and no fence may fail for that. */
function isFault(value: unknown): value is DeviceFault {
  const { node, device, since, why } = (value ?? {}) as Partial<Record<keyof DeviceFault, unknown>>;
  return [node, device, why].every((one) => typeof one === 'string') && typeof since === 'number';
}

export function sameFaults(a: readonly DeviceFault[], b: readonly DeviceFault[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
