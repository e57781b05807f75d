/**
 * What each event changes in a service's entry besides its state: the data side of service-machine.ts.
 * Every function takes the entry as it is and gives the fields that change.
 */
import { chooseRecovery } from './restart-history.ts';
import type { Failure, ServiceEntry } from './service-entry.ts';
import type { ServiceEvent, StepContext } from './service-events.ts';

/** The entry without its state, which the machine itself holds. */
export type Context = Omit<ServiceEntry, 'state'>;
export type Patch = Partial<Context>;
/** An event together with the moment and the configuration it meets. */
export type MachineEvent = ServiceEvent & { readonly by: StepContext };
export type EventOf<T extends ServiceEvent['type']> = Extract<MachineEvent, { readonly type: T }>;

/** Failures kept for each node: enough to reach the longest pause between tries. */
const FAILURES_KEPT = 5;

export function placed(entry: Context, event: EventOf<'start'>): Patch {
  const wished = entry.target === event.node;
  return {
    owner: event.node,
    // Kept until it runs there: the view may change before it does.
    target: wished ? event.node : 0,
    targetBy: wished ? entry.targetBy : undefined,
    after: undefined,
    why: event.why,
  };
}

/** Whatever it was to do on its node, it makes way; where it was wanted is still known. */
export function withdrawn(_: Context, event: EventOf<'withdraw'>): Patch {
  return { after: 'relocate', why: event.why };
}

export function running(entry: Context, event: EventOf<'started'>): Patch {
  return { ...worksOn(entry, event.node), why: `started on ${name(event, event.node)}` };
}

/** Found running by a look at the node. A wish to disable that a freeze holds back stays noted in `after`. */
export function foundRunning(entry: Context, event: EventOf<'reported' | 'settled'>): Patch {
  const disableLater = entry.frozen && entry.after === 'disable';
  return {
    ...worksOn(entry, event.node),
    after: disableLater ? 'disable' : undefined,
    why: disableLater
      ? `found running on ${name(event, event.node)} although disabled; frozen: left alone until thawed`
      : `found running on ${name(event, event.node)}`,
  };
}

/** Frozen and in doubt: nothing is touched, the node counts as its owner, and a look is due once it is thawed. */
export function leftAlone(entry: Context, event: EventOf<'settled'>): Patch {
  const after = entry.after === 'disable' ? 'disable' : 'look';
  const why = `may run on ${name(event, event.node)} (${event.reason}); frozen: left alone until thawed`;
  return { after, why };
}

export function partsReported(_: Context, { partial }: EventOf<'parts'>): Patch {
  return { partial: partial.length === 0 ? undefined : partial };
}

export function migrating(_: Context, event: EventOf<'migrate'>): Patch {
  const by = event.why === undefined ? 'operator' : 'picket';
  const why = event.why ?? 'operator: migrate';
  return { migration: { to: event.target, by, since: event.by.now, why }, why };
}

export function moved(entry: Context, event: EventOf<'migrated'>): Patch {
  return {
    ...worksOn(entry, event.to),
    owner: event.to,
    lastOwner: entry.owner,
    migration: undefined,
    notTo: undefined,
    targetBy: entry.migration?.by,
    why: `migrated from ${name(event, entry.owner)} (${entry.migration?.why})`,
  };
}

/** The target is passed over for a while, lest the next one to look for a better node tries the same again at once. */
export function stayed(entry: Context, event: EventOf<'migrated'>): Patch {
  const words = `the migration to ${name(event, event.to)} ${event.outcome === 'stayed' ? 'failed' : 'was broken off'}`;
  const notTo =
    event.outcome === 'stayed' ? withFailure(entry.notTo ?? [], event, event.to, event.reason) : entry.notTo;
  return {
    migration: undefined,
    notTo,
    why: `still on ${name(event, entry.owner)}: ${words}: ${event.reason}`,
  };
}

/** `migrate="fallback"`: what could not go as it runs is stopped, and started there. */
export function fallenBack(entry: Context, event: EventOf<'migrated'>): Patch {
  const { why } = stayed(entry, event);
  return {
    migration: undefined,
    after: 'relocate',
    target: event.to,
    targetBy: entry.migration?.by,
    why: `${why}; migrate="fallback": stopping it, to be started there`,
  };
}

/**
 * Neither side runs it: what follows is what follows any failure, but for a restart in place, which is for an owner that
 * was one throughout (S3). It may have run on the other node: it is placed like any other, the old node not excepted.
 */
