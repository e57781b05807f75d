/** The ledger of a view that this node forms, with what it knows of peers, fences and operators at that moment. */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Clock } from '#src/host/ports.ts';
import type { MergeInput } from '#src/membership/agreement.ts';
import type { Membership } from '#src/membership/membership.ts';
import { heardAs } from '#src/membership/peer-machine.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import { type Doubt, findDoubts, mergeView } from './merge-view.ts';
import type { OperatorDesk } from './operator-desk.ts';
import type { QuorumDesk } from './quorum-desk.ts';

export interface MergingParts {
  readonly self: NodeId;
  readonly config: ClusterConfig;
  readonly membership: Membership;
  readonly quorum: QuorumDesk;
  readonly operators: OperatorDesk;
  readonly nodeName: (id: NodeId) => string;
  readonly clock: Clock;
}

export interface Merged {
  readonly ledger: Ledger;
  readonly doubts: readonly Doubt[];
  /** As this node had it before the others' reports. */
  readonly before: Ledger;
}

export function mergeReports(input: MergeInput, parts: MergingParts): Merged {
  const { config, membership, quorum, operators, nodeName } = parts;
  const confirmed = operators.confirmed(input.acceptances);
  const ledger = mergeView(input, {
    config,
    now: parts.clock.wall(),
    mayFence: quorum.merged(input, confirmed),
    confirmedDown: confirmed,
    nodeName,
    fenceAsked: (id) => operators.wish(id) !== undefined,
    held: (id) => membership.held(id) !== undefined,
    heard: (id) => heardAs(membership.peer(id)),
  });
  const own = input.acceptances.find((acceptance) => acceptance.member.id === parts.self);
  return { ledger, doubts: findDoubts(input.acceptances, ledger), before: own?.ledger ?? ledger };
}
