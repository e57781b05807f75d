/**
 * By which numbers a node feeds its watchdog: kept in the ledger (`watchdog:ID`), so that a majority knows when that node
 * must have been reset, and in the run folder, so that the next daemon of the same boot goes by no longer ones. Pure.
 */
import type { ClusterConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import { nodeRecord } from '#src/membership/ledger.ts';
import type { Ledger, NodeId } from '#src/membership/types.ts';

/** Value of the record `watchdog:ID`. */
export interface WatchdogTerms {
  /** The kernel whose watchdog it is: says nothing of a later boot. */
  readonly boot: string;
  readonly armed: boolean;
  /** ms after which a heartbeat that a majority has echoed no longer lets the node feed it. */
  readonly patience: Millis;
  /** ms after the last feeding, as the device has it. */
  readonly timeout: Millis;
  /** Whoever owns anything feeds it only with a majority: see feeding.ts. */
  readonly strict: boolean;
}

const WATCHDOG = 'watchdog:';

export function watchdogKey(node: NodeId): string {
  return `${WATCHDOG}${node}`;
}

export function isWatchdogKey(key: string): boolean {
  return key.startsWith(WATCHDOG);
}

export function watchdogTerms(ledger: Ledger, node: NodeId): WatchdogTerms | undefined {
  return readTerms(ledger.get(watchdogKey(node))?.value);
}

/** What a member told, or what was stored; undefined when it is none of this. */
export function readTerms(value: unknown): WatchdogTerms | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { boot, armed, patience, timeout, strict } = value as Partial<WatchdogTerms>;
  const numbers = [patience, timeout].every((one) => typeof one === 'number' && one >= 0);
  if (typeof boot !== 'string' || !numbers) return undefined;
  return {
    boot,
    armed: armed === true,
    patience: patience ?? 0,
    timeout: timeout ?? 0,
    strict: strict === true,
  };
}

export function sameTerms(a: WatchdogTerms | undefined, b: WatchdogTerms | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What cluster.xml makes of it for that node. */
export function configuredTerms(
  { heartbeat, quorum, nodes }: ClusterConfig,
  self: NodeId,
): Pick<WatchdogTerms, 'patience' | 'strict'> {
  const counted = nodes.find(({ id }) => id === self)?.fence.some((method) => method.self === true) === true;
  return {
    patience: heartbeat.deadtime + quorum.noQuorumGrace,
    strict: counted || quorum.noQuorumPolicy !== 'freeze',
  };
}

/** How long after a majority has heard the last of such a node it has been reset, or owns nothing (fencing.md). */
export function resetWithin({ patience, timeout }: Pick<WatchdogTerms, 'patience' | 'timeout'>): Millis {
  return patience + 2 * timeout;
}

/** By what others may count on the watchdog of that node, as it runs or was lost; undefined when they can't. */
export function countedOn(ledger: Ledger, node: NodeId): WatchdogTerms | undefined {
  const terms = watchdogTerms(ledger, node);
  const { boot } = nodeRecord(ledger, node).incarnation ?? {};
  return terms?.armed === true && terms.strict && terms.boot === boot ? terms : undefined;
}
