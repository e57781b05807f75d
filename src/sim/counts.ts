/** What a run has seen happen, to show that faults really came and services really moved. */
import type { LogFields } from '#src/host/ports.ts';

export interface Counts {
  /** Agents that began to start a service. */
  readonly starts: number;
  /** Services that became active on another node after their owner had lost its power. */
  readonly failovers: number;
  /** Orders to start that a member refused, and times when a coordinator held starts back. */
  readonly startsRefused: number;
  /** Hosts that a fence device switched off. */
  readonly fences: number;
  /** Hosts that their watchdog reset. */
  readonly bites: number;
  /** Services that an operator had to free at the end, because a stop had failed. */
  readonly freed: number;
  /** Live migrations that came to their end. */
  readonly migrations: number;
}

export interface Counter {
  readonly counts: Counts;
  started(): void;
  fenced(): void;
  bitten(): void;
  migrated(): void;
  freed(services: number): void;
  active(service: string, node: number, is: boolean): void;
  /** That node loses its power; to be told before its services end. */
  lost(node: number): void;
  /** A line of a daemon's log for developers. */
  logged(fields: LogFields): void;
}

export function createCounter(): Counter {
  const counts = { starts: 0, failovers: 0, startsRefused: 0, fences: 0, bites: 0, freed: 0, migrations: 0 };
  const owners = new Map<string, number>();
  const orphans = new Map<string, number>();
  return {
    counts,
    started: () => void counts.starts++,
    fenced: () => void counts.fences++,
    bitten: () => void counts.bites++,
    migrated: () => void counts.migrations++,
    freed(services) {
      counts.freed += services;
    },
    active(service, node, is) {
      if (!is) return void (owners.get(service) === node && owners.delete(service));
      if ((orphans.get(service) ?? node) !== node) counts.failovers++;
      orphans.delete(service);
      owners.set(service, node);
    },
    lost(node) {
      for (const [service, owner] of owners) if (owner === node) orphans.set(service, node);
    },
    logged(fields) {
      if (fields['startsHeldBack'] !== undefined) counts.startsRefused++;
    },
  };
}
