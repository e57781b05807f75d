/**
 * Decides how long a node is passed over after a service failed on it: first the other nodes are tried, and when none
 * is left the same node again, after pauses that grow, so that no service is lost to a hiccup.
 */
import type { Millis } from '#src/host/ports.ts';
import type { ServiceEntry } from './service-entry.ts';

/** How long a failure counts against a node when others could do, in ms. */
export const FAILURE_TIMEOUT: Millis = 600_000;

/** The pause after the first failure, in ms; doubled by each further one, never longer than the failure timeout. */
const FIRST_PAUSE: Millis = 60_000;

export interface FailureStanding {
  readonly at: Millis;
  readonly why: string;
  /** Wall-clock ms from which the node may be tried again. */
  readonly retryAt: Millis;
  /** Still within the failure timeout: other nodes go first. */
  readonly recent: boolean;
}

/** What is to happen on the node: only a migration minds that a migration failed. */
export type Way = 'start' | 'live';

/**
 * How the failures on this node count at `now` (wall-clock ms); undefined when there is none.
 * A failure from the future (a clock was set back) by more than its pause does not count: every wait is bounded.
 */
export function failureStanding(
  entry: ServiceEntry,
  node: number,
  now: Millis,
  failureTimeout: Millis = FAILURE_TIMEOUT,
  way: Way = 'start',
): FailureStanding | undefined {
  const failures = way === 'live' ? [...entry.failedOn, ...(entry.notTo ?? [])] : entry.failedOn;
  if (failures.length === 0) return undefined;
  const there = failures.filter((failure) => failure.node === node).sort((a, b) => a.at - b.at);
  const last = there.at(-1);
  if (last === undefined) return undefined;
  const pause = Math.min(FIRST_PAUSE * 2 ** (there.length - 1), failureTimeout);
  if (now < last.at - pause) return undefined;
  const retryAt = last.at + pause;
  return { at: last.at, why: last.why, retryAt, recent: now < last.at + failureTimeout };
}

/**
 * When a service that failed wherever it was tried is worth another look (wall-clock ms): the earliest end of a pause
 * after `now`. Undefined when no pause is running.
 */
export function nextRetryAt(
  entry: ServiceEntry,
  now: Millis,
  failureTimeout: Millis = FAILURE_TIMEOUT,
): Millis | undefined {
  const ends = [...entry.failedOn, ...(entry.notTo ?? [])]
    .map((failure) => failureStanding(entry, failure.node, now, failureTimeout, 'live')?.retryAt)
    .filter((at) => at !== undefined && at > now);
  return ends.length === 0 ? undefined : Math.min(...(ends as Millis[]));
}
