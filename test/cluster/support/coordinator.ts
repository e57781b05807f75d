/** A coordinator of two nodes with nobody behind it: nothing it submits comes in force before the test says so. */
import { type Coordinator, type CoordinatorDeps, createCoordinator } from '#src/cluster/coordinator.ts';
import type { Ledger } from '#src/membership/types.ts';
import { createClock, createTimeline } from '#src/sim/clock.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { NOW } from '#test/resources/service-samples.ts';
import { view } from '../../membership/support/samples.ts';

export interface CoordinatorBed {
  readonly coordinator: Coordinator;
  /** The last value submitted for each key. */
  readonly submitted: ReadonlyMap<string, unknown>;
  /** Orders, in words: `stop service:web on 1`. */
  readonly orders: readonly string[];
}

/** One service, web. `inForce`: everything submitted is in force at once. */
export function coordinatorOn(
  ledger: Ledger,
  options: { readonly inForce?: boolean } & Partial<Pick<CoordinatorDeps, 'leaving'>> = {},
): CoordinatorBed {
  const config = clusterConfig({ nodes: 2, services: [{ name: 'web' }] });
  const submitted = new Map<string, unknown>();
  const orders: string[] = [];
  const coordinator = createCoordinator({
    self: 1,
    view: view(3, 1, 1, 2),
    config: () => config,
    configuration: {
      startsBlocked: () => undefined,
      heldBack: () => undefined,
      notReady: () => undefined,
    },
    ledger,
    ledgerBeforeReports: ledger,
    ledgerBeforeDoubt: undefined,
    doubts: [],
    quorum: () => ({ quorate: true, reason: 'two-node rule' }),
    submit: (values) => {
      for (const [key, value] of values) submitted.set(key, value);
      return options.inForce === true ? Promise.resolve(true) : new Promise(() => {});
    },
    perform: (node, service, operation) => {
      orders.push(`${operation} ${service} on ${node}`);
      return new Promise(() => {});
    },
    startFence: () => {
      throw new Error('nobody is lost');
    },
    agentsGone: Promise.resolve(),
    silence: async () => undefined,
    permit: () => undefined,
    returned: () => false,
    powerOn: () => Promise.resolve(undefined),
    askToFence: () => Promise.resolve(new Error('nobody is lost')),
    fenceAsked: () => undefined,
    deviceMs: () => undefined,
    wantedSince: 0,
    silentFor: () => Infinity,
    unheardFor: () => undefined,
    leaving: options.leaving ?? (() => new Set()),
    held: () => [],
    lie: () => undefined,
    clock: createClock(createTimeline(), NOW, { over: false }),
    log: SILENT,
    emit: () => {},
    changed: () => {},
  });
  return { coordinator, submitted, orders };
}
