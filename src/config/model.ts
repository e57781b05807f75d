/**
 * cluster.xml as the rest of Picket sees it: checked, with defaults filled in, references resolved, units applied.
 * Plain data, the same on every node that read the same file.
 */
import type { Millis } from '#src/host/ports.ts';

export interface ClusterConfig {
  readonly name: string;
  /** config_version: only grows. */
  readonly version: number;
  readonly heartbeat: HeartbeatConfig;
  readonly quorum: QuorumConfig;
  /** In the order of their ids. */
  readonly nodes: readonly NodeConfig[];
  readonly fencing: FencingConfig;
  /** Absent without one. */
  readonly watchdog?: WatchdogConfig;
  readonly domains: readonly FailoverDomain[];
  /** Services and guests, in the order of the file; one with `instances="all"` is one for each of its nodes. */
  readonly services: readonly ServiceConfig[];
  /** What nodes are looked at for, beyond being there. In the order of the file. */
  readonly health: readonly HealthCheck[];
  /** Who is told of events, in the order of the file; absent when nobody is. */
  readonly notify?: readonly NotifyConfig[];
  /** Of existing files; every resource has a timer of its own. */
  readonly statusPollInterval: Millis;
  /** Operations that one node carries out at a time. */
  readonly maxParallel: number;
}

/** A program that is run, or an address that is called, for each event that it wants. */
export interface NotifyConfig {
  readonly kind: 'program' | 'url';
  /** Absolute path; http or https. The URL may be a secret. */
  readonly target: string;
  /** Names of events; `fence.*`, `*`. */
  readonly events: readonly string[];
  /** Deadline for one event. */
  readonly timeout: Millis;
}

/** A node that fails it is unhealthy for the services that need it. */
export interface HealthCheck {
  readonly name: string;
  /** A network interface with carrier, an address that answers to ping, a program that exits with 0. */
  readonly kind: 'carrier' | 'ping' | 'script';
  /** The interface, the IP address, or the absolute path of the program. */
  readonly target: string;
  readonly interval: Millis;
  /** Deadline of one look. */
  readonly timeout: Millis;
}

export interface HeartbeatConfig {
  readonly keepalive: Millis;
  readonly warntime: Millis;
  readonly deadtime: Millis;
  readonly initdead: Millis;
  /** How long the others wait for a node whose daemon restarts before they call it dead; 0: as long as for any other. */
  readonly restartHold: Millis;
  /** A peer whose kernel says that no daemon listens counts as dead at once. */
  readonly fastDeath: boolean;
  /** UDP for heartbeats, TCP for sessions. */
  readonly port: number;
  /** Path of the key file. */
  readonly auth: string;
  /** In the order of the file; at least one. */
  readonly links: readonly string[];
  /** Addresses outside the cluster that tell an isolated node of two from a lonely one. */
  readonly ping: readonly string[];
}

export interface QuorumConfig {
  readonly twoNode: boolean;
  /** Sum of the votes of the nodes and the witness unless the file says otherwise. */
  readonly expectedVotes: number;
  readonly waitForAll: boolean;
  readonly startupFencing: boolean;
  /** How long a member without quorum keeps its services as they are. */
  readonly noQuorumGrace: Millis;
  /** What it does with them then. */
  readonly noQuorumPolicy: 'stop' | 'freeze' | 'self-fence';
  /** A program on a third host that gives its votes to one side. */
  readonly witness: WitnessConfig | undefined;
}

export interface WitnessConfig {
  /** IP address. */
  readonly host: string;
  readonly port: number;
  /** Counted in expectedVotes. */
  readonly votes: number;
}

export interface NodeConfig {
  /** 1 .. 255 */
  readonly id: number;
  readonly name: string;
  readonly votes: number;
  /** One address for each link of heartbeat.links, in that order. */
  readonly addresses: readonly NodeAddress[];
  /** Tried in this order. Empty only with allowNone. */
  readonly fence: readonly FenceMethod[];
  /**
   * What the node itself turns on again in each new boot, before it takes services: its disks, its network. In this order;
   * absent without any.
   */
  readonly unfence?: readonly FenceDevice[];
}

export interface NodeAddress {
  readonly link: string;
  readonly ip: string;
  /** Differs from heartbeat.port only when the file says so (several nodes on one address). */
  readonly port: number;
}

export interface FenceMethod {
  readonly name: string;
  /** The node's own watchdog resets it, and time is the proof: there are no devices. */
  readonly self?: true;
  /** All must succeed, in this order. */
  readonly devices: readonly FenceDevice[];
}

