/** Counts durations in fixed buckets: bounded memory however long a daemon runs, at the price of a few percent of precision. */
import type { Millis } from '#src/host/ports.ts';

export interface Quantiles {
  readonly count: number;
  /** Upper bound of the bucket that holds it, at most `max`; ms. */
  readonly p50: Millis;
  readonly p99: Millis;
  /** Exact. */
  readonly max: Millis;
}

export interface Histogram {
  add(ms: Millis): void;
  quantiles(): Quantiles;
}

/** Buckets grow by this factor, from FIRST_MS on: the last one begins at about 7 min. */
const GROWTH = 1.25;
const FIRST_MS = 0.05;
const BUCKETS = 72;
const LOG_GROWTH = Math.log(GROWTH);

export function createHistogram(): Histogram {
  const counts = new Uint32Array(BUCKETS);
  let count = 0;
  let max = 0;

  function bucketOf(ms: Millis): number {
    if (ms <= FIRST_MS) return 0;
    return Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / FIRST_MS) / LOG_GROWTH));
  }

  function quantile(part: number): Millis {
    const wanted = Math.ceil(count * part);
    let seen = 0;
    for (const [bucket, inIt] of counts.entries()) {
      seen += inIt;
      if (seen >= wanted && seen > 0) return Math.min(max, FIRST_MS * GROWTH ** bucket);
    }
    return max;
  }

  return {
    add(ms) {
      const duration = Math.max(0, ms);
      const bucket = bucketOf(duration);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      count++;
      max = Math.max(max, duration);
    },
    quantiles: () => ({ count, p50: quantile(0.5), p99: quantile(0.99), max }),
  };
}
