/** What the rest of a node can ask of the services on it, and what it hears back. Implemented by local-services.ts. */
import type { AgentRegistry } from '#src/agents/agent.ts';
import type { ServiceConfig } from '#src/config/model.ts';
import type { Clock, Commands, Files, Log, Millis } from '#src/host/ports.ts';
import type { LocalState } from './service-entry.ts';

export interface LocalServices {
  /**
   * Starts the resources in startOrder, one after another; the first failure ends it. A start that was refused before
   * anything was done needs no stop (`stopNeeded` false). Never rejects.
   */
  start(serviceId: string): Promise<TreeResult>;
  /**
   * Stops all resources in the reverse order, whatever fails on the way; interrupts a start in hand. Success means
   * proven stopped: every single stop succeeded. Never rejects.
   */
  stop(serviceId: string): Promise<TreeResult>;
  /** Looks at every resource and changes nothing. Waits for operations in hand. Never rejects. */
  probe(serviceId: string): Promise<ProbeResult>;
  /** Waits for the operations of this service that are in hand or queued, then looks. */
  settle(serviceId: string): Promise<ProbeResult>;
  /** The service was found running (the daemon came back): monitors it without starting it. */
  adopt(serviceId: string): void;
  /** Ends the monitoring and nothing else; from then on nothing is vouched for. */
  release(serviceId: string): void;
  /** What can be vouched for right now. */
  localState(serviceId: string): LocalState;
  /** Forgets the starts and stops that have not begun; they resolve with `dropped`. */
  dropQueued(): void;
  /** A frozen service is not monitored. Thawed, it is looked at at once. */
  setFrozen(serviceId: string, frozen: boolean): void;
  /** For operations from now on. What runs is stopped and monitored by the configuration it was started with. */
  reconfigure(services: readonly ServiceConfig[]): void;
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
  readonly nodeName: string;
  readonly clusterName: string;
  /** Does not survive a boot, e.g. /run/picket. */
  readonly runFolder: string;
  /** For notes of what is in hand. They must outlive the daemon, but mean nothing after a boot: /run/picket. */
  readonly journalFolder: string;
  /** Of the kernel: tells an operation of this boot from one of an earlier boot, which has ended for sure. */
  readonly bootId: string;
  /** Services with an operation in hand at the same time; 8 by default. */
  readonly maxParallel?: number;
  readonly reported: (event: LocalEvent) => void;
}
