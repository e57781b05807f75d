/** The words that travel: incarnations, epochs, views, ledger records, heartbeats. Data only. */

export type NodeId = number;

/** One run of the daemon on a node. */
export interface Incarnation {
  /** The kernel's boot id, 32 hex digits. */
  readonly boot: string;
  /** Start counter kept on disk; grows with every start of the daemon. */
  readonly count: number;
}

export interface Member {
  readonly id: NodeId;
  readonly incarnation: Incarnation;
}

/** Compared by number, then proposer, then the proposer's incarnation. Two views never share one. */
export interface Epoch {
  readonly number: number;
  readonly proposer: NodeId;
  readonly incarnation: Incarnation;
}

export interface View {
  readonly epoch: Epoch;
  /** In the order of their ids. */
  readonly members: readonly Member[];
}

/** Which change made a record: the view's epoch and the version inside it. */
export interface Stamp {
  readonly epoch: Epoch;
  readonly version: number;
}

/** One entry of the ledger: `node:1`, `service:web`, `vm:web1`, `fence:N` ... Membership reads node records only. */
export interface LedgerRecord {
  readonly key: string;
  readonly stamp: Stamp;
  /** Plain JSON. `null` removes the record. */
  readonly value: unknown;
}

export type Ledger = ReadonlyMap<string, LedgerRecord>;

/** `held`: its daemon restarts. It may run all that it ran, but is not fenced before `restart_hold` is over. */
export type NodeStanding = 'never' | 'member' | 'left' | 'lost' | 'held' | 'fenced';

/** Value of the record `node:ID`. */
export interface NodeRecord {
  readonly standing: NodeStanding;
  /** The incarnation this speaks of; undefined while the node was never seen. */
  readonly incarnation: Incarnation | undefined;
  /** Wall-clock ms: since when. */
  readonly since: number;
  /** In words: how it came to this standing ("fenced by node2 with ipmi/ipmi_n01", "confirmed down by root"). */
  readonly why: string;
  /** Of a fenced one: nothing has read its power. Its watchdog has reset it by now, or it had given up everything before. */
  readonly byTime?: true;
}

/** What a node says it is doing. */
export type BeatState = 'joining' | 'member' | 'leaving' | 'left' | 'restarting';

/** Whether the interface that holds a link's address has a carrier. */
export type Carrier = 'unknown' | 'up' | 'down';

export interface Heartbeat {
  readonly sender: NodeId;
  readonly incarnation: Incarnation;
  /** Grows with every heartbeat of the incarnation; the same on all links. */
  readonly sequence: number;
  /** Position of the link in the configuration. */
  readonly link: number;
  readonly state: BeatState;
  /** It knows what runs on it, so it can be asked to accept a view. */
  readonly ready: boolean;
  readonly view: Epoch | undefined;
  readonly highestEpoch: number;
  readonly configVersion: number;
  readonly echoes: readonly Echo[];
  /** The longest the sender stood still since its last heartbeat, ms. */
  readonly pausedMs: number;
  /** Datagrams that the sender's own kernel refused to send since its last heartbeat. Unknown of an older version. */
  readonly failedSends?: number;
  /** Of each of the sender's links, in the order of the configuration. Unknown of an older version. */
  readonly carriers?: readonly Carrier[];
  /** Fingerprints of the keys that the sender accepts. Unknown of an older version. */
  readonly keys?: readonly number[];
}

/** "I heard this sequence of that incarnation of you on this link." */
export interface Echo {
  readonly node: NodeId;
  readonly incarnation: Incarnation;
  readonly sequence: number;
  /** Whether this link is up in both directions in the sender's eyes. Unknown of an older version. */
  readonly up?: boolean;
  /** How long the sender had kept that sequence when it sent this, microseconds. Unknown of an older version. */
  readonly keptUs?: number;
}

/** An independent resource of a running service that is down; its state is one of ServicePart's. */
export interface PartReport {
  readonly resource: string;
  readonly state: 'stopped' | 'retried' | 'may-run';
  readonly why: string;
}

/** A member's own word about one service. Only `stopped` is proof. */
export interface ServiceReport {
  readonly service: string;
  readonly state: 'stopped' | 'running' | 'may-run';
  readonly reason: string;
}
