/**
 * The end of a run, and L1: everything is repaired, and within a bounded time all nodes must be in one view and every
 * enabled service that has an eligible node must run exactly once, without an operator. What needs one (S7) gets one then.
 */
import type { CommandResult, ServiceVerb } from '#src/cluster/commands.ts';
import type { ServiceStatus } from '#src/cluster/status.ts';
import type { Millis } from '#src/host/ports.ts';
import { FAILURE_TIMEOUT } from '#src/resources/failed-starts.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { MOST_BOOT_MS } from './host.ts';
import type { Laws } from './laws.ts';
import { readLedger } from './ledger-file.ts';
import { liftRestrictions } from './lifting.ts';
import { FAIR, MOST_DELAY_MS } from './network.ts';
import type { World } from './world.ts';

const LOOK_MS = 1_000;
/** The longest deadline of an agent of this world; two may follow each other. */
const AGENT_MS = 20_000;
/** A fence that failed again and again is tried again after this time at the latest. */
const FENCE_PAUSE_MS = 60_000;
/** Whoever is off, or has no daemon, for so long after the repair gets a hand: somebody switched it off or it left. */
const PATIENCE_MS = 20_000;

/**
 * ms from the repair to one view with everything running: a boot, initdead, ten deadtimes for verdicts and views that
 * fail, a fence that was waiting, a watchdog that has to bite, and two agents in a row that hang until their deadlines.
 */
function bound({ heartbeat, quorum, watchdog }: World['config']): Millis {
  const outwait =
    watchdog === undefined ? 0 : heartbeat.deadtime + quorum.noQuorumGrace + 2 * watchdog.timeout;
  return (
    outwait +
    MOST_BOOT_MS +
    heartbeat.initdead +
    10 * heartbeat.deadtime +
    heartbeat.restartHold +
    FENCE_PAUSE_MS +
    4 * AGENT_MS
  );
}

/** Cables, devices, disks and programs work again; who was off boots, and whoever a device lied about is switched off first. */
export function repair(world: World, laws: Laws): void {
  const { network, power, services, config } = world;
  network.heal();
  network.setWeather(FAIR);
  network.setLatency(MOST_DELAY_MS);
  world.pingTarget.setUp(true);
  world.witness.setUp(true);
  for (const host of world.hosts) {
    host.wake();
    host.disk.become('ok');
    host.disk.tears = false;
    power.setMode(host.id, 'ok');
    for (const { id } of world.hosts) power.setPath(host.id, id, true);
    for (const { id } of config.services) services.behave(id, host.id, {});
    if (laws.excused.has(host.id)) host.powerOff();
    lend(world, host.id);
  }
}

function lend(world: World, node: number): void {
  const host = world.host(node);
  if (host.powered) host.startDaemon();
  else host.powerOn();
}

/** Lets time pass until L1 holds; accuses when it does not in time. Resolves with the services an operator had to free. */
export async function settle(world: World, laws: Laws, command: GiveCommand): Promise<number> {
  const wrong = await waitFor(world, bound(world.config), () => whatIsWrong(world, 'L1'));
  if (wrong !== undefined && world.config.services.some(({ id }) => isPassedOver(world, id))) {
    // Where a service failed to start it is tried again after pauses of minutes.
    const later = await waitFor(world, FAILURE_TIMEOUT + bound(world.config), () => whatIsWrong(world, 'L1'));
    if (later !== undefined) laws.accuse('L1', later);
  } else if (wrong !== undefined) laws.accuse('L1', wrong);
  const stuck = world.config.services.filter(({ id }) =>
    NEEDS_OPERATOR.has(statusOf(world, id)?.state ?? ''),
  );
  if (stuck.length === 0) return 0;
  for (const { id } of stuck) {
    for (const verb of ['thaw', 'disable', 'enable'] as const) await insist(world, command, verb, id);
  }
  const after = await waitFor(world, bound(world.config), () => whatIsWrong(world, 'freed'));
  if (after !== undefined) laws.accuse('L1', `after an operator has cleaned up: ${after}`);
  return stuck.length;
}

/** An operator gives a command at some node, if any takes one; who clears a service has stopped it by hand. */
type GiveCommand = (verb: ServiceVerb, service: string, answered: (result: CommandResult) => void) => boolean;

/** The daemon that was asked can do nothing yet. */
const NOT_NOW: ReadonlySet<string> = new Set(['AGAIN', 'QUORUM', 'FROZEN']);

/** Waits for the answer, and tries again where that may help. */
async function insist(world: World, command: GiveCommand, verb: ServiceVerb, service: string): Promise<void> {
  const end = world.now + bound(world.config);
  let again = true;
  while (again && world.now < end) {
    const answers: CommandResult[] = [];
    const asked = command(verb, service, (result) => answers.push(result));
    liftRestrictions(world);
    do await world.run(LOOK_MS);
    while (asked && answers.length === 0 && world.now < end);
    again = !asked || NOT_NOW.has(answers[0]?.code ?? '');
  }
}

