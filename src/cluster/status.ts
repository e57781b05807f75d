/** What `picket status` shows: the whole cluster as one node sees it. Served as JSON; fields are only ever added. */
import type { Millis } from '#src/host/ports.ts';

export interface StatusDocument {
  readonly version: string;
  readonly cluster: string;
  readonly configVersion: number;
  /** SHA-256 of the text of that version, in hex. */
  readonly configDigest?: string;
  /** Name and id of the node that answers. */
  readonly node: string;
  readonly nodeId: number;
  /** Wall-clock ms of this answer. */
  readonly at: Millis;
  /** `joining`: no view yet; `member`; `leaving`. */
  readonly state: 'joining' | 'member' | 'leaving';
  readonly view: {
    readonly epoch: number;
    readonly members: readonly string[];
    readonly coordinator: string;
    /** May this view fence, may it start services; if not, why not. */
    readonly quorate: boolean;
    readonly mayStart: boolean;
    readonly reason: string;
  } | null;
  readonly nodes: readonly NodeStatus[];
  readonly services: readonly ServiceStatus[];
  /** Last fences, newest first. */
  readonly fences: readonly FenceStatus[];
  /** Everything Picket waits for right now. */
  readonly waits: readonly Wait[];
  /** The witness of cluster.xml; absent without one. */
  readonly witness?: WitnessStatus;
  /** An operator's lock: nothing is started. Absent without one. */
  readonly locked?: Said;
  /** Services are left alone, all of them. Absent without. */
  readonly maintenance?: Said;
  /** Standing warnings (no fence method, ledger was corrupt, disk full, fence device failing ...). */
  readonly warnings: readonly string[];
  /** Heartbeats as measured by the node that answers. */
  readonly timing?: TimingStatus;
}

/** An operator's word that stands. */
export interface Said {
  /** Empty when that is not known. */
  readonly who: string;
  /** Wall-clock ms. */
  readonly since: Millis;
}

export interface TimingStatus {
  /** As configured, ms. */
  readonly keepalive: Millis;
  readonly warntime: Millis;
  readonly deadtime: Millis;
  /** The longest that this daemon stood still, ms. */
  readonly longestPause: Millis;
  /** Datagrams that the kernel did not send. */
  readonly failedSends: number;
  readonly links: readonly {
    readonly node: string;
    readonly link: string;
    readonly roundTrip: Percentiles;
    /** How much longer than a keepalive after the one before a heartbeat came. */
    readonly late: Percentiles;
  }[];
  /** What would fit what was measured; null before that is enough. */
  readonly proposal: { readonly warntime: Millis; readonly deadtime: Millis } | null;
}

/** ms. */
export interface Percentiles {
  readonly count: number;
  readonly p50: Millis;
  readonly p99: Millis;
  readonly max: Millis;
}

export interface NodeStatus {
  readonly id: number;
  readonly name: string;
  readonly local: boolean;
  /** As the ledger has it: member, left, lost, fenced, never. */
  readonly standing: string;
  /** As this node's failure detector has it. `self` for the local node. */
  readonly peer: 'self' | 'unknown' | 'up' | 'late' | 'dead' | 'left';
  readonly since: Millis;
  readonly why: string;
  /** Absent without `<health>` in cluster.xml, and for a node that is no member. */
  readonly health?: readonly NodeHealth[];
  /** Its watchdog; absent without one in cluster.xml, and while a node has not told of it. */
  readonly watchdog?: WatchdogStatus;
  /** It takes no services, and gives its own away. Absent when it does. */
  readonly standby?: Said;
  /** It is to reboot, or does; in standby until then. Absent otherwise. */
  readonly reboot?: RebootStatus;
  /** Whether it could be fenced now. */
  readonly fencing?: NodeFencing;
  readonly links: readonly {
    readonly name: string;
    readonly address: string;
    readonly up: boolean;
    /** ms since the last heartbeat on it; null when none was heard. */
    readonly silentFor: Millis | null;
    /** In words when it is not up: "hears us, we don't hear it" ... */
    readonly reason: string;
  }[];
}

/** An operator's `picket reboot`, until the node is back in a new boot. */
export interface RebootStatus extends Said {
  /** Why nothing comes of it; the standby stands. Null while it is under way. */
  readonly failed: string | null;
}

export interface NodeFencing {
  /**
   * `yes`: all other members reach what one of its methods needs, as their last checks have it. `partly`: only some of
   * them do. `unknown`: not looked at yet.
   */
  readonly armed: 'yes' | 'partly' | 'no' | 'unknown';
  /** What stands in the way, and from where; may say something beside `yes`, of a method that is not the only one. */
  readonly why: string;
  /** The last time that somebody saw it work; null when nobody remembers. */
  readonly proven: FencingProof | null;
}

export interface FencingProof {
  /** Wall-clock ms. */
  readonly at: Millis;
  /** `test`: `picket fence --test`, from all members. `fence`: it was fenced. */
  readonly by: 'test' | 'fence';
  /** Of a test, what the slowest path took; of a fence, the time spent in fence agents; null when that is not known. */
  readonly ms: Millis | null;
}

