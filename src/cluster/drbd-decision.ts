/**
 * What DRBD is told when it has lost a peer and asks to have it fenced. Pure; asked again whenever something changes.
 *
 * "The peer is off" alone is not enough: DRBD may go on only where all the data is. Nothing here ever assumes that a
 * silent peer is dead (DRBD's exit code 5), whatever the time.
 */
import type { DrbdResource } from '#src/host/ports.ts';
import type { NodeRecord } from '#src/membership/types.ts';

export interface DrbdFacts {
  readonly resource: string;
  /** As the kernel has it now; words when it can't be told; undefined when there is no such resource. */
  readonly drbd: DrbdResource | { readonly problem: string } | undefined;
  /** The connection to the peer stands. */
  readonly connected: boolean;
  /** Of this node's active view; undefined while there is none, or while this node doubts itself. */
  readonly quorum: { readonly quorate: boolean; readonly reason: string } | undefined;
  readonly peer: {
    readonly name: string;
    readonly standing: NodeRecord['standing'];
    /** Its daemon is heard. */
    readonly heard: boolean;
    /** What proves that what DRBD was connected to is off; undefined while nothing does. */
    readonly proof: string | undefined;
    /** Its power, as read since DRBD asked; undefined before the first reading. */
    readonly power: { readonly off: string | undefined } | undefined;
  };
  /** The link has had its time to come back. */
  readonly graceOver: boolean;
}

export type DrbdDecision = {
  /**
   * `fenced`, `connected`: that is the answer. `refuse`: DRBD is told at once that it can't go on. `wait`: for what
   * `ends` says. `look`: the same, and the peer's power is to be read. `announce`: the same, and the peer will be claimed if that
   * lasts. `claim`: the same, and it is to be fenced.
   */
  readonly kind: 'fenced' | 'connected' | 'refuse' | 'wait' | 'look' | 'announce' | 'claim';
  /** Why, as the end of a sentence. */
  readonly why: string;
  /** What ends the wait. */
  readonly ends: string;
};

export function decideDrbd(facts: DrbdFacts): DrbdDecision {
  const { resource, drbd, peer, quorum } = facts;
  if (drbd === undefined) return told('refuse', `there is no DRBD resource ${resource} here`, 'it is set up');
  if ('problem' in drbd) return told('wait', `its state is unknown: ${drbd.problem}`, 'DRBD answers');
  const back = `${resource} is connected to ${peer.name} again`;
  if (facts.connected) return told('connected', back, '');
  if (!hasAllData(drbd)) {
    const disks = drbd.disks.length === 0 ? 'no disk' : `a disk that is ${drbd.disks.join(', ')}`;
    return told('refuse', `this node has ${disks} and needs the data of ${peer.name}`, back);
  }
  if (quorum === undefined) return told('wait', 'this node is in no view', 'it is in one');
  if (!quorum.quorate)
    return told('wait', `there is no quorum (${quorum.reason})`, `there is quorum, or ${back}`);
  if (peer.proof !== undefined) return told('fenced', `${peer.name} is ${peer.proof}`, '');
  switch (peer.standing) {
    case 'lost':
    case 'held':
      return told('wait', `${peer.name} is not fenced yet`, `${peer.name} is fenced, or ${back}`);
    case 'member':
      return aboutMember(facts, drbd, back);
    case 'left':
    case 'never':
    case 'fenced':
      return aboutOutsider(facts, back);
  }
}

/** Every volume: whoever promotes or goes on with less gives data up. */
export function hasAllData({ disks }: DrbdResource): boolean {
  return disks.length > 0 && disks.every((disk) => disk === 'UpToDate');
}

/** It writes, and waits for the word that the peer is off. */
export function isFrozen({ role, suspended }: DrbdResource): boolean {
  return role === 'Primary' && suspended.includes('fencing');
}

/** A node that is alive in the cluster is shot only for frozen I/O: to promote somewhere is no reason to. */
function aboutMember(
  { peer, resource, graceOver }: DrbdFacts,
  drbd: DrbdResource,
  back: string,
): DrbdDecision {
  const ends = `${back}, or ${peer.name} is fenced`;
  if (!peer.heard) return told('wait', `${peer.name} is silent, and is fenced after deadtime`, ends);
  const alive = `${peer.name} is alive in the cluster`;
  if (!isFrozen(drbd)) return told('wait', `${alive}, and ${resource} is not in use here`, ends);
  if (!graceOver)
    return told('announce', `${alive}: the link may come back`, `${back}, or it is fenced soon`);
  return told('claim', `${alive}, but the link does not come back`, ends);
}

/**
 * No member, so nobody is about to fence it: it left, or it was fenced and its DRBD has been connected since. What runs
 * there outside of Picket is not known; only its power tells.
 */
function aboutOutsider({ peer }: DrbdFacts, back: string): DrbdDecision {
  const past = peer.standing === 'never' ? 'was never a member' : `is no member (${peer.standing})`;
  const ends = `${back}, or ${peer.name} is switched off, or becomes a member again`;
  // Whatever its device says.
  if (peer.heard) return told('wait', `${peer.name} ${past}, but is heard`, ends);
  if (peer.power === undefined) return told('look', `${peer.name} ${past}: reading its power`, ends);
  if (peer.power.off !== undefined) return told('fenced', `${peer.name} is off: ${peer.power.off}`, '');
  return told('look', `${peer.name} ${past}, and may have power`, ends);
}

function told(kind: DrbdDecision['kind'], why: string, ends: string): DrbdDecision {
  return { kind, why, ends };
}
