/** What an operator can ask of the cluster, and what comes back. The words and codes are clusvcadm's where it has them. */
import type { ClusterEvent, StatusDocument } from './status.ts';

export type ServiceVerb = 'enable' | 'disable' | 'stop' | 'restart' | 'relocate' | 'freeze' | 'thaw';

export interface ServiceCommand {
  readonly verb: ServiceVerb;
  /** `service:web`, or `web` for `service:web`. */
  readonly service: string;
  /** enable, relocate: the wanted node's name. */
  readonly node?: string;
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
  | 'RELO'
  | 'PERM';

export interface CommandResult {
  readonly code: ResultCode;
  /** One line for an administrator: what happened, or why not and what to do. */
  readonly message: string;
  /** Owner after the command, by name. */
  readonly owner: string | null;
}

export interface FenceCommand {
  readonly node: string;
  readonly action: 'off' | 'reboot';
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

export interface RestartResult {
  readonly ok: boolean;
  /** One line for an administrator. */
  readonly message: string;
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
  fence(command: FenceCommand): Promise<CommandResult>;
  confirmDown(command: ConfirmDownCommand): Promise<CommandResult>;
  reload(): Promise<ReloadResult>;
  /** `picket restart`: the daemon ends right after this and comes back; what runs goes on. */
  restart(): Promise<RestartResult>;
}
