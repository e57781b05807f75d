/**
 * The node that is to reboot, itself: it looks once more whether it is meant, and whether it is empty, before it leaves
 * and has its host rebooted. An order that comes late (another view, another start of the daemon) reboots nothing.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import { sameEpoch, sameIncarnation } from '#src/membership/epoch.ts';
import type { Membership } from '#src/membership/membership.ts';
import type { Epoch, Incarnation, Member } from '#src/membership/types.ts';
import { mayRunOn } from '#src/resources/service-record.ts';
import { serviceEntry } from './records.ts';
import { rebootKey, restriction } from './restrictions.ts';

/** The coordinator's order to a member. */
export interface RebootOrder {
  /** Of the view in which it is given. */
  readonly epoch: Epoch;
  readonly target: Incarnation;
}

export interface RebootAnswer {
  readonly accepted: boolean;
  /** Why not; empty when it is. */
  readonly why: string;
}

export interface RebooterDeps {
  readonly self: Member;
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  /** It leaves already, for another reason. */
  readonly leaving: () => boolean;
  /** Leaves and has the host rebooted, after what is being answered; absent where nobody can. */
  readonly reboot: (() => void) | undefined;
}

export interface Rebooter {
  /** Never rejects. A second order of the same kind joins the first. */
  obey(order: RebootOrder): Promise<RebootAnswer>;
  /** It could not leave: another order may come. */
  stays(): void;
}

export function createRebooter(deps: RebooterDeps): Rebooter {
  const { self, membership } = deps;
  let going = false;

  function objection({ epoch, target }: RebootOrder): string | undefined {
    const { agreement } = membership();
    if (!sameIncarnation(target, self.incarnation)) return 'picketd has been started anew there';
    if (!sameEpoch(agreement.activeView?.epoch, epoch)) return 'the view is over';
    if (deps.reboot === undefined) return 'picketd cannot reboot its host there';
    if (deps.leaving()) return 'it is leaving the cluster already';
    const word = restriction(agreement.ledger, rebootKey(self.id))?.reboot;
    if (word === undefined || word.failed !== undefined || !sameIncarnation(word.target, target))
      return 'it knows nothing of that reboot';
    const here = deps.config().services.find(({ id, only }) => only !== self.id && mayRunHere(id));
    return here === undefined ? undefined : `${here.id} may still run there`;
  }

  function mayRunHere(service: string): boolean {
    const entry = serviceEntry(membership().agreement.ledger, service);
    return entry !== undefined && mayRunOn(entry).includes(self.id);
  }

  return {
    async obey(order) {
      await membership().doubt.confirmed();
      if (going && sameIncarnation(order.target, self.incarnation)) return { accepted: true, why: '' };
      const why = objection(order);
      if (why !== undefined) return { accepted: false, why };
      going = true;
      deps.reboot?.();
      return { accepted: true, why: '' };
    },
    stays() {
      going = false;
    },
  };
}
