/**
 * Plots: faults that are nasty together. Each is a situation in which a cluster manager of this kind went wrong once, or
 * would without one of its rules; random times keep it from being the same twice.
 */
import type { Happening } from './happening.ts';
import type { Dice } from './random.ts';
import type { RandomCluster } from './story-cluster.ts';
import { halves, type Invent, type Later, later, now, orders, pair, soon } from './story-faults.ts';

/** The network parts, and at that very moment somebody dies in one part. */
const splitAndKill: Invent = (dice, cluster) => {
  const groups = [...halves(dice, cluster)];
  const node = dice.chance(0.5) ? (cluster.nodes[0] ?? 1) : dice.pick(cluster.nodes);
  const kill = dice.chance(0.5)
    ? ({ kind: 'power-off', node } as const)
    : ({ kind: 'kill-daemon', node, restart: dice.chance(0.5) } as const);
  return [
    ...later(soon(dice, 300), { kind: 'split', groups }),
    ...later(soon(dice, 2 * cluster.deadtime), kill),
    ...later(cluster.deadtime + soon(dice, 30_000), { kind: 'heal' }),
    ...later(15_000 + soon(dice, 20_000), { kind: 'power-on', node }, { kind: 'start-daemon', node }),
  ];
};

/** A node dies; while it is being fenced, the next thing happens to one of those who are left. */
const duringFence: Invent = (dice, cluster) => {
  const [dead, other] = pair(dice, cluster);
  const when = cluster.deadtime - 500 + soon(dice, 4_000);
  const then = dice.pick<readonly Later[]>([
    later(when, { kind: 'pause', node: other, ms: cluster.deadtime + soon(dice, 2 * cluster.deadtime) }),
    later(when, { kind: 'stop-daemon', node: other, ms: soon(dice, 3 * cluster.deadtime) }),
    later(when, { kind: 'kill-daemon', node: other, restart: true }),
    later(when, { kind: 'power-off', node: other }),
    later(when, { kind: 'reset', node: other }),
    later(when, { kind: 'isolate', node: other }),
    later(when, { kind: 'power-on', node: dead }),
    later(when, { kind: 'device-path', node: dead, by: other, up: false }),
    later(when, { kind: 'disk', node: other, mode: 'hangs' }),
    later(when, { kind: 'fence', node: dead, target: other, action: 'reboot' }),
  ]);
  const die = dice.pick(['power-off', 'isolate', 'reset'] as const);
  return [
    ...now({ kind: die, node: dead }),
    ...then,
    ...later(when + 5_000 + soon(dice, 20_000), { kind: 'heal' }),
    ...later(when + 6_000 + soon(dice, 20_000), { kind: 'disk', node: other, mode: 'ok' }),
    ...later(when + 8_000 + soon(dice, 30_000), { kind: 'power-on', node: dead }),
    ...later(when + 10_000 + soon(dice, 30_000), { kind: 'power-on', node: other }),
    ...later(when + 20_000, { kind: 'device-path', node: dead, by: other, up: true }),
  ];
};

/** A daemon is back before it was missed, perhaps again and again. */
const restarts: Invent = (dice, { nodes, deadtime }) => {
  const node = dice.pick(nodes);
  const one = (at: number): readonly Later[] => [
    ...later(at, { kind: 'kill-daemon', node, restart: false }),
    ...later(at + 100 + soon(dice, deadtime), { kind: 'start-daemon', node }),
  ];
  return [...one(0), ...(dice.chance(0.5) ? one(2 * deadtime) : [])];
};

/** Everybody loses power. One returns alone, the others later. */
const blackout: Invent = (dice, { nodes }) => {
  const first = dice.pick(nodes);
  return nodes.flatMap((node) => [
    ...later(dice.chance(0.5) ? 0 : soon(dice, 3_000), { kind: 'power-off', node }),
    ...later(5_000 + (node === first ? soon(dice, 3_000) : soon(dice, 60_000)), { kind: 'power-on', node }),
  ]);
};

/** One direction is dead on all links, then perhaps the other, too. */
const deaf: Invent = (dice, cluster) => {
  const [from, to] = pair(dice, cluster);
  return [
    ...now({ kind: 'cut', from, to, oneWay: true }),
    ...(dice.chance(0.3) ? later(soon(dice, 8_000), { kind: 'cut', from: to, to: from, oneWay: true }) : []),
    ...later(2_000 + soon(dice, 40_000), { kind: 'heal' }),
  ];
};

/** It dies, its device fails for a while. */
const deafDevice: Invent = (dice, { nodes, deadtime }) => {
  const node = dice.pick(nodes);
  const mode = dice.pick(['fails', 'hangs', 'wrong-password', 'does-nothing', 'slow'] as const);
  return [
    ...now({ kind: 'device', node, mode }, { kind: dice.pick(['power-off', 'isolate', 'reset']), node }),
    ...later(soon(dice, 3 * deadtime), { kind: 'heal' }),
    ...later(deadtime + soon(dice, 40_000), { kind: 'device', node, mode: 'ok' }),
    ...later(deadtime + soon(dice, 60_000), { kind: 'power-on', node }),
  ];
};

