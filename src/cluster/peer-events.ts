/** What became of a peer, and which view they form, as events. Pure. */
import type { PeerChange } from '#src/membership/detector.ts';
import type { NodeId, View } from '#src/membership/types.ts';
import type { EventFields } from './event-log.ts';

export function peerEvent({ to, renewed, silentFor, refused }: PeerChange, node: string): EventFields {
  const silent = Math.round(silentFor);
  const words = {
    unknown: `${node} has not been heard`,
    up: renewed ? `${node} is up (a new start of its daemon)` : `${node} is up`,
    late: `${node} is late: nothing heard for ${silent} ms`,
    dead: `${node} is dead: nothing heard for ${silent} ms on any link`,
    left: `${node} says that it has left`,
  };
  if (refused) {
    const message = `${node} is suspect: its host answers that no picketd listens there`;
    return { name: 'peer.suspect', node, message, data: { silentFor: silent } };
  }
  return { name: `peer.${to}`, node, message: words[to], data: { silentFor: silent } };
}

export function viewEvent({ epoch, members }: View, nodeName: (id: NodeId) => string): EventFields {
  const names = members.map(({ id }) => nodeName(id));
  const coordinator = nodeName(epoch.proposer);
  return {
    name: 'view.active',
    message: `view ${epoch.number}: ${names.join(', ')}; coordinator ${coordinator}`,
    data: { epoch: epoch.number, members: names, coordinator },
  };
}
