/** The coordinator's desk: whom it gives orders, and of whom it believes that nothing runs there. */
import { describe, expect, test } from 'vitest';
import type { Doubt } from '#src/cluster/merge-view.ts';
import type { Performed } from '#src/cluster/order-outcome.ts';
import { createServiceDesk, type ServiceDesk } from '#src/cluster/service-desk.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { createClock, createTimeline, type Timeline } from '#src/sim/clock.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { ledgerOf, record } from '../membership/support/samples.ts';
import { entry, NOW } from '../resources/service-samples.ts';

const WEB = 'service:web';
const NO_ANSWER: Performed = { kind: 'unknown', reason: 'no answer' };

interface Probe {
  readonly desk: ServiceDesk;
  readonly timeline: Timeline;
  /** `stop service:web@2` */
  readonly orders: readonly string[];
}

/** Node 1 coordinates itself and node 2 of three; nobody answers an order. */
function coordinator(web: ServiceEntry, doubts: readonly Doubt[] = []): Probe {
  const timeline = createTimeline();
  const config = clusterConfig({ nodes: 3, services: [{ name: 'web' }] });
  const orders: string[] = [];
  const desk = createServiceDesk({
    config: () => config,
    ledger: ledgerOf(record(WEB, web)),
    submit: async () => true,
    perform: async (node, service, operation) => {
      orders.push(`${operation} ${service}@${node}`);
      return NO_ANSWER;
    },
    startsBlocked: () => 'node3 is lost and not fenced yet',
    doubts,
    nodes: () => config.nodes,
    members: new Set([1, 2]),
    memberSince: new Map(),
    leaving: () => new Set(),
    clock: createClock(timeline, NOW, { over: false }),
    log: SILENT,
    changed: () => {},
  });
  desk.begin();
  return { desk, timeline, orders };
}

describe('an order', () => {
  test('to a member that does not answer is followed up', async () => {
    const { desk, timeline, orders } = coordinator(entry('started', { owner: 2 }));
    desk.apply(WEB, { type: 'disable' });
    await timeline.run(5_000, () => {});
    expect(orders.length).toBeGreaterThan(3);
    expect(new Set(orders)).toEqual(new Set([`stop ${WEB}@2`]));
  });

  test('to a node that is no member is given to nobody, and is not asked about for ever', async () => {
    const { desk, timeline, orders } = coordinator(entry('started', { owner: 3 }));
    desk.apply(WEB, { type: 'disable' });
    await timeline.run(5_000, () => {});
    expect(orders).toEqual([]);
    // The fence settles it.
    desk.ownerGone(3, 'fenced by node1');
    expect(desk.entry(WEB)).toMatchObject({ state: 'disabled', owner: 0 });
  });
});

describe('something may run on a node', () => {
  const cases: readonly (readonly [string, ServiceEntry, readonly Doubt[], boolean])[] = [
    ['that owns a service', entry('started', { owner: 2 }), [], true],
    ['about which a doubt is open', entry('started', { owner: 1 }), [{ service: WEB, node: 2 }], true],
    ['while a service is in error', entry('error', { owner: 1 }), [], true],
    ['not when the service is elsewhere', entry('started', { owner: 1 }), [], false],
    ['not for a doubt about another node', entry('started', { owner: 2 }), [], false],
  ];
  test.each(cases)('%s', (words, web, doubts, is) => {
    const node = words.includes('another') ? 1 : 2;
    const others = words.includes('another') ? [{ service: WEB, node: 2 }] : doubts;
    expect(coordinator(web, others).desk.mayRunOn(node)).toBe(is);
  });
});
