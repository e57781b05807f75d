/**
 * As coordinator: tells members that show no view that theirs is active, in case that this word was lost. One that has
 * just joined would wait for ever to be asked into a view that it is in.
 */
import type { Clock, Millis } from '#src/host/ports.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import type { Agreement } from './agreement.ts';
import type { Detector } from './detector.ts';
import { sameEpoch, sameIncarnation, sameMember } from './epoch.ts';
import type { Member } from './types.ts';

export interface RemindingDeps {
  readonly self: Member;
  readonly keepalive: Millis;
  readonly deadtime: Millis;
  readonly agreement: () => Agreement;
  readonly detector: Detector;
  readonly request: (to: Member, body: Request, timeout: Millis) => Promise<Reply>;
  readonly clock: Clock;
}

export interface Reminding {
  /** A view is active. */
  active(): void;
  /** To be called each keepalive. */
  look(): void;
}

/** Heartbeats that a member gets to show its new view, in keepalives. */
const GRACE = 3;

export function createReminding(deps: RemindingDeps): Reminding {
  const { self, keepalive, deadtime, detector, clock } = deps;
  let due: Millis = Infinity;

  async function remind(member: Member): Promise<void> {
    const epoch = deps.agreement().activeView?.epoch;
    if (epoch === undefined) return;
    const reply = await deps.request(member, { type: 'activate', epoch }, deadtime).catch(() => undefined);
    const agreement = deps.agreement();
    // It has promised another view since, so this one can't go on with it.
    if (reply?.type === 'refused' && sameEpoch(agreement.activeView?.epoch, epoch)) agreement.abandonView();
  }

  return {
    active() {
      due = clock.now() + GRACE * keepalive;
    },
    look() {
      const { activeView: view, isCoordinator } = deps.agreement();
      const now = clock.now();
      if (view === undefined || !isCoordinator || now < due) return;
      due = now + keepalive;
      for (const member of view.members) {
        const peer = detector.peer(member.id, now);
        if (sameMember(member, self) || peer?.beat === undefined || peer.state !== 'up') continue;
        const same = sameIncarnation(peer.incarnation, member.incarnation);
        if (same && peer.beat.view === undefined && peer.beat.state === 'joining') void remind(member);
      }
    },
  };
}
