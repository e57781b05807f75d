/**
 * Single faults of random stories, and how each usually ends: a cable is plugged in again, a disk is exchanged, a daemon
 * started. How often each kind stands here is how often it comes.
 */
import type { ServiceVerb } from '#src/cluster/commands.ts';
import type { Millis } from '#src/host/ports.ts';
import type { DeviceMode, DiskMode, Happening, Manner } from './happening.ts';
import type { Dice } from './random.ts';
import type { RandomCluster } from './story-cluster.ts';

/** One thing, so many ms after the beginning of what it belongs to. */
export interface Later {
  readonly after: Millis;
  readonly what: Happening;
}

export type Invent = (dice: Dice, cluster: RandomCluster) => readonly Later[];

const DEVICE_MODES: readonly DeviceMode[] = [
  ...(['slow', 'fails', 'fails', 'hangs', 'wrong-password', 'does-nothing'] as const),
  ...(['shares-power', 'shares-power', 'lies'] as const),
];
const DISK_MODES: readonly DiskMode[] = ['slow', 'fails', 'hangs', 'full'];
const VERBS = ['enable', 'disable', 'stop', 'restart', 'relocate', 'relocate', 'freeze', 'thaw'] as const;

export function now(...what: readonly Happening[]): readonly Later[] {
  return what.map((one) => ({ after: 0, what: one }));
}

export function later(after: Millis, ...what: readonly Happening[]): readonly Later[] {
  return what.map((one) => ({ after: Math.round(after), what: one }));
}

/** Whole tens of ms, the short times more often. */
export function soon(dice: Dice, most: Millis): Millis {
  return Math.round((dice.between(0, 1) ** 2 * most) / 10) * 10;
}

/** Two different nodes. */
export function pair(dice: Dice, { nodes }: RandomCluster): readonly [number, number] {
  const first = dice.pick(nodes);
  return [first, dice.pick(nodes.filter((id) => id !== first))];
}

/** Two groups of all nodes, none of them empty. */
export function halves(
  dice: Dice,
  { nodes }: RandomCluster,
): readonly [readonly number[], readonly number[]] {
  const odd = dice.pick(nodes);
  const other = dice.pick(nodes.filter((id) => id !== odd));
  const one = nodes.filter((id) => id === odd || (id !== other && dice.chance(0.5)));
  return [one, nodes.filter((id) => !one.includes(id))];
}

function command(dice: Dice, { nodes, services }: RandomCluster): Happening {
  const verb = dice.pick(VERBS);
  const fields = { kind: 'operator', node: dice.pick(nodes), verb, service: dice.pick(services) } as const;
  const hasTarget = (verb === 'relocate' || verb === 'enable') && dice.chance(0.6);
  return hasTarget ? { ...fields, target: dice.pick(nodes) } : fields;
}

/** Commands within a few seconds; what one of them stops is mostly wanted again later. */
export function orders(dice: Dice, cluster: RandomCluster, count: number): readonly Later[] {
  return Array.from({ length: count }, () => {
    const what = command(dice, cluster);
    const first = count === 1 ? 0 : soon(dice, 3_000);
    const undo = what.kind === 'operator' ? UNDO[what.verb] : undefined;
    if (what.kind !== 'operator' || undo === undefined || dice.chance(0.2)) return later(first, what);
    const again = {
      kind: 'operator',
      node: dice.pick(cluster.nodes),
      verb: undo,
      service: what.service,
    } as const;
    return [...later(first, what), ...later(first + 1_000 + soon(dice, 25_000), again)];
  }).flat();
}

const UNDO: Partial<Record<ServiceVerb, 'enable' | 'thaw'>> = {
  disable: 'enable',
  stop: 'enable',
  freeze: 'thaw',
};

/** Comes back after a while; now and then only when everything is repaired. */
function until(dice: Dice, most: Millis, what: Happening): readonly Later[] {
  return dice.chance(0.9) ? later(200 + soon(dice, most), what) : [];
}

const powerOff: Invent = (dice, { nodes }) => {
  const node = dice.pick(nodes);
  return [...now({ kind: 'power-off', node }), ...until(dice, 60_000, { kind: 'power-on', node })];
};

