/** Turns one `<method>` of a node into steps: what is turned off, how that is proven, what is turned on afterwards. Pure. */
import type { FenceDevice, FenceMethod } from '#src/config/model.ts';
import type { FenceWish } from '#src/fencing/fence-types.ts';
import type { AgentMetadata } from '#src/fencing/metadata.ts';

export interface PlannedShot {
  readonly device: FenceDevice;
  /** `reboot` only for agents that know nothing else: the target comes back by itself, and no status can prove it was off. */
  readonly command: 'off' | 'reboot';
  /** Whether status can prove it. An agent that says nothing of itself is taken to know status, as the API demands. */
  readonly verifiable: boolean;
  /** Whether "off" before any shot means that the node has no power: not so for storage and network fencing. */
  readonly cutsPower: boolean;
  /** It has said "off" while the node was alive: it is believed only after it has said "on", right before the shot. */
  readonly doubted?: true;
}

export interface MethodPlan {
  readonly kind: 'plan';
  readonly method: string;
  /** All of them, in this order; the target is fenced when each is proven off. At least one. */
  readonly off: readonly PlannedShot[];
  /** After the fence has been recorded, in this order. */
  readonly on: readonly FenceDevice[];
}

export interface UnusableMethod {
  readonly kind: 'unusable';
  readonly method: string;
  readonly device: string;
  readonly reason: string;
}

/** What is known of an agent; undefined if it says nothing of itself. */
export type Abilities = (agent: string) => AgentMetadata | undefined;

type Line = 'off' | 'on' | 'reboot';

/** The words of existing cluster.conf files. */
const LINES: ReadonlyMap<string, Line> = new Map<string, Line>([
  ['', 'reboot'],
  ['reboot', 'reboot'],
  ['cycle', 'reboot'],
  ['reset', 'reboot'],
  ['off', 'off'],
  ['disable', 'off'],
  ['on', 'on'],
  ['enable', 'on'],
]);

/** Never throws: a method that can't fence is a value, so that the next one gets its turn. */
export function planMethod(
  method: FenceMethod,
  wish: FenceWish,
  abilities: Abilities,
  doubted: (device: FenceDevice) => boolean = () => false,
): MethodPlan | UnusableMethod {
  const unusable = (device: string, reason: string): UnusableMethod => ({
    kind: 'unusable',
    method: method.name,
    device,
    reason,
  });
  const lines: { readonly device: FenceDevice; readonly line: Line }[] = [];
  for (const device of method.devices) {
    const line = LINES.get(device.action.toLowerCase());
    if (line === undefined) {
      return unusable(device.name, `action="${device.action}" does not fence; allowed: reboot, off, on`);
    }
    lines.push({ device, line });
  }
  const off = lines
    .filter(({ line }) => line !== 'on')
    .map(({ device }) => shot(device, abilities(device.agent)))
    .map((planned) => (doubted(planned.device) ? { ...planned, doubted: true as const } : planned));
  if (off.length === 0) return unusable('', 'no device of this method turns the power off');
  if (wish === 'off') {
    const blind = off.find(({ command }) => command === 'reboot');
    if (blind !== undefined)
      return unusable(blind.device.name, `${blind.device.agent} can only reboot, not turn off`);
  }
  const on = onLines(lines, wish).filter((device) => canRestore(abilities(device.agent)));
  return { kind: 'plan', method: method.name, off, on };
}

/** Explicit `on` lines say which outlets and in which order; without them, what was turned off, in the same order. */
function onLines(
  lines: readonly { readonly device: FenceDevice; readonly line: Line }[],
  wish: FenceWish,
): readonly FenceDevice[] {
  if (wish === 'off') return [];
  const explicit = lines.filter(({ line }) => line === 'on');
  const implied = lines.filter(({ line }) => line === 'reboot' || (wish === 'reboot' && line === 'off'));
  return (explicit.length > 0 ? explicit : implied).map(({ device }) => device);
}

function shot(device: FenceDevice, metadata: AgentMetadata | undefined): PlannedShot {
  if (metadata === undefined) return { device, command: 'off', verifiable: true, cutsPower: false };
  const { actions } = metadata;
  const command = !actions.has('off') && actions.has('reboot') ? 'reboot' : 'off';
  const verifiable = command === 'off' && actions.has('status');
  return {
    device,
    command,
    verifiable,
    cutsPower: verifiable && actions.has('reboot'),
  };
}

/**
 * Power agents know reboot. The `on` of others gives a fenced node its disks or network back, while it may still run
 * what it ran: that is for the node itself to ask for after its next boot. Blind reboots are on already.
 */
function canRestore(metadata: AgentMetadata | undefined): boolean {
  return (
    metadata === undefined ||
    (metadata.actions.has('off') && metadata.actions.has('on') && metadata.actions.has('reboot'))
  );
}
