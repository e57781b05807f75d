/** One call of DRBD's fence-peer handler, as the desk keeps it: its state, who waits for it, and what status says of it. */
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';
import type { DrbdFencePeerCommand, DrbdFencePeerResult } from './commands.ts';
import { type DrbdCallState, nextDrbdState } from './drbd-call-machine.ts';
import type { DrbdDecision } from './drbd-decision.ts';
import type { LastFence } from './drbd-facts.ts';
import type { DrbdNote } from './drbd-notes.ts';
import type { Wait } from './status.ts';

export interface DrbdCall {
  readonly note: DrbdNote;
  /** An earlier daemon left it, and the handler has not asked this one: the same loss, if it does. */
  inherited: boolean;
  state: DrbdCallState;
  /** Wall clock: since when the resource has been without that peer. */
  since: Millis;
  /** Monotonic: when DRBD asked last, and when it was answered. */
  askedAt: Millis;
  answeredAt: Millis;
  before: LastFence;
  proof: string | undefined;
  power: { readonly at: Millis; readonly off: string | undefined } | undefined;
  readingPower: boolean;
  resumeTries: number;
  resumeProblem: string;
  decision: DrbdDecision | undefined;
  /** Its I/O is frozen, as seen last. */
  frozen: boolean;
  /** Handlers that wait, at most one a resource unless DRBD's was killed. */
  readonly handlers: Set<(result: DrbdFencePeerResult) => void>;
  impatient: Cancel;
  /** Something about it changed: look again. */
  poke: () => void;
}

export function newDrbdCall(note: DrbdNote, clock: Clock, state: DrbdCallState): DrbdCall {
  return {
    note,
    inherited: false,
    state,
    since: clock.wall(),
    askedAt: clock.now(),
    answeredAt: clock.now(),
    before: undefined,
    proof: undefined,
    power: undefined,
    readingPower: false,
    resumeTries: 0,
    resumeProblem: '',
    decision: undefined,
    frozen: true,
    handlers: new Set(),
    impatient: () => {},
    poke: () => {},
  };
}

/** The same peer of the same resource is the same call. */
export function drbdCallKey({ resource, names, address, peerId }: DrbdNote): string {
  return [resource, peerId ?? '', ...names, address].join(' ');
}

/** A handler begins to wait. */
export function hold(
  call: DrbdCall,
  { patience }: Pick<DrbdFencePeerCommand, 'patience'>,
  clock: Clock,
  impatient: () => void,
): Promise<DrbdFencePeerResult> {
  if (call.state !== 'held' || call.handlers.size === 0) {
    call.askedAt = clock.now();
    call.resumeTries = 0;
  }
  call.state = nextDrbdState(call.state, 'asked');
  call.impatient();
  call.impatient = clock.after(patience, impatient);
  const { promise, resolve } = Promise.withResolvers<DrbdFencePeerResult>();
  call.handlers.add(resolve);
  return promise;
}

/** Whoever waits is told. */
export function answer(call: DrbdCall, clock: Clock, outcome: DrbdFencePeerResult['outcome']): void {
  call.impatient();
  call.answeredAt = clock.now();
  const message = call.decision === undefined ? 'nothing is known of it yet' : call.decision.why;
  for (const tell of call.handlers) tell({ outcome, message });
  call.handlers.clear();
}

/** What this node waits for on behalf of DRBD: resources that wait for the same are told together. */
export function drbdWaits(
  calls: Iterable<DrbdCall>,
  self: string,
  peerOf: (call: DrbdCall) => string,
): readonly Wait[] {
  const groups = new Map<string, Wait & { readonly resources: string[] }>();
  for (const call of calls) {
    if (call.state === 'over' || (call.state === 'answered' && !call.frozen)) continue;
    const { resource } = call.note;
    const why = call.decision === undefined ? 'looking at it' : call.decision.why;
    const state = call.frozen ? `frozen on ${self}` : `kept back on ${self}`;
    const what = `${state} until ${peerOf(call)} is fenced: ${why}`;
    const isResuming = call.state === 'stuck' || call.state === 'pausing';
    const ends = isResuming ? 'drbdadm resume-io succeeds' : call.decision?.ends || 'DRBD goes on';
    const group = groups.get(generic(what, resource));
    if (group === undefined)
      groups.set(generic(what, resource), {
        what,
        since: call.since,
        until: null,
        ends,
        resources: [resource],
      });
    else group.resources.push(resource);
  }
  return [...groups.values()].map(({ resources, what, ...wait }) => {
    const verb = resources.length === 1 ? 'is' : 'are';
    return { ...wait, what: `DRBD ${listed(resources)} ${verb} ${what}` };
  });
}

function generic(text: string, resource: string): string {
  return text.replaceAll(resource, '*');
}

function listed(resources: readonly string[]): string {
  const most = 5;
  const shown = resources.slice(0, most).join(', ');
  return resources.length <= most ? shown : `${shown} and ${resources.length - most} more`;
}

export function warningsOfCall(call: DrbdCall): readonly string[] {
  if (call.state !== 'stuck') return [];
  const { resource } = call.note;
  const why = call.decision?.why ?? '';
  return [
    `DRBD ${resource} is still frozen though ${why}: ${call.resumeProblem}; mend that and run: drbdadm resume-io ${resource}`,
  ];
}
