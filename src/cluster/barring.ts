/** Which peers must not be members now, because they are being switched off or count as off. */
import type { Membership } from '#src/membership/membership.ts';
import { isHeard } from '#src/membership/peer-machine.ts';
import type { Member } from '#src/membership/types.ts';
import type { Coordinator } from './coordinator.ts';
import { countsAsOff } from './lies.ts';
import type { OperatorDesk } from './operator-desk.ts';
import { isUnanswered } from './unanswered.ts';
import { isUnderFire } from './under-fire.ts';

/** Why, in words; undefined for a peer that may be one. */
export function whyBarred(
  peer: Member,
  operators: OperatorDesk,
  asCoordinator: Coordinator | undefined,
  membership: Membership,
): string | undefined {
  if (operators.bars(peer)) return 'an operator has it fenced';
  if (asCoordinator?.fences.shooting(peer.id)) return 'it is being fenced right now';
  if (isUnanswered(membership.agreement.ledger, peer)) return 'its watchdog is to reset it';
  const { ledger, activeView, isCoordinator } = membership.agreement;
  if (countsAsOff(ledger, peer)) return 'this incarnation counts as off';
  if (activeView === undefined || isCoordinator || !isUnderFire(ledger, peer.id)) return undefined;
  const coordinator = membership.peer(activeView.epoch.proposer)?.state;
  return isHeard(coordinator) ? 'the coordinator has it fenced' : undefined;
}
