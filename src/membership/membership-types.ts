/** What membership is made of, and what it asks of the node it serves. */
import type { Clock, Datagrams, Kernel, Log, Millis, Random, Sessions } from '#src/host/ports.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import type { decodeHeartbeat } from '#src/wire/heartbeat-codec.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import type { createSealer } from '#src/wire/seal.ts';
import type { AgreementHost } from './agreement.ts';
import type { BeatLink } from './beats.ts';
import type { PeerChange } from './detector.ts';
import type { DurableState, LedgerStore } from './ledger-store.ts';
import type { Votes } from './quorum.ts';
import type { Member, NodeId } from './types.ts';

export interface MembershipConfig {
  readonly cluster: string;
  readonly keepalive: Millis;
  readonly warntime: Millis;
  readonly deadtime: Millis;
  readonly initdead: Millis;
  readonly restartHold: Millis;
  readonly fastDeath?: boolean;
  readonly links: readonly BeatLink[];
  readonly votes: Votes;
  readonly startupFencing: boolean;
  readonly configVersion: number;
}

export interface MembershipDelegate
  extends Pick<
    AgreementHost,
    'report' | 'proposing' | 'merge' | 'viewActive' | 'viewEnded' | 'ledgerStored'
  > {
  /** The witness has promised its vote to the view that this node would propose now. */
  votePromised?(): boolean;
  /** Answers what is not a message of agreement. Must not reject. */
  handle(from: Member, request: Request): Promise<Reply>;
  peerChanged(change: PeerChange): void;
  /** A peer says in its heartbeats that it is doing something else than before: it leaves, it stays after all ... */
  peerSaysAnew(peer: NodeId): void;
  /** This node doubts itself, see SelfDoubt: nothing that is queued may be begun. */
  doubting?(): void;
  /** That peer is not to learn that it is heard. */
  unanswered?(peer: Member): boolean;
  /** Peers that must not become or stay members now (being fenced, or to be), and why. `led`: whose proposals must not be followed. */
  barred(peer: Member, as?: 'led'): string | undefined;
}

export interface MembershipDeps {
  readonly self: Member;
  readonly config: MembershipConfig;
  readonly keys: ClusterKeys;
  /** Absent: the real one. */
  readonly makeSealer?: typeof createSealer;
  readonly readBeat?: typeof decodeHeartbeat;
  readonly store: LedgerStore;
  readonly initial: DurableState;
  readonly delegate: MembershipDelegate;
  readonly ports: {
    readonly clock: Clock;
    readonly random: Random;
    readonly datagrams: Datagrams;
    readonly sessions: Sessions;
    /** Absent where links have no carrier that could be told. */
    readonly kernel?: Pick<Kernel, 'carrier'>;
  };
  readonly log: Log;
}
