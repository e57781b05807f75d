/**
 * A daemon that restarts says so before it ends, and what the others would ask of it waits until it is back. Its services
 * go on meanwhile, so nothing is decided about them.
 */
import { type Clock, type Log, type Millis, pause } from '#src/host/ports.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import type { SessionPool } from '#src/wire/session-pool.ts';
import type { Heartbeat } from '#src/wire/words.ts';
import type { Detector } from './detector.ts';
import { sameIncarnation } from './epoch.ts';
import { createHolds, type Hold } from './holds.ts';
import type { MembershipConfig } from './membership-types.ts';
import type { Member, NodeId } from './types.ts';

export interface RestartingDeps {
  readonly config: Pick<MembershipConfig, 'votes' | 'keepalive' | 'initdead' | 'restartHold'>;
  readonly detector: Detector;
  readonly sessions: Pick<SessionPool, 'openTo' | 'request'>;
  /** Beats to all now. */
  readonly beat: () => void;
  /** Why that peer must not be a member: then it is not waited for either. */
  readonly barred: (peer: Member) => string | undefined;
  /** A view is active here. */
  readonly active: () => boolean;
  /** From now on that peer is waited for. */
  readonly began: (peer: NodeId) => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Restarting {
  /** Says it on all links and all sessions. Resolves when every session's end has heard it, at the latest after TELL_MS. */
  announce(): Promise<void>;
  /** A heartbeat that counts. */
  heard(beat: Heartbeat): void;
  /** A peer says it on its session. */
  says(peer: Member): void;
  /** Of a peer that restarts and is waited for; monotonic ms. */
  held(peer: NodeId): Hold | undefined;
  /** As `request` of a session, but what changes or moves anything waits for a peer that restarts. */
  ask(to: Member, body: Request, timeout: Millis): Promise<Reply>;
}

const TELL_MS = 1_000;
/** Heartbeats that say so, in case that some of them are lost. */
const BEATS = 3;
const BEAT_GAP_MS = 20;

export function createRestarting(deps: RestartingDeps): Restarting {
  const { config, detector, sessions, clock } = deps;
  const holds = createHolds(config);

  /** It keeps its place, once, for restart_hold. */
  function says(member: Member): void {
    const now = clock.now();
    if (!sameIncarnation(detector.peer(member.id, now)?.incarnation, member.incarnation)) return;
    const hold = holds.begin(member, now);
    if (hold === undefined) return;
    deps.log.info({ peer: member.id }, 'a peer restarts its daemon: its services go on');
    detector.excuse(member.id, hold.until);
    deps.began(member.id);
  }

  function held(id: NodeId): Hold | undefined {
    const now = clock.now();
    const hold = holds.of(id, now);
    const incarnation = hold && detector.peer(id, now)?.incarnation;
    return incarnation !== undefined && deps.barred({ id, incarnation }) !== undefined ? undefined : hold;
  }

  function isAwaited({ id, incarnation }: Member): boolean {
    if (held(id) === undefined || !deps.active()) return false;
    return sameIncarnation(detector.peer(id, clock.now())?.incarnation, incarnation);
  }

  async function later(to: Member, body: Request, timeout: Millis): Promise<Reply> {
    while (isAwaited(to)) await pause(clock, config.keepalive);
    return sessions.request(to, body, timeout);
  }

  return {
    async announce() {
      const told = config.votes.nodes.map(async ({ id }) => {
        const incarnation = sessions.openTo(id);
        if (incarnation === undefined) return;
        await sessions.request({ id, incarnation }, { type: 'restarting' }, TELL_MS).catch(() => undefined);
      });
      for (let beat = 0; beat < BEATS; beat++) {
        deps.beat();
        await pause(clock, BEAT_GAP_MS);
      }
      await Promise.all(told);
    },
    heard(beat) {
      const peer = { id: beat.sender, incarnation: beat.incarnation };
      holds.heard(peer, beat.state === 'member', clock.now());
      if (beat.state === 'restarting') says(peer);
    },
    says,
    held,
    ask(to, body, timeout) {
      const waits = body.type === 'replicate' || body.type === 'perform';
      return waits && isAwaited(to) ? later(to, body, timeout) : sessions.request(to, body, timeout);
    },
  };
}
