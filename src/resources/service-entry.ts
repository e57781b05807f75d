/** A service as the ledger keeps it: the snapshot of its state machine, and all a new coordinator needs to go on. */
import type { Millis } from '#src/host/ports.ts';

/** rgmanager's names. */
export type ServiceState =
  | 'uninitialized'
  | 'stopped'
  | 'starting'
  | 'started'
  | 'migrating'
  | 'checking'
  | 'stopping'
  | 'recovering'
  | 'failed'
  | 'disabled'
  | 'error';

/** What follows when the stop in hand has succeeded; `disable` and `look` of a service that runs: what a freeze holds back. */
export type AfterStop = 'stop' | 'disable' | 'relocate' | 'restart' | 'next-node' | 'look';

export interface ServiceEntry {
  readonly state: ServiceState;
  /** The node on which it runs or may run (ask `mayRunOn` where a migration's target counts, too); 0 when it is proven to run nowhere. */
  readonly owner: number;
  /** It is on its way from the owner to another node, which may run it as well: until one of them is proven not to. */
  readonly migration?: Migration | undefined;
  readonly lastOwner: number;
  /** While stopping: what follows. */
  readonly after: AfterStop | undefined;
  /** A node asked for by an operator or chosen by failback; 0 none. */
  readonly target: number;
  /** Whose wish `target` is; kept while it runs where an operator wished, so that failback leaves it there. */
  readonly targetBy?: 'operator' | 'picket' | undefined;
  /** `stopped` by an operator's word (clusvcadm -s): stays stopped until something changes (a node joins or dies). */
  readonly held: boolean;
  readonly frozen: boolean;
  /** Wall-clock ms of restarts in place that still count against max_restarts. */
  readonly restarts: readonly Millis[];
  /** Where a start failed in this attempt to place it, and when (wall-clock ms). */
  readonly failedOn: readonly Failure[];
  /**
   * Where it could not migrate while it runs where it is, and when (wall-clock ms); absent when that never failed. Nothing
   * speaks against starting it there.
   */
  readonly notTo?: readonly Failure[] | undefined;
  /** What of it is down on its own while it runs, as its owner says; absent when everything runs. */
  readonly partial?: readonly ServicePart[] | undefined;
  /** Wall-clock ms of the last change of state. */
  readonly since: Millis;
  /** Why it is in this state, one line for an administrator. */
  readonly why: string;
}

/** `at`: wall-clock ms. */
export interface Failure {
  readonly node: number;
  readonly at: Millis;
  readonly why: string;
}

/** A live migration from the owner to another node. */
export interface Migration {
  /** It may run there, too. */
  readonly to: number;
  readonly by: 'operator' | 'picket';
  /** Wall-clock ms. */
  readonly since: Millis;
  /** What it is for, one line for an administrator. */
  readonly why: string;
}

/** An independent resource of a running service that is down, with all that stands in it. */
export interface ServicePart {
  /** `type:name`; its path where the service uses the resource more than once. */
  readonly resource: string;
  /**
   * `stopped`: left so until an operator asks for it. `retried`: it did not start, and is tried again. `may-run`: its
   * stop failed.
   */
  readonly state: 'stopped' | 'retried' | 'may-run';
  /** One line for an administrator. */
  readonly why: string;
}

/** What a member knows of a service on itself, for its report. Only `stopped` is proof. */
export type LocalState = 'stopped' | 'running' | 'may-run';
