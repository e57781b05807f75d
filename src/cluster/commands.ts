/** What an operator can ask of the cluster, and what comes back. The words and codes are clusvcadm's where it has them. */

import type { Millis } from '#src/host/ports.ts';
import type { GuestControl } from './guest-commands.ts';
import type { ClusterEvent, Explanation, StatusDocument } from './status.ts';

export type ServiceVerb =
  | 'enable'
  | 'disable'
  | 'stop'
  | 'restart'
  | 'relocate'
  | 'migrate'
  | 'convalesce'
  | 'freeze'
  | 'thaw';

export interface ServiceCommand {
  readonly verb: ServiceVerb;
  /** `service:web`, or `web` for `service:web`. */
  readonly service: string;
  /** enable, relocate: the wanted node's name. migrate needs it. */
  readonly node?: string;
  /** enable: the node that is taken if it can take the service, as `clusvcadm -e` takes the local one. */
  readonly prefer?: string;
  /** Who asks, for status. */
  readonly who?: string;
}

/** Words about a whole node or the whole cluster; see restrictions.ts. */
export type RestrictVerb =
  | 'standby'
  | 'online'
  | 'reboot'
  | 'lock'
  | 'unlock'
  | 'maintenance-on'
  | 'maintenance-off';

export interface RestrictCommand {
  readonly verb: RestrictVerb;
  /** standby, online, reboot: the node's name. */
  readonly node?: string;
  /** Who says it, for the record. */
  readonly who?: string;
  /** standby: the result comes when all that can move has moved. reboot: when the node is about to go down. */
  readonly wait?: boolean;
  /** standby, reboot: stop what no other node can take. */
  readonly stop?: boolean;
  /** reboot: how long its services may take to move away, ms. */
  readonly timeout?: Millis;
}

/** rgmanager's result codes (facts: clusvcadm). */
export type ResultCode =
  | 'SUCCESS'
  | 'FAIL'
  | 'ABORT'
  | 'NOSERVICE'
  | 'AGAIN'
  | 'DEPEND'
  | 'INVAL'
  | 'QUORUM'
  | 'RUN'
  | 'FROZEN'
  | 'NODE'
  | 'FENCE'
  | 'DOMAIN'
  | 'EXCL'
  | 'RELO'
  | 'PERM';

export interface CommandResult {
  readonly code: ResultCode;
  /** One line for an administrator: what happened, or why not and what to do. */
  readonly message: string;
  /** Owner after the command, by name. */
  readonly owner: string | null;
}

export interface ExplainResult extends CommandResult {
  /** One for each instance of a service with instances="all"; empty unless the code is SUCCESS. */
  readonly explanations: readonly Explanation[];
}

export interface FenceCommand {
  readonly node: string;
  /** `configured`: what cluster.xml says for each device. */
  readonly action: 'off' | 'reboot' | 'configured';
}

export interface FenceTestCommand {
  readonly node: string;
  /** Who asks, for status. */
  readonly who?: string;
}

/** One device, from one node. */
export interface FencePath {
  /** As fencing/device-list.ts calls it; empty where the node told nothing. */
  readonly device: string;
  readonly method: string;
  readonly from: string;
  /** Nothing speaks against it. What can't be seen does not. */
  readonly ok: boolean;
  /** One line, without secrets. */
  readonly result: string;
  readonly right: 'yes' | 'no' | 'unseen';
  readonly belongs: 'yes' | 'no' | 'unseen';
  /** Of its status; null where there was none. */
  readonly ms: Millis | null;
}

export interface FenceTestResult extends CommandResult {
  readonly paths: readonly FencePath[];
}

export interface ConfirmDownCommand {
  readonly node: string;
  /** Who vouches, for the record. */
  readonly who: string;
}

export interface ReloadResult {
  readonly ok: boolean;
  readonly message: string;
  readonly problems: readonly string[];
}

export interface ConfigPushCommand {
  /** cluster.xml. */
  readonly text: string;
  /** What problems call it: a file's name. */
  readonly name?: string;
  /** Who puts it in force, and why, for the record. */
  readonly who: string;
  readonly why: string;
}

export interface ConfigPushResult extends ReloadResult {
  readonly code: ResultCode;
}

/** One version of cluster.xml, without its passwords. */
export interface ConfigDocument {
  readonly version: number;
  readonly digest: string;
  /** It is the one that this node uses. */
  readonly inUse: boolean;
  /** Since when (wall-clock ms), by whom and why it is in force; null when that is not known. */
  readonly since: number | null;
  readonly by: string;
  readonly why: string;
  readonly text: string;
  /** The file on this node, as it was read last; null when it cannot be used. */
  readonly file: { readonly path: string; readonly version: number; readonly digest: string } | null;
  /** Services that do not follow it yet. */
  readonly changing: readonly string[];
}