const reset: Invent = (dice, { nodes }) => now({ kind: 'reset', node: dice.pick(nodes) });

const kill: Invent = (dice, { nodes }) => {
  const node = dice.pick(nodes);
  const restart = dice.chance(0.6);
  return [
    ...now({ kind: 'kill-daemon', node, restart }),
    ...(restart ? [] : until(dice, 30_000, { kind: 'start-daemon', node })),
  ];
};

const restartDaemon: Invent = (dice, { nodes }) => now({ kind: 'restart-daemon', node: dice.pick(nodes) });

const leave: Invent = (dice, { nodes }) => {
  const node = dice.pick(nodes);
  return [...now({ kind: 'leave', node }), ...until(dice, 30_000, { kind: 'start-daemon', node })];
};

const pause: Invent = (dice, { nodes, deadtime }) =>
  now({ kind: 'pause', node: dice.pick(nodes), ms: 100 + soon(dice, 3 * deadtime) });

const stopDaemon: Invent = (dice, { nodes, deadtime }) =>
  now({ kind: 'stop-daemon', node: dice.pick(nodes), ms: 100 + soon(dice, 3 * deadtime) });

const cut: Invent = (dice, cluster) => {
  const [from, to] = pair(dice, cluster);
  const fields = { kind: 'cut', from, to, oneWay: dice.chance(0.4) } as const;
  const what = dice.chance(0.4) ? { ...fields, link: dice.below(cluster.links) } : fields;
  return [...now(what), ...until(dice, 40_000, { kind: 'heal' })];
};

const isolate: Invent = (dice, { nodes, links }) => {
  const node = dice.pick(nodes);
  const what: Happening = dice.chance(0.3)
    ? { kind: 'isolate', node, link: dice.below(links) }
    : { kind: 'isolate', node };
  return [...now(what), ...until(dice, 40_000, { kind: 'heal' })];
};

const split: Invent = (dice, cluster) => [
  ...now({ kind: 'split', groups: [...halves(dice, cluster)] }),
  ...until(dice, 40_000, { kind: 'heal' }),
];

const loss: Invent = (dice) => {
  const percent = (most: number): number => dice.below(most + 1) / 100;
  return [
    ...now({ kind: 'loss', lost: percent(35), doubled: percent(20), late: percent(20) }),
    ...until(dice, 40_000, { kind: 'loss', lost: 0, doubled: 0, late: 0 }),
  ];
};

const latency: Invent = (dice) => [
  ...now({ kind: 'latency', ms: dice.pick([10, 50, 200, 800]) }),
  ...until(dice, 20_000, { kind: 'latency', ms: 2 }),
];

const sessions: Invent = (dice, { nodes }) => now({ kind: 'break-sessions', node: dice.pick(nodes) });
const replay: Invent = (dice, { nodes }) => now({ kind: 'replay', node: dice.pick(nodes) });
const stranger: Invent = (dice, { nodes }) => now({ kind: 'stranger', node: dice.pick(nodes) });

const reach: Invent = (dice, { nodes, ping }) => {
  const kind = ping ? 'ping-target' : 'witness';
  const whom = dice.chance(0.6) ? { node: dice.pick(nodes) } : {};
  return [...now({ kind, up: false, ...whom }), ...until(dice, 30_000, { kind, up: true, ...whom })];
};

const device: Invent = (dice, { nodes }) => {
  const node = dice.pick(nodes);
  return [
    ...now({ kind: 'device', node, mode: dice.pick(DEVICE_MODES) }),
    ...until(dice, 60_000, { kind: 'device', node, mode: 'ok' }),
  ];
};

const devicePath: Invent = (dice, cluster) => {
  const [node, by] = pair(dice, cluster);
  return [
    ...now({ kind: 'device-path', node, by, up: false }),
    ...until(dice, 40_000, { kind: 'device-path', node, by, up: true }),
  ];
};

const disk: Invent = (dice, { nodes }) => {
  const node = dice.pick(nodes);
  return [
    ...now({ kind: 'disk', node, mode: dice.pick(DISK_MODES) }),
    ...until(dice, 20_000, { kind: 'disk', node, mode: 'ok' }),
  ];
};

