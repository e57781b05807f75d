/**
 * A simulated cluster: hosts with the real daemon, cables, power and fence devices, services; everything from one seed.
 * After every step the safety rules are checked against what is really so.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import { deriveKeys } from '#src/wire/keys.ts';
import { createTimeline } from './clock.ts';
import { type ClusterPlan, clusterConfig } from './cluster-config.ts';
import { createHost, type SimHost } from './host.ts';
import { createLaws } from './laws.ts';
import { createWorldLog, type WorldLog } from './log.ts';
import { createNetwork, type Network } from './network.ts';
import { createPowerWorld, FENCE_PROGRAM, type PowerWorld } from './power.ts';
import { createDice, type Dice } from './random.ts';
import { createServiceWorld, SERVICE_PROGRAM, type ServiceWorld } from './services.ts';

export interface World {
  readonly now: number;
  readonly seed: number;
  readonly config: ClusterConfig;
  readonly dice: Dice;
  readonly network: Network;
  readonly power: PowerWorld;
  readonly services: ServiceWorld;
  readonly hosts: readonly SimHost[];
  readonly log: WorldLog;
  /** By id; throws when there is none. */
  host(id: number): SimHost;
  /** Switches all hosts on. */
  powerOnAll(): void;
  /** Lets that much time pass. Rejects when a safety rule is broken, with the seed and the last of the log. */
  run(ms: number): Promise<void>;
  /** Lets time pass until it is so; rejects after `within` ms. */
  until(what: string, isSo: () => boolean, within?: number): Promise<void>;
  /** Nodes on which the service is really active. */
  where(service: string): readonly number[];
  /** An operator knows that the node is off. */
  vouch(node: number): void;
}

const LOOK_EVERY_MS = 50;
const LOG_TAIL = 150;

export function createWorld(seed: number, plan: ClusterPlan): World {
  const timeline = createTimeline();
  const dice = createDice(seed);
  const config = clusterConfig(plan);
  const log = createWorldLog(() => timeline.now);
  const laws = createLaws(() => timeline.now);
  const network = createNetwork(timeline, dice.fork(), config.heartbeat.links.length);
  const ids = config.services.map(({ id }) => id);
  const services = createServiceWorld(laws, dice.fork(), ids);
  const power = createPowerWorld(laws, dice.fork(), () => hosts);
  const keys = deriveKeys(config.name, [{ id: 1, secret: new Uint8Array(32).fill(7) }]);
  const sockets = new Map();
  const powered = (id: number): boolean => hosts.find((one) => one.id === id)?.powered === true;
  const sessions = { timeline, network, listeners: new Map(), powered };
  const failures: unknown[] = [];
  const hosts: readonly SimHost[] = config.nodes.map((self) =>
    createHost({
      self,
      config: () => config,
      keys,
      timeline,
      dice,
      sockets,
      sessions,
      programs: new Map([
        [FENCE_PROGRAM, power.program],
        [SERVICE_PROGRAM, services.program(self.id)],
      ]),
      log,
      powerLost: () => services.powerLost(self.id),
      failed: (error) => failures.push(error),
    }),
  );

  function check(): void {
    if (failures.length > 0) throw failures[0];
    laws.check();
  }

  async function run(ms: number): Promise<void> {
    try {
      await timeline.run(ms, check);
    } catch (error) {
      throw new Error(`seed ${seed}: ${explain(error)}\n${log.tail(LOG_TAIL)}`);
    }
  }

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
    log,
    host(id) {
      const found = hosts.find((one) => one.id === id);
      if (found === undefined) throw new Error(`there is no node ${id} in this world`);
      return found;
    },
    powerOnAll() {
      for (const host of hosts) host.powerOn();
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
    where: (service) => laws.where(service),
    vouch: (node) => laws.nodeProven(node),
  };
  return world;
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
