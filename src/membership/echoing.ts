/**
 * What this node tells its peers about hearing them. One whose watchdog is to reset it is not told any more, so that it
 * has no majority; and how long it has not been told is what the others reckon with.
 */
import type { Clock, Millis } from '#src/host/ports.ts';
import type { Echo } from '#src/wire/words.ts';
import type { Detector } from './detector.ts';
import type { MembershipDelegate } from './membership-types.ts';
import type { Incarnation, NodeId } from './types.ts';

export interface Echoing {
  echoes(link: number, now: Millis): readonly Echo[];
  /**
   * ms for which this daemon has told that node of nothing later that it heard. What an earlier daemon of this node said
   * is older than this one.
   */
  silence(peer: NodeId): Millis;
}

export function createEchoing(
  detector: Detector,
  delegate: Pick<MembershipDelegate, 'unanswered'>,
  clock: Clock,
): Echoing {
  const began = clock.now();
  /** When what each was told of last had come, at the latest. */
  const told = new Map<NodeId, Millis>();
  const unanswered = (id: NodeId, incarnation: Incarnation | undefined): boolean =>
    incarnation !== undefined && delegate.unanswered?.({ id, incarnation }) === true;

  return {
    echoes(link, now) {
      const echoes = detector.echoes(link, now).filter((echo) => !unanswered(echo.node, echo.incarnation));
      for (const { node, keptUs } of echoes)
        told.set(node, Math.max(told.get(node) ?? began, now - (keptUs ?? 0) / 1000));
      return echoes;
    },
    silence(peer) {
      const now = clock.now();
      const { silentFor, incarnation } = detector.peer(peer, now) ?? {};
      const last = unanswered(peer, incarnation) ? -Infinity : now - (silentFor ?? Infinity);
      return now - Math.max(began, last, told.get(peer) ?? -Infinity);
    },
  };
}