const NEEDS_OPERATOR: ReadonlySet<string> = new Set(['failed', 'error']);

async function waitFor(
  world: World,
  longest: Millis,
  look: () => string | undefined,
): Promise<string | undefined> {
  const end = world.now + longest;
  for (;;) {
    const wrong = look();
    if (wrong === undefined || world.now >= end) return wrong;
    liftRestrictions(world);
    await world.run(LOOK_MS);
    for (const host of world.hosts) {
      const missing = !host.powered || !host.hasDaemon;
      const since = Math.max(host.lastLife, end - longest);
      if (missing && world.now - since > PATIENCE_MS) lend(world, host.id);
    }
  }
}

function statusOf(world: World, service: string): ServiceStatus | undefined {
  return world.hosts[0]?.daemon?.status().services.find(({ id }) => id === service);
}

function entryOf(world: World, service: string): ServiceEntry | undefined {
  const disk = world.hosts[0]?.disk;
  const records = disk === undefined ? undefined : readLedger(disk)?.records;
  return records?.find(({ key }) => key === service)?.value as ServiceEntry | undefined;
}

function isPassedOver(world: World, service: string): boolean {
  return (entryOf(world, service)?.failedOn.length ?? 0) > 0;
}

/** Why it is not yet as it should be; undefined when it is. */
function whatIsWrong(world: World, phase: 'L1' | 'freed'): string | undefined {
  const { hosts } = world;
  const statuses = hosts.map(({ daemon }) => daemon?.status());
  const [first] = statuses;
  if (first === undefined) return `${hosts[0]?.name} has no daemon`;
  for (const [index, status] of statuses.entries()) {
    const { name } = hosts[index] as (typeof hosts)[number];
    if (status === undefined) return `${name} has no daemon`;
    if (status.view?.members.length !== hosts.length)
      return `${name} is in ${status.view === null ? 'no view' : `a view of ${status.view.members.join(', ')}`}`;
    if (status.view.epoch !== first.view?.epoch) return `${name} is in another view than ${first.node}`;
    for (const [at, { id, state, owner }] of status.services.entries()) {
      const other = first.services[at];
      if (state !== other?.state || owner !== other.owner)
        return `${name} has ${id} ${state} on ${owner}, ${first.node} has it ${other?.state} on ${other?.owner}`;
    }
  }
  for (const service of first.services) {
    const words = wrongWith(world, service, phase);
    if (words !== undefined) return words;
  }
  return undefined;
}

function wrongWith(
  world: World,
  { id, state, owner, frozen }: ServiceStatus,
  phase: 'L1' | 'freed',
): string | undefined {
  const runs = world.where(id).map((node) => world.host(node).name);
  const shown = `${id} is ${state} on ${owner}, it runs on ${runs.join(', ') || 'no node'}`;
  if (frozen || (NEEDS_OPERATOR.has(state) && phase === 'L1')) return undefined;
  if (state === 'disabled') return runs.length === 0 ? undefined : shown;
  if (state === 'started' && runs.length === 1 && runs[0] === owner) return undefined;
  if (state === 'stopped' && runs.length === 0 && (hasNoNode(world, id) || entryOf(world, id)?.held === true))
    return undefined;
  if (runs.length === 0 && isKeptOff(world, id)) return undefined;
  if ((state === 'stopping' || state === 'recovering') && waitsForOperator(world, id, phase))
    return undefined;
  return shown;
}

/** What others want keeps it from running, and an operator can read that. */
function isKeptOff({ config, hosts }: World, id: string): boolean {
  const service = config.services.find((one) => one.id === id);
  if (service === undefined) return false;
  const { depend, keepApart, keepTogether, needs } = service;
  const wants =
    depend.length > 0 || keepApart !== undefined || keepTogether !== undefined || needs.length > 0;
  if (!wants && config.services.every(({ exclusive }) => exclusive !== 1)) return false;
  const waits = hosts.flatMap(({ daemon }) => daemon?.status().waits ?? []);
  return waits.some(({ what }) => what.startsWith(`${id} waits for a node: `));
}

/** Its stop is due, and what depends on it is frozen or has to be cleaned up: an operator can read that. */
function waitsForOperator({ hosts }: World, id: string, phase: 'L1' | 'freed'): boolean {
  const waits = hosts.flatMap(({ daemon }) => daemon?.status().waits ?? []);
  const wayOut = phase === 'L1' ? /: picket thaw |: clean up, / : /: picket thaw /;
  return waits.some(({ what }) => what.startsWith(`${id} stops after `) && wayOut.test(what));
}

/** Its failover domain is restricted to nobody. */
function hasNoNode({ config }: World, service: string): boolean {
  const name = config.services.find(({ id }) => id === service)?.domain;
  const domain = config.domains.find((one) => one.name === name);
  return domain?.restricted === true && domain.members.length === 0;
}
