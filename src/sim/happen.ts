/** Makes each kind of happening real in a simulated world, and tells whether it changed anything. */
import type { CommandResult, RestrictCommand, ServiceVerb } from '#src/cluster/commands.ts';
import { LOCK, MAINTENANCE, standbyKey } from '#src/cluster/restrictions.ts';
import { LEDGER } from './daemon-run.ts';
import type { Happening } from './happening.ts';
import { RESTART_MS, type SimHost } from './host.ts';
import type { Intruders } from './intruders.ts';
import type { Laws } from './laws.ts';
import { FAIR } from './network.ts';
import type { OpenConnection } from './sessions.ts';
import type { ShotLaws } from './shot-laws.ts';
import type { WordLaws } from './word-laws.ts';
import type { World } from './world.ts';

export interface HappenParts {
  readonly world: World;
  readonly laws: Laws;
  readonly words: WordLaws;
  readonly shots: ShotLaws;
  readonly intruders: Intruders;
  readonly connections: ReadonlySet<OpenConnection>;
  /** What an operator's command on a service was answered. */
  readonly answered?: (result: CommandResult) => void;
}

type Of<K extends Happening['kind']> = Extract<Happening, { readonly kind: K }>;

/** True when it had an effect at once; `tear` has one later, or never, and tells so by itself. */
export function happen(parts: HappenParts, what: Happening): boolean {
  const { world, intruders } = parts;
  const { network, power } = world;
  switch (what.kind) {
    case 'power-on':
      return changes(world.host(what.node), 'powered', (host) => host.powerOn());
    case 'power-off':
      return changes(world.host(what.node), 'powered', (host) => host.powerOff());
    case 'reset':
      return reset(world.host(what.node));
    case 'kill-daemon':
      return changes(world.host(what.node), 'hasDaemon', (host) =>
        host.killDaemon(what.restart ? RESTART_MS : undefined),
      );
    case 'start-daemon':
      return changes(world.host(what.node), 'hasDaemon', (host) => host.startDaemon());
    case 'restart-daemon':
      return withDaemon(world.host(what.node), (host) => host.restartDaemon());
    case 'leave':
      return withDaemon(world.host(what.node), (host) => void host.leave());
    case 'pause':
      return changes(world.host(what.node), 'paused', (host) => host.pause(what.ms));
    case 'stop-daemon':
      return changes(world.host(what.node), 'still', (host) => host.stopDaemon(what.ms));
    case 'cut':
      return network.cut(what.from, what.to, where(what));
    case 'isolate':
      return isolate(world, what);
    case 'split':
      return split(world, what);
    case 'heal':
      return network.heal();
    case 'loss':
      return setWeather(world, what);
    case 'latency':
      return network.setLatency(what.ms);
    case 'break-sessions':
      return breakSessions(parts, what);
    case 'replay':
      return intruders.replay(what.node);
    case 'stranger':
      return world.host(what.node).hasDaemon && intruders.knock(what.node);
    case 'ping-target':
      return world.pingTarget.setUp(what.up, what.node);
    case 'witness':
      return world.witness.setUp(what.up, what.node);
    case 'device':
      return power.setMode(what.node, what.mode);
    case 'device-path':
      return power.setPath(what.node, what.by, what.up);
    case 'disk':
      return world.host(what.node).disk.become(what.mode);
    case 'tear':
      world.host(what.node).disk.tears = true;
      return false;
    case 'corrupt':
      return corrupt(parts, what.node);
    case 'clock':
      world.host(what.node).jump(what.by);
      return what.by !== 0;
    case 'crash':
      return crash(world, what);
    case 'behave':
      return behave(world, what);
    case 'operator':
      return operator(parts, what);
    case 'standby':
      return standby(parts, what);
    case 'reboot':
      return reboot(world, what);
    case 'restrict':
      return restrict(parts, what.node, restrictedKey(what.verb), { verb: what.verb });
    case 'fence':
      return fence(parts, what);
    case 'confirm-down':
      return confirmDown(parts, what);
  }
}

function changes(
  host: SimHost,
  what: 'powered' | 'hasDaemon' | 'paused' | 'still',
  act: (host: SimHost) => void,
): boolean {
  const before = host[what];
  act(host);
  return host[what] !== before;
}

function withDaemon(host: SimHost, act: (host: SimHost) => void): boolean {
  if (!host.hasDaemon) return false;
  act(host);
  return true;
}

function reset(host: SimHost): boolean {
  if (!host.powered) return false;
  host.powerOff();
  host.powerOn();
  return true;
}

function where({ oneWay, link }: Of<'cut'>): { readonly oneWay: boolean; readonly link?: number } {
  return link === undefined ? { oneWay } : { oneWay, link };
}

