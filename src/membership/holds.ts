/**
 * Which peers restart their daemon, and how long the others wait for that. Pure: told what is heard, asked for the time.
 *
 * A hold begins with the first word of an incarnation that it restarts, once. It ends when the next incarnation is a
 * member, or by time: `restart_hold` from that word on, or `initdead` after the next incarnation was first heard, as
 * that one may look for long at what runs there.
 */
import type { Millis } from '#src/host/ports.ts';
import { sameIncarnation } from './epoch.ts';
import type { Incarnation, Member, NodeId } from './types.ts';

export interface Hold {
  /** Monotonic ms. */
  readonly since: Millis;
  readonly until: Millis;
}

export interface Holds {
  /** That incarnation says that it restarts. The hold, if it begins with that; undefined when it has had its one. */
  begin(peer: Member, at: Millis): Hold | undefined;
  /** That incarnation has been heard, with or without a view. */
  heard(peer: Member, isMember: boolean, at: Millis): void;
  /** The hold of that peer; undefined when there is none, or it is over. */
  of(peer: NodeId, now: Millis): Hold | undefined;
}

interface State extends Hold {
  readonly incarnation: Incarnation;
  readonly returned: Incarnation | undefined;
}

export function createHolds(timing: { readonly restartHold: Millis; readonly initdead: Millis }): Holds {
  const states = new Map<NodeId, State>();

  function of(peer: NodeId, now: Millis): State | undefined {
    const state = states.get(peer);
    return state !== undefined && now < state.until ? state : undefined;
  }

  return {
    begin({ id, incarnation }, at) {
      if (timing.restartHold <= 0 || sameIncarnation(states.get(id)?.incarnation, incarnation))
        return undefined;
      const hold = { since: at, until: at + timing.restartHold };
      states.set(id, { ...hold, incarnation, returned: undefined });
      return hold;
    },
    heard({ id, incarnation }, isMember, at) {
      const state = of(id, at);
      if (state === undefined || sameIncarnation(state.incarnation, incarnation)) return;
      if (isMember) states.set(id, { ...state, until: at });
      else if (!sameIncarnation(state.returned, incarnation))
        states.set(id, { ...state, returned: incarnation, until: at + timing.initdead });
    },
    of,
  };
}
