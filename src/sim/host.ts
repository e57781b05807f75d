/**
 * One simulated host: power, boots, a disk that stays, programs, and at most one run of the daemon, which is the real
 * `Node` over simulated ports. The host or its daemon alone can stand still.
 */
import type { Node } from '#src/cluster/node.ts';
import type { ClusterEvent } from '#src/cluster/status.ts';
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import { HostError, type Millis } from '#src/host/ports.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import type { Timeline } from './clock.ts';
import { runDaemon } from './daemon-run.ts';
import type { Wires } from './datagrams.ts';
import { createDisk, type Disk } from './disk.ts';
import { createLife, type Life } from './life.ts';
import type { WorldLog } from './log.ts';
import type { Powered } from './power.ts';
import { createProcesses, type Program } from './processes.ts';
import type { Dice } from './random.ts';
import type { SharedSealers } from './sealers.ts';
import type { SessionWorld } from './sessions.ts';
import { createStandstill, type Standstill } from './standstill.ts';
import { createSimWatchdog } from './watchdog.ts';
import type { SimWitness } from './witness.ts';

export interface SimHost extends Powered {
  readonly disk: Disk;
  /** The daemon, while one runs and has read its disk. */
  readonly daemon: Node | undefined;
  /** A run of the daemon has begun and is not over. */
  readonly hasDaemon: boolean;
  /** When a daemon ran last; now, while one runs. -Infinity before the first. */
  readonly lastLife: Millis;
  /** The whole host stands still. */
  readonly paused: boolean;
  /** The daemon does: alone, or with its host. */
  readonly still: boolean;
  /** When it, or its daemon, stood still last; now, while it does. -Infinity when it never did. */
  readonly lastStill: Millis;
  /** When its disk last was not what disks are. */
  readonly lastSlow: Millis;
  /** Losses of power so far. */
  readonly losses: number;
  /** Starts the daemon of a host that is up and has none running. */
  startDaemon(): void;
  /** Ends the daemon as SIGKILL does: programs and services go on. `restartAfter`: systemd starts it again, in ms. */
  killDaemon(restartAfter?: Millis): void;
  /** `systemctl restart picket`. */
  restartDaemon(): void;
  /** As `systemctl stop`: resolves with words when the node may not leave; then the daemon goes on. */
  leave(): Promise<string | undefined>;
  /** As a daemon does it that an operator told to: it leaves, then its host boots anew. */
  reboot(): Promise<void>;
  /** The whole host stands still for so long. */
  pause(ms: Millis): void;
  /** Only its daemon does. */
  stopDaemon(ms: Millis): void;
  /** Whoever stands still goes on. */
  wake(): void;
  /** The wall clock jumps. */
  jump(by: Millis): void;
}

export interface HostDeps {
  readonly self: NodeConfig;
  readonly config: () => ClusterConfig;
  readonly keys: ClusterKeys;
  readonly sealers: SharedSealers;
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly wires: Wires;
  readonly sessions: SessionWorld;
  readonly witness: SimWitness;
  readonly programs: ReadonlyMap<string, Program>;
  readonly log: WorldLog;
  /** Something that really happened, for the story. */
  readonly fact: (text: string) => void;
  /** A run of the daemon begins. */
  readonly began: () => void;
  /** Its watchdog resets it now. */
  readonly bitten: () => void;
  /** The power went: whatever ran on it is over. */
  readonly powerLost: () => void;
  /** Power went while a file was being written, and a part of it landed. */
  readonly torn: (path: string) => void;
  readonly told: (event: ClusterEvent) => void;
  /** The daemon met an error that it should not have met. */
  readonly failed: (error: unknown) => void;
}

/** Wall clock of the world at its beginning. */
const EPOCH_MS = 1_800_000_000_000;
/** Shorter than a deadtime: such a host may come back before it was missed. */
const LEAST_BOOT_MS = 2_000;
export const MOST_BOOT_MS = 12_000;
/** systemd's RestartSec, see packaging/. */
export const RESTART_MS = 1_000;
/** A daemon that does not end when it is told to is killed. */
const STOP_TIMEOUT_MS = 10_000;

