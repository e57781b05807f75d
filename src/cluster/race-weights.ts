/**
 * What each of two nodes is worth in the race for the fence device, from the replicated ledger, so that both sides of
 * a split compute it from the same record. Pure.
 */
import type { ClusterConfig, HeartbeatConfig } from '#src/config/model.ts';
import { fenceDelay, type RaceDelay } from '#src/fencing/race.ts';
import type { Millis } from '#src/host/ports.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';
import { pingTargets } from './ping-watch.ts';
import { serviceEntry } from './records.ts';

export interface RaceInput {
  readonly config: ClusterConfig;
  readonly self: NodeId;
  readonly peer: NodeId;
  /** As stored here. */
  readonly ledger: Ledger;
  /** As coordinator: the ledger without a change that the peer may not have stored. */
  readonly ledgerBeforeDoubt: Ledger | undefined;
  /** Measured: how long the slower fence device takes; undefined when it never was. */
  readonly deviceMs: Millis | undefined;
  /** How long this node has known of the loss. */
  readonly knownFor: Millis;
  /** How long the peer has not heard this node, as far as known; undefined when it never did. */
  readonly unheardFor: Millis | undefined;
}

/** Sum over what it owns: one for each service, plus its priority. What migrates still runs where it comes from. */
export function weightOf(config: ClusterConfig, ledger: Ledger, node: NodeId): number {
  const owned = config.services.filter(({ id }) => serviceEntry(ledger, id)?.owner === node);
  return owned.reduce((sum, { priority }) => sum + 1 + Math.max(0, priority), 0);
}

/**
 * How long this node waits before it shoots the peer. Only the coordinator can be one change ahead of the other side;
 * when that change decides who goes first, the sides may disagree, and the coordinator waits twice as long as the other
 * would: whatever the other believes, it shoots first.
 */
export function raceDelay(input: RaceInput): RaceDelay {
  const now = raceWith(input, input.ledger);
  if (input.ledgerBeforeDoubt === undefined) return now;
  const before = raceWith(input, input.ledgerBeforeDoubt);
  if (before.first === now.first) return now;
  const delay = 2 * Math.max(before.delay, now.delay);
  return {
    delay,
    first: false,
    why: 'lets the other go first: it may not know of the last change of who carries more',
  };
}

function raceWith(input: RaceInput, ledger: Ledger): RaceDelay {
  const { config, self, peer, deviceMs } = input;
  return fenceDelay({
    self: { id: self, weight: weightOf(config, ledger, self) },
    peer: { id: peer, weight: weightOf(config, ledger, peer) },
    configured: config.fencing.fenceDelay,
    skew: skewOf(config.heartbeat),
    deviceMs,
    asksPings: pingTargets(config).length > 0,
    knownFor: lostFor(input),
  });
}

function skewOf({ keepalive }: HeartbeatConfig): Millis {
  return 2 * keepalive;
}

/** After which a peer counts as dead. A daemon that its kernel calls dead races nobody. */
function silenceOf({ deadtime, warntime, fastDeath }: HeartbeatConfig): Millis {
  return fastDeath ? warntime : deadtime;
}

/**
 * For how long one of the two sides may have known of the loss. Where the peer stopped hearing this node long before this
 * node noticed anything (it was heard again, with the news that it had gone its own way), it may be about to shoot.
 */
function lostFor({ config: { heartbeat }, knownFor, unheardFor = 0 }: RaceInput): Millis {
  const peerKnowsFor = unheardFor - silenceOf(heartbeat);
  return peerKnowsFor - knownFor > skewOf(heartbeat) ? peerKnowsFor : knownFor;
}

/**
 * How much longer a node that goes second has to wait, when `delay` ms are over that count from the loss. The sides count
 * the same time from the same last heartbeats; but a peer that is heard all the same is alive, may have heard this node as
 * lately, and notices the loss as much later. At most a deadtime: one whose device does not work holds up nobody for ever.
 */
export function stillToWait(
  heartbeat: HeartbeatConfig,
  {
    delay,
    knownFor,
    silentFor,
  }: { readonly delay: Millis; readonly knownFor: Millis; readonly silentFor: Millis },
): Millis {
  return Math.min(silenceOf(heartbeat) - silentFor, heartbeat.deadtime - knownFor) + delay;
}
