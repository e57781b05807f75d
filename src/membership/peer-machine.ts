/**
 * A peer as one node sees it.
 *
 * | state   | means                                             | leaves it by                                      |
 * | ------- | ------------------------------------------------- | ------------------------------------------------- |
 * | unknown | not heard in both directions since this start     | heard -> up                                       |
 * | up      | heard, and it says that it hears us               | silent for warntime -> late; left -> left         |
 * | late    | silent for warntime on all links                  | heard -> up; silent for deadtime -> dead; left    |
 * | dead    | silent for deadtime on all links                  | heard -> up; left                                 |
 * | left    | its leaving is in force; its silence is no death  | heard (a new incarnation, or joining again) -> up |
 */
import { setup, transition } from 'xstate';

export type PeerState = 'unknown' | 'up' | 'late' | 'dead' | 'left';
export type PeerEvent = 'heard' | 'silent-warntime' | 'silent-deadtime' | 'left';

const machine = setup({ types: { events: {} as { type: PeerEvent } } }).createMachine({
  id: 'peer',
  initial: 'unknown',
  states: {
    unknown: { on: { heard: 'up', left: 'left' } },
    up: { on: { 'silent-warntime': 'late', 'silent-deadtime': 'dead', left: 'left' } },
    late: { on: { heard: 'up', 'silent-deadtime': 'dead', left: 'left' } },
    dead: { on: { heard: 'up', left: 'left' } },
    left: { on: { heard: 'up' } },
  },
});

const STATES = ['unknown', 'up', 'late', 'dead', 'left'] as const satisfies readonly PeerState[];
const EVENTS = [
  'heard',
  'silent-warntime',
  'silent-deadtime',
  'left',
] as const satisfies readonly PeerEvent[];

/** Worked out once: it is asked for with every heartbeat. */
const TABLE: ReadonlyMap<PeerState, ReadonlyMap<PeerEvent, PeerState>> = new Map(
  STATES.map((state) => [state, new Map(EVENTS.map((event) => [event, after(state, event)]))]),
);

function after(value: PeerState, type: PeerEvent): PeerState {
  const [next] = transition(machine, machine.resolveState({ value }), { type });
  return next.value;
}

/** The state after the event; the same state when the event means nothing in it. */
export function nextPeerState(state: PeerState, event: PeerEvent): PeerState {
  const next = TABLE.get(state)?.get(event);
  if (next === undefined) throw new Error(`no such peer state: ${state}`);
  return next;
}

/** Its heartbeats come, in both directions. */
export function isHeard(state: PeerState | undefined): boolean {
  return state === 'up' || state === 'late';
}

/** The incarnation that is heard; undefined while none is. */
export function heardAs<T>(
  peer: { readonly state: PeerState; readonly incarnation: T } | undefined,
): T | undefined {
  return isHeard(peer?.state) ? peer?.incarnation : undefined;
}
