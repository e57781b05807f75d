/** What became of a peer, as an event. Pure. */
import type { PeerChange } from '#src/membership/detector.ts';
import type { EventFields } from './event-log.ts';

export function peerEvent({ to, renewed, silentFor }: PeerChange, node: string): EventFields {
  const silent = Math.round(silentFor);
  const words = {
    unknown: `${node} has not been heard`,
    up: renewed ? `${node} is up (a new start of its daemon)` : `${node} is up`,
    late: `${node} is late: nothing heard for ${silent} ms`,
    dead: `${node} is dead: nothing heard for ${silent} ms on any link`,
    left: `${node} says that it has left`,
  };
  return { name: `peer.${to}`, node, message: words[to], data: { silentFor: silent } };
}
