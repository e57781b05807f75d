/** Who could be a member of the next view: self, and every peer that is heard, can be asked, and is not kept out. */
import type { Millis } from '#src/host/ports.ts';
import type { Agreement } from './agreement.ts';
import type { Inability } from './asking.ts';
import type { PeerView } from './detector.ts';
import { sameIncarnation } from './epoch.ts';
import { nodeRecord } from './ledger.ts';
import type { Incarnation, Member, NodeId } from './types.ts';

export interface AdmissionDeps {
  readonly self: Member;
  readonly deadtime: Millis;
  readonly initdead: Millis;
  readonly agreement: () => Agreement;
  /** The incarnation at the other end of the open session. */
  readonly session: (peer: NodeId) => Incarnation | undefined;
  /** Why that peer must not be a member now. */
  readonly barred: (peer: Member) => string | undefined;
  /** That peer's daemon restarts, and is waited for. */
  readonly held: (peer: NodeId) => boolean;
}

export interface Admission {
  /** In the order of ids. */
  eligible(peers: readonly PeerView[], now: Millis): readonly Member[];
  /** Whether that peer, who is no member, could be one now if nobody kept it out. */
  couldJoin(peer: PeerView | undefined, now: Millis): boolean;
  /** It said good-bye in this incarnation: it is no member again before its daemon is started anew. */
  hasLeft(member: Member): boolean;
  /** From now on that peer can't be asked: its session ended, or its daemon has just been started. */
  waits(peer: NodeId, now: Millis): void;
  /** It is heard, but could not do its part in a proposal. Held against it after a deadtime (grey failure). */
  unable(peer: NodeId, now: Millis, why: Inability): void;
  /** It refused: it was not silent. Whoever is kept out for minutes must not take that for a grey failure. */
  answered(peer: NodeId): void;
  /** It did its part, or it is a new start of its daemon. */
  able(peer: NodeId): void;
}

/** A node that may not be fenced, and was left out because it could not store, gets another chance after this. */
const FORGIVE_AFTER_MS = 60_000;

export function createAdmission(deps: AdmissionDeps): Admission {
  const waitingSince = new Map<NodeId, Millis>();
  const unable = new Map<NodeId, { readonly since: Millis; readonly why: Inability }>();

  /** As whom that peer could be in the next view; undefined when it could not. */
  function memberFor(peer: PeerView, now: Millis): Member | undefined {
    if (peer.incarnation === undefined || (peer.state !== 'up' && peer.state !== 'late')) return undefined;
    const member = { id: peer.id, incarnation: peer.incarnation };
    const inView = deps.agreement().view?.members.find((other) => other.id === peer.id);
    if (inView === undefined && peer.state === 'late') return undefined;
    if (hasLeft(member) || deps.barred(member) !== undefined || isUnable(peer.id, now)) return undefined;
    const isSame = sameIncarnation(inView?.incarnation, member.incarnation);
    const open = sameIncarnation(deps.session(peer.id), member.incarnation);
    if (open && (isSame || peer.beat?.ready === true)) return member;
    if (inView === undefined) return undefined;
    if (deps.held(peer.id)) return inView;
    // A member that lost its session counts as dead after a deadtime (grey failure). One whose daemon was started
    // again keeps its place until it can be asked what it runs.
    const patience = isSame ? deps.deadtime : deps.initdead;
    const since = waitingSince.get(peer.id) ?? now;
    return now - since < patience ? inView : undefined;
  }

  function isUnable(peer: NodeId, now: Millis): boolean {
    const failing = now - (unable.get(peer)?.since ?? now);
    return failing >= deps.deadtime && failing < FORGIVE_AFTER_MS;
  }

  function hasLeft(member: Member): boolean {
    const record = nodeRecord(deps.agreement().ledger, member.id);
    return record.standing === 'left' && sameIncarnation(record.incarnation, member.incarnation);
  }

  return {
    eligible(peers, now) {
      const others = peers.flatMap((peer) => memberFor(peer, now) ?? []);
      return [deps.self, ...others].sort((a, b) => a.id - b.id);
    },
    couldJoin(peer, now) {
      if (peer === undefined) return false;
      const { id, incarnation, state, beat } = peer;
      if (incarnation === undefined || state !== 'up' || beat?.ready !== true || isUnable(id, now))
        return false;
      return !hasLeft({ id, incarnation }) && sameIncarnation(deps.session(id), incarnation);
    },
    hasLeft,
    waits: (peer, now) => void waitingSince.set(peer, now),
    unable(peer, now, why) {
      const known = unable.get(peer);
      if (known === undefined || now - known.since >= FORGIVE_AFTER_MS) unable.set(peer, { since: now, why });
      else if (why === 'disk') unable.set(peer, { since: known.since, why });
    },
    answered(peer) {
      if (unable.get(peer)?.why === 'silent') unable.delete(peer);
    },
    able: (peer) => void unable.delete(peer),
  };
}
