/** Over which link a session goes, and when it has to go over another one. */
import type { Address, Millis } from '#src/host/ports.ts';
import type { SessionPool } from '#src/wire/session-pool.ts';
import type { BeatLink } from './beats.ts';
import type { LinkView, PeerView } from './detector.ts';
import type { NodeId } from './types.ts';

export interface Route {
  readonly from: string;
  readonly to: Address;
}

/** Links to that peer, the one that was heard last first; none that never was. */
export function routesTo(
  peer: NodeId,
  links: readonly BeatLink[],
  seen: readonly LinkView[],
): readonly Route[] {
  const routes = links.flatMap(({ local, peers }, index) => {
    const to = peers.get(peer);
    const silentFor = seen[index]?.silentFor;
    if (to === undefined || silentFor === undefined) return [];
    return [{ from: local.host, to, up: seen[index]?.up === true, silentFor }];
  });
  const best = routes.toSorted((a, b) => Number(b.up) - Number(a.up) || a.silentFor - b.silentFor);
  return best.map(({ from, to }) => ({ from, to }));
}

/**
 * A session sits on a link that has been silent for warntime while another one is fine: what is sent on it may wait
 * for ever, and the peer would seem to have died although it is heard.
 */
export function isStranded(
  peer: NodeId,
  remote: Address,
  links: readonly BeatLink[],
  seen: readonly LinkView[],
  timing: { readonly keepalive: Millis; readonly warntime: Millis },
): boolean {
  const current = links.findIndex(({ peers }) => peers.get(peer)?.host === remote.host);
  const silentFor = seen[current]?.silentFor;
  if (silentFor === undefined || silentFor < timing.warntime) return false;
  return seen.some(({ up, silentFor: other }) => up && (other ?? Infinity) <= 2 * timing.keepalive);
}

/** Ends the sessions that sit on a silent link and dials over a better one. */
export function moveSessions(
  sessions: Pick<SessionPool, 'remoteOf' | 'drop' | 'connect'>,
  peers: readonly PeerView[],
  config: { readonly links: readonly BeatLink[]; readonly keepalive: Millis; readonly warntime: Millis },
): void {
  for (const { id, links } of peers) {
    const remote = sessions.remoteOf(id);
    if (remote === undefined || !isStranded(id, remote, config.links, links, config)) continue;
    sessions.drop(id, 'its link is silent, another one is not');
    sessions.connect(id);
  }
}
