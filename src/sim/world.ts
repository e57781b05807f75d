/**
 * A simulated cluster: hosts with the real daemon, cables, power and fence devices, services; everything from one seed.
 * After every step the safety rules are checked against what is really so.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import { startOrder } from '#src/config/order.ts';
import { deriveKeys } from '#src/wire/keys.ts';
import { createTimeline } from './clock.ts';
import { type ClusterPlan, clusterConfig } from './cluster-config.ts';
import { type Counts, createCounter } from './counts.ts';
import type { Wires } from './datagrams.ts';
import { repair, settle } from './ending.ts';
import { createFrameLaws } from './frame-laws.ts';
import { createGuests } from './guests.ts';
import { happen } from './happen.ts';
import type { Happening } from './happening.ts';
import { createHost, type SimHost } from './host.ts';
import { createIntruders } from './intruders.ts';
import { createLaws, Violation } from './laws.ts';
import { createWorldLog, type WorldLog } from './log.ts';
import { createNetwork, type Network } from './network.ts';
import { type Outsider, outsider } from './outsider.ts';
import { createPeerLaws } from './peer-laws.ts';
import { createPingTarget, PING_PROGRAM } from './ping-target.ts';
import { createPowerWorld, FENCE_PROGRAM, type PowerWorld } from './power.ts';
import type { Program } from './processes.ts';
import { createDice, type Dice } from './random.ts';
import { createRelationLaws } from './relation-laws.ts';
import { createSharedSealers } from './sealers.ts';
import { createServiceWorld, SERVICE_PROGRAM, type ServiceWorld } from './services.ts';
import type { SessionWorld } from './sessions.ts';
import { createShotLaws } from './shot-laws.ts';
import { createViewLaws } from './view-laws.ts';
import { createSimWitness } from './witness.ts';
import { createWordLaws } from './word-laws.ts';

/** One line of what a run tells: an event of a node's daemon, or what really happened (`who` is `world`). */
export interface StoryLine {
  /** ms since the beginning. */
  readonly at: number;
  readonly who: string;
  readonly text: string;
}

/** What happened, or came of it later: a stop that failed, a migration that lost one of its hosts. */
export type Fault = Happening['kind'] | 'stop-failed' | 'torn-migration';

export interface World {
  readonly now: number;
  readonly seed: number;
  readonly config: ClusterConfig;
  readonly dice: Dice;
  readonly network: Network;
  readonly power: PowerWorld;
  readonly services: ServiceWorld;
  readonly hosts: readonly SimHost[];
  readonly pingTarget: Outsider;
  readonly witness: Outsider;
  readonly log: WorldLog;
  /** All events of all daemons and what really happened, in order. */
  readonly story: readonly StoryLine[];
  /** What happened and really had an effect, by kind. */
  readonly faults: ReadonlyMap<Fault, number>;
  readonly counts: Counts;
  /** By id; throws when there is none. */
  host(id: number): SimHost;
  /** Switches all hosts on. */
  powerOnAll(): void;
  /** Something happens now. What it names must exist. */
  happen(what: Happening): void;
  /** Lets that much time pass. Rejects with Violation when a safety rule is broken, with the seed and the last of the log. */
  run(ms: number): Promise<void>;
  /** Lets time pass until it is so; rejects after `within` ms. */
  until(what: string, isSo: () => boolean, within?: number): Promise<void>;
  /**
   * Repairs everything and lets time pass until one view has all nodes and everything runs that should; see ending.ts.
   * Rejects with Violation when that takes too long (L1), or when an operator's word was forgotten (S8).
   */
  mend(): Promise<void>;
  /** Nodes on which the service is really active. */
  where(service: string): readonly number[];
  /** An operator knows that the node is off. */
  vouch(node: number): void;
}

const LOOK_EVERY_MS = 50;
const LOG_TAIL = 150;
/** Their chance is of its own: worlds without them stay what they were. */
const GUESTS_SALT = 0x9e57;
/** How often it is looked whether the dead still count as up. */
const PEERS_EVERY_MS = 1_000;

/** More programs that the host of that node has, by name. */
export type MorePrograms = (node: number) => ReadonlyMap<string, Program>;

