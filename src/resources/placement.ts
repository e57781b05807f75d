/** Ranks the nodes for one service, with the reasons in words: for the coordinator that places it, and for people who ask. */
import type { FailoverDomain, ServiceConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import { FAILURE_TIMEOUT, type FailureStanding, failureStanding, type Way } from './failed-starts.ts';
import type { Objection, Obstacle } from './relations.ts';
import type { ServiceEntry } from './service-entry.ts';

export interface PlacementNode {
  readonly id: number;
  readonly name: string;
  /** Of the view in force. */
  readonly member: boolean;
  /** Why it can't take the service now, in words: "standby", "lost: being fenced", "no agent for type vm on this version". */
  readonly notReady?: string | undefined;
  /** `notReady` is about to pass by itself. */
  readonly passing?: boolean;
  /** Services it owns or starts, by their weights. */
  readonly load: number;
  /** How many they are; `load` when it is not told. */
  readonly services?: number;
}

/** What is to be said of a node for this service beyond the node itself (relations.ts). */
export interface Surroundings {
  readonly objections: readonly Objection[];
  /** Services that it would rather not share the node with. */
  readonly company: number;
  /** Services that are kept together with it, wait as well, and could not follow it there. */
  readonly strands: number;
}

export interface PlacementInput {
  readonly service: ServiceConfig;
  /** All configured nodes. */
  readonly nodes: readonly PlacementNode[];
  readonly domains: readonly FailoverDomain[];
  readonly entry: ServiceEntry;
  /** Wall-clock ms. */
  readonly now: Millis;
  /** ms; see failed-starts.ts. Default 10 minutes. */
  readonly failureTimeout?: Millis;
  /** A node to be left if any other can do (relocate without a target). */
  readonly avoid?: number | undefined;
  /** `live`: it is to migrate, so that a migration that failed lately counts as well. Default `start`. */
  readonly way?: Way;
  readonly around?: (node: number) => Surroundings;
}

export interface NodeRank {
  readonly node: number;
  readonly name: string;
  readonly eligible: boolean;
  /** Why not, when it is not eligible; otherwise what speaks for or against it. In words. */
  readonly reasons: readonly string[];
  /** What the failover domain says, lower is better: its priority, 0 without order, OUTSIDE_DOMAIN for other nodes. */
  readonly preference: number;
  /** Somebody wants it here: an operator, or failback. */
  readonly asked: boolean;
  /** The service failed here within the failure timeout. */
  readonly lastResort: boolean;
  /** The first thing that speaks against it, when it is not eligible. */
  readonly obstacle: Obstacle | undefined;
  /** All that speaks against it is about to pass by itself. */
  readonly passing: boolean;
}

/** Worse than every priority (1 .. 100). */
export const OUTSIDE_DOMAIN = 1000;

interface Judged extends NodeRank {
  /** Compared from left to right; lower is better. */
  readonly score: readonly number[];
}

/**
 * All nodes, the best first; those that are not eligible last. Among eligible nodes: the one an operator asked for,
 * then those where it did not fail lately, where all that is kept together with it can follow, the failover domain's
 * priority, an empty one for exclusive="2", the current owner, the least loaded, the lower id. Unrestricted domains put
 * their members before all other nodes.
 */
export function rank(input: PlacementInput): readonly NodeRank[] {
  const domain = input.domains.find((candidate) => candidate.name === input.service.domain);
  return input.nodes.map((node) => judge(node, domain, input)).sort(compare);
}

/** The best node, 0 when none is eligible. */
export function best(ranks: readonly NodeRank[]): number {
  const first = ranks[0];
  return first?.eligible === true ? first.node : 0;
}

/**
 * A node with a better place in the failover domain than all eligible ones, that is about to become eligible: worth
 * waiting for, since that wait ends by itself. Undefined when there is none, or no node is eligible at all.
 */
export function awaited(ranks: readonly NodeRank[]): NodeRank | undefined {
  const [first] = ranks;
  if (first?.eligible !== true || first.asked) return undefined;
  return ranks.find(({ passing, preference, lastResort }) => {
    return passing && !lastResort && preference < first.preference;
  });
}

/** One line for each node, in the order of the ranking. */
export function explain(ranks: readonly NodeRank[]): string[] {
  return ranks.map(({ name, eligible, reasons }) => {
    const words = eligible ? ['eligible', ...reasons].join(', ') : `not eligible: ${reasons.join('; ')}`;
    return `${name}: ${words}`;
  });
}

const NONE: readonly Objection[] = [];
const ALONE: Surroundings = { objections: [], company: 0, strands: 0 };

/** The words are made only for those who read them: a thousand services are ranked for each that is explained. */
function judge(node: PlacementNode, domain: FailoverDomain | undefined, input: PlacementInput): Judged {
  const { entry, now } = input;
  const preference = preferenceOf(node.id, domain);
  const failure = failureStanding(entry, node.id, now, input.failureTimeout ?? FAILURE_TIMEOUT, input.way);
  const lastResort = failure?.recent === true;
  const own = ownObjections(node, input, domain, failure);
  // Of a node that is not there, or not its own, that says all.
  const isOut = own.some(({ kind }) => kind === 'only' || kind === 'member');
  const around = isOut || input.around === undefined ? ALONE : input.around(node.id);
  const against = own.length === 0 ? around.objections : [...own, ...around.objections];
  const eligible = against.length === 0;
  return {
    node: node.id,
    name: node.name,
    eligible,
    get reasons() {
      return eligible ? remarks(node, input, { domain, failure, around }) : against.map(({ words }) => words);
    },
    preference,
    asked: entry.target === node.id,
    lastResort,
    obstacle: against[0]?.kind,
    passing: !eligible && against.every(({ passing }) => passing),
    score: [
      eligible ? 0 : 1,
      entry.target === node.id ? 0 : 1,
      lastResort ? 1 : 0,
      input.avoid === node.id ? 1 : 0,
      around.strands,
      preference,
      Math.min(around.company, 1),
      entry.owner === node.id ? 0 : 1,
      node.load,
      node.id,
    ],
  };
}

interface Circumstances {
  readonly domain: FailoverDomain | undefined;
  readonly failure: FailureStanding | undefined;
  readonly around: Surroundings;
}

/** What speaks for an eligible node, or against it all the same. */
function remarks(
  node: PlacementNode,
  { entry, avoid, now }: PlacementInput,
  { domain, failure, around }: Circumstances,
): readonly string[] {
  const said = [
    entry.target === node.id && entry.targetBy !== 'picket' ? 'asked for by an operator' : '',
    failure?.recent === true ? `last resort: ${failedWords(failure, now)}` : '',
    avoid === node.id ? 'to be left' : '',
    around.company === 0 ? '' : 'not empty',
    around.strands === 0 ? '' : `${around.strands} kept together with it can't follow`,
    domain === undefined ? '' : domainWords(domain, preferenceOf(node.id, domain)),
    entry.owner === node.id ? 'owns it' : '',
    loadWords(node),
  ];
  return said.filter((remark) => remark !== '');
}

/** What the node itself, the failover domain, and what happened there speak against it. */
function ownObjections(
  node: PlacementNode,
  { service, now }: PlacementInput,
  domain: FailoverDomain | undefined,
  failure: FailureStanding | undefined,
): readonly Objection[] {
  const isOutside = domain?.restricted === true && preferenceOf(node.id, domain) === OUTSIDE_DOMAIN;
  const isReady = node.member && node.notReady === undefined;
  if (isReady && !isOutside && service.only === undefined && failure === undefined) return NONE;
  const found: Objection[] = [];
  const against = (kind: Obstacle, words: string): void => void found.push({ kind, words, passing: false });
  if (service.only !== undefined && service.only !== node.id) {
    against('only', 'this instance belongs to another node');
    return found;
  }
  if (!node.member) against('member', node.notReady ?? 'not a member');
  else if (node.notReady !== undefined)
    found.push({ kind: 'ready', words: node.notReady, passing: node.passing === true });
  if (isOutside) against('domain', `not in restricted failover domain ${domain.name}`);
  if (failure !== undefined && now < failure.retryAt) against('failed', failedWords(failure, now));
  return found;
}

function failedWords(failure: FailureStanding | undefined, now: Millis): string {
  return failure === undefined ? '' : `failed here ${ago(now - failure.at)} ago: ${failure.why}`;
}

function loadWords({ load, services = load }: PlacementNode): string {
  const count = `${services} ${services === 1 ? 'service' : 'services'}`;
  return load === services ? count : `${count}, load ${load}`;
}

/** What the failover domain says of the node; see NodeRank. */
export function preferenceOf(node: number, domain: FailoverDomain | undefined): number {
  if (domain === undefined) return 0;
  const member = domain.members.find((candidate) => candidate.node === node);
  if (member === undefined) return OUTSIDE_DOMAIN;
  return domain.ordered ? member.priority : 0;
}

function domainWords(domain: FailoverDomain, preference: number): string {
  if (preference === OUTSIDE_DOMAIN) return `outside failover domain ${domain.name}`;
  return domain.ordered
    ? `priority ${preference} in failover domain ${domain.name}`
    : `in failover domain ${domain.name}`;
}

function compare(a: Judged, b: Judged): number {
  for (let index = 0; index < a.score.length; index += 1) {
    const difference = (a.score[index] ?? 0) - (b.score[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function ago(age: Millis): string {
  const seconds = Math.max(0, Math.round(age / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
