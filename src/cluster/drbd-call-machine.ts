/**
 * One call of DRBD's fence-peer handler: one resource that has lost one peer.
 *
 * | state    | means                                            | leaves it by                                                |
 * | -------- | ------------------------------------------------ | ----------------------------------------------------------- |
 * | held     | the handler waits for its answer                 | settle -> answered; refuse, impatient -> frozen             |
 * | answered | it was told "fenced" or "connected"              | thawed -> over; still-frozen -> frozen; asked -> held       |
 * | frozen   | it was told no, or did not pass the answer on    | asked -> held; settle -> resuming; thawed -> over           |
 * | resuming | the peer is off: drbdadm resume-io runs          | done -> answered; failed -> pausing; give-up -> stuck       |
 * | pausing  | it failed, and is tried again soon               | again -> frozen; thawed -> over; asked -> held              |
 * | stuck    | it failed too often: a person has to do it       | asked -> held; thawed -> over                               |
 * | over     | nothing is frozen any more                       |                                                             |
 */
import { setup, transition } from 'xstate';

export type DrbdCallState = 'held' | 'answered' | 'frozen' | 'resuming' | 'pausing' | 'stuck' | 'over';
export type DrbdCallEvent =
  | 'asked'
  | 'settle'
  | 'refuse'
  | 'impatient'
  | 'thawed'
  | 'still-frozen'
  | 'done'
  | 'failed'
  | 'give-up'
  | 'again';

export const drbdCallMachine = setup({ types: { events: {} as { type: DrbdCallEvent } } }).createMachine({
  id: 'drbd-call',
  initial: 'held',
  states: {
    held: { on: { settle: 'answered', refuse: 'frozen', impatient: 'frozen' } },
    answered: { on: { thawed: 'over', 'still-frozen': 'frozen', asked: 'held' } },
    frozen: { on: { asked: 'held', settle: 'resuming', thawed: 'over' } },
    resuming: { on: { done: 'answered', failed: 'pausing', 'give-up': 'stuck' } },
    pausing: { on: { again: 'frozen', thawed: 'over', asked: 'held' } },
    stuck: { on: { asked: 'held', thawed: 'over' } },
    over: { type: 'final' },
  },
});

/** The state after the event; the same one when the event means nothing in it. */
export function nextDrbdState(value: DrbdCallState, type: DrbdCallEvent): DrbdCallState {
  const [next] = transition(drbdCallMachine, drbdCallMachine.resolveState({ value }), { type });
  return next.value;
}
