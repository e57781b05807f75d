/** Ranks the nodes for one service, with the reasons in words: for the coordinator that places it, and for people who ask. */
import type { FailoverDomain, ServiceConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import { FAILURE_TIMEOUT, failureStanding } from './failed-starts.ts';
import type { ServiceEntry } from './service-entry.ts';

export interface PlacementNode {
  readonly id: number;
  readonly name: string;
  /** Of the view in force. */
  readonly member: boolean;
  /** Why it can't take the service now, in words: "standby", "lost: being fenced", "no agent for type vm on this version". */
  readonly notReady?: string | undefined;
  /** Services it owns or starts. */
  readonly load: number;
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
  readonly avoid?: number;
}

export interface NodeRank {
  readonly node: number;
  readonly name: string;
  readonly eligible: boolean;
  /** Why not, when it is not eligible; otherwise what speaks for or against it. In words. */
  readonly reasons: readonly string[];
  /** What the failover domain says, lower is better: its priority, 0 without order, OUTSIDE_DOMAIN for other nodes. */
  readonly preference: number;
  /** The service failed here within the failure timeout. */
  readonly lastResort: boolean;
}

/** Worse than every priority (1 .. 100). */
export const OUTSIDE_DOMAIN = 1000;

interface Judged extends NodeRank {
  /** Compared from left to right; lower is better. */
  readonly score: readonly number[];
}

/**
 * All nodes, the best first; those that are not eligible last. Among eligible nodes: the one an operator asked for,
 * then those where it did not fail lately, the failover domain's priority, the current owner, the least loaded, the
 * lower id. Unrestricted domains put their members before all other nodes.
 */
export function rank(input: PlacementInput): readonly NodeRank[] {
  const domain = input.domains.find((candidate) => candidate.name === input.service.domain);
  return input.nodes
    .map((node) => judge(node, domain, input))
    .sort(compare)
    .map(({ score: _, ...rest }) => rest);
}

/** The best node, 0 when none is eligible. */
export function best(ranks: readonly NodeRank[]): number {
  const first = ranks[0];
  return first?.eligible === true ? first.node : 0;
}

/** One line for each node, in the order of the ranking. */
export function explain(ranks: readonly NodeRank[]): string[] {
  return ranks.map(({ name, eligible, reasons }) => {
    const words = eligible ? ['eligible', ...reasons].join(', ') : `not eligible: ${reasons.join('; ')}`;
    return `${name}: ${words}`;
  });
}

function judge(node: PlacementNode, domain: FailoverDomain | undefined, input: PlacementInput): Judged {
  const { entry, now } = input;
  const preference = preferenceOf(node.id, domain);
  const failure = failureStanding(entry, node.id, now, input.failureTimeout ?? FAILURE_TIMEOUT);
  const lastResort = failure?.recent === true;
  const failed = failure === undefined ? '' : `failed here ${ago(now - failure.at)} ago: ${failure.why}`;

  const against: string[] = [];
  if (!node.member) against.push(node.notReady ?? 'not a member');
  else if (node.notReady !== undefined) against.push(node.notReady);
  if (domain?.restricted === true && preference === OUTSIDE_DOMAIN) {
    against.push(`not in restricted failover domain ${domain.name}`);
  }
  if (failure !== undefined && now < failure.retryAt) against.push(failed);

  const asked = entry.target === node.id;
  const owns = entry.owner === node.id;
  const avoided = input.avoid === node.id;
  const eligible = against.length === 0;
  const remarks = [
    asked && entry.targetBy !== 'picket' ? 'asked for by an operator' : '',
    lastResort ? `last resort: ${failed}` : '',
    avoided ? 'to be left' : '',
    domain === undefined ? '' : domainWords(domain, preference),
    owns ? 'owns it' : '',
    `${node.load} ${node.load === 1 ? 'service' : 'services'}`,
  ].filter((remark) => remark !== '');
  const score = [!eligible, !asked, lastResort, avoided].map(Number);
  return {
    node: node.id,
    name: node.name,
    eligible,
    reasons: eligible ? remarks : against,
    preference,
    lastResort,
    score: [...score, preference, Number(!owns), node.load, node.id],
  };
}

function preferenceOf(node: number, domain: FailoverDomain | undefined): number {
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
  for (let index = 0; index < a.score.length; index++) {
    const difference = (a.score[index] ?? 0) - (b.score[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function ago(age: Millis): string {
  const seconds = Math.max(0, Math.round(age / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
