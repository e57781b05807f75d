/**
 * A storm over a simulated cluster: random faults and commands, one after another, all from the world's seed. When it is
 * over, everything that it broke is whole again, so that the cluster has to find its way back.
 */
import type { ServiceVerb } from '#src/cluster/commands.ts';
import type { SimHost } from './host.ts';
import type { DeviceMode } from './power.ts';
import type { Dice } from './random.ts';
import type { World } from './world.ts';

export interface Storm {
  readonly faults: number;
  /** Longest pause between two faults, ms; short ones are more frequent. */
  readonly pause: number;
}

type Fault = (world: World, dice: Dice) => string;

const DEVICE_MODES: readonly DeviceMode[] = ['ok', 'fails', 'hangs', 'wrong-password', 'does-nothing'];
const VERBS: readonly ServiceVerb[] = ['enable', 'disable', 'stop', 'restart', 'relocate', 'freeze', 'thaw'];

/** Lets the storm pass; resolves right after the last fault, with everything whole. */
export async function weather(world: World, storm: Storm): Promise<void> {
  const dice = world.dice.fork();
  for (let count = 0; count < storm.faults; count++) {
    const fault = dice.pick(FAULTS);
    world.log.note('storm', fault(world, dice));
    await world.run(dice.between(0, 1) ** 2 * storm.pause);
  }
  makeWhole(world);
}

const FAULTS: readonly Fault[] = [
  (world, dice) => onHost(world, dice, 'power-off', (host) => host.powerOff()),
  (world, dice) => onHost(world, dice, 'power-on', (host) => host.powerOn()),
  (world, dice) => onHost(world, dice, 'power-on', (host) => host.powerOn()),
  (world, dice) => onHost(world, dice, 'kill', (host) => host.killDaemon()),
  (world, dice) => onHost(world, dice, 'start', (host) => host.startDaemon()),
  (world, dice) => onHost(world, dice, 'start', (host) => host.startDaemon()),
  (world, dice) => onHost(world, dice, 'leave', (host) => void host.leave()),
  (world, dice) => onHost(world, dice, 'fence', ({ name }) => fence(world, dice, name)),
  (world, dice) => onHost(world, dice, 'disk full', (host) => host.disk.fill()),
  (world) => {
    for (const host of world.hosts) host.disk.room = Infinity;
    return 'disks have room';
  },
  cut,
  cut,
  heal,
  heal,
  (world, dice) => {
    const loss = dice.between(0, 0.3);
    world.network.setLoss(loss, 0.05);
    return `loss ${loss.toFixed(2)}`;
  },
  (world, dice) => {
    const mode = dice.pick(DEVICE_MODES);
    return onHost(world, dice, `device ${mode}`, (host) => world.power.setMode(host.id, mode));
  },
  (world, dice) => {
    const service = pickService(world, dice);
    for (const node of world.where(service)) world.services.crash(service, node);
    return `${service} crashes`;
  },
  (world, dice) => {
    const service = pickService(world, dice);
    const start = dice.pick(['ok', 'fail', 'hang'] as const);
    return onHost(world, dice, `start of ${service} ${start}`, ({ id }) =>
      world.services.behave(service, id, { start }),
    );
  },
  (world, dice) => {
    const service = pickService(world, dice);
    const stop = dice.pick(['ok', 'ok', 'fail', 'hang'] as const);
    return onHost(world, dice, `stop of ${service} ${stop}`, ({ id }) =>
      world.services.behave(service, id, { stop }),
    );
  },
  (world, dice) => {
    const command = { verb: dice.pick(VERBS), service: pickService(world, dice) };
    return onHost(
      world,
      dice,
      `${command.verb} ${command.service}`,
      ({ daemon }) => void daemon?.service(command),
    );
  },
];

function onHost(world: World, dice: Dice, words: string, act: (host: SimHost) => void): string {
  const host = dice.pick(world.hosts);
  act(host);
  return `${words} on ${host.name}`;
}

function fence(world: World, dice: Dice, node: string): void {
  void dice.pick(world.hosts).daemon?.fence({ node, action: dice.pick(['off', 'reboot']) });
}

function pickService(world: World, dice: Dice): string {
  return dice.pick(world.config.services).id;
}

function cut(world: World, dice: Dice): string {
  const from = dice.pick(world.hosts).id;
  const to = dice.pick(world.hosts.filter(({ id }) => id !== from)).id;
  const oneWay = dice.chance(0.3);
  const link = dice.chance(0.4) ? dice.below(world.config.heartbeat.links.length) : undefined;
  world.network.cut(from, to, { oneWay, ...(link === undefined ? {} : { link }) });
  return `cut ${from} ${oneWay ? '>' : '-'} ${to}${link === undefined ? '' : ` on link ${link}`}`;
}

function heal(world: World): string {
  world.network.heal();
  return 'healed';
}

function makeWhole(world: World): void {
  world.log.note('storm', 'is over');
  world.network.heal();
  world.network.setLoss(0, 0);
  for (const host of world.hosts) {
    host.disk.room = Infinity;
    world.power.setMode(host.id, 'ok');
    for (const { id } of world.config.services) world.services.behave(id, host.id, {});
    // A host that was off boots, and its daemon comes with it.
    if (host.powered) host.startDaemon();
    else host.powerOn();
  }
}
