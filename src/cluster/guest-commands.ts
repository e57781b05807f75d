/** What an operator can ask about guests, and what comes back. */
import type { Finding, GuestReport } from '#src/guests/guest-types.ts';
import type { ResultCode } from './commands.ts';

export interface GuestsResult {
  /** Every node of cluster.xml, and why it told nothing; empty when it did. */
  readonly nodes: readonly {
    readonly node: string;
    readonly problem: string;
    /** What of the host itself endangers its guests. */
    readonly findings: readonly Finding[];
  }[];
  /** By name. */
  readonly guests: readonly GuestReport[];
}

export interface GuestAddCommand {
  readonly name: string;
  /** Its failover domain. */
  readonly domain?: string;
  /** DRBD resources that hold its disks. */
  readonly drbd: readonly string[];
  /** What else its `<vm>` is to say. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Only what would be done. */
  readonly dryRun: boolean;
  /** Also when something speaks against it on a node. */
  readonly force?: boolean;
  /** `digest` of what was shown before: nothing else is put in force. */
  readonly expect?: string;
  /** Who adds it, for the record. */
  readonly who: string;
}

export interface GuestAddResult {
  readonly ok: boolean;
  readonly code: ResultCode;
  readonly message: string;
  /** Why not, one line each. */
  readonly problems: readonly string[];
  /** What was found on the nodes; null when they were not asked. */
  readonly report: GuestReport | null;
  /** The change of cluster.xml, without passwords; empty when there is none. */
  readonly diff: readonly string[];
  /** Of the new cluster.xml; empty without one. */
  readonly digest: string;
}

export interface GuestVerdict {
  readonly allowed: boolean;
  /** One line for whoever tried to start it. */
  readonly message: string;
}

export interface GuestControl {
  /** Libvirt's hook asks, when somebody other than this daemon starts a guest here. From memory. */
  mayStart(name: string): GuestVerdict;
  /** Asks every member; all guests without names. Never rejects. */
  look(names: readonly string[]): Promise<GuestsResult>;
  /** Never rejects. */
  add(command: GuestAddCommand): Promise<GuestAddResult>;
}
