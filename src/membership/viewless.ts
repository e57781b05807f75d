/** Notices peers that are heard, but have said for long that they have no active view: one that can't store forms none. */
import type { Millis } from '#src/host/ports.ts';
import type { Heartbeat } from '#src/wire/words.ts';
import type { NodeId } from './types.ts';

export interface Viewless {
  heard(beat: Heartbeat, at: Millis): void;
  /** A view came to be, the peer took part: what its heartbeats said before is over. */
  forget(): void;
  /** That peer has shown no view for longer than `limit` ms. */
  longer(peer: NodeId | undefined, limit: Millis, now: Millis): boolean;
}

export function createViewless(): Viewless {
  const since = new Map<NodeId, Millis>();
  return {
    heard({ sender, view }, at) {
      if (view !== undefined) since.delete(sender);
      else if (!since.has(sender)) since.set(sender, at);
    },
    forget: () => since.clear(),
    longer(peer, limit, now) {
      const from = peer === undefined ? undefined : since.get(peer);
      return from !== undefined && now - from > limit;
    },
  };
}
