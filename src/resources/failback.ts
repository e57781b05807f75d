/** Decides whether a running service moves back to a better node that has come (back), and when to look again. */
import type { FailoverDomain, ServiceConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import type { NodeRank } from './placement.ts';
import { OUTSIDE_DOMAIN, preferenceOf } from './placement.ts';
import type { ServiceEntry } from './service-entry.ts';

export interface FailbackInput {
  readonly service: ServiceConfig;
  readonly domains: readonly FailoverDomain[];
  readonly entry: ServiceEntry;
  /** From placement's `rank` for this service. */
  readonly ranks: readonly NodeRank[];
  /** It can move there without a stop. */
  readonly live: boolean;
  /** Since when each member has been one without a break, wall-clock ms; nodes that are no members are missing. */
  readonly memberSince: ReadonlyMap<number, Millis>;
  /** Wall-clock ms. */
  readonly now: Millis;
}

export interface FailbackMove {
  readonly node: number;
  readonly why: string;
}

/**
 * The node to relocate to now; undefined when the service stays. It moves only for a strictly better place in its
 * failover domain, never for load, and only to a node that has been a member for failback_delay. A relocation costs
 * downtime, so auto_failback="live" moves only what can migrate. Moving one service at a time is up to the caller.
 */
export function failbackMove(input: FailbackInput): FailbackMove | undefined {
  const candidate = betterNode(input);
  if (candidate === undefined || input.now < candidate.from) return undefined;
  const { rank } = candidate;
  const where = `${placeInDomain(rank)} in failover domain ${input.service.domain}`;
  return { node: rank.node, why: `failback to ${rank.name}: ${where}` };
}

/** When the move becomes due if nothing changes (wall-clock ms); undefined when none is in sight. May have passed. */
export function nextFailbackAt(input: FailbackInput): Millis | undefined {
  return betterNode(input)?.from;
}

function betterNode(input: FailbackInput): { readonly rank: NodeRank; readonly from: Millis } | undefined {
  const { service, entry } = input;
  const domain = input.domains.find((candidate) => candidate.name === service.domain);
  const wanted = service.autoFailback === 'on' || (service.autoFailback === 'live' && input.live);
  if (!wanted || domain === undefined || domain.nofailback) return undefined;
  if (entry.state !== 'started' || entry.frozen) return undefined;
  if (!couldBeBetter(domain, input)) return undefined;
  const owner = input.ranks.find((rank) => rank.node === entry.owner);
  if (owner === undefined) return undefined;
  // The ranking itself may prefer a worse place (an operator's target, a recent failure): compare places only.
  const candidates = input.ranks.filter(
    (rank) => rank.eligible && !rank.lastResort && rank.preference < owner.preference,
  );
  const ready = candidates.flatMap((rank) => {
    const since = input.memberSince.get(rank.node);
    // Where an operator moved it, it stays until that node has come anew.
    const stays = entry.targetBy === 'operator' && (since ?? 0) <= entry.since;
    return since === undefined || stays ? [] : [{ rank, from: since + service.failbackDelay }];
  });
  // A second-best node is not worth a move when the best is about to be ready: services would move twice.
  return ready.sort((a, b) => a.rank.preference - b.rank.preference)[0];
}

/** Some member has a better place than the owner, ready or not: a quick look before all nodes are ranked. */
function couldBeBetter(domain: FailoverDomain, { entry, memberSince }: FailbackInput): boolean {
  const here = preferenceOf(entry.owner, domain);
  return domain.members.some(({ node }) => memberSince.has(node) && preferenceOf(node, domain) < here);
}

function placeInDomain(rank: NodeRank): string {
  return rank.preference === 0 || rank.preference === OUTSIDE_DOMAIN
    ? 'member'
    : `priority ${rank.preference}`;
}
