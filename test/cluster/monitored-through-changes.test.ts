/** What runs stays monitored whatever else changes in the ledger, and a failure stays one until it was acted on. */
import { describe, expect, test } from 'vitest';
import { createMemberDesk } from '#src/cluster/member-desk.ts';
import type { Clock } from '#src/host/ports.ts';
import type { Agreement } from '#src/membership/agreement.ts';
import type { Ledger } from '#src/membership/types.ts';
import type { LocalServices } from '#src/resources/local-types.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { ledgerOf, record, view } from '../membership/support/samples.ts';
import { entry } from '../resources/service-samples.ts';
import { asked, prefers, runningCluster } from './support/cluster.ts';

test('a service that dies is found out although the ledger changes all the time', async () => {
  const world = await runningCluster({
    nodes: 2,
    services: [
      { name: 'web', domain: 'second' },
      { name: 'db', domain: 'first' },
    ],
    domains: [prefers('first', 1, 2), prefers('second', 2, 1)],
  });
  world.services.crash('service:web', 2);
  const crashed = world.now;
  const { daemon } = world.host(1);
  for (let change = 0; world.services.starts.length === 2 && world.now - crashed < 60_000; change++) {
    const verb = change % 2 === 0 ? 'freeze' : 'thaw';
    await asked(world, daemon?.service({ verb, service: 'db' }));
    await world.run(2_000);
  }
  // Its monitor runs every 10 s.
  expect(world.now - crashed).toBeLessThan(20_000);
  expect(world.services.starts.at(-1)).toBe('service:web@2');
});

describe('a member that follows the ledger', () => {
  /** Node 1 with the ledger given; which services it took over, in order. */
  function node1() {
    let ledger: Ledger = ledgerOf();
    const adopted: string[] = [];
    const released: string[] = [];
    const local = {
      setFrozen() {},
      adopt: (id: string) => void adopted.push(id),
      release: (id: string) => void released.push(id),
      breakOff() {},
      parts: () => [],
    } as unknown as LocalServices;
    const desk = createMemberDesk({
      self: 1,
      agreement: () => ({ ledger, activeView: view(3, 1, 1, 2), version: 1 }) as unknown as Agreement,
      local,
      services: () => ['service:web'],
      tell: async () => true,
      clock: { now: () => 0, wall: () => 0, after: () => () => {} } satisfies Clock,
      log: SILENT,
    });
    return {
      adopted,
      released,
      follow(...states: readonly Parameters<typeof entry>[]): void {
        for (const [state, fields] of states) {
          ledger = ledgerOf(record('service:web', entry(state, fields)));
          desk.follow();
        }
      },
    };
  }

  test('takes a running service over once, so a failed one never counts as running again', () => {
    const node = node1();
    node.follow(['started'], ['started', { frozen: true }], ['started'], ['started', { why: 'else' }]);
    expect(node.adopted).toEqual(['service:web']);
  });

  test('takes it over again after it was somewhere else, or was started anew', () => {
    const node = node1();
    node.follow(['started'], ['started', { owner: 2 }], ['started']);
    expect(node.adopted).toHaveLength(2);
    node.follow(['recovering'], ['starting'], ['started'], ['started']);
    expect(node.adopted).toHaveLength(3);
  });

  test('vouches no more for what the ledger has elsewhere, or nowhere', () => {
    const node = node1();
    node.follow(['started'], ['failed'], ['recovering']);
    expect(node.released).toEqual([]);
    node.follow(['disabled', { owner: 0 }], ['started', { owner: 2 }]);
    expect(node.released).toEqual(['service:web', 'service:web']);
  });
});