function isolate({ hosts, network }: World, { node, link }: Of<'isolate'>): boolean {
  const others = hosts.filter(({ id }) => id !== node);
  return others.map(({ id }) => network.cut(node, id, link === undefined ? {} : { link })).includes(true);
}

function split({ hosts, network }: World, { groups }: Of<'split'>): boolean {
  // Who is in no group is alone.
  const groupOf = ({ id }: SimHost): number => {
    const index = groups.findIndex((group) => group.includes(id));
    return index < 0 ? -id : index;
  };
  let cut = false;
  for (const one of hosts)
    for (const other of hosts)
      if (one.id < other.id && groupOf(one) !== groupOf(other)) cut = network.cut(one.id, other.id) || cut;
  return cut;
}

function setWeather({ network }: World, { lost, doubled, late }: Of<'loss'>): boolean {
  const bad = lost > 0 || doubled > 0 || late > 0;
  return network.setWeather(bad ? { lost, doubled, late } : FAIR);
}

function breakSessions({ connections }: HappenParts, { node }: Of<'break-sessions'>): boolean {
  const mine = [...connections].filter(({ nodes }) => nodes.includes(node));
  for (const connection of mine) connection.reset('the connection was reset');
  return mine.length > 0;
}

function corrupt({ world, words }: HappenParts, node: number): boolean {
  const done = world.host(node).disk.corrupt(LEDGER, world.dice);
  if (done) words.ledgerLost();
  return done;
}

function crash(world: World, { service, resource }: Of<'crash'>): boolean {
  const nodes = world.where(service);
  for (const node of nodes) world.services.crash(service, node, resource);
  return nodes.length > 0;
}

function behave({ services }: World, { service, node, operation, manner }: Of<'behave'>): boolean {
  const before = services.manners(service, node);
  services.behave(service, node, { ...before, [operation]: manner });
  return (before[operation] ?? 'ok') !== manner;
}

/** A daemon that stands still takes no command: its operator gives up. */
function asks(host: SimHost): NonNullable<SimHost['daemon']> | undefined {
  return host.still ? undefined : host.daemon;
}

function operator(parts: HappenParts, what: Of<'operator'>): boolean {
  const { world, words } = parts;
  const { node, service, target } = what;
  const verb: ServiceVerb = what.verb;
  const daemon = asks(world.host(node));
  if (daemon === undefined) return false;
  // Whoever clears a service that could not be stopped has stopped it by hand before (S7).
  const state = daemon.status().services.find(({ id }) => id === service)?.state;
  if (verb === 'disable' && (state === 'failed' || state === 'error'))
    for (const { id } of world.hosts) world.services.cleanUp(service, id);
  const answered = words.asked(node, verb, service);
  const wanted = target === undefined ? {} : { node: world.host(target).name };
  void daemon.service({ verb, service, ...wanted }).then((result) => {
    answered(result);
    parts.answered?.(result);
  });
  return true;
}

function standby(parts: HappenParts, { node, on, target }: Of<'standby'>): boolean {
  const verb = on ? 'standby' : 'online';
  return restrict(parts, node, standbyKey(target), { verb, node: parts.world.host(target).name });
}

function restrict(
  { world, words }: HappenParts,
  node: number,
  key: string,
  command: RestrictCommand,
): boolean {
  const daemon = asks(world.host(node));
  if (daemon === undefined) return false;
  const { verb } = command;
  const answered = words.restricted(
    node,
    key,
    verb === 'standby' || verb === 'lock' || verb === 'maintenance-on',
  );
  void daemon.restrict(command).then(answered);
  return true;
}

/** What is told is that it begins, so no law asks for more. */
function reboot(world: World, { node, target }: Of<'reboot'>): boolean {
  const daemon = asks(world.host(node));
  void daemon?.restrict({ verb: 'reboot', node: world.host(target).name, who: 'root' });
  return daemon !== undefined;
}

function restrictedKey(verb: Of<'restrict'>['verb']): string {
  return verb === 'lock' || verb === 'unlock' ? LOCK : MAINTENANCE;
}

function fence({ world, shots }: HappenParts, { node, target, action }: Of<'fence'>): boolean {
  const daemon = asks(world.host(node));
  if (daemon === undefined) return false;
  shots.asked(target);
  void daemon.fence({ node: world.host(target).name, action });
  return true;
}

function confirmDown({ world, laws, words }: HappenParts, { node, target }: Of<'confirm-down'>): boolean {
  const daemon = asks(world.host(node));
  const host = world.host(target);
  if (daemon === undefined || host.powered) return false;
  laws.nodeProven(target);
  const { losses } = host;
  void daemon.confirmDown({ node: host.name, who: 'operator' }).then((result) => {
    if (host.losses === losses && !host.powered) words.confirmed(node, target, result);
  });
  return true;
}
