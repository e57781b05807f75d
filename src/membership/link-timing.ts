/**
 * How fast and how regularly heartbeats come on each link, and which warntime and deadtime would fit that.
 *
 * A heartbeat's echo says how long it was on the way there and back, less the time that the peer kept it; the gap to the
 * heartbeat before says how late it was.
 */
import type { Millis } from '#src/host/ports.ts';
import { createHistogram, type Quantiles } from './histogram.ts';
import type { NodeId } from './types.ts';

export interface LinkTiming {
  readonly peer: NodeId;
  /** Position in the configuration. */
  readonly link: number;
  readonly roundTrip: Quantiles;
  /** Beyond a keepalive after the one before. */
  readonly late: Quantiles;
}

export interface Timings {
  /** A heartbeat of that peer came on that link; `before`: when the last one did. */
  heard(peer: NodeId, link: number, at: Millis, before: Millis | undefined): void;
  /** The peer echoed what left at `sentAt`, and had kept it for `kept` ms; the first echo of it. */
  echoed(peer: NodeId, link: number, at: Millis, sentAt: Millis, kept: Millis): void;
  /** Of every link on which anything was heard. */
  all(): readonly LinkTiming[];
}

/** More than any cluster has. */
const LINKS_LIMIT = 256;

export function createTimings(keepalive: Millis, deadtime: Millis): Timings {
  const links = new Map<number, ReturnType<typeof newLink>>();

  function linkOf(peer: NodeId, link: number): ReturnType<typeof newLink> {
    const key = peer * LINKS_LIMIT + link;
    const known = links.get(key);
    if (known !== undefined) return known;
    const fresh = newLink(peer, link);
    links.set(key, fresh);
    return fresh;
  }

  return {
    heard(peer, link, at, before) {
      // A silence that ended in death says nothing of a link that works.
      if (before !== undefined && at - before < deadtime)
        linkOf(peer, link).late.add(at - before - keepalive);
    },
    echoed: (peer, link, at, sentAt, kept) => linkOf(peer, link).roundTrip.add(at - sentAt - kept),
    all: () =>
      [...links.values()]
        .toSorted((a, b) => a.peer - b.peer || a.link - b.link)
        .map(({ peer, link, roundTrip, late }) => ({
          peer,
          link,
          roundTrip: roundTrip.quantiles(),
          late: late.quantiles(),
        })),
  };
}

function newLink(peer: NodeId, link: number) {
  return { peer, link, roundTrip: createHistogram(), late: createHistogram() };
}

export interface TimingProposal {
  readonly warntime: Millis;
  readonly deadtime: Millis;
}

/** Fewer heartbeats than this say too little. */
const ENOUGH = 100;
const SHORTEST_DEADTIME = 100;

/**
 * warntime: twice the longest gap that was seen while all was well, so that a warning means something; deadtime: twice
 * that again, and never less than three keepalives. `longestPause`: of this node's own event loop; a node that pauses must
 * not be called dead by the others. Undefined before enough was measured.
 */
export function proposeTiming(
  links: readonly LinkTiming[],
  keepalive: Millis,
  longestPause: Millis,
): TimingProposal | undefined {
  const measured = links.filter(({ late }) => late.count >= ENOUGH);
  if (measured.length === 0) return undefined;
  const gap = keepalive + Math.max(longestPause, ...measured.map(({ late }) => late.max));
  const warntime = roundUp(2 * gap);
  return { warntime, deadtime: Math.max(SHORTEST_DEADTIME, roundUp(Math.max(2 * warntime, 3 * keepalive))) };
}

/** To two digits: 1234 becomes 1300. */
function roundUp(ms: Millis): Millis {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(ms, 1))) - 1);
  return Math.ceil(ms / step) * step;
}
