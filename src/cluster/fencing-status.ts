/** Whether each node could be fenced now, and which devices stand in the way, as status shows it. Pure. */
import type { ClusterConfig, FenceMethod, NodeConfig } from '#src/config/model.ts';
import { fenceDevices, sameDevice } from '#src/fencing/device-list.ts';
import type { Ledger, NodeId, View } from '#src/membership/types.ts';
import { type DeviceFault, deviceFaults } from './device-records.ts';
import { provenFence } from './proven.ts';
import type { NodeFencing } from './status.ts';
import { countedOn } from './watchdog-terms.ts';

/** What the answering node has found out itself: fresher than what the ledger has of it. */
export interface OwnDevices {
  readonly faults: readonly DeviceFault[];
  readonly looked: (node: string, label: string) => boolean;
}

export interface FencingInput {
  readonly config: ClusterConfig;
  readonly self: NodeId;
  readonly view: View | undefined;
  readonly ledger: Ledger;
  readonly devices: OwnDevices;
}

interface Complaint extends DeviceFault {
  readonly by: string;
}

export function nodeFencing(target: NodeConfig, input: FencingInput): NodeFencing {
  const proven = provenFence(input.ledger, target.id);
  const fenced = (armed: NodeFencing['armed'], why: string): NodeFencing => ({ armed, why, proven });
  if (target.fence.length === 0) return fenced('no', 'no fence method in cluster.xml');
  const others = present(input).filter(({ id }) => id !== target.id);
  if (others.length === 0) return fenced('no', 'no other node is here to fence it');
  const able = others.filter((from) => target.fence.some((method) => works(method, from, target, input)));
  const why = complaintsOf(target, others, input).map(
    ({ by, device, why: words }) => `${by} can't use ${device}: ${words}`,
  );
  const isLeft = target.fence.some(({ self }) => self === true) && !isResetByItself(target, input);
  if (isLeft) why.push('its own watchdog is not armed');
  if (able.length < others.length) return fenced(able.length === 0 ? 'no' : 'partly', why.join('; '));
  const unknown = others.some(({ id }) => id === input.self) && !hasLooked(target, input);
  if (unknown) return fenced('unknown', 'its devices have not been looked at yet');
  // All can, but perhaps not by every method.
  return fenced('yes', why.join('; '));
}

/** One line for each device that doesn't work, with the nodes that find it so. */
export function deviceWarnings(input: FencingInput): readonly string[] {
  const all = present(input).flatMap((from) => faultsOf(from, input));
  const same = Map.groupBy(all, ({ node, device, why }) => `${device} of ${node}\n${why}`);
  return [...same].map(([what, complaints]) => {
    const [name, why] = what.split('\n');
    const from = complaints.map(({ by }) => by).join(' and ');
    return `fence device ${name} does not work from ${from}: ${why}`;
  });
}

/** The members; a node without a view speaks for itself alone. */
function present({ config, view, self }: FencingInput): readonly NodeConfig[] {
  const members = view?.members.map(({ id }) => id) ?? [self];
  return config.nodes.filter(({ id }) => members.includes(id));
}

function faultsOf(from: NodeConfig, { ledger, self, devices }: FencingInput): readonly Complaint[] {
  const faults = from.id === self ? devices.faults : deviceFaults(ledger, from.id);
  return faults.map((fault) => ({ ...fault, by: from.name }));
}

function complaintsOf(
  target: NodeConfig,
  others: readonly NodeConfig[],
  input: FencingInput,
): readonly Complaint[] {
  return others.flatMap((from) => faultsOf(from, input)).filter(({ node }) => node === target.name);
}

function works(method: FenceMethod, from: NodeConfig, target: NodeConfig, input: FencingInput): boolean {
  if (method.self === true) return isResetByItself(target, input);
  const needed = fenceDevices(target).filter((listed) =>
    method.devices.some((device) => sameDevice(device, listed.device)),
  );
  const labels = new Set(needed.map(({ label }) => label));
  return !complaintsOf(target, [from], input).some(({ device }) => labels.has(device));
}

function isResetByItself({ id }: NodeConfig, { ledger }: FencingInput): boolean {
  return countedOn(ledger, id) !== undefined;
}

function hasLooked(target: NodeConfig, { devices }: FencingInput): boolean {
  return fenceDevices(target).every(({ label }) => devices.looked(target.name, label));
}