export interface FenceDevice {
  /** The fencedevice's name. */
  readonly name: string;
  /** Program name (looked up in PATH and /usr/sbin) or absolute path. */
  readonly agent: string;
  /** What the file says in `action`; `reboot` when it says nothing. */
  readonly action: string;
  /** All other attributes for the agent: those of <device> win over those of <fencedevice>. May hold passwords. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Deadline for one call of the agent. */
  readonly timeout: Millis;
}

/** `fence_loop_limit` where the file says nothing. */
export const FENCE_LOOP_LIMIT = 3;

export interface FencingConfig {
  readonly postFailDelay: Millis;
  /** Before a node is fenced that a starting cluster has never seen. Absent where it is 0: see loopLimit. */
  readonly postJoinDelay?: Millis;
  /** How long the lighter of two nodes waits before it shoots; `auto` is computed. */
  readonly fenceDelay: Millis | 'auto';
  readonly allowNone: boolean;
  readonly checkInterval: Millis;
  /**
   * Fences between two nodes within an hour; after more than that the one that comes back stays out. 0: never. Absent
   * where it is FENCE_LOOP_LIMIT, so that the digest of a configuration without it is what it always was.
   */
  readonly loopLimit?: number;
}

/** The device that resets a node which does not feed it. */
export interface WatchdogConfig {
  readonly device: string;
  /** Whole seconds. */
  readonly timeout: Millis;
}

export interface FailoverDomain {
  readonly name: string;
  readonly ordered: boolean;
  readonly restricted: boolean;
  readonly nofailback: boolean;
  readonly members: readonly {
    readonly node: number /** 1 best .. 100; 0 when unordered */;
    readonly priority: number;
  }[];
}

export type Recovery = 'restart' | 'relocate' | 'disable' | 'restart-disable';

export interface ServiceConfig {
  /** `service:web` or `vm:web1`: its name everywhere. */
  readonly id: string;
  readonly kind: 'service' | 'vm';
  readonly name: string;
  readonly domain: string | undefined;
  readonly autostart: boolean;
  readonly recovery: Recovery;
  /** 0: no limit. */
  readonly maxRestarts: number;
  readonly restartExpireTime: Millis;
  /** Higher starts first and counts more in the two-node race. Default 0. */
  readonly priority: number;
  readonly autoFailback: 'on' | 'off' | 'live';
  readonly failbackDelay: Millis;
  /** 1: alone on its node; 2: prefers an empty one. */
  readonly exclusive: 0 | 1 | 2;
  /** Ids (`service:storage`) of what must be up first. One with instances means its instance on the same node. */
  readonly depend: readonly string[];
  /** `hard`: on the same node, and stops with it; `soft`: must be up somewhere for a start. */
  readonly dependMode: 'hard' | 'soft';
  /** The one node that it may run on: for an instance, whose id is `service:storage@node1`. */
  readonly only: number | undefined;
  /** `service:storage` for such an instance. */
  readonly instanceOf: string | undefined;
  /** Services of one such group never share a node. */
  readonly keepApart: string | undefined;
  /** Services of one such group are always on one node. */
  readonly keepTogether: string | undefined;
  /** Names of health checks that its node must pass. */
  readonly needs: readonly string[];
  /** How much load it is on a node. Default 1. */
  readonly weight: number;
  /** Top-level resources of the tree, in the order of the file. For kind `vm`: one resource of type vm. */
  readonly resources: readonly ResourceConfig[];
}

export interface ResourceConfig {
  readonly type: string;
  readonly name: string;
  /** `type:name`. */
  readonly id: string;
  /** Attributes for the agent, as written; references resolved, without name, ref and the structural ones. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly actions: readonly ActionOverride[];
  /** `restart`: its failure restarts only it and what is inside; `non-critical`: it is left stopped instead. */
  readonly independent: 'no' | 'restart' | 'non-critical';
  /** Restarts of an independent resource within `restartExpireTime`. Both above 0 to count, else there is no limit. */
  readonly maxRestarts: number;
  readonly restartExpireTime: Millis;
  /** Failed checks within `failureExpireTime` that pass for healthy. Both above 0 to count, else none does. */
  readonly maxFailures: number;
  readonly failureExpireTime: Millis;
  readonly children: readonly ResourceConfig[];
}

/** `<action name="status" depth="*" interval="30" timeout="10"/>`: replaces what the agent says of itself. */
export interface ActionOverride {
  /** start, stop, monitor (rgmanager's `status` is read as monitor) ... */
  readonly name: string;
  readonly depth: number | '*';
  readonly interval: Millis | undefined;
  readonly timeout: Millis | undefined;
}

/** One thing wrong in the file, with the place and the way out. */
export interface ConfigProblem {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** Path of the element, e.g. `/cluster/rm/service[web]`. */
  readonly path: string;
  readonly message: string;
  /** What is allowed, or what to do. */
  readonly hint: string | undefined;
  /** On an error of form, which the schema finds too. */
  readonly structural?: true;
}