export function createWorld(seed: number, plan: ClusterPlan, more?: MorePrograms): World {
  return createWorldFrom(clusterConfig(plan), seed, more);
}

/** `config`: fence devices use the agent `fence_sim`, resources the type `sim`; addresses are anybody's choice. */
export function createWorldFrom(config: ClusterConfig, seed: number, more?: MorePrograms): World {
  const timeline = createTimeline();
  const dice = createDice(seed);
  const now = (): number => timeline.now;
  const story: StoryLine[] = [];
  const tell = (who: string, text: string): void => void story.push({ at: timeline.now, who, text });
  const faults = new Map<Fault, number>();
  const count = (kind: Fault): void => void faults.set(kind, (faults.get(kind) ?? 0) + 1);
  const counter = createCounter();
  const log = createWorldLog(now, counter.logged);
  const laws = createLaws(now);
  const network = createNetwork(timeline, dice.fork(), config.nodes);
  const keys = deriveKeys(config.name, [{ id: 1, secret: new Uint8Array(32).fill(7) }]);
  const sealers = createSharedSealers();
  const host = (id: number): SimHost => {
    const found = hosts.find((one) => one.id === id);
    if (found === undefined) throw new Error(`there is no node ${id} in this world`);
    return found;
  };
  const relations = createRelationLaws(config.services, laws);
  const services = createServiceWorld(
    laws,
    dice.fork(),
    resourcesOf(config),
    {
      startBegins(service, node) {
        // S2 is excused for a node whose device lies, and what it starts again in place is of the same kind.
        // Another resource of what runs there has been decided with the first one.
        const goesOn = laws.where(service).includes(node);
        views.startBegins(service, node, goesOn || laws.excused.has(node));
        counter.started();
      },
      stoppedThere: (service, node) => relations.stoppedThere(service, node),
      activeChanged(service, node, is) {
        counter.active(service, node, is);
        tell('world', `${service} is ${is ? 'active' : 'gone'} on ${host(node).name}`);
      },
      stopFailed: () => count('stop-failed'),
    },
    (setActive) =>
      createGuests({
        ...{ timeline, laws, setActive, dice: createDice(seed ^ GUESTS_SALT) },
        hosts: () => hosts,
        reaches: (from, to) => config.heartbeat.links.some((_, link) => network.passes(from, to, link)),
        witness: {
          switched(service, from, to) {
            counter.migrated();
            views.comesTo(service, to);
            tell('world', `${service} goes on on ${host(to).name}, from ${host(from).name}`);
          },
          torn: () => count('torn-migration'),
        },
      }),
  );
  const power = createPowerWorld({
    timeline,
    dice: dice.fork(),
    hosts: () => hosts,
    witness: {
      fired: (by, target) => shots.fired(by, target),
      landed(by, target) {
        shots.landed(by, target);
        counter.fenced();
        tell('world', `the fence device switches ${host(target).name} off for ${host(by).name}`);
      },
      readOff: (target) => laws.nodeProven(target),
      lies: (target) => laws.excuse(target),
    },
  });
  const wires: Wires = {
    network,
    sockets: new Map(),
    record: (node, packet) => intruders.record(node, packet),
  };
  const lives = new Map<number, number>();
  const intruders = createIntruders({
    config,
    reveal: sealers.reveal,
    wires: () => wires,
    timeline,
    dice: dice.fork(),
    lives: (node) => lives.get(node) ?? 0,
  });
  const sessions: SessionWorld = {
    timeline,
    network,
    listeners: new Map(),
    answers: (id) => host(id).powered && !host(id).paused,
    sent: (node, frame) => frames.sent(node, frame),
    connections: new Set(),
  };
  const witness = createSimWitness({
    timeline,
    network,
    dice: dice.fork(),
    keys,
    address: config.quorum.witness,
    deadtime: config.heartbeat.deadtime,
    log: log.of('witness'),
  });
  const pings = createPingTarget(dice.fork());
  const failures: unknown[] = [];
  const hosts: readonly SimHost[] = config.nodes.map((self) =>
    createHost({
      self,
      config: () => config,
      keys,
      sealers,
      timeline,
      dice,
      wires,
      sessions,
      witness,
      programs: new Map([
        [FENCE_PROGRAM, power.program(self.id)],
        [SERVICE_PROGRAM, services.program(self.id)],
        [PING_PROGRAM, pings.program(self.id)],
        ...(more?.(self.id) ?? []),
      ]),
      log,
      fact(text) {
        tell('world', text);
      },
      began: () => void lives.set(self.id, (lives.get(self.id) ?? 0) + 1),
      powerLost() {
        counter.lost(self.id);
        services.powerLost(self.id);
        laws.off(self.id);
        if (power.mode(self.id) === 'lies') laws.excuse(self.id);
        // Where time is the proof, what is really so is what it is judged by.
        if (self.fence.some((method) => method.self === true)) laws.nodeProven(self.id);
      },
      bitten: () => counter.bitten(),
      torn() {
        count('tear');
        words.ledgerLost();
      },
      told(event) {
        tell(self.name, `${event.name} ${event.message}`);
        peers.told(self.id, event);
      },
      failed: (error) => failures.push(error),
    }),
  );
  const { accuse } = laws;
  const views = createViewLaws({ config: () => config, hosts, now, accuse, granted: witness.granted });
  const shots = createShotLaws({
    config: () => config,
    host,
    mode: (node) => power.mode(node),
    now,
    accuse,
    weakness: (node, target) => views.weakness(node, target),
  });
  const words = createWordLaws({ hosts, now, accuse });
  const frames = createFrameLaws(host, accuse);
  const flight = (): number => network.longestFlight;
  const peers = createPeerLaws({ config: () => config, hosts, flight, now, accuse });

  function check(): void {
    if (failures.length > 0) throw failures[0];
    views.look();
    laws.check();
  }

  async function run(ms: number): Promise<void> {
    try {
      await timeline.run(ms, check);
    } catch (error) {
      throw told(error);
    }
    // What was found after the last event, or between two runs.
    judge();
  }

  function judge(): void {
    try {
      check();
    } catch (error) {
      throw told(error);
    }
  }

  function told(error: unknown): Error {
    const message = `seed ${seed}: ${explain(error)}\n${log.tail(LOG_TAIL)}`;
    return error instanceof Violation
      ? new Violation(error.rule, error.at, error.words, message)
      : new Error(message);
  }

  function lookAtPeers(): void {
    peers.look();
    timeline.after(PEERS_EVERY_MS, lookAtPeers);
  }
  lookAtPeers();

  const world: World = {
    get now() {
      return timeline.now;
    },
    seed,
    config,
    dice,
    network,
    power,
    services,
    hosts,
    pingTarget: outsider(config.heartbeat.ping.length > 0, pings.setUp),
    witness: outsider(config.quorum.witness !== undefined, witness.setUp),
    log,
    story,
    faults,
    counts: counter.counts,
    host,
    powerOnAll() {
      for (const one of hosts) one.powerOn();
    },
    happen(what) {
      log.note('story', JSON.stringify(what));
      if (happen(parts, what)) count(what.kind);
    },
    run,
    async until(what, isSo, within = 60_000) {
      const end = timeline.now + within;
      while (!isSo()) {
        if (timeline.now >= end) {
          throw new Error(`seed ${seed}: ${what}: not so after ${within} ms\n${log.tail(LOG_TAIL)}`);
        }
        await run(LOOK_EVERY_MS);
      }
    },
    async mend() {
      log.note('story', 'everything is repaired');
      repair(world, laws);
      counter.freed(
        await settle(world, laws, (verb, service, answered) => {
          const node = (hosts.find((one) => one.hasDaemon && !one.still) ?? host(1)).id;
          return happen({ ...parts, answered }, { kind: 'operator', node, verb, service });
        }),
      );
      words.end();
      judge();
    },
    where: (service) => laws.where(service),
    vouch: (node) => laws.nodeProven(node),
  };
  const parts = { world, laws, words, shots, intruders, connections: sessions.connections };
  return world;
}

function resourcesOf({ services }: ClusterConfig): ReadonlyMap<string, readonly string[]> {
  return new Map(services.map((service) => [service.id, startOrder(service).map(({ name }) => name)]));
}

function explain(error: unknown): string {
  if (error instanceof Violation) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
