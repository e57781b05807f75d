/** What the rest of a node can ask of the services on it, and what it hears back. Implemented by local-services.ts. */
import type { AgentRegistry, MigrationTarget } from '#src/agents/agent.ts';
import type { ServiceConfig } from '#src/config/model.ts';
import type { Clock, Commands, Files, Log, Millis } from '#src/host/ports.ts';
import type { LocalState, ServicePart } from './service-entry.ts';

export interface LocalServices {
  /**
   * Starts the resources in startOrder, one after another; the first failure ends it. A start that was refused before
   * anything was done needs no stop (`stopNeeded` false). Never rejects.
   */
  start(serviceId: string): Promise<TreeResult>;
  /**
   * Stops all resources in stopOrder, whatever fails on the way; interrupts a start in hand. Success means
   * proven stopped: every single stop succeeded. Never rejects.
   */
  stop(serviceId: string): Promise<TreeResult>;
  /** Looks at every resource and changes nothing. Waits for operations in hand. Never rejects. */
  probe(serviceId: string): Promise<ProbeResult>;
  /** Interrupts a migration of the service that is in hand: whatever comes of it is found by a look. */
  breakOff(serviceId: string): void;
  /** Waits for the operations of this service that are in hand or queued, then looks. */
  settle(serviceId: string): Promise<ProbeResult>;
  /**
   * The service runs here by the ledger (the daemon came back): monitors it without starting it. `partial`: what of it
   * is down by the ledger; what else was found down is recovered.
   */
  adopt(serviceId: string, partial?: readonly ServicePart[]): void;
  /** What of the service is down on its own while the rest runs here. */
  parts(serviceId: string): readonly ServicePart[];
  /** Starts what is down on its own. Succeeds when nothing is any more. Never rejects. */
  convalesce(serviceId: string): Promise<TreeResult>;
  /**
   * The service is to come from another node without a stop: makes sure that it can. From then on it may run here,
   * until a stop, or a look, says otherwise. Never rejects.
   */
  prepare(serviceId: string): Promise<TreeResult>;
  /**
   * Moves the running service to another node, which has prepared for it. Whatever comes of it, only looks at both
   * nodes tell where it runs. A stop ends it. Never rejects.
   */
  migrate(serviceId: string, target: MigrationTarget): Promise<TreeResult>;
  /** Ends the monitoring and nothing else; from then on nothing is vouched for, nor known of how it was started. */
  release(serviceId: string): void;
  /** What can be vouched for right now. */
  localState(serviceId: string): LocalState;
  /** Forgets the starts and stops that have not begun; they resolve with `dropped`. */
  dropQueued(): void;
  /** A frozen service is not monitored. Thawed, it is looked at at once. */
  setFrozen(serviceId: string, frozen: boolean): void;
  /**
   * For operations from now on. What runs is stopped and monitored by the configuration it was started with, until
   * `change` brings it to this one. `configId` is noted beside what is started.
   */
  reconfigure(services: readonly ServiceConfig[], configId?: string): void;
  /**
   * Brings what runs to the configuration of now, in two steps (local-change.ts): `shrink` stops what goes or changes,
   * `grow` starts what comes or has changed. Success without doing anything for a service that does not run. Never
   * rejects.
   */
  change(serviceId: string, step: 'shrink' | 'grow'): Promise<TreeResult>;
  /** A service that is no longer configured, as it was: so that it can be looked for and stopped. */
  remember(service: ServiceConfig): void;
  /**
   * Once, before anything else: ends what operations of an earlier daemon of this boot left behind, so that no
   * forgotten start completes later. Never rejects.
   */
  recover(): Promise<void>;
  /** Nothing is in hand and nothing is queued. */
  idle(): boolean;
  /** Standing problems in words (the disk is full ...). */
  warnings(): readonly string[];
  /** Ends the monitoring, drops what is queued, leaves what is in hand alone. Services keep running. */
  close(): Promise<void>;
}

export type TreeResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** One line; names the resource. */
      readonly reason: string;
      /** False when nothing was done, so that there is nothing to clean up. */
      readonly stopNeeded: boolean;
      /** The order was dropped or overtaken before it began. */
      readonly dropped: boolean;
    };

export interface ProbeResult {
  readonly state: LocalState;
  /** Why it may run, naming the resources; empty otherwise. */
  readonly reason: string;
}

export type LocalEvent =
  | {
      readonly type: 'resource';
      readonly service: string;
      /** `type:name` */
      readonly resource: string;
      readonly op: 'start' | 'stop';
      readonly phase: 'begin' | 'done' | 'failed';
      /** Duration; 0 for begin. */
      readonly ms: Millis;
      readonly reason: string;
    }
  /** A resource of a running service failed. Told once; the monitoring of the service has ended. */
  | { readonly type: 'failed'; readonly service: string; readonly resource: string; readonly reason: string }
  /** An independent resource is recovered on its own; after `stopped`, `retried` and `may-run` see ServicePart. */
  | {
      readonly type: 'part';
      readonly service: string;
      readonly resource: string;
      readonly state: 'restarting' | 'leaving' | 'restored' | ServicePart['state'];
      readonly reason: string;
    }
  /** How far a live migration away from here is. */
  | {
      readonly type: 'migrating';
      readonly service: string;
      readonly target: string;
      readonly percent: number | undefined;
      readonly words: string;
    }
  /** It runs, but not as it should; an empty reason means that it is well again. */
  | {
      readonly type: 'degraded';
      readonly service: string;
      readonly resource: string;
      readonly reason: string;
    };

export interface LocalPorts {
  readonly clock: Clock;
  readonly commands: Commands;
  readonly files: Files;
}

export interface LocalDeps {
  readonly registry: AgentRegistry;
  readonly ports: LocalPorts;
  readonly log: Log;
  readonly services: readonly ServiceConfig[];
  /** A name for the configuration that these services are of. */
  readonly configId?: string;
  /** A service as an earlier configuration has it, by that name; undefined when nobody knows any more. */
  readonly earlier?: (configId: string, service: string) => Promise<ServiceConfig | undefined>;
  readonly nodeName: string;
  readonly clusterName: string;
  /** Does not survive a boot, e.g. /run/picket. */
  readonly runFolder: string;
  /** For notes of what is in hand. They must outlive the daemon, but mean nothing after a boot: /run/picket. */
  readonly journalFolder: string;
  /** Of the kernel: tells an operation of this boot from one of an earlier boot, which has ended for sure. */
  readonly bootId: string;
  /**
   * Whether this node may restart resources of that service on its own now: it is sure that it still owns it (S3).
   * Always, unless given.
   */
  readonly mayMend?: (service: string) => boolean;
  /** Services with an operation in hand at the same time; 8 by default. */
  readonly maxParallel?: () => number;
  readonly reported: (event: LocalEvent) => void;
}
