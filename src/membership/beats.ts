/** Sends this node's heartbeats on every link each keepalive, and opens those of the others. */
import type {
  Address,
  Cancel,
  Clock,
  DatagramSocket,
  Datagrams,
  HostError,
  Log,
  Millis,
} from '#src/host/ports.ts';
import { decodeHeartbeat, encodeHeartbeat } from '#src/wire/heartbeat-codec.ts';
import type { Sealer } from '#src/wire/seal.ts';
import type { Heartbeat } from '#src/wire/words.ts';
import type { PeerView } from './detector.ts';
import { createRefusals } from './refusals.ts';
import type { NodeId } from './types.ts';

export interface BeatLink {
  readonly name: string;
  readonly local: Address;
  readonly peers: ReadonlyMap<NodeId, Address>;
}

/** Of this node, since its last heartbeat. */
export interface Health {
  /** The longest that its event loop stood still. */
  readonly pausedMs: Millis;
  /** Datagrams that its kernel did not send. */
  readonly failedSends: number;
}

export interface BeatsDeps {
  readonly links: readonly BeatLink[];
  readonly keepalive: Millis;
  readonly sealer: Sealer;
  /** Absent: the real one. */
  readonly readBeat?: typeof decodeHeartbeat;
  readonly datagrams: Datagrams;
  readonly clock: Clock;
  readonly log: Log;
  /** What to say on a link. */
  readonly compose: (link: number, sequence: number, health: Health) => Heartbeat;
  /** The event loop turned. */
  readonly turned: () => void;
  /** A heartbeat left. */
  readonly sent: (sequence: number, at: Millis) => void;
  /** The kernel of that peer says that nothing listens at its address on that link. */
  readonly refused: (peer: NodeId, link: number) => void;
  /** An authentic heartbeat came: whether it counts. */
  readonly heard: (beat: Heartbeat, link: number, at: Millis) => boolean;
}

export interface Beats {
  /** Binds the links and begins. Rejects with HostError when an address can't be bound. */
  start(): Promise<void>;
  /** Beats to one peer on one link now, besides the regular ones; not more often than every GREET_GAP_MS. */
  greet(peer: NodeId, link: number): void;
  /** Beats to all now, because what is said has changed. */
  beatNow(): void;
  /** The same peers, with refused datagrams as the reason of a link that is down. */
  explain(peers: readonly PeerView[]): readonly PeerView[];
  /** Fingerprint of the key that sealed that peer's last heartbeat. */
  keyOf(peer: NodeId): number | undefined;
  stop(): void;
  /** Since the start: datagrams, and the longest that this node stood still. */
  readonly counts: {
    readonly sent: number;
    readonly received: number;
    readonly refused: number;
    readonly failed: number;
    readonly longestPause: Millis;
  };
}

const GREET_GAP_MS = 20;
/** One warning about a link per this time; it would be one per keepalive otherwise. */
const WARN_GAP_MS = 60_000;

export function createBeats(deps: BeatsDeps): Beats {
  const { clock, keepalive, links, log } = deps;
  const sockets: DatagramSocket[] = [];
  const greeted = new Map<string, Millis>();
  const warned = new Map<string, Millis>();
  const sealed = new Map<NodeId, number>();
  const counts = { sent: 0, received: 0, refused: 0, failed: 0, longestPause: 0 };
  const refusals = createRefusals(links, log);
  let sequence = 0;
  let due = 0;
  let pausedMs = 0;
  let failedSends = 0;
  let cancel: Cancel = () => {};

  function beat(link: number, only?: NodeId): void {
    const socket = sockets[link];
    const { peers } = links[link] as BeatLink;
    if (socket === undefined) return;
    const packet = deps.sealer.seal(encodeHeartbeat(deps.compose(link, sequence, { pausedMs, failedSends })));
    for (const [peer, address] of peers) {
      if (only !== undefined && only !== peer) continue;
      socket.send(packet, address);
      counts.sent++;
    }
  }

  function nextSequence(): void {
    sequence++;
    deps.sent(sequence, clock.now());
  }

  function beatAll(): void {
    nextSequence();
    for (const link of links.keys()) beat(link);
    pausedMs = 0;
    failedSends = 0;
  }

  function tick(): void {
    const now = clock.now();
    pausedMs = Math.max(pausedMs, Math.round(now - due));
    counts.longestPause = Math.max(counts.longestPause, now - due);
    deps.turned();
    beatAll();
    // Behind by more than one beat: no burst to catch up.
    due = Math.max(due + keepalive, now);
    cancel = clock.after(due - now, tick);
  }

  function receive(packet: Uint8Array, from: Address, link: number): void {
    counts.received++;
    const plain = deps.sealer.open(packet);
    const heard = plain === undefined ? undefined : (deps.readBeat ?? decodeHeartbeat)(plain);
    if (heard === undefined) {
      counts.refused++;
      refusals.note(link, from, clock.now());
      return;
    }
    const key = deps.sealer.sealedWith(packet);
    if (deps.heard(heard, link, clock.now()) && key !== undefined) sealed.set(heard.sender, key.fingerprint);
  }

  function warn(about: string, fields: Readonly<Record<string, unknown>>, message: string): void {
    const now = clock.now();
    if (now - (warned.get(about) ?? -Infinity) < WARN_GAP_MS) return;
    warned.set(about, now);
    log.warn(fields, message);
  }

  function failed(link: BeatLink, error: HostError): void {
    const { code, message } = error;
    failedSends++;
    counts.failed++;
    warn(
      `failed ${link.name} ${code}`,
      { link: link.name, code, error: message },
      'a link could not be used',
    );
  }

  return {
    async start() {
      for (const [index, link] of links.entries()) {
        const receiveHere = (packet: Uint8Array, from: Address): void => receive(packet, from, index);
        const refusedBy = (by: Address): void => {
          for (const [peer, { host, port }] of link.peers)
            if (host === by.host && port === by.port) deps.refused(peer, index);
        };
        const failedHere = (error: HostError): void => failed(link, error);
        sockets.push(await deps.datagrams.open(link.local, receiveHere, failedHere, refusedBy));
      }
      due = clock.now();
      tick();
    },
    greet(peer, link) {
      const key = `${peer}/${link}`;
      const now = clock.now();
      if (now - (greeted.get(key) ?? -Infinity) < GREET_GAP_MS) return;
      greeted.set(key, now);
      nextSequence();
      beat(link, peer);
    },
    beatNow: beatAll,
    explain: (peers) => refusals.explain(peers, clock.now()),
    keyOf: (peer) => sealed.get(peer),
    stop() {
      cancel();
      for (const socket of sockets.splice(0)) socket.close();
    },
    counts,
  };
}
