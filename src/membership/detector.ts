/**
 * Decides which peers are alive, from heartbeats alone.
 *
 * It holds no timer and no socket: the caller hands in heartbeats with the time they came, asks for a verdict when
 * `nextCheck` says so, and carries out what changed. A link counts only in both directions: the peer's heartbeats come,
 * and its echoes show that ours arrive.
 */
import type { Millis } from '#src/host/ports.ts';
import type { Echo, Heartbeat } from '#src/wire/words.ts';
import { compareIncarnations, sameIncarnation } from './epoch.ts';
import { createTimings, type Timings } from './link-timing.ts';
import { nextPeerState, type PeerEvent, type PeerState } from './peer-machine.ts';
import { createReplayWindow, type ReplayWindow } from './replay-window.ts';
import type { Incarnation, NodeId } from './types.ts';

export interface DetectorTiming {
  readonly keepalive: Millis;
  readonly warntime: Millis;
  readonly deadtime: Millis;
  /** A peer whose kernel refuses our heartbeats on every link is dead after warntime. */
  readonly fastDeath?: boolean;
}

export interface PeerView {
  readonly id: NodeId;
  readonly state: PeerState;
  /** The incarnation that speaks; undefined while none has been accepted. */
  readonly incarnation: Incarnation | undefined;
  /** Its last accepted heartbeat. */
  readonly beat: Heartbeat | undefined;
  /** ms since it was last heard on any link; undefined when never. */
  readonly silentFor: Millis | undefined;
  /** ms since the last heartbeat of ours that it is known to have heard left; undefined when there is none. */
  readonly unheardFor: Millis | undefined;
  readonly links: readonly LinkView[];
}

export interface LinkView {
  readonly up: boolean;
  readonly silentFor: Millis | undefined;
  readonly reason: string;
  /** Its heartbeats come, but ours do not arrive. */
  readonly half?: boolean;
  /** What the peer last said of this link. */
  readonly claims?: readonly Echo[];
}

export interface PeerChange {
  readonly id: NodeId;
  readonly from: PeerState;
  readonly to: PeerState;
  /** The incarnation changed with this heartbeat. */
  readonly renewed: boolean;
  readonly silentFor: Millis;
  /** Its kernel answered, on every link that works, that no daemon listens there. */
  readonly refused?: true;
}

/** What became of one heartbeat. `greet`: answer at once, so that both sides find each other without a keepalive's wait. */
export interface HeardResult {
  readonly verdict: 'accepted' | 'replayed' | 'stale-incarnation' | 'unknown-sender' | 'unproven';
  readonly change: PeerChange | undefined;
  readonly greet: boolean;
  /** The peer says that it is doing something else than before (leaving, a member again ...). */
  readonly saysAnew: boolean;
}

interface Link {
  heardAt: Millis | undefined;
  /** When we sent what the peer last echoed. */
  echoedAt: Millis | undefined;
  /** When its kernel last said that nothing listens there. */
  refusedAt: Millis;
  claims: readonly Echo[];
  lastSequence: number;
  window: ReplayWindow;
}

interface Peer {
  readonly id: NodeId;
  state: PeerState;
  incarnation: Incarnation | undefined;
  beat: Heartbeat | undefined;
  readonly retired: Incarnation[];
  /** A new incarnation that has not proven yet that it hears us. */
  candidate: { incarnation: Incarnation; readonly sequences: number[]; heardAt: Millis } | undefined;
  links: Link[];
  /** It stood still itself: until then nobody judges it. */
  excusedUntil: Millis;
  /** When `check` can next find something about it; Infinity: not before it is heard. Undefined: to be worked out anew. */
  due: Millis | undefined;
}

/** Incarnations of a peer that are remembered as over. More starts than this within one life of ours are forgotten. */
const RETIRED_LIMIT = 64;
/** Our own sending times that are remembered, to date echoes. */
const SENT_LIMIT = 1024;
/** The field has 32 bits; who has been silent for more than an hour has no round trip. */
const MOST_KEPT_US = 2 ** 32 - 1;

export class Detector {
  readonly #self: { readonly id: NodeId; readonly incarnation: Incarnation };
  readonly #timing: DetectorTiming;
  readonly #linkCount: number;
  readonly #peers: Map<NodeId, Peer>;
  readonly #sent = new Map<number, Millis>();
  /** What `peers` gave last: within one instant it is asked for again and again. */
  #shown: { readonly now: Millis; readonly peers: readonly PeerView[] } | undefined;
  readonly timings: Timings;

