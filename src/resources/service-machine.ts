/**
 * The life of one service: which state follows which, and what is ordered from which node. Run by the coordinator
 * over ledger entries; its snapshot is the entry, so that the next coordinator goes on where this one was.
 *
 * An owner is given up only for a proof: its stop succeeded, it was found or reported stopped, it was fenced, or an
 * operator vouches for it (disable of a failed service). That no other node runs it is for the coordinator to know.
 */

import { getInitialSnapshot, transition } from 'xstate';
import type { Millis } from '#src/host/ports.ts';
import { refusal } from './service-commands.ts';
import type { ServiceEntry, ServiceState } from './service-entry.ts';
import type { Order, ServiceEvent, StepContext, StepResult } from './service-events.ts';
import { order, orderThere, serviceSetup, set } from './service-guards.ts';
import { contradiction, UNTOUCHED } from './service-record.ts';
import type { Context } from './service-updates.ts';
import * as update from './service-updates.ts';

/** The owner was proven to run it no more: what follows was said when its stop was ordered. */
const released = [
  { guard: 'provenThenDisable', target: 'disabled', actions: [set(update.released)] },
  { guard: 'proven', target: 'stopped', actions: [set(update.released)] },
] as const;

/** As above, after a stop: the owner may also start it again in place. */
const stopDone = [
  {
    guard: 'provenThenRestart',
    target: 'starting',
    actions: [set(update.restartingInPlace), order('start')],
  },
  ...released,
] as const;

/** A new view's report while the stop should be under way: the order may be lost, so it is given again. */
const reportedWhileStopping = [
  ...stopDone,
  { guard: 'ownerNotStopped', actions: [set(() => ({})), order('stop')] },
] as const;

/** The ledger knew of no owner, a node's report does. */
const foundOutside = [
  { guard: 'unownedRuns', target: 'started', actions: [set(update.foundRunningUnowned)] },
  { guard: 'unownedUnclear', target: 'checking', actions: [set(update.foundUnclear), order('settle')] },
] as const;

/** One of the two nodes between which it migrates runs nothing any more: the other one is stopped, as was said. */
const oneIsLeft = { guard: 'ofPair', actions: [set(update.oneLeft), order('stop')] } as const;

const stopNow = { target: 'stopping', actions: [set(update.stopFor), order('stop')] } as const;

const makeWay = {
  guard: 'notFrozen',
  target: 'stopping',
  actions: [set(update.withdrawn), order('stop')],
} as const;

/** The stop is under way: it is only not started again in its place. */
const makeWayAfterwards = { guard: 'restartsInPlace', actions: [set(update.withdrawn)] } as const;

/** No owner: what an operator's words do to a service that waits for a node, or for a word. */
const waiting = {
  start: { guard: 'mayStart', target: 'starting', actions: [set(update.placed), order('start')] },
  changed: { guard: 'unowned', actions: [set(update.triedAgain)] },
} as const;