/** The power goes while something that an operator wants is being stored, on a disk that is mostly slow. */
const tear: Invent = (dice, { nodes, services }) => {
  const node = dice.pick(nodes);
  const at = dice.pick(nodes);
  const order = { kind: 'operator', service: dice.pick(services) } as const;
  const commands = (['freeze', 'thaw', 'disable', 'enable'] as const).flatMap((verb, index) =>
    later(index * 40, { ...order, node: at, verb }),
  );
  const power = dice.chance(0.8) ? dice.below(400) : soon(dice, 5_000);
  const slow = dice.chance(0.8) ? now({ kind: 'disk', node, mode: 'slow' }) : [];
  return [
    ...slow,
    ...now({ kind: 'tear', node }),
    ...commands,
    ...later(power, { kind: 'power-off', node }, { kind: 'disk', node, mode: 'ok' }),
    ...later(8_000 + soon(dice, 30_000), { kind: 'power-on', node }),
  ];
};

const corrupt: Invent = (dice, { nodes }) => {
  const node = dice.pick(nodes);
  return now({ kind: 'corrupt', node }, { kind: 'kill-daemon', node, restart: true });
};

const clock: Invent = (dice, { nodes }) =>
  now({ kind: 'clock', node: dice.pick(nodes), by: dice.pick([-3_600_000, -5_000, 5_000, 86_400_000]) });

const crash: Invent = (dice, { services }) => now({ kind: 'crash', service: dice.pick(services) });

const behave: Invent = (dice, { nodes, services }) => {
  const service = dice.pick(services);
  const node = dice.pick(nodes);
  const operation = dice.pick(['start', 'start', 'stop', 'monitor'] as const);
  // A service that can't be stopped waits for an operator, and takes part in nothing any more.
  const manners: readonly Manner[] =
    operation === 'stop' ? ['slow', 'slow', 'fail'] : ['fail', 'hang', 'slow'];
  const fields = { kind: 'behave', service, node, operation } as const;
  return [
    ...now({ ...fields, manner: dice.pick(manners) }),
    ...until(dice, 30_000, { ...fields, manner: 'ok' }),
  ];
};

const operator: Invent = (dice, cluster) => orders(dice, cluster, 1);

const fence: Invent = (dice, { nodes }) =>
  now({
    kind: 'fence',
    node: dice.pick(nodes),
    target: dice.pick(nodes),
    action: dice.pick(['off', 'reboot']),
  });

const confirmDown: Invent = (dice, cluster) => {
  const [target, node] = pair(dice, cluster);
  return [
    ...now({ kind: 'device', node: target, mode: 'fails' }, { kind: 'power-off', node: target }),
    ...later(cluster.deadtime + 2_000 + soon(dice, 10_000), { kind: 'confirm-down', node, target }),
    ...later(cluster.deadtime + 20_000, { kind: 'device', node: target, mode: 'ok' }),
    ...later(cluster.deadtime + 25_000, { kind: 'power-on', node: target }),
  ];
};

const WEIGHTED: readonly (readonly [number, Invent])[] = [
  [8, powerOff],
  [3, reset],
  [5, kill],
  [3, restartDaemon],
  [3, leave],
  [4, pause],
  [4, stopDaemon],
  [6, cut],
  [4, isolate],
  [4, split],
  [3, loss],
  [2, latency],
  [3, sessions],
  [3, replay],
  [2, stranger],
  [5, device],
  [3, devicePath],
  [4, disk],
  [2, tear],
  [2, corrupt],
  [2, clock],
  [6, crash],
  [5, behave],
  [9, operator],
  [2, fence],
  [2, confirmDown],
];

const FAULTS: readonly Invent[] = WEIGHTED.flatMap(([weight, invent]) =>
  Array.from({ length: weight }, () => invent),
);

export function randomFault(dice: Dice, cluster: RandomCluster): readonly Later[] {
  if ((cluster.witness || cluster.ping) && dice.chance(0.1)) return reach(dice, cluster);
  return dice.pick(FAULTS)(dice, cluster);
}