export function diedOnTheWay(entry: Context, event: EventOf<'migrated'>): Patch {
  const choice = chooseRecovery(event.by.service, entry.restarts, event.by.now);
  const isPlaced = choice.after === 'restart';
  return {
    migration: undefined,
    after: isPlaced ? 'next-node' : choice.after,
    target: 0,
    restarts: choice.restarts,
    why: `${died(event)}; ${isPlaced ? 'to be started again' : choice.why}`,
  };
}

export function lostSightOf(entry: Context, event: EventOf<'migrated'>): Patch {
  const words = `nobody can tell whether it runs on ${name(event, event.node)} or ${name(event, event.to)}`;
  const why = `${words} after its migration (${event.reason})`;
  if (entry.frozen) return { why: `${why}; frozen: asked again and again, left alone until thawed` };
  return { after: entry.after ?? 'relocate', why: `${why}: stopping it on both` };
}

export function foundTwice(_: Context, event: EventOf<'migrated'>): Patch {
  return { after: undefined, why: twice([name(event, event.node), name(event, event.to)]) };
}

/** The other of the two nodes between which it migrated runs nothing any more. */
export function oneLeft(entry: Context, event: EventOf<'owner-fenced' | 'reported'>): Patch {
  const { owner, migration } = entry;
  const left = event.node === owner ? (migration?.to ?? owner) : owner;
  const way = `from ${name(event, owner)} to ${name(event, migration?.to ?? 0)}`;
  const proof = event.type === 'reported' ? 'it has booted since' : event.why;
  const why = `migrated ${way}, and ${name(event, event.node)} runs it no more (${proof}): asking ${name(event, left)}`;
  return { owner: left, lastOwner: event.node, migration: undefined, why };
}

export function startFailed(entry: Context, event: EventOf<'start-failed'>): Patch {
  return {
    after: 'next-node',
    target: 0,
    targetBy: undefined,
    failedOn: withFailure(entry.failedOn, event, event.node, `start: ${event.reason}`),
    why: `start failed on ${name(event, event.node)}: ${event.reason}; stopping it there`,
  };
}

export function recovering(entry: Context, event: EventOf<'resource-failed'>): Patch {
  const choice = chooseRecovery(event.by.service, entry.restarts, event.by.now);
  return {
    after: choice.after,
    target: 0,
    restarts: choice.restarts,
    failedOn:
      choice.after === 'relocate'
        ? withFailure(entry.failedOn, event, event.node, event.reason)
        : entry.failedOn,
    why: `failed on ${name(event, event.node)}: ${event.reason}; ${choice.why}`,
  };
}

export function stopFailed(_: Context, event: EventOf<'stop-failed'>): Patch {
  const node = name(event, event.node);
  return {
    why: `stop failed on ${node}: ${event.reason}; clean up there by hand, then disable it, or fence ${node}`,
  };
}

/** Proven to run nowhere. What is to follow was in `after`, which is settled by that. */
export function released(
  entry: Context,
  event: EventOf<'stopped' | 'owner-fenced' | 'reported' | 'settled' | 'migrated'>,
): Patch {
  return {
    owner: 0,
    lastOwner: entry.owner,
    after: undefined,
    held: entry.after === 'stop',
    why: `${proof(event)}${whatFollows(entry, event)}`,
  };
}

/** `why` stays: it says what made the restart necessary. */
export function restartingInPlace(entry: Context): Patch {
  return { after: undefined, target: 0, lastOwner: entry.owner };
}

/** A node's report shows that it may run there, while the ledger knew of no owner. */
export function foundUnclear(_: Context, event: EventOf<'reported'>): Patch {
  const node = name(event, event.node);
  return { owner: event.node, after: undefined, held: false, why: `may run on ${node}: checking` };
}

export function foundRunningUnowned(entry: Context, event: EventOf<'reported'>): Patch {
  return { ...foundRunning(entry, event), owner: event.node, held: false };
}

/** Disabled, yet it runs or may run there: the operator's word goes on to count through `after`. */
export function foundThoughDisabled(_: Context, event: EventOf<'reported'>): Patch {
  const found = event.state === 'running' ? 'found running' : 'may run';
  return {
    owner: event.node,
    after: 'disable',
    why: `${found} on ${name(event, event.node)} although disabled`,
  };
}

export function stillUnclear(entry: Context, event: EventOf<'settled'>): Patch {
  return {
    after: entry.after ?? 'relocate',
    why: `may run on ${name(event, event.node)} (${event.reason}): stopping it there first`,
  };
}