export const serviceMachine = serviceSetup.createMachine({
  id: 'service',
  initial: 'uninitialized',
  context: { ...UNTOUCHED, since: 0, why: '' },
  on: {
    conflict: { target: '.error', actions: [set(update.conflicting)] },
    freeze: { actions: [set(() => ({ frozen: true }))] },
    thaw: { actions: [set(update.thawed)] },
    reported: [
      { guard: 'anotherRuns', target: '.error', actions: [set(update.foreignRunning)] },
      { guard: 'anotherUnclear', actions: [set(() => ({})), orderThere('settle')] },
    ],
    settled: [
      { guard: 'anotherRuns', target: '.error', actions: [set(update.foreignRunning)] },
      { guard: 'anotherUnclear', actions: [set(() => ({})), orderThere('stop')] },
    ],
  },
  states: {
    uninitialized: {
      on: {
        changed: [
          { guard: 'wantsAutostart', target: 'stopped' },
          { target: 'disabled', actions: [set(() => ({ why: 'autostart is off' }))] },
        ],
        reported: [...foundOutside],
        enable: { target: 'stopped', actions: [set(update.enabled)] },
        disable: { target: 'disabled', actions: [set(update.disabled)] },
      },
    },
    stopped: {
      on: {
        ...waiting,
        reported: [...foundOutside],
        enable: { actions: [set(update.enabled)] },
        restart: { actions: [set(update.enabled)] },
        relocate: { actions: [set(update.enabled)] },
        stop: { actions: [set(update.heldBack)] },
        disable: { target: 'disabled', actions: [set(update.disabled)] },
      },
    },
    disabled: {
      on: {
        reported: [
          {
            guard: 'unownedRunsFrozen',
            target: 'started',
            actions: [set(update.foundThoughDisabled), set(update.foundRunning)],
          },
          {
            guard: 'unownedRuns',
            target: 'stopping',
            actions: [set(update.foundThoughDisabled), order('stop')],
          },
          {
            guard: 'unownedUnclear',
            target: 'checking',
            actions: [set(update.foundThoughDisabled), order('settle')],
          },
        ],
        enable: { target: 'stopped', actions: [set(update.enabled)] },
        disable: { actions: [set(() => ({}))] },
        stop: { actions: [set(() => ({}))] },
      },
    },
    starting: {
      on: {
        started: { guard: 'ofOwner', target: 'started', actions: [set(update.running)] },
        'start-failed': {
          guard: 'ofOwner',
          target: 'stopping',
          actions: [set(update.startFailed), order('stop')],
        },
        'resource-failed': {
          guard: 'failsUnfrozen',
          target: 'recovering',
          actions: [set(update.recovering), order('stop')],
        },
        'owner-fenced': [...released],
        reported: [
          ...released,
          { guard: 'ownerRuns', target: 'started', actions: [set(update.foundRunning)] },
          { guard: 'ownerUnclear', target: 'checking', actions: [order('settle')] },
        ],
        withdraw: makeWay,
        stop: stopNow,
        disable: stopNow,
      },
    },
    started: {
      on: {
        'resource-failed': {
          guard: 'failsUnfrozen',
          target: 'recovering',
          actions: [set(update.recovering), order('stop')],
        },
        parts: { guard: 'ofOwner', actions: [set(update.partsReported)] },
        'owner-fenced': [...released],
        reported: [...released, { guard: 'ownerUnclear', target: 'checking', actions: [order('settle')] }],
        withdraw: makeWay,
        stop: stopNow,
        disable: stopNow,
        restart: stopNow,
        relocate: stopNow,
        migrate: {
          guard: 'mayMigrate',
          target: 'migrating',
          actions: [set(update.migrating), order('migrate')],
        },
        thaw: [
          { guard: 'disableWasHeldBack', target: 'stopping', actions: [set(update.thawed), order('stop')] },
          { guard: 'lookWasHeldBack', target: 'checking', actions: [set(update.thawed), order('settle')] },
          { actions: [set(update.thawed)] },
        ],
      },
    },
    /** Both the owner and the target may run it: only what both say when they are asked counts. */
    migrating: {
      on: {
        migrated: [
          { guard: 'moved', target: 'started', actions: [set(update.moved)] },
          {
            guard: 'stayedUnwanted',
            target: 'stopping',
            actions: [set(update.fallenBack), order('stop')],
          },
          { guard: 'stayed', target: 'started', actions: [set(update.stayed)] },
          { guard: 'goneFrozen', target: 'stopped', actions: [set(update.released)] },
          { guard: 'gone', target: 'recovering', actions: [set(update.diedOnTheWay), order('stop')] },
          { guard: 'unclearFrozen', actions: [set(update.lostSightOf), order('judge')] },
          { guard: 'unclear', target: 'stopping', actions: [set(update.lostSightOf), order('stop')] },
          { guard: 'twice', target: 'error', actions: [set(update.foundTwice)] },
        ],
        'owner-fenced': {
          guard: 'ofPair',
          target: 'checking',
          actions: [set(update.oneLeft), order('settle')],
        },
        // By a new boot, to which nothing can come. What is not on the target may be on its way.
        reported: {
          guard: 'sourceStopped',
          target: 'checking',
          actions: [set(update.oneLeft), order('settle')],
        },
        withdraw: makeWay,
        stop: stopNow,
        disable: stopNow,
        relocate: stopNow,
      },
    },
    checking: {
      on: {
        settled: [
          ...released,
          { guard: 'ownerRunsUnwanted', target: 'stopping', actions: [set(() => ({})), order('stop')] },
          { guard: 'ownerRuns', target: 'started', actions: [set(update.foundRunning)] },
          { guard: 'ownerUnclearFrozen', target: 'started', actions: [set(update.leftAlone)] },
          { guard: 'ownerUnclear', target: 'stopping', actions: [set(update.stillUnclear), order('stop')] },
        ],
        reported: [
          ...released,
          { guard: 'ownerRunsUnwanted', target: 'stopping', actions: [set(() => ({})), order('stop')] },
          { guard: 'ownerRuns', target: 'started', actions: [set(update.foundRunning)] },
          { guard: 'ownerUnclear', actions: [set(() => ({})), order('settle')] },
        ],
        'owner-fenced': [...released],
        stop: stopNow,
        disable: stopNow,
      },
    },
    stopping: {
      on: {
        stopped: [...stopDone],
        'stop-failed': { guard: 'ofOwner', target: 'failed', actions: [set(update.stopFailed)] },
        'owner-fenced': [oneIsLeft, ...released],
        reported: [...reportedWhileStopping],
        withdraw: makeWayAfterwards,
        // The stop is under way: only what follows changes.
        stop: { actions: [set(update.stopFor)] },
        disable: { actions: [set(update.stopFor)] },
      },
    },
    /** With an owner: its stop is under way. Without: waits for another node. */
    recovering: {
      on: {
        ...waiting,
        stopped: [{ guard: 'provenThenRelocate', actions: [set(update.released)] }, ...stopDone],
        'stop-failed': { guard: 'ofOwner', target: 'failed', actions: [set(update.stopFailed)] },
        'owner-fenced': [...released],
        reported: [...reportedWhileStopping, ...foundOutside],
        withdraw: makeWayAfterwards,
        enable: { target: 'stopped', actions: [set(update.enabled)] },
        restart: { target: 'stopped', actions: [set(update.enabled)] },
        relocate: { target: 'stopped', actions: [set(update.enabled)] },
        stop: [
          { guard: 'unowned', target: 'stopped', actions: [set(update.heldBack)] },
          { target: 'stopping', actions: [set(update.stopFor)] },
        ],
        disable: [
          { guard: 'unowned', target: 'disabled', actions: [set(update.disabled)] },
          { target: 'stopping', actions: [set(update.stopFor)] },
        ],
      },
    },
    /** A stop failed. `after` keeps what was to follow, for the time when the owner has been fenced. */
    failed: {
      on: {
        'owner-fenced': [{ ...oneIsLeft, target: 'stopping' }, ...released],
        disable: { target: 'disabled', actions: [set(update.cleanedUp)] },
      },
    },
    error: {
      on: {
        disable: { target: 'disabled', actions: [set(update.cleanedUp)] },
        reported: {},
        settled: {},
      },
    },
  },
});