/** The device that resets a node which does not feed it. */
export interface WatchdogStatus {
  /** It resets the node unless it is fed. */
  readonly armed: boolean;
  /** ms; null while it is not armed. */
  readonly timeout: Millis | null;
  /** When it was fed last, wall-clock ms; null for other nodes than the one that answers. */
  readonly fed: Millis | null;
  /** Why it is not armed, or not fed; empty when all is well. */
  readonly why: string;
}

export interface ServiceStatus {
  readonly id: string;
  readonly state: string;
  readonly owner: string | null;
  readonly lastOwner: string | null;
  readonly frozen: boolean;
  /** The only node it can run on: an instance of a service with instances="all". Absent otherwise. */
  readonly only?: string;
  /** What of it is down on its own while it runs; absent when everything of it runs. */
  readonly partial?: readonly ServicePartStatus[];
  /** It is on its way to another node without a stop; absent otherwise. */
  readonly migration?: MigrationStatus;
  /** Where it could not migrate lately, the last failure of each node; absent without any. */
  readonly notTo?: readonly { readonly node: string; readonly at: Millis; readonly why: string }[];
  readonly restarts: number;
  readonly since: Millis;
  readonly why: string;
}

export interface MigrationProgressStatus {
  /** 0 to 100; null while nobody can tell. */
  readonly percent: number | null;
  /** What is left, how fast; empty while nobody can tell. */
  readonly words: string;
}

/** A live migration, from the owner. */
export interface MigrationStatus extends MigrationProgressStatus {
  readonly to: string;
  readonly by: 'operator' | 'picket';
  /** Wall-clock ms. */
  readonly since: Millis;
}

/** A `<health>` entry of cluster.xml on one node. */
export interface NodeHealth {
  readonly name: string;
  /** `unknown`: not looked at since the node booted. */
  readonly state: 'ok' | 'failing' | 'unknown';
  /** Wall-clock ms; null while it is unknown. */
  readonly since: Millis | null;
  readonly why: string;
}

/** An independent resource that is down, with all that stands in it. */
export interface ServicePartStatus {
  readonly resource: string;
  /** `stopped`: until `picket convalesce`. `retried`: did not start, is tried again. `may-run`: its stop failed. */
  readonly state: 'stopped' | 'retried' | 'may-run';
  readonly why: string;
}

/** Where a service could run and why, as the coordinator sees it. */
export interface Explanation {
  readonly service: string;
  readonly state: string;
  readonly owner: string | null;
  readonly why: string;
  /** Why it is not started, or not stopped yet; null when it waits for nothing. */
  readonly waits: string | null;
  /** What cluster.xml says about where it may run, one line each. */
  readonly rules: readonly string[];
  /** The best first; those that can't take it last. */
  readonly nodes: readonly {
    readonly node: string;
    readonly eligible: boolean;
    readonly owner: boolean;
    /** What speaks for or against it; why not, when it is not eligible. */
    readonly reasons: readonly string[];
  }[];
}

export interface FenceStatus {
  readonly id: string;
  readonly node: string;
  readonly state: 'waiting' | 'running' | 'fenced' | 'retrying' | 'called-off';
  readonly by: string;
  readonly method: string;
  /** The last device that was told to switch; empty before, or when an older version did it. */
  readonly device?: string;
  /** What it was for: why the node counted as lost. */
  readonly why?: string;
  /** `picket fence`. */
  readonly asked?: boolean;
  /** Time spent in fence agents, in the attempt that succeeded; null when it did not, or needed none. */
  readonly agentMs?: Millis | null;
  readonly began: Millis;
  readonly ended: Millis | null;
  readonly attempts: number;
  /** What the last attempt met, in words, without secrets. */
  readonly lastError: string;
  /** What proves it: "status read off twice", "confirmed down by root" ... */
  readonly evidence: string;
  /** Wall-clock ms of the next try; null when none is planned. */
  readonly retryAt?: Millis | null;
}

/** The program on a third host that gives its votes to one side. */
export interface WitnessStatus {
  readonly address: string;
  readonly port: number;
  readonly votes: number;
  /** It has answered this node within a deadtime. */
  readonly reachable: boolean;
  /** ms since its last answer; null when it never answered. */
  readonly silentFor: Millis | null;
  /** Nodes of the view that has its vote, as it said last; empty: nobody has it. */
  readonly holders: readonly string[];
  /** This node may count its vote now, and since when (wall-clock ms). */
  readonly ours: boolean;
  readonly since: Millis | null;
  /** Why not, when it was asked for and is not ours. */
  readonly why: string;
}

/** Something Picket waits for: what, since when, and what ends the wait. */
export interface Wait {
  readonly what: string;
  readonly since: Millis;
  /** Wall-clock ms when it ends by itself; null if it does not. */
  readonly until: Millis | null;
  /** What ends it, with the command where there is one. */
  readonly ends: string;
}

/** Events: stable names and fields. */
export interface ClusterEvent {
  /** Grows by one; unique on this node. */
  readonly sequence: number;
  /** Wall-clock ms. */
  readonly at: Millis;
  /** peer.up peer.late peer.dead peer.left view.active node.lost node.fenced fence.started fence.failed fence.succeeded service.starting ... */
  readonly name: string;
  readonly node?: string;
  readonly service?: string;
  /** One id for everything that follows from one loss. */
  readonly failover?: string;
  /** One line for people. */
  readonly message: string;
  /** More fields, by event. */
  readonly data?: Readonly<Record<string, unknown>>;
}