/** A BMC on the same power supply as its host: nobody answers for it. */
const sharedPower: Invent = (dice, cluster) => {
  const [node, by] = pair(dice, cluster);
  return [
    ...now({ kind: 'device', node, mode: 'shares-power' }, { kind: 'power-off', node }),
    ...(dice.chance(0.5)
      ? later(cluster.deadtime + 2_000 + soon(dice, 10_000), { kind: 'confirm-down', node: by, target: node })
      : []),
    ...later(cluster.deadtime + 5_000 + soon(dice, 60_000), { kind: 'power-on', node }),
  ];
};

/** What it said in its earlier life is said again while it is away, and while it returns. */
const ghosts: Invent = (dice, { nodes, deadtime }) => {
  const node = dice.pick(nodes);
  return [
    ...now({ kind: dice.pick(['power-off', 'reset']), node }),
    ...later(soon(dice, 2 * deadtime), { kind: 'replay', node }),
    ...later(deadtime + soon(dice, 10_000), { kind: 'power-on', node }),
    ...later(deadtime + 5_000 + soon(dice, 20_000), { kind: 'replay', node }),
  ];
};

/** It stands still for longer than deadtime, and wakes up as if nothing had been. */
const sleeper: Invent = (dice, { nodes, deadtime }) => {
  const node = dice.pick(nodes);
  const kind = dice.pick(['pause', 'stop-daemon'] as const);
  const ms = Math.round(deadtime * dice.between(0.7, 2.5));
  const device = dice.chance(0.4) ? now({ kind: 'device', node, mode: dice.pick(['fails', 'slow']) }) : [];
  return [...device, ...now({ kind, node, ms }), ...later(ms + 5_000, { kind: 'device', node, mode: 'ok' })];
};

const flapping: Invent = (dice, cluster) => {
  const [from, to] = pair(dice, cluster);
  const cut = { kind: 'cut', from, to, oneWay: dice.chance(0.3) } as const;
  return Array.from({ length: 3 + dice.below(4) }, (_, turn) => [
    ...later(turn * cluster.deadtime + soon(dice, 500), cut),
    ...later(turn * cluster.deadtime + soon(dice, cluster.deadtime), { kind: 'heal' }),
  ]).flat();
};

/** Maintenance: one after another. */
const rolling: Invent = (dice, { nodes }) => {
  const pause = 2_000 + soon(dice, 20_000);
  const way = dice.pick(['leave', 'restart-daemon', 'reset'] as const);
  return nodes.flatMap((node, index) => [
    ...later(index * pause, { kind: way, node }),
    ...(way === 'leave' ? later((index + 0.7) * pause, { kind: 'start-daemon', node }) : []),
  ]);
};

/** A view change is under way when the next one becomes necessary. */
const twice: Invent = (dice, cluster) => {
  const [first, second] = pair(dice, cluster);
  const again = dice.pick(['power-off', 'break-sessions', 'isolate', 'reset', 'leave'] as const);
  const when = cluster.deadtime + soon(dice, 1_500);
  return [
    ...now({ kind: 'power-off', node: first }),
    ...later(when, { kind: again, node: second }),
    ...later(when + 2_000 + soon(dice, 20_000), { kind: 'heal' }),
    ...later(when + soon(dice, 40_000), { kind: 'power-on', node: first }),
    ...later(when + 5_000 + soon(dice, 40_000), {
      kind: again === 'leave' ? 'start-daemon' : 'power-on',
      node: second,
    }),
  ];
};

/** Several operators at once, at different nodes, while somebody dies. */
const operators: Invent = (dice, cluster) => [
  ...orders(dice, cluster, 3 + dice.below(5)),
  ...(dice.chance(0.6)
    ? later(soon(dice, 2_000), { kind: 'power-off', node: dice.pick(cluster.nodes) })
    : later(soon(dice, 2_000), { kind: 'split', groups: [...halves(dice, cluster)] })),
  ...later(5_000 + soon(dice, 20_000), { kind: 'heal' }),
  ...cluster.nodes.flatMap((node) => later(15_000 + soon(dice, 20_000), { kind: 'power-on', node })),
];

/** An order is carried out slowly, and its giver or its receiver does not live to see the end. */
const slowly: Invent = (dice, cluster) => {
  const service = dice.pick(cluster.services);
  const operation = dice.pick(['start', 'stop'] as const);
  const manners = cluster.nodes.map(
    (node) => ({ kind: 'behave', service, node, operation, manner: 'slow' }) as const,
  );
  const node = dice.pick(cluster.nodes);
  const end = dice.pick(['power-off', 'reset', 'isolate'] as const);
  const at = { node: dice.pick(cluster.nodes), service };
  return [
    ...now(...manners, { kind: 'operator', verb: dice.pick(['relocate', 'restart']), ...at }),
    ...later(
      500 + soon(dice, 4_000),
      dice.chance(0.4) ? { kind: 'kill-daemon', node, restart: true } : { kind: end, node },
    ),
    ...later(10_000 + soon(dice, 20_000), { kind: 'heal' }, { kind: 'power-on', node }),
    ...later(25_000, ...manners.map((one) => ({ ...one, manner: 'ok' }) as const)),
  ];
};

