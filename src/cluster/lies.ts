/**
 * A node that counts as off, and is heard all the same: its fence device lied, or an operator was wrong. What was
 * started since may run twice, so nothing more is started, and everybody is told. Pure.
 */
import type { PeerView } from '#src/membership/detector.ts';
import { sameIncarnation } from '#src/membership/epoch.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Ledger, Member, NodeId } from '#src/membership/types.ts';

/** That very incarnation was confirmed off. */
export function countsAsOff(ledger: Ledger, { id, incarnation }: Member): boolean {
  const record = nodeRecord(ledger, id);
  // Time proves that it owns nothing, not that it is off.
  if (record.byTime === true) return false;
  return record.standing === 'fenced' && sameIncarnation(record.incarnation, incarnation);
}

/**
 * That very incarnation counts as fenced by time. It may be alive with nothing to run, and come back: by the word of the
 * coordinator alone, as it would otherwise go on taking turns with it.
 */
export function isWaitedOut(ledger: Ledger, { id, incarnation }: Member): boolean {
  const { standing, byTime, incarnation: fenced } = nodeRecord(ledger, id);
  return standing === 'fenced' && byTime === true && sameIncarnation(fenced, incarnation);
}

/** The alarm in words; undefined when nobody lies. */
export function findLie(
  ledger: Ledger,
  peers: readonly PeerView[],
  nodeName: (id: NodeId) => string,
): string | undefined {
  const liar = peers.find(({ id, state, incarnation }) => {
    const heard = state === 'up' || state === 'late';
    return heard && incarnation !== undefined && countsAsOff(ledger, { id, incarnation });
  });
  if (liar === undefined) return undefined;
  const name = nodeName(liar.id);
  const { why } = nodeRecord(ledger, liar.id);
  return `${name} counts as off (${why}), yet the same daemon is heard: nothing more is started; switch ${name} off by hand and check its fence device`;
}