export function createHost(deps: HostDeps): SimHost {
  const { self, timeline, log } = deps;
  const { network } = deps.sessions;
  const dice = deps.dice.fork();
  let lastSlow = -Infinity;
  const disk = createDisk(() => {
    if (disk.writes !== 'ok') lastSlow = timeline.now;
  });
  const hostGate = createStandstill(timeline);
  const processes = createProcesses(timeline, deps.programs, hostGate);
  const watchdog = createSimWatchdog(timeline, () => {
    note(`the watchdog resets ${self.name}`);
    deps.bitten();
    host.powerOff('shot');
    host.powerOn();
  });
  let powered = false;
  let mains = false;
  let booted = false;
  let boots = 0;
  let losses = 0;
  let bootId = '';
  let wallAtStart = EPOCH_MS;
  let lastLife = -Infinity;
  let lastStill = -Infinity;
  let daemonGate: Standstill | undefined;
  let life: Life | undefined;
  let daemon: Node | undefined;

  function note(text: string): void {
    log.note('world', text);
    deps.fact(text);
  }

  function end(how: 'killed' | 'power-lost'): void {
    if (life !== undefined) lastLife = timeline.now;
    if (life?.still === true) lastStill = timeline.now;
    life?.end(how);
    daemonGate?.forget();
    life = undefined;
    daemon = undefined;
  }

  function begin(): void {
    const gate = createStandstill(timeline);
    const mine = createLife([hostGate, gate]);
    life = mine;
    deps.began();
    daemonGate = gate;
    const parts = {
      ...deps,
      dice,
      disk,
      processes,
      bootId,
      wallAtStart: () => wallAtStart,
      log: log.of(self.name),
      watchdogs: watchdog.port(mine),
      restart: () => host.restartDaemon(),
      reboot: () => void host.reboot(),
    };
    const made = (node: Node): void => {
      daemon = node;
    };
    runDaemon(parts, mine, made).catch((error: unknown) => {
      if (!(error instanceof HostError)) return deps.failed(error);
      log.note(self.name, `the daemon can't begin: ${error.message}`);
      if (life === mine) end('killed');
      startLater(RESTART_MS);
    });
  }

  function startLater(delay: Millis): void {
    const boot = boots;
    timeline.after(delay, () => {
      if (boot === boots) hostGate.pass(() => host.startDaemon());
    });
  }

  function goOn(gate: Standstill | undefined): void {
    if (gate?.still !== true) return;
    lastStill = timeline.now;
    note(`${self.name} goes on`);
    gate.end();
    network.hostChanged();
  }

  const host: SimHost = {
    id: self.id,
    name: self.name,
    disk,
    get powered() {
      return powered;
    },
    get mains() {
      return mains;
    },
    get daemon() {
      return daemon;
    },
    get hasDaemon() {
      return life !== undefined;
    },
    get lastLife() {
      return life === undefined ? lastLife : timeline.now;
    },
    get paused() {
      return hostGate.still;
    },
    get still() {
      return life === undefined ? hostGate.still : life.still;
    },
    get lastStill() {
      return host.still ? timeline.now : lastStill;
    },
    get lastSlow() {
      return disk.writes === 'ok' ? lastSlow : timeline.now;
    },
    get losses() {
      return losses;
    },
    powerOff(how = 'mains') {
      if (how === 'mains') mains = false;
      if (!powered) return;
      note(`${self.name} loses power`);
      powered = false;
      booted = false;
      losses++;
      boots++;
      end('power-lost');
      hostGate.forget();
      watchdog.powerLost();
      processes.powerLost();
      disk.powerLost(dice, deps.torn);
      deps.powerLost();
    },
    powerOn() {
      mains = true;
      if (powered) return;
      powered = true;
      network.hostChanged();
      bootId = Buffer.from(dice.bytes(16)).toString('hex');
      const boot = ++boots;
      note(`${self.name} has power and boots`);
      timeline.after(dice.between(LEAST_BOOT_MS, MOST_BOOT_MS), () => {
        if (!powered || boot !== boots) return;
        hostGate.pass(() => {
          booted = true;
          host.startDaemon();
        });
      });
    },
    startDaemon() {
      if (!booted || life !== undefined) return;
      note(`${self.name} starts its daemon`);
      begin();
    },
    killDaemon(restartAfter) {
      note(`${self.name}'s daemon is killed`);
      end('killed');
      if (restartAfter !== undefined) startLater(restartAfter);
    },
    restartDaemon() {
      const mine = life;
      if (mine === undefined) return;
      note(`${self.name}'s daemon is restarted`);
      const stop = (): void => {
        if (life !== mine) return;
        end('killed');
        startLater(RESTART_MS);
      };
      // It says so to the others first.
      const said = daemon?.restarting();
      if (said === undefined) return stop();
      said.then(stop, stop);
      timeline.after(STOP_TIMEOUT_MS, stop);
    },
    async leave() {
      const leaving = daemon;
      if (leaving === undefined) return undefined;
      const stays = await leaving.leave();
      if (stays !== undefined) return stays;
      await leaving.stop();
      if (daemon === leaving) end('killed');
      return undefined;
    },
    async reboot() {
      const leaving = daemon;
      const stays = await leaving?.leave();
      if (leaving === undefined || daemon !== leaving) return;
      if (stays !== undefined) return leaving.notRebooted(stays);
      note(`${self.name} reboots`);
      host.powerOff();
      host.powerOn();
    },
    pause(ms) {
      if (!powered || hostGate.still) return;
      note(`${self.name} stands still`);
      hostGate.begin();
      network.hostChanged();
      const boot = boots;
      timeline.after(ms, () => {
        if (boot === boots) goOn(hostGate);
      });
    },
    stopDaemon(ms) {
      const gate = daemonGate;
      if (life === undefined || gate === undefined || gate.still) return;
      note(`${self.name}'s daemon stands still`);
      gate.begin();
      timeline.after(ms, () => {
        if (daemonGate === gate) goOn(gate);
      });
    },
    wake() {
      goOn(hostGate);
      goOn(daemonGate);
    },
    jump(by) {
      wallAtStart += by;
    },
  };
  return host;
}