/** `transition` makes an actor for every question, whose first snapshot nobody looks at: the same one serves all. */
const first = getInitialSnapshot(serviceMachine);
const asked: typeof serviceMachine = Object.create(serviceMachine, {
  getInitialSnapshot: { value: () => first },
});

/**
 * One event. Gives the entry as it is then, and the orders to carry out once that entry is in force.
 * An event that says nothing in this state (a stale answer, a refused command) leaves everything as it is. An entry
 * that contradicts itself turns to `error` first. Pure; never throws for any entry and event.
 */
export function step(entry: ServiceEntry, event: ServiceEvent, by: StepContext): StepResult {
  const wrong = contradiction(entry);
  const sound: ServiceEntry =
    wrong === undefined ? entry : { ...entry, state: 'error', after: undefined, since: by.now, why: wrong };
  const refused = refusal(by.service.id, sound, event);
  if (refused !== undefined) {
    return { entry: sound, orders: [], accepted: false, refusal: refused };
  }
  const { state, ...context } = sound;
  const before = serviceMachine.resolveState({ value: state, context });
  const [after, actions] = transition(asked, before, { ...event, by });
  if (after === before) return { entry: sound, orders: [], accepted: false, refusal: undefined };
  const next: ServiceState = after.value;
  return {
    entry: asEntry(next, after.context, next === state ? sound.since : by.now),
    orders: actions.filter((action) => action.type === 'order').map((action) => action.params as Order),
    accepted: true,
    refusal: undefined,
  };
}

/** Always in the same order of fields, so that equal entries are equal as text. */
function asEntry(state: ServiceState, context: Context, since: Millis): ServiceEntry {
  const { owner, migration, lastOwner, after, target, targetBy, held } = context;
  const { frozen, restarts, failedOn, notTo, partial, why } = context;
  const onTheWay = state === 'migrating' || state === 'stopping' || state === 'failed';
  const way = onTheWay && migration !== undefined ? { migration } : {};
  const wish = targetBy === undefined ? { target } : { target, targetBy };
  const runs = state === 'started' || state === 'checking';
  const stays = runs || state === 'migrating';
  const failures = stays && notTo !== undefined ? { failedOn, notTo } : { failedOn };
  const parts = runs && partial !== undefined ? { partial } : {};
  const where = { state, owner, ...way, lastOwner, after, ...wish };
  return { ...where, held, frozen, restarts, ...failures, ...parts, since, why };
}