/** It dies more often than it may. */
const crashing: Invent = (dice, { services }) => {
  const service = dice.pick(services);
  return Array.from({ length: 2 + dice.below(3) }, (_, turn) =>
    later(turn * (1_000 + soon(dice, 12_000)), { kind: 'crash', service }),
  ).flat();
};

/** A node that can't store what it promises. */
const badDisk: Invent = (dice, { nodes, deadtime }) => {
  const [node, dead] = [dice.pick(nodes), dice.pick(nodes)];
  return [
    ...now({ kind: 'disk', node, mode: dice.pick(['fails', 'hangs', 'full', 'slow']) }),
    ...later(soon(dice, 5_000), { kind: dice.pick(['power-off', 'leave', 'reset']), node: dead }),
    ...later(deadtime + soon(dice, 20_000), { kind: 'disk', node, mode: 'ok' }),
    ...later(15_000 + soon(dice, 20_000), { kind: 'power-on', node: dead }),
    ...later(16_000 + soon(dice, 20_000), { kind: 'start-daemon', node: dead }),
  ];
};

/** What makes a service stop where it runs. */
function stopping(dice: Dice, { nodes }: RandomCluster, service: string, home: number): readonly Happening[] {
  const at = { kind: 'operator', node: dice.pick(nodes), service } as const;
  const away = dice.pick(nodes.filter((id) => id !== home));
  return dice.pick<readonly Happening[]>([
    [{ ...at, verb: 'relocate', target: away }],
    [{ ...at, verb: 'relocate', target: away }],
    [{ ...at, verb: dice.pick(['restart', 'disable', 'stop']) }],
    [{ kind: 'crash', service }],
    [{ kind: 'leave', node: home }],
    [{ kind: 'leave', node: home }],
  ]);
}

/** A service can't be stopped, so it may run on; then its node, or whoever decides, is gone, cut off, or restarted. */
const stuck: Invent = (dice, cluster) => {
  const { nodes, deadtime } = cluster;
  const service = dice.pick(cluster.services);
  const [home, other] = pair(dice, cluster);
  // Where views are formed by the lowest id, that is the one to lose.
  const decider = Math.min(...nodes.filter((id) => id !== home));
  const victim = dice.pick([home, home, other, decider]);
  const order = { kind: 'operator', node: other, service } as const;
  const fails = { kind: 'behave', service, node: home } as const;
  const look = dice.pick(['ok', 'ok', 'fail', 'hang'] as const);
  const when = 2_500 + soon(dice, 1_000);
  const then = when + 100 + soon(dice, 2 * deadtime);
  const doom = dice.pick<Happening>([
    { kind: 'power-off', node: victim },
    { kind: 'reset', node: victim },
    { kind: 'isolate', node: victim },
    { kind: 'split', groups: [...halves(dice, cluster)] },
    { kind: 'kill-daemon', node: victim, restart: true },
    { kind: 'restart-daemon', node: victim },
    { kind: 'pause', node: victim, ms: deadtime + soon(dice, 2 * deadtime) },
    { kind: 'stop-daemon', node: victim, ms: soon(dice, 3 * deadtime) },
  ]);
  const back = then + 5_000 + soon(dice, 25_000);
  return [
    ...now({ ...order, verb: 'enable', target: home }),
    ...later(400, { ...order, verb: 'relocate', target: home }),
    ...later(
      when,
      { ...fails, operation: 'stop', manner: dice.pick(['fail', 'fail', 'hang']) },
      { ...fails, operation: 'monitor', manner: look },
      ...stopping(dice, cluster, service, home),
    ),
    ...later(then, doom),
    ...(dice.chance(0.3)
      ? later(then + soon(dice, deadtime), { ...fails, operation: 'stop', manner: 'ok' })
      : []),
    ...later(
      back,
      { kind: 'heal' },
      { kind: 'power-on', node: victim },
      { kind: 'start-daemon', node: home },
    ),
    ...later(back, { ...fails, operation: 'monitor', manner: 'ok' }),
    ...later(back + soon(dice, 15_000), { ...fails, operation: 'stop', manner: 'ok' }),
    // Mostly an operator stops it by hand and clears it. Otherwise it waits.
    ...(dice.chance(0.8) ? later(back + 16_000, { ...order, verb: 'disable' }) : []),
    ...later(back + 18_000, { ...order, verb: 'enable' }),
  ];
};

const PLOTS: readonly Invent[] = [
  ...[splitAndKill, duringFence, duringFence, restarts, blackout, deaf, deafDevice, sharedPower, ghosts],
  ...[sleeper, sleeper, flapping, rolling, twice, twice, operators, slowly, slowly, crashing, badDisk],
  ...[stuck, stuck],
];

export function randomPlot(dice: Dice, cluster: RandomCluster): readonly Later[] {
  return dice.pick(PLOTS)(dice, cluster);
}