  constructor(
    self: { readonly id: NodeId; readonly incarnation: Incarnation },
    peers: readonly NodeId[],
    linkCount: number,
    timing: DetectorTiming,
  ) {
    this.#self = self;
    this.#timing = timing;
    this.#linkCount = linkCount;
    this.timings = createTimings(timing.keepalive, timing.deadtime);
    this.#peers = new Map(peers.map((id) => [id, newPeer(id, linkCount)]));
  }

  /** Notes when a heartbeat of ours left, so that its echo can be dated. */
  sent(sequence: number, at: Millis): void {
    this.#sent.set(sequence, at);
    this.#sent.delete(sequence - SENT_LIMIT);
  }

  /** Takes one authentic heartbeat that came on link `link` at `at`. */
  heard(beat: Heartbeat, link: number, at: Millis): HeardResult {
    const peer = this.#peers.get(beat.sender);
    // What was sent on another link is no news of this one.
    if (peer === undefined || link >= this.#linkCount || beat.link !== link) return ignored('unknown-sender');
    this.#touched(peer);
    const echo = beat.echoes.find((one) => one.node === this.#self.id);
    const hearsUs = echo !== undefined && sameIncarnation(echo.incarnation, this.#self.incarnation);
    const saidBefore = peer.beat?.state;
    let renewed = false;
    if (!sameIncarnation(beat.incarnation, peer.incarnation)) {
      if (isOver(peer, beat.incarnation)) return ignored('stale-incarnation');
      if (!hearsUs || !this.#sent.has(echo.sequence)) return this.#unproven(peer, beat, link, at);
      this.#adopt(peer, beat.incarnation);
      renewed = true;
    }
    const state = peer.links[link] as Link;
    if (!state.window.accept(beat.sequence)) return ignored('replayed');
    this.timings.heard(peer.id, link, at, state.heardAt);
    state.heardAt = at;
    if (beat.sequence > state.lastSequence) {
      state.lastSequence = beat.sequence;
      state.claims = beat.echoes;
      if (peer.beat === undefined || beat.sequence >= peer.beat.sequence) peer.beat = beat;
    }
    const echoedAt = hearsUs ? this.#sent.get(echo.sequence) : undefined;
    if (echoedAt !== undefined && echoedAt > (state.echoedAt ?? -Infinity)) {
      state.echoedAt = echoedAt;
      const kept = echo?.keptUs;
      if (kept !== undefined) this.timings.echoed(peer.id, link, at, echoedAt, kept / 1000);
    }
    const { keepalive, deadtime } = this.#timing;
    if (beat.pausedMs > keepalive) this.excuse(beat.sender, at + Math.min(beat.pausedMs, deadtime));
    const before = peer.state;
    const event: PeerEvent | undefined =
      beat.state === 'left' ? 'left' : this.#linkUp(state, at) ? 'heard' : undefined;
    if (event !== undefined) peer.state = nextPeerState(peer.state, event);
    const change =
      before === peer.state && !renewed
        ? undefined
        : { id: peer.id, from: before, to: peer.state, renewed, silentFor: 0 };
    const saysAnew = peer.beat?.state !== saidBefore;
    return { verdict: 'accepted', change, greet: renewed || !hearsUs, saysAnew };
  }

  /** Judges silence at `now`. Call it when `nextCheck` is due. */
  check(now: Millis): readonly PeerChange[] {
    const changes: PeerChange[] = [];
    for (const peer of this.#peers.values()) {
      const from = peer.state;
      if (from !== 'up' && from !== 'late') continue;
      const { lateAt, deadAt } = this.#deadlines(peer);
      if (now >= deadAt) peer.state = nextPeerState(peer.state, 'silent-deadtime');
      else if (now >= lateAt) peer.state = nextPeerState(peer.state, 'silent-warntime');
      if (peer.state === from) continue;
      this.#touched(peer);
      changes.push({ id: peer.id, from, to: peer.state, renewed: false, silentFor: now - lastHeard(peer) });
    }
    return changes;
  }

  /** When `check` can next find something; undefined while nobody is up. */
  nextCheck(): Millis | undefined {
    let next = Infinity;
    for (const peer of this.#peers.values()) {
      peer.due ??= this.#dueOf(peer);
      if (peer.due < next) next = peer.due;
    }
    return next === Infinity ? undefined : next;
  }

  /** The kernel of that peer says that nothing listens at its address on that link. */
  refused(id: NodeId, link: number, at: Millis): PeerChange | undefined {
    const peer = this.#peers.get(id);
    const state = peer?.links[link];
    if (peer === undefined || state === undefined) return undefined;
    this.#touched(peer);
    state.refusedAt = at;
    if (peer.state !== 'up' || at < peer.excusedUntil || !isRefused(peer, (link) => this.#linkUp(link, at)))
      return undefined;
    peer.state = nextPeerState(peer.state, 'silent-warntime');
    const silentFor = at - lastHeard(peer);
    return { id, from: 'up', to: peer.state, renewed: false, silentFor, refused: true };
  }

  /** What to tell every peer at `now` about what was heard on `link`. */
  echoes(link: number, now: Millis): readonly Echo[] {
    const echoes: Echo[] = [];
    for (const peer of this.#peers.values()) {
      const state = peer.links[link];
      if (peer.incarnation !== undefined && state !== undefined && state.heardAt !== undefined) {
        const { heardAt, lastSequence: sequence } = state;
        const keptUs = Math.max(1, Math.min(MOST_KEPT_US, Math.round((now - heardAt) * 1000)));
        const up = this.#linkUp(state, now);
        echoes.push({ node: peer.id, incarnation: peer.incarnation, sequence, up, keptUs });
      }
      const sequence = peer.candidate?.sequences[link];
      if (peer.candidate !== undefined && sequence !== undefined) {
        echoes.push({ node: peer.id, incarnation: peer.candidate.incarnation, sequence });
      }
    }
    return echoes;
  }

  /** The peer has said why it will be silent: nobody calls it dead before `until`. */
  excuse(id: NodeId, until: Millis): void {
    const peer = this.#peers.get(id);
    if (peer === undefined) return;
    this.#touched(peer);
    peer.excusedUntil = Math.max(peer.excusedUntil, until);
  }

  /** The ledger says that this incarnation left: its silence is no death. */
  markLeft(id: NodeId, incarnation: Incarnation): void {
    const peer = this.#peers.get(id);
    if (peer !== undefined && sameIncarnation(peer.incarnation, incarnation)) {
      this.#touched(peer);
      peer.state = nextPeerState(peer.state, 'left');
    }
  }

  peer(id: NodeId, now: Millis): PeerView | undefined {
    const shown = this.#shown?.now === now ? this.#shown.peers.find((peer) => peer.id === id) : undefined;
    if (shown !== undefined) return shown;
    const peer = this.#peers.get(id);
    return peer === undefined ? undefined : this.#show(peer, now);
  }

  peers(now: Millis): readonly PeerView[] {
    if (this.#shown?.now !== now) {
      this.#shown = { now, peers: Array.from(this.#peers.values(), (peer) => this.#show(peer, now)) };
    }
    return this.#shown.peers;
  }

  /** Something about that peer changes now. */
  #touched(peer: Peer): void {
    peer.due = undefined;
    this.#shown = undefined;
  }

  #show(peer: Peer, now: Millis): PeerView {
    // One that does not hear us is audible all the same.
    const heard = Math.max(lastHeard(peer), peer.candidate?.heardAt ?? -Infinity);
    const echoed = Math.max(...peer.links.map(({ echoedAt }) => echoedAt ?? -Infinity));
    return {
      id: peer.id,
      state: peer.state,
      incarnation: peer.incarnation,
      beat: peer.beat,
      silentFor: heard === -Infinity ? undefined : now - heard,
      unheardFor: echoed === -Infinity ? undefined : now - echoed,
      links: peer.links.map((link) => this.#showLink(link, now)),
    };
  }

  #unproven(peer: Peer, beat: Heartbeat, link: number, at: Millis): HeardResult {
    if (!sameIncarnation(peer.candidate?.incarnation, beat.incarnation)) {
      peer.candidate = { incarnation: beat.incarnation, sequences: [], heardAt: at };
    }
    if (peer.candidate !== undefined) peer.candidate.heardAt = at;
    const sequences = peer.candidate?.sequences as number[];
    sequences[link] = Math.max(sequences[link] ?? 0, beat.sequence);
    return { verdict: 'unproven', change: undefined, greet: true, saysAnew: false };
  }

  #adopt(peer: Peer, incarnation: Incarnation): void {
    if (peer.incarnation !== undefined) peer.retired.unshift(peer.incarnation);
    peer.retired.length = Math.min(peer.retired.length, RETIRED_LIMIT);
    peer.incarnation = incarnation;
    peer.candidate = undefined;
    peer.beat = undefined;
    peer.excusedUntil = -Infinity;
    peer.links = newLinks(this.#linkCount);
  }

  #linkUp(link: Link, now: Millis): boolean {
    const { deadtime, keepalive } = this.#timing;
    return (
      link.heardAt !== undefined &&
      link.echoedAt !== undefined &&
      now - link.heardAt < deadtime &&
      now - link.echoedAt < deadtime + keepalive
    );
  }

  #dueOf(peer: Peer): Millis {
    if (peer.state !== 'up' && peer.state !== 'late') return Infinity;
    const { lateAt, deadAt } = this.#deadlines(peer);
    return peer.state === 'up' ? Math.min(lateAt, deadAt) : deadAt;
  }

  /** The peer is alive as long as its best link is: heard, and (a keepalive later) hearing. */
  #deadlines(peer: Peer): { readonly lateAt: Millis; readonly deadAt: Millis } {
    const { keepalive, warntime, deadtime, fastDeath } = this.#timing;
    let alive = -Infinity;
    for (const { heardAt, echoedAt } of peer.links) {
      if (heardAt === undefined || echoedAt === undefined) continue;
      alive = Math.max(alive, Math.min(heardAt, echoedAt + keepalive));
    }
    const patience = fastDeath === true && isRefused(peer, wasHeard) ? warntime : deadtime;
    return { lateAt: alive + warntime, deadAt: Math.max(alive + patience, peer.excusedUntil) };
  }

  #showLink(link: Link, now: Millis): LinkView {
    const silentFor = link.heardAt === undefined ? undefined : now - link.heardAt;
    const up = this.#linkUp(link, now);
    const half = !up && silentFor !== undefined && silentFor < this.#timing.deadtime;
    return { up, silentFor, reason: up ? '' : whyDown(link, half), half, claims: link.claims };
  }
}

