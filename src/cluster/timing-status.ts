/** The part of status that `picket status --timing` shows. Pure. */
import type { Millis } from '#src/host/ports.ts';
import type { Quantiles } from '#src/membership/histogram.ts';
import { type LinkTiming, proposeTiming } from '#src/membership/link-timing.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { TimingStatus } from './status.ts';

export interface TimingInput {
  readonly heartbeat: {
    readonly links: readonly string[];
    readonly keepalive: Millis;
    readonly warntime: Millis;
    readonly deadtime: Millis;
  };
  readonly links: readonly LinkTiming[];
  readonly traffic: { readonly longestPause: Millis; readonly failed: number };
  readonly nodeName: (id: NodeId) => string;
}

export function timingStatus({ heartbeat, links, traffic, nodeName }: TimingInput): TimingStatus {
  const { keepalive, warntime, deadtime } = heartbeat;
  return {
    keepalive,
    warntime,
    deadtime,
    longestPause: precise(traffic.longestPause),
    failedSends: traffic.failed,
    links: links.map((link) => ({
      node: nodeName(link.peer),
      link: heartbeat.links[link.link] ?? `${link.link}`,
      roundTrip: show(link.roundTrip),
      late: show(link.late),
    })),
    proposal: proposeTiming(links, keepalive, traffic.longestPause) ?? null,
  };
}

function show({ count, p50, p99, max }: Quantiles): TimingStatus['links'][number]['late'] {
  return { count, p50: precise(p50), p99: precise(p99), max: precise(max) };
}

/** Hundredths of a millisecond. */
function precise(ms: Millis): Millis {
  return Math.round(ms * 100) / 100;
}