export interface ConfigVersion {
  readonly version: number;
  readonly digest: string;
  /** Wall-clock ms. */
  readonly at: number;
  readonly by: string;
  readonly why: string;
  readonly inUse: boolean;
}

/** What a push of a file would do. Nothing has been touched. */
export interface ConfigDiff {
  /** It would be put in force, as far as this node can tell. */
  readonly ok: boolean;
  readonly from: { readonly version: number; readonly digest: string };
  /** Null when the file has errors. */
  readonly to: { readonly version: number; readonly digest: string } | null;
  /** Errors and warnings of the file. */
  readonly problems: readonly string[];
  /** What stands against it now, with the way out. */
  readonly objections: readonly string[];
  readonly services: readonly ConfigServiceDiff[];
  /** Everything else, one line each. */
  readonly others: readonly string[];
}

export interface ConfigServiceDiff {
  readonly service: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Where it runs now, by name; null when it does not run. */
  readonly owner: string | null;
  /** Resources (`type:name`) that stop, start, and take new values while they run, in order. */
  readonly stop: readonly string[];
  readonly start: readonly string[];
  readonly reconfigure: readonly string[];
  /** Names of what differs, never values. */
  readonly changed: readonly { readonly resource: string; readonly attributes: readonly string[] }[];
  readonly settings: readonly string[];
  /** Removed, but what runs is left as it is. */
  readonly leftAlone: boolean;
}

export interface RestartResult {
  readonly ok: boolean;
  /** One line for an administrator. */
  readonly message: string;
}

/** A peer as DRBD's handler environment names it. */
export interface DrbdPeerHints {
  /** Host names of the peer as DRBD's configuration has them; of all peers where DRBD does not say which one it is. */
  readonly names: readonly string[];
  /** The peer's replication address; empty when it was not told. */
  readonly address: string;
  /** DRBD 9's number of the peer. */
  readonly peerId?: number;
}

export interface DrbdFencePeerCommand extends DrbdPeerHints {
  readonly resource: string;
  /** How long the handler waits for an answer, ms. */
  readonly patience: number;
}

export interface DrbdFencePeerResult {
  /**
   * `fenced`: the peer is confirmed off, and this node has all the data: DRBD may go on. `connected`: the peer is there
   * again, nobody was fenced. `frozen`: neither; DRBD must not go on by itself.
   */
  readonly outcome: 'fenced' | 'connected' | 'frozen';
  /** One line for an administrator. */
  readonly message: string;
}

export interface DrbdSyncedCommand {
  readonly resource: string;
  /** Which of DRBD's handlers was called. */
  readonly handler: string;
}

/** The part of ClusterControl that DRBD's handlers use. */
export interface DrbdControl {
  /** Resolves within the command's patience. Never rejects. */
  fencePeer(command: DrbdFencePeerCommand): Promise<DrbdFencePeerResult>;
  /** A resync is done, or the peer needs no fence any more. */
  synced(command: DrbdSyncedCommand): void;
}

/** What src/control needs from the node; implemented by src/cluster/node.ts. */
export interface ClusterControl {
  status(): StatusDocument;
  /** Kept events with sequence > `after`, oldest first. */
  events(after: number): readonly ClusterEvent[];
  /** Calls for every new event until the returned function is called. */
  onEvent(listener: (event: ClusterEvent) => void): () => void;
  /** Resolves when the command is done, refused, or its wait has ended; forwarded to the coordinator. Never rejects. */
  service(command: ServiceCommand): Promise<CommandResult>;
  /** Where it could run and why; forwarded to the coordinator. Never rejects. */
  explain(service: string): Promise<ExplainResult>;
  fence(command: FenceCommand): Promise<CommandResult>;
  confirmDown(command: ConfirmDownCommand): Promise<CommandResult>;
  /** Tries out, from every member, how that node would be fenced; switches nothing. Forwarded to the coordinator. Never rejects. */
  fenceTest(command: FenceTestCommand): Promise<FenceTestResult>;
  readonly drbd: DrbdControl;
  readonly guests: GuestControl;
  /** Standby, reboot, lock, maintenance: resolves when every member has stored the word. Never rejects. */
  restrict(command: RestrictCommand): Promise<CommandResult>;
  reload(): Promise<ReloadResult>;
  /** Puts a version of cluster.xml in force on all members, or on none; forwarded to the coordinator. Never rejects. */
  configPush(command: ConfigPushCommand): Promise<ConfigPushResult>;
  configDiff(text: string, name: string): Promise<ConfigDiff>;
  /** The version in use, or another one that this node still has; undefined when it has not. */
  config(version?: number): Promise<ConfigDocument | undefined>;
  /** Newest first. */
  configHistory(): Promise<readonly ConfigVersion[]>;
  /** `picket restart`: the daemon ends right after this and comes back; what runs goes on. */
  restart(): Promise<RestartResult>;
}
