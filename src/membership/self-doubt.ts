/**
 * A node that stood still for longer than a deadtime doubts itself: the others may have gone on without it. Until its
 * view has been confirmed it carries out nothing and orders nothing.
 *
 * A member asks its coordinator; the coordinator asks every member; each says whether that very view is active there. A
 * coordinator that doubts itself answers when it is sure. Without all their answers the view is given up.
 */
import type { Clock, Log, Millis } from '#src/host/ports.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import type { Agreement } from './agreement.ts';
import { includesMember, sameEpoch, sameMember } from './epoch.ts';
import type { Epoch, Member, View } from './types.ts';

export interface SelfDoubtDeps {
  readonly self: Member;
  readonly keepalive: Millis;
  readonly deadtime: Millis;
  readonly agreement: () => Agreement;
  readonly request: (to: Member, body: Request, timeout: Millis) => Promise<Reply>;
  /** The doubt begins: what is queued must not be begun. */
  readonly doubting: () => void;
  /** The view has been given up: the others went on without this node. */
  readonly overtaken?: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface SelfDoubt {
  /** The event loop turned; to be called each keepalive. */
  turned(): void;
  /**
   * To be asked right before anything is carried out or ordered, because an order may be read before any timer tells of
   * the stall. Undefined when this node is sure of itself; else it resolves, within a deadtime, when it is again: in the
   * same view, or in none.
   */
  confirmed(): Promise<void> | undefined;
  /** Somebody doubts itself: whether this very view is active here. */
  answer(from: Member, epoch: Epoch): Promise<Reply>;
  /** Since when this node doubts itself, monotonic ms. */
  readonly since: Millis | undefined;
}

export function createSelfDoubt(deps: SelfDoubtDeps): SelfDoubt {
  const { self, clock, log, deadtime, keepalive } = deps;
  let turnedAt: Millis | undefined;
  let doubt: { readonly since: Millis; readonly over: Promise<void> } | undefined;

  function look(): void {
    const now = clock.now();
    const stalledMs = turnedAt === undefined ? 0 : now - turnedAt - keepalive;
    turnedAt = turnedAt === undefined ? undefined : Math.max(turnedAt, now);
    if (stalledMs <= deadtime) return;
    const view = deps.agreement().activeView;
    if (view === undefined || doubt !== undefined) return;
    log.warn(
      { stalledMs: Math.round(stalledMs) },
      'this node stood still for longer than deadtime: nothing is carried out before its view is confirmed',
    );
    // Whoever is called back first must find the doubt in place.
    const mine = { since: now, over: Promise.resolve().then(() => clear(view)) };
    doubt = mine;
    deps.doubting();
  }

  async function clear(view: View): Promise<void> {
    const unsure = await whoDoesNotConfirm(view);
    doubt = undefined;
    const { activeView } = deps.agreement();
    // It may have ended meanwhile, by the refusal of something else that waited here: the others went on all the same.
    if (activeView === undefined && unsure !== undefined) return deps.overtaken?.();
    if (!sameEpoch(activeView?.epoch, view.epoch)) return;
    if (unsure === undefined) return log.info({}, 'the view is confirmed: this node goes on');
    log.warn({ reason: unsure }, 'the view is not confirmed: this node gives it up');
    deps.agreement().abandonView();
    deps.overtaken?.();
  }

  async function whoDoesNotConfirm({ epoch, members }: View): Promise<string | undefined> {
    const isCoordinator = epoch.proposer === self.id;
    const asked = members.filter((member) =>
      isCoordinator ? !sameMember(member, self) : member.id === epoch.proposer,
    );
    const answers = await Promise.all(
      asked.map(async (member) => {
        try {
          const reply = await deps.request(member, { type: 'confirm', epoch }, deadtime);
          if (reply.type === 'done') return undefined;
          return `node ${member.id}: ${reply.type === 'refused' ? reply.reason : reply.type}`;
        } catch (error) {
          if (error instanceof Error) return error.message;
          throw error;
        }
      }),
    );
    return answers.find((answer) => answer !== undefined);
  }

  return {
    turned() {
      look();
      turnedAt = clock.now();
    },
    confirmed() {
      look();
      return doubt?.over;
    },
    async answer(from, epoch) {
      const refused = (reason: string): Reply => ({
        type: 'refused',
        reason,
        promised: deps.agreement().highestEpoch,
      });
      look();
      if (epoch.proposer === self.id) await doubt?.over;
      const view = deps.agreement().activeView;
      if (view === undefined || !sameEpoch(view.epoch, epoch)) return refused('that view is not active here');
      return includesMember(view.members, from) ? { type: 'done' } : refused('no member of that view');
    },
    get since() {
      return doubt?.since;
    },
  };
}
