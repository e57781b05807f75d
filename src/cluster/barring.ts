/** Which peers must not be members now, because they are being switched off or count as off. */
import type { Membership } from '#src/membership/membership.ts';
import { isHeard } from '#src/membership/peer-machine.ts';
import type { Member } from '#src/membership/types.ts';
import type { Coordinator } from './coordinator.ts';
import { countsAsOff, isWaitedOut } from './lies.ts';
import type { LoopGuard } from './loop-guard.ts';
import type { OperatorDesk } from './operator-desk.ts';
import { isBeingWaitedOut, isUnderFire } from './under-fire.ts';

/** Why, in words; undefined for a peer that may be one. */
export function whyBarred(
  peer: Member,
  operators: OperatorDesk,
  asCoordinator: Coordinator | undefined,
  membership: Membership,
  loops: Pick<LoopGuard, 'bars'>,
  as?: 'led',
): string | undefined {
  if (operators.bars(peer)) return 'an operator has it fenced';
  if (asCoordinator?.fences.shooting(peer.id)) return 'it is being fenced right now';
  const { ledger, activeView, isCoordinator } = membership.agreement;
  if (countsAsOff(ledger, peer)) return 'this incarnation counts as off';
  const loop = loops.bars(peer.id);
  if (loop !== undefined) return loop;
  if (activeView === undefined) return undefined;
  const isOut = isBeingWaitedOut(ledger, peer.id) || isWaitedOut(ledger, peer);
  // Its coordinator lets it in by a proposal of its own, as the others would not follow one of that node.
  if (isCoordinator) return isOut && as === 'led' ? 'this node lets it in' : undefined;
  if (!isOut && !isUnderFire(ledger, peer.id)) return undefined;
  const coordinator = membership.peer(activeView.epoch.proposer)?.state;
  return isHeard(coordinator) ? 'the coordinator has it fenced, or lets it in' : undefined;
}