export function conflicting(entry: Context, event: EventOf<'conflict'>): Patch {
  const owner = event.nodes.includes(entry.owner) ? entry.owner : (event.nodes[0] ?? entry.owner);
  return { owner, after: undefined, why: twice(event.nodes.map((node) => name(event, node))) };
}

export function foreignRunning(entry: Context, event: EventOf<'reported' | 'settled'>): Patch {
  return { after: undefined, why: twice([name(event, entry.owner), name(event, event.node)]) };
}

export function enabled(_: Context, event: EventOf<'enable' | 'restart' | 'relocate'>): Patch {
  const target = 'target' in event ? event.target : 0;
  const byPicket = event.type === 'relocate' && event.why !== undefined;
  const why = byPicket ? event.why : `operator: ${event.type}`;
  const targetBy = target === 0 ? undefined : byPicket ? ('picket' as const) : ('operator' as const);
  return { target, targetBy, held: false, restarts: [], failedOn: [], why };
}

/** A stop in hand, or to be ordered now, ends as the operator's command says; `disable` outweighs the others. */
export function stopFor(entry: Context, event: EventOf<'disable' | 'stop' | 'restart' | 'relocate'>): Patch {
  const move = event.type === 'restart' || event.type === 'relocate';
  const after = entry.after === 'disable' && !move ? 'disable' : event.type;
  return { ...(move ? enabled(entry, event) : { target: 0, why: `operator: ${event.type}` }), after };
}

/** The operator says that it runs nowhere any more. */
export function cleanedUp(entry: Context, event: MachineEvent): Patch {
  const where = entry.owner === 0 ? '' : ` on ${name(event, entry.owner)}`;
  return {
    owner: 0,
    lastOwner: entry.owner === 0 ? entry.lastOwner : entry.owner,
    after: undefined,
    target: 0,
    why: `operator: disabled after cleaning up${where} (was: ${entry.why})`,
  };
}

export function disabled(): Patch {
  return { held: false, target: 0, after: undefined, why: 'operator: disable' };
}

export function heldBack(): Patch {
  return { held: true, target: 0, why: 'operator: stop' };
}

export function triedAgain(entry: Context, event: EventOf<'changed'>): Patch {
  return { held: false, failedOn: [], why: entry.held ? event.why : entry.why };
}

export function thawed(entry: Context): Patch {
  const after = entry.after === 'look' ? undefined : entry.after;
  return { frozen: false, after, why: entry.frozen ? 'operator: thaw' : entry.why };
}

function worksOn(entry: Context, node: number): Patch {
  return { after: undefined, target: 0, failedOn: entry.failedOn.filter((failure) => failure.node !== node) };
}

function withFailure(
  failures: readonly Failure[],
  event: MachineEvent,
  node: number,
  why: string,
): readonly Failure[] {
  const there = failures.filter((failure) => failure.node === node);
  const elsewhere = failures.filter((failure) => failure.node !== node);
  return [...elsewhere, ...there.slice(1 - FAILURES_KEPT), { node, at: event.by.now, why }];
}

function proof(event: EventOf<'stopped' | 'owner-fenced' | 'reported' | 'settled' | 'migrated'>): string {
  switch (event.type) {
    case 'stopped':
      return `stopped on ${name(event, event.node)}`;
    case 'owner-fenced':
      return event.why;
    case 'migrated':
      return died(event);
    case 'reported':
    case 'settled':
      return `found stopped on ${name(event, event.node)}`;
  }
}

function died(event: EventOf<'migrated'>): string {
  const words = `found stopped on both ${name(event, event.node)} and ${name(event, event.to)} after its migration`;
  return event.reason === '' ? words : `${words} (${event.reason})`;
}

function whatFollows(entry: Context, event: MachineEvent): string {
  if (entry.after === 'disable') return '; disabled';
  if (entry.after === 'stop') return ' by an operator';
  if (entry.frozen) {
    if (event.by.maintenance === true) return '; maintenance: not started anywhere before that ends';
    return `; frozen: not started anywhere until thawed (picket thaw ${event.by.service.id})`;
  }
  const failure = entry.failedOn.at(-1);
  const failedHere = failure !== undefined && failure.node === entry.owner ? ` (failed: ${failure.why})` : '';
  return `${failedHere}; to be started`;
}

function twice(names: readonly string[]): string {
  return `active on ${names.join(' and ')}: stop all but one copy by hand, then disable and enable it`;
}

function name(event: MachineEvent, node: number): string {
  return event.by.nodeName?.(node) ?? `node ${node}`;
}
