/** What can be said of a service's ledger entry on its own: how it begins, whether it waits for a node, whether it makes sense. */
import type { ServiceConfig } from '#src/config/model.ts';
import type { Millis } from '#src/host/ports.ts';
import type { ServiceEntry } from './service-entry.ts';

/** Of a service that no node has and nothing has happened to. */
export const UNTOUCHED: Omit<ServiceEntry, 'state' | 'since' | 'why'> = {
  owner: 0,
  lastOwner: 0,
  after: undefined,
  target: 0,
  held: false,
  frozen: false,
  restarts: [],
  failedOn: [],
};

/** The entry of a service that the ledger has never held, at `now` (wall-clock ms): `stopped`, or `disabled` without autostart. */
export function newEntry(service: ServiceConfig, now: Millis): ServiceEntry {
  return {
    state: service.autostart ? 'stopped' : 'disabled',
    ...UNTOUCHED,
    since: now,
    why: service.autostart ? 'not started yet' : 'autostart is off: waits for an operator to enable it',
  };
}

/** Every node on which it runs or may run, the owner first: whatever keeps a service from running twice has to ask this. */
export function mayRunOn({ owner, migration }: ServiceEntry): readonly number[] {
  if (owner === 0) return NOWHERE;
  return migration === undefined ? [owner] : [owner, migration.to];
}

const NOWHERE: readonly number[] = [];

/** True when the coordinator is to find a node for it (`start` would be accepted). */
export function wantsStart(entry: ServiceEntry): boolean {
  return (
    entry.owner === 0 &&
    !entry.frozen &&
    !entry.held &&
    (entry.state === 'stopped' || entry.state === 'recovering')
  );
}

/** Why the entry contradicts itself, in words; undefined when it is sound. A service with such an entry is in `error`. */
export function contradiction(entry: ServiceEntry): string | undefined {
  switch (entry.state) {
    case 'uninitialized':
    case 'stopped':
    case 'disabled':
      return entry.owner === 0 ? undefined : `recorded as ${entry.state}, yet owned by node ${entry.owner}`;
    case 'starting':
    case 'started':
    case 'checking':
    case 'stopping':
    case 'failed':
      return entry.owner > 0 ? undefined : `recorded as ${entry.state}, yet on no node`;
    case 'migrating':
      if (entry.owner > 0 && entry.migration !== undefined && entry.migration.to !== entry.owner)
        return undefined;
      return 'recorded as migrating, yet not from one node to another';
    case 'recovering':
    case 'error':
      return undefined;
  }
}
