/**
 * One simulated host: power, boots, a disk that stays, programs, and at most one run of the daemon, which is the real
 * `Node` over simulated ports.
 */
import { createRegistry } from '#src/agents/registry.ts';
import { createEventLog } from '#src/cluster/event-log.ts';
import { Node } from '#src/cluster/node.ts';
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import { createAgentCatalog } from '#src/fencing/agent-catalog.ts';
import { HostError } from '#src/host/ports.ts';
import { createDurableFolder } from '#src/membership/durable-folder.ts';
import { nextIncarnation } from '#src/membership/incarnation.ts';
import { createLedgerStore } from '#src/membership/ledger-store.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import { createClock, type Timeline } from './clock.ts';
import { createDatagrams, type SocketTable } from './datagrams.ts';
import { createDisk, createFiles, type Disk } from './disk.ts';
import { createLife, type Life } from './life.ts';
import type { WorldLog } from './log.ts';
import type { Powered } from './power.ts';
import { createCommands, createProcesses, type Program } from './processes.ts';
import type { Dice } from './random.ts';
import { simAgent } from './services.ts';
import { createSessions, type SessionWorld } from './sessions.ts';

export interface SimHost extends Powered {
  readonly disk: Disk;
  /** The daemon, while one runs. */
  readonly daemon: Node | undefined;
  /** Starts the daemon of a host that is up and has none running. */
  startDaemon(): void;
  /** Ends the daemon as SIGKILL does: programs and services go on. */
  killDaemon(): void;
  /** As `systemctl stop`: resolves with words when the node may not leave; then the daemon goes on. */
  leave(): Promise<string | undefined>;
}

export interface HostDeps {
  readonly self: NodeConfig;
  readonly config: () => ClusterConfig;
  readonly keys: ClusterKeys;
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly sockets: SocketTable;
  readonly sessions: SessionWorld;
  readonly programs: ReadonlyMap<string, Program>;
  readonly log: WorldLog;
  /** The power went: whatever ran on it is over. */
  readonly powerLost: () => void;
  /** The daemon met an error that it should not have met. */
  readonly failed: (error: unknown) => void;
}

/** Wall clock of the world at its beginning. */
export const EPOCH_MS = 1_800_000_000_000;
/** Shorter than a deadtime: such a host may come back before it was missed. */
const LEAST_BOOT_MS = 2_000;
const MOST_BOOT_MS = 12_000;
/** systemd's RestartSec for a daemon that could not begin. */
const RESTART_MS = 5_000;
const STATE = '/var/lib/picket';

export function createHost(deps: HostDeps): SimHost {
  const { self, timeline, log } = deps;
  const dice = deps.dice.fork();
  const disk = createDisk();
  const processes = createProcesses(timeline, deps.programs);
  let powered = false;
  let booted = false;
  let boots = 0;
  let bootId = '';
  let life: Life | undefined;
  let daemon: Node | undefined;

  function end(how: 'killed' | 'power-lost'): void {
    life?.end(how);
    life = undefined;
    daemon = undefined;
  }

  async function run(mine: Life): Promise<void> {
    const clock = createClock(timeline, EPOCH_MS, mine);
    const files = createFiles({ disk, timeline, dice, life: mine, processes });
    const commands = createCommands(timeline, processes, mine);
    const own = log.of(self.name);
    const folder = createDurableFolder(files, STATE, own);
    const store = createLedgerStore(files, folder, own);
    const { state, problem } = await store.load();
    const incarnation = await nextIncarnation(files, folder, bootId);
    await folder.layBallast();
    const node = new Node({
      version: 'sim',
      self,
      incarnation,
      config: deps.config(),
      keys: deps.keys,
      store,
      initial: state,
      agents: createRegistry([simAgent]),
      catalog: createAgentCatalog({ commands, clock, log: own }),
      events: createEventLog({ clock, files, log: own, path: `${STATE}/events.jsonl` }),
      runFolder: '/run/picket',
      ports: {
        clock,
        random: dice.fork(),
        commands,
        datagrams: createDatagrams(deps.sessions.network, deps.sockets, self.id, mine),
        sessions: createSessions(deps.sessions, self.id, mine),
        files,
      },
      log: own,
      reread: async () => ({ config: deps.config(), problems: [] }),
    });
    node.warn('ledger', problem);
    daemon = node;
    await node.start();
  }

  const host: SimHost = {
    id: self.id,
    name: self.name,
    disk,
    get powered() {
      return powered;
    },
    get daemon() {
      return daemon;
    },
    powerOff() {
      if (!powered) return;
      log.note('world', `${self.name} loses power`);
      powered = false;
      booted = false;
      end('power-lost');
      processes.powerLost();
      disk.powerLost();
      deps.powerLost();
    },
    powerOn() {
      if (powered) return;
      powered = true;
      deps.sessions.network.powerChanged();
      bootId = Buffer.from(dice.bytes(16)).toString('hex');
      const boot = ++boots;
      log.note('world', `${self.name} has power and boots`);
      timeline.after(dice.between(LEAST_BOOT_MS, MOST_BOOT_MS), () => {
        if (!powered || boot !== boots) return;
        booted = true;
        host.startDaemon();
      });
    },
    startDaemon() {
      if (!booted || life !== undefined) return;
      log.note('world', `${self.name} starts its daemon`);
      const mine = createLife();
      life = mine;
      run(mine).catch((error: unknown) => {
        if (!(error instanceof HostError)) return deps.failed(error);
        log.note(self.name, `the daemon can't begin: ${error.message}`);
        if (life === mine) end('killed');
        timeline.after(RESTART_MS, () => host.startDaemon());
      });
    },
    killDaemon() {
      log.note('world', `${self.name}'s daemon is killed`);
      end('killed');
    },
    async leave() {
      const leaving = daemon;
      if (leaving === undefined) return undefined;
      const stays = await leaving.leave();
      if (stays !== undefined) return stays;
      await leaving.stop();
      end('killed');
      return undefined;
    },
  };
  return host;
}
