/** The conditions and named actions of the service machine: what its chart in service-machine.ts is written with. */
import { assign, setup } from 'xstate';
import { fallsBack } from './migratable.ts';
import type { MigrationOutcome, Order } from './service-events.ts';
import type { Context, MachineEvent, Patch } from './service-updates.ts';

interface Moment {
  readonly context: Context;
  readonly event: MachineEvent;
}

function ofOwner({ context, event }: Moment): boolean {
  return context.owner !== 0 && 'node' in event && event.node === context.owner;
}

function ofAnother({ context, event }: Moment): boolean {
  if (context.owner === 0 || !('node' in event)) return false;
  return event.node !== context.owner && event.node !== context.migration?.to;
}

/** What a node was found to do, by its report or by a settle. */
function found({ event }: Moment): string {
  return 'state' in event ? event.state : '';
}

/** Proof that the owner runs it no more. */
function proven(moment: Moment): boolean {
  const { type } = moment.event;
  // Two nodes may run it: only a stop of both is a proof about the service.
  if (moment.context.migration !== undefined && type !== 'stopped') return false;
  return ofOwner(moment) && (type === 'stopped' || type === 'owner-fenced' || found(moment) === 'stopped');
}

/** One of the two nodes between which it migrates. */
function ofPair({ context, event }: Moment): boolean {
  if (context.migration === undefined || !('node' in event)) return false;
  return event.node === context.owner || event.node === context.migration.to;
}

function outcome(...outcomes: readonly MigrationOutcome[]): (moment: Moment) => boolean {
  return (moment) => {
    const { event, context } = moment;
    if (event.type !== 'migrated' || !ofOwner(moment) || event.to !== context.migration?.to) return false;
    return outcomes.includes(event.outcome);
  };
}

export const serviceSetup = setup({
  types: {
    // Type carriers only; xstate never looks at the values.
    context: {} as Context,
    events: {} as MachineEvent,
  },
  guards: {
    ofOwner,
    proven,
    provenThenDisable: (moment) => proven(moment) && moment.context.after === 'disable',
    provenThenRestart: (moment) =>
      proven(moment) && moment.context.after === 'restart' && !moment.context.frozen,
    provenThenRelocate: (moment) => proven(moment) && moment.context.after === 'relocate',
    mayStart: ({ context, event }) =>
      context.owner === 0 && !context.frozen && !context.held && 'node' in event && event.node > 0,
    notFrozen: ({ context }) => context.owner !== 0 && !context.frozen,
    restartsInPlace: ({ context }) => context.owner !== 0 && context.after === 'restart' && !context.frozen,
    failsUnfrozen: (moment) => ofOwner(moment) && !moment.context.frozen,
    ownerRuns: (moment) => ofOwner(moment) && found(moment) === 'running',
    ownerRunsUnwanted: (moment) =>
      ofOwner(moment) &&
      found(moment) === 'running' &&
      moment.context.after === 'disable' &&
      !moment.context.frozen,
    ownerUnclear: (moment) => ofOwner(moment) && found(moment) === 'may-run',
    ownerUnclearFrozen: (moment) => ofOwner(moment) && found(moment) === 'may-run' && moment.context.frozen,
    ownerNotStopped: (moment) => ofOwner(moment) && found(moment) !== 'stopped',
    unownedRuns: (moment) => moment.context.owner === 0 && found(moment) === 'running',
    unownedRunsFrozen: (moment) =>
      moment.context.owner === 0 && found(moment) === 'running' && moment.context.frozen,
    unownedUnclear: (moment) => moment.context.owner === 0 && found(moment) === 'may-run',
    anotherRuns: (moment) => ofAnother(moment) && found(moment) === 'running',
    anotherUnclear: (moment) => ofAnother(moment) && found(moment) === 'may-run',
    unowned: ({ context }) => context.owner === 0,
    mayMigrate: ({ context, event }) =>
      event.type === 'migrate' && event.target > 0 && event.target !== context.owner && !context.frozen,
    ofPair,
    sourceStopped: (moment) => ofOwner(moment) && ofPair(moment) && found(moment) === 'stopped',
    moved: outcome('moved'),
    stayed: outcome('stayed', 'interrupted'),
    stayedUnwanted: (moment) =>
      outcome('stayed')(moment) && fallsBack(moment.event.by.service) && !moment.context.frozen,
    gone: outcome('gone'),
    goneFrozen: (moment) => outcome('gone')(moment) && moment.context.frozen,
    unclear: outcome('unclear'),
    unclearFrozen: (moment) => outcome('unclear')(moment) && moment.context.frozen,
    twice: outcome('twice'),
    disableWasHeldBack: ({ context }) => context.after === 'disable',
    lookWasHeldBack: ({ context }) => context.after === 'look',
    wantsAutostart: ({ event }) => event.by.service.autostart,
  },
  actions: {
    /** Changes the entry. */
    set: assign((_, patch: Patch) => patch),
    /** Read from the result of a step and carried out by the coordinator. */
    order: (_, _order: Order) => {},
  },
});

/** The entry changes as `change` (service-updates.ts) says. */
export function set<E extends MachineEvent>(
  change: (entry: Context, event: E) => Patch,
): {
  readonly type: 'set';
  readonly params: (moment: { readonly context: Context; readonly event: E }) => Patch;
} {
  return { type: 'set', params: ({ context, event }) => change(context, event) };
}

/** An order to the owner, and to the other side of a migration, as they are after the changes of this step. */
export function order(type: Order['type']): {
  readonly type: 'order';
  readonly params: (moment: { readonly context: Context }) => Order;
} {
  return {
    type: 'order',
    params: ({ context: { owner, migration } }) =>
      migration === undefined ? { type, node: owner } : { type, node: owner, to: migration.to },
  };
}

/** An order to the node that the event speaks of, whoever the owner is. */
export function orderThere(type: Order['type']): {
  readonly type: 'order';
  readonly params: (moment: { readonly event: { readonly node: number } }) => Order;
} {
  return { type: 'order', params: ({ event }) => ({ type, node: event.node }) };
}
