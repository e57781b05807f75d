/** One run of the daemon on a simulated host: what src/daemon/run.ts does, over simulated ports. */
import { createDrbd } from '#src/agents/drbd/drbd-tools.ts';
import { createRegistry } from '#src/agents/registry.ts';
import { runningConfig } from '#src/cluster/config-desk.ts';
import { createEventLog } from '#src/cluster/event-log.ts';
import { Node } from '#src/cluster/node.ts';
import type { ClusterEvent } from '#src/cluster/status.ts';
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import { createAgentCatalog } from '#src/fencing/agent-catalog.ts';
import type { Clock, Log, Millis, Watchdogs } from '#src/host/ports.ts';
import { createDurableFolder } from '#src/membership/durable-folder.ts';
import { nextIncarnation } from '#src/membership/incarnation.ts';
import { createLedgerStore } from '#src/membership/ledger-store.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import { createClock, type Timeline } from './clock.ts';
import { openConfiguration } from './daemon-config.ts';
import { createDatagrams, type Wires } from './datagrams.ts';
import type { Disk } from './disk.ts';
import { createFiles } from './files.ts';
import { guestAgent } from './guest-agent.ts';
import type { Life } from './life.ts';
import { createCommands, type Processes, type Program } from './processes.ts';
import type { Dice } from './random.ts';
import type { SharedSealers } from './sealers.ts';
import { simAgent } from './services.ts';
import { createSessions, type SessionWorld } from './sessions.ts';
import type { SimWitness } from './witness.ts';

export interface DaemonParts {
  readonly self: NodeConfig;
  readonly config: () => ClusterConfig;
  readonly keys: ClusterKeys;
  readonly sealers: SharedSealers;
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly disk: Disk;
  readonly processes: Processes;
  readonly programs: ReadonlyMap<string, Program>;
  readonly wires: Wires;
  readonly sessions: SessionWorld;
  readonly bootId: string;
  /** Wall clock of the host at the beginning of the world. */
  readonly wallAtStart: () => Millis;
  readonly log: Log;
  readonly witness: SimWitness;
  readonly watchdogs: Watchdogs;
  /** As systemd does it. */
  readonly restart: () => void;
  readonly reboot: () => void;
  /** The daemon told an event. */
  readonly told: (event: ClusterEvent) => void;
}

const STATE = '/var/lib/picket';
export const LEDGER = `${STATE}/ledger`;
const HOUSEKEEPING_MS = 60_000;

/** Gives the node to `made` before it begins. Rejects with HostError when it can't begin. */
export async function runDaemon(parts: DaemonParts, life: Life, made: (node: Node) => void): Promise<void> {
  const { self, timeline, dice, disk, processes, log } = parts;
  const clock = createClock(timeline, parts.wallAtStart, life);
  const files = createFiles({ disk, timeline, dice, life, processes });
  const commands = createCommands(timeline, processes, life);
  const folder = createDurableFolder(files, STATE, log);
  const store = createLedgerStore(files, folder, log);
  const { state, problem } = await store.load();
  const configuration = await openConfiguration(files, log, `${STATE}/config`, parts.config(), state);
  const own = state.known.filter(({ id }) => id === self.id).map((member) => member.incarnation);
  const incarnation = await nextIncarnation(files, folder, parts.bootId, own);
  const events = createEventLog({ clock, files, log, path: `${STATE}/events.jsonl` });
  events.onEvent(parts.told);
  const node = new Node({
    version: 'sim',
    self,
    incarnation,
    config: runningConfig(configuration),
    keys: parts.keys,
    makeSealer: parts.sealers.make,
    readBeat: parts.sealers.readBeat,
    store,
    initial: state,
    agents: createRegistry([simAgent, guestAgent]),
    catalog: createAgentCatalog({ commands, clock, log }),
    events,
    runFolder: '/run/picket',
    ...(parts.programs.has('drbdsetup') && { drbd: createDrbd(commands) }),
    ports: {
      clock,
      random: dice.fork(),
      commands,
      datagrams: parts.witness.reachedBy(self.id, life, createDatagrams(parts.wires, self.id, life)),
      sessions: createSessions(parts.sessions, self.id, life),
      files,
      watchdogs: parts.watchdogs,
    },
    log,
    restart: parts.restart,
    reboot: parts.reboot,
    configuration,
  });
  node.warn('ledger', problem);
  made(node);
  await node.start();
  keepHouse(clock, () => void folder.layBallast().catch(() => undefined));
}

function keepHouse(clock: Clock, work: () => void): void {
  work();
  clock.after(HOUSEKEEPING_MS, () => keepHouse(clock, work));
}