function whyDown(link: Link, half: boolean): string {
  if (half) return 'we hear it, it does not hear us';
  return link.heardAt === undefined ? 'never heard' : 'not heard';
}

function newPeer(id: NodeId, linkCount: number): Peer {
  const links = newLinks(linkCount);
  return {
    id,
    state: 'unknown',
    incarnation: undefined,
    beat: undefined,
    retired: [],
    candidate: undefined,
    links,
    excusedUntil: -Infinity,
    due: undefined,
  };
}

function newLinks(count: number): Link[] {
  return Array.from({ length: count }, () => ({
    heardAt: undefined,
    echoedAt: undefined,
    refusedAt: -Infinity,
    claims: [],
    lastSequence: -1,
    window: createReplayWindow(),
  }));
}

/** A later start of the same boot has a higher count, so a lower one is a recording. */
function isOver(peer: Peer, incarnation: Incarnation): boolean {
  if (peer.retired.some((old) => sameIncarnation(old, incarnation))) return true;
  const current = peer.incarnation;
  return current?.boot === incarnation.boot && compareIncarnations(incarnation, current) < 0;
}

/** On every link that counts, its kernel refused us after it was last heard there. */
function isRefused(peer: Peer, counts: (link: Link) => boolean): boolean {
  const links = peer.links.filter(counts);
  return links.length > 0 && links.every(({ refusedAt, heardAt }) => refusedAt > (heardAt ?? -Infinity));
}

function wasHeard({ heardAt }: Link): boolean {
  return heardAt !== undefined;
}

function lastHeard(peer: Peer): Millis {
  let last = -Infinity;
  for (const { heardAt } of peer.links) if (heardAt !== undefined && heardAt > last) last = heardAt;
  return last;
}

function ignored(verdict: HeardResult['verdict']): HeardResult {
  return { verdict, change: undefined, greet: false, saysAnew: false };
}
