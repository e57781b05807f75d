/** What a node is made of. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import type { AgentCatalog } from '#src/fencing/agent-catalog.ts';
import type {
  Clock,
  Commands,
  Datagrams,
  Drbd,
  Files,
  Kernel,
  Log,
  Random,
  Sessions,
  Watchdogs,
  Webhooks,
} from '#src/host/ports.ts';
import type { DurableState, LedgerStore } from '#src/membership/ledger-store.ts';
import type { Incarnation } from '#src/membership/types.ts';
import type { decodeHeartbeat } from '#src/wire/heartbeat-codec.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import type { createSealer } from '#src/wire/seal.ts';
import type { ConfigurationSource } from './configuration.ts';
import type { EventLog } from './event-log.ts';

export interface NodeDeps {
  readonly version: string;
  readonly self: NodeConfig;
  readonly incarnation: Incarnation;
  readonly config: ClusterConfig;
  readonly keys: ClusterKeys;
  /** How datagrams are sealed and read; absent: as src/wire does it. */
  readonly makeSealer?: typeof createSealer;
  readonly readBeat?: typeof decodeHeartbeat;
  readonly store: LedgerStore;
  readonly initial: DurableState;
  readonly agents: AgentRegistry;
  readonly catalog: AgentCatalog;
  readonly events: EventLog;
  readonly runFolder: string;
  /** For what outlives a boot about guests; absent where nothing is kept. */
  readonly guestsFolder?: string;
  /** Where the firmware's word on this machine is; absent: where Linux has it. */
  readonly dmiFolder?: string;
  /** Absent where there can be none. */
  readonly drbd?: Drbd;
  readonly ports: {
    readonly clock: Clock;
    readonly random: Random;
    readonly commands: Commands;
    readonly datagrams: Datagrams;
    readonly sessions: Sessions;
    readonly files: Files;
    readonly kernel?: Pick<Kernel, 'carrier'>;
    readonly webhooks?: Webhooks;
    /** Absent where there are none. */
    readonly watchdogs?: Watchdogs;
  };
  readonly log: Log;
  /** Ends this daemon and starts it anew, after what is being answered; absent where nobody can. */
  readonly restart?: () => void;
  /** Leaves and has the host rebooted, after what is being answered; absent where nobody can. */
  readonly reboot?: () => void;
  /** cluster.xml: the version to begin with, and how to come to others. `config` is how a daemon uses that one. */
  readonly configuration: ConfigurationSource;
  /** Reads the key file again; absent where the keys never change. */
  readonly rereadKeys?: () => Promise<ClusterKeys | { readonly problem: string }>;
}
