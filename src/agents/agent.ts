/**
 * What every type of resource can do. One file per type beside this one; `registry.ts` lists them.
 * An agent knows host ports and its attributes, nothing of the cluster.
 */
import type { Clock, Commands, Files, Log, Millis, ProcessId } from '#src/host/ports.ts';

export interface Agent {
  readonly type: string;
  /** Other names that existing files use. */
  readonly aliases: readonly string[];
  /** One line for the reference. */
  readonly summary: string;
  readonly attributes: readonly AttributeSpec[];
  /** True when attributes beyond `attributes` are passed on (ocf). */
  readonly openAttributes: boolean;
  /** The attribute that names a resource of this type, as existing files write it (any text). Without it: `name`. */
  readonly primary?: string;
  /** What is wrong with attributes taken together. Called with inherited ones filled in; pure. */
  readonly review?: (attributes: Readonly<Record<string, string>>) => readonly AttributeFinding[];
  readonly timing: AgentTiming;
  /** Start of something started succeeds. */
  start(operation: Operation): Promise<OperationResult>;
  /** Stop of something stopped succeeds. Anything but success means: it may still run (S7). */
  stop(operation: Operation): Promise<OperationResult>;
  /** Never changes anything. `depth` 0 is the cheapest look. */
  monitor(operation: Operation, depth: number): Promise<MonitorResult>;
  /**
   * Calls `changed` as soon as the resource may have died, so that the next monitor need not be waited for.
   * The returned function ends the watch.
   */
  watch?(operation: Operation, changed: () => void): () => void;
  /** Live migration; absent for what can't. */
  readonly migration?: Migration;
  /** Timing that only the installed agent can tell (OCF metadata). Falls back to `timing`. */
  timingOf?(operation: Operation): Promise<AgentTiming>;
}

/**
 * The cluster has `prepare` done on the target, then `migrate` on the source, and then asks both by `monitor` who runs
 * it, whatever these two answered. A copy that waits for its memory, or is paused for the switch, is `unknown` to
 * `monitor`: it may run, or vanish. Stopping it ends it.
 */
export interface Migration {
  /** On the target: it can take it, and has what it needs for that. Touches nothing that runs. */
  prepare(operation: Operation): Promise<OperationResult>;
  /** On the source. Ends before the operation's timeout; a cancel or the timeout aborts it, so that it goes on here. */
  migrate(
    operation: Operation,
    target: MigrationTarget,
    progress: (progress: MigrationProgress) => void,
  ): Promise<OperationResult>;
  /** By its attributes it shall be stopped and started instead: why, in words. */
  readonly unwanted?: (attributes: Readonly<Record<string, string>>) => string | undefined;
  /** Of one `migrate`. */
  readonly timeout: (attributes: Readonly<Record<string, string>>) => Millis;
}

export interface MigrationTarget {
  readonly nodeName: string;
  /** Its addresses in cluster.xml, in the order of the links. */
  readonly addresses: readonly string[];
}

export interface MigrationProgress {
  /** 0 to 100; undefined while nobody can tell. */
  readonly percent: number | undefined;
  /** For people: what is left, how fast. */
  readonly words: string;
}

export interface AttributeSpec {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'duration' | 'boolean' | 'path';
  readonly required: boolean;
  readonly default: string | undefined;
  /** Two resources of the type may not have the same value. */
  readonly unique: boolean;
  /** Never shown or logged. */
  readonly secret: boolean;
  readonly doc: string;
  /**
   * Where the value comes from when the file gives none: `mountpoint` is that attribute of the resource around this one,
   * `service%nfslock` that attribute of the nearest `service` around it. `required` means: after that.
   */
  readonly inherit?: string;
  /** With `unique`: the types of one such group share the set of values, e.g. every mount point. */
  readonly uniqueAmong?: string;
  /** With `unique`: two values with the same key are the same thing. */
  readonly uniqueKey?: (value: string) => string;
  /** A change of it takes effect while the resource runs; any other needs a stop and a start. */
  readonly reconfigurable?: boolean;
  /** Accepted without effect, with the reason in words; a warning when it asks for something. */
  readonly ignored?: string;
  /** Known from existing files, and no agent of today can do it: an error when it asks for something. */
  readonly refused?: { readonly reason: string; readonly hint: string };
}

/** One thing wrong with a resource: `attribute` is the one to point at. */
export interface AttributeFinding {
  readonly severity: 'error' | 'warning';
  readonly attribute: string;
  readonly message: string;
  readonly hint: string | undefined;
}

export interface AgentTiming {
  readonly startTimeout: Millis;
  readonly stopTimeout: Millis;
  readonly monitors: readonly {
    readonly depth: number;
    readonly interval: Millis;
    readonly timeout: Millis;
  }[];
}

export interface Operation {
  readonly resource: {
    readonly type: string;
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  };
  readonly service: string;
  readonly nodeName: string;
  readonly clusterName: string;
  /** For files that must not survive a boot (pid files, agents' state), e.g. /run/picket. */
  readonly runFolder: string;
  readonly ports: { readonly clock: Clock; readonly commands: Commands; readonly files: Files };
  readonly log: Log;
  /** Deadline of the whole operation from now. */
  readonly timeout: Millis;
  /** Aborted when nobody wants the result any more (a stop interrupts a start). */
  readonly cancel: AbortSignal;
  /** Told each process group the operation starts, so that a later daemon can end or await it. */
  readonly started: (process: ProcessId) => void;
  /** True for a monitor by which a daemon finds out what runs here at all, before anything was started. */
  readonly probe?: boolean;
}

export type OperationResult =
  | { readonly ok: true }
  /** `reason`: words for an administrator, one line. `timedOut`: the state is unknown now. */
  | { readonly ok: false; readonly reason: string; readonly timedOut: boolean };

export interface MonitorResult {
  /** `unknown`: the probe failed or timed out, so it may run. */
  readonly status: 'running' | 'not-running' | 'failed' | 'degraded' | 'unknown';
  /** Empty for running and not-running when there is nothing to say. */
  readonly reason: string;
  /** With `unknown`: this node lacks the program that the resource needs, so nothing here can have started it. */
  readonly notInstalled?: boolean;
}

export interface AgentRegistry {
  /** By type or alias; undefined when this version has no agent for it. */
  find(type: string): Agent | undefined;
  readonly types: readonly string[];
}
