/** Gathers what is decided on when DRBD has lost a peer: what the kernel says, what the ledger proves, what the power reads. */
import type { ClusterConfig, NodeConfig } from '#src/config/model.ts';
import type { Clock, DrbdResource, Millis } from '#src/host/ports.ts';
import { sameIncarnation } from '#src/membership/epoch.ts';
import { ledgerInForce, nodeRecord } from '#src/membership/ledger.ts';
import type { Membership } from '#src/membership/membership.ts';
import { heardAs } from '#src/membership/peer-machine.ts';
import type { QuorumVerdict } from '#src/membership/quorum.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import type { DrbdFacts } from './drbd-decision.ts';
import type { DrbdNote } from './drbd-notes.ts';
import { connectionTo } from './drbd-peer.ts';
import { fenceRecords } from './records.ts';

export interface DrbdFactsDeps {
  readonly config: () => ClusterConfig;
  readonly membership: () => Membership;
  readonly quorum: () => QuorumVerdict;
  readonly clock: Clock;
  /** The proof that was told last for that resource and node. */
  readonly told: (key: string) => string | undefined;
}

/** What is known of one call beside the world. */
export interface DrbdCallFacts {
  readonly note: DrbdNote;
  readonly peer: NodeConfig;
  /** Monotonic. */
  readonly askedAt: Millis;
  /** The last fence of the peer when DRBD asked, and whether it was over. */
  readonly before: LastFence;
  /** The proof that this call has been told. */
  readonly proof: string | undefined;
  readonly power: { readonly at: Millis; readonly off: string | undefined } | undefined;
}

export type LastFence = { readonly id: string; readonly fenced: boolean } | undefined;

export interface DrbdProof {
  /** Of this fence and no other. */
  readonly id: string;
  /** How, as the end of a sentence. */
  readonly words: string;
}

/** DRBD tries again each 10 s (connect-int): a link that is back has to be found by it before anybody is shot. */
const LEAST_GRACE_MS: Millis = 15_000;
/** After a deadtime a peer that is dead is fenced as such, and no claim is needed. */
const GRACE_AFTER_DEADTIME_MS: Millis = 5_000;
/** What the power read longer ago says nothing of now. */
export const POWER_FRESH_MS: Millis = 10_000;

export function proofKey(resource: string, peer: NodeId): string {
  return `${resource}>${peer}`;
}

export function lastFence(ledger: Ledger, node: NodeId): LastFence {
  const last = fenceRecords(ledger).findLast(({ record }) => record.node === node);
  return last && { id: last.id, fenced: last.record.state === 'fenced' };
}

/** `drbd`: seen just now. The rest is read in this very turn. */
export function drbdFacts(
  deps: DrbdFactsDeps,
  call: DrbdCallFacts,
  drbd: DrbdResource | { readonly problem: string } | undefined,
): DrbdFacts {
  const { note, peer, askedAt, power } = call;
  const membership = deps.membership();
  const { activeView } = membership.agreement;
  const isSure = membership.doubt.since === undefined && activeView !== undefined;
  const now = deps.clock.now();
  const grace = Math.max(LEAST_GRACE_MS, deps.config().heartbeat.deadtime + GRACE_AFTER_DEADTIME_MS);
  const isSeen = drbd !== undefined && !('problem' in drbd);
  return {
    resource: note.resource,
    drbd,
    connected: isSeen && connectionTo(drbd, note)?.state === 'Connected',
    quorum: isSure ? deps.quorum() : undefined,
    peer: {
      name: peer.name,
      standing: nodeRecord(ledgerInForce(membership.agreement), peer.id).standing,
      heard: heardAs(membership.peer(peer.id)) !== undefined,
      proof: drbdProof(deps, call)?.words,
      power: power !== undefined && now - power.at < POWER_FRESH_MS ? { off: power.off } : undefined,
    },
    graceOver: now - askedAt >= grace,
  };
}

/**
 * A fence proves that what DRBD was connected to is off when it came after DRBD asked. One that came before does, too, as
 * DRBD may notice later than the cluster, but only once for a resource: DRBD does not ask again about a peer that it was
 * told is off, unless it has been connected since. And not when the node is heard again.
 */
export function drbdProof(
  deps: Pick<DrbdFactsDeps, 'membership' | 'told'>,
  { note, peer, before, proof }: Pick<DrbdCallFacts, 'note' | 'peer' | 'before' | 'proof'>,
): DrbdProof | undefined {
  const membership = deps.membership();
  const ledger = ledgerInForce(membership.agreement);
  const { standing, incarnation, since, why } = nodeRecord(ledger, peer.id);
  const heard = heardAs(membership.peer(peer.id));
  // The very one that counts as off is alive: the device lied.
  if (standing === 'fenced' && heard !== undefined && sameIncarnation(heard, incarnation)) return undefined;
  const isFenced = standing === 'fenced';
  // The same one, whether it is known by its fence or by what that made of the node.
  const id = `${incarnation?.boot ?? ''}/${incarnation?.count ?? 0}/${since}`;
  const last = fenceRecords(ledger).findLast(({ record }) => record.node === peer.id);
  if (last?.record.state === 'fenced' && !(before?.id === last.id && before.fenced)) {
    const words = `fenced with ${last.record.method}: ${last.record.evidence}`;
    return { id: isFenced ? id : `fence ${last.id}`, words };
  }
  if (!isFenced || heard !== undefined) return undefined;
  const told = deps.told(proofKey(note.resource, peer.id));
  return proof === id || told !== id ? { id, words: why } : undefined;
}
