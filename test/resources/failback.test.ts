/** When a running service moves back to a better node. */
import { describe, expect, it } from 'vitest';
import type { FailoverDomain } from '#src/config/model.ts';
import type { FailbackInput } from '#src/resources/failback.ts';
import { failbackMove, nextFailbackAt } from '#src/resources/failback.ts';
import type { PlacementNode } from '#src/resources/placement.ts';
import { rank } from '#src/resources/placement.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { entry, NOW, service } from './service-samples.ts';

const ORDERED: FailoverDomain = {
  name: 'pref',
  ordered: true,
  restricted: false,
  nofailback: false,
  members: [
    { node: 1, priority: 1 },
    { node: 2, priority: 2 },
    { node: 3, priority: 2 },
  ],
};

interface Scene {
  readonly domain?: Partial<FailoverDomain>;
  readonly autoFailback?: 'on' | 'off' | 'live';
  readonly entry?: Partial<ServiceEntry>;
  readonly memberFor?: number;
  readonly node1?: Partial<PlacementNode>;
  readonly live?: boolean;
}

/** The service runs on node 2; node 1, the better one, has been a member for `memberFor` seconds. */
function scene(what: Scene = {}): FailbackInput {
  const domains = [{ ...ORDERED, ...what.domain }];
  const config = service({ domain: 'pref', autoFailback: what.autoFailback ?? 'on' });
  const record = entry('started', { owner: 2, ...what.entry });
  const nodes = [1, 2, 3].map((id) => ({ id, name: `n${id}`, member: true, load: 0 }));
  const placed = nodes.map((node) => (node.id === 1 ? { ...node, ...what.node1 } : node));
  const ranks = rank({ service: config, nodes: placed, domains, entry: record, now: NOW });
  const since = NOW - (what.memberFor ?? 120) * 1000;
  const memberSince = new Map([
    [1, since],
    [2, NOW - 9_000_000],
    [3, NOW - 9_000_000],
  ]);
  return { service: config, domains, entry: record, ranks, live: what.live ?? false, memberSince, now: NOW };
}

describe('failback', () => {
  it('moves the service to the better node, and says why', () => {
    expect(failbackMove(scene())).toEqual({
      node: 1,
      why: 'failback to n1: priority 1 in failover domain pref',
    });
  });

  it('moves what can migrate also where auto_failback is live', () => {
    expect(failbackMove(scene({ autoFailback: 'live', live: true }))?.node).toBe(1);
  });

  it('leaves a service where an operator moved it, until the better node comes anew', () => {
    const moved = { targetBy: 'operator', since: NOW - 60_000 } as const;
    expect(failbackMove(scene({ entry: moved, memberFor: 300 }))).toBeUndefined();
    expect(nextFailbackAt(scene({ entry: moved, memberFor: 300 }))).toBeUndefined();
    const rejoined = scene({ entry: { ...moved, since: NOW - 600_000 }, memberFor: 300 });
    expect(failbackMove(rejoined)?.node).toBe(1);
    const byPicket = scene({ entry: { ...moved, targetBy: 'picket' }, memberFor: 300 });
    expect(failbackMove(byPicket)?.node).toBe(1);
  });

  it('waits until the node has been a member for failback_delay', () => {
    const early = scene({ memberFor: 45 });
    expect(failbackMove(early)).toBeUndefined();
    expect(nextFailbackAt(early)).toBe(NOW + 15_000);
    expect(failbackMove({ ...early, now: NOW + 15_000 })?.node).toBe(1);
  });

  it('brings a service back into its unordered domain, but not from member to member', () => {
    const members = [
      { node: 1, priority: 0 },
      { node: 3, priority: 0 },
    ];
    expect(failbackMove(scene({ domain: { ordered: false, members } }))?.node).toBe(1);
    expect(failbackMove(scene({ domain: { ordered: false, members }, entry: { owner: 3 } }))).toBeUndefined();
  });

  it('never moves for load alone', () => {
    expect(failbackMove(scene({ entry: { owner: 1 } }))).toBeUndefined();
    expect(failbackMove(scene({ node1: { notReady: 'standby' } }))).toBeUndefined();
  });

  const stays: readonly (readonly [string, Scene])[] = [
    ['auto_failback is off', { autoFailback: 'off' }],
    ['auto_failback is live, as a relocation costs downtime', { autoFailback: 'live' }],
    ['the domain says nofailback', { domain: { nofailback: true } }],
    ['the service has no domain', { domain: { name: 'another' } }],
    ['the service is frozen', { entry: { frozen: true } }],
    ['the service is not simply running', { entry: { state: 'recovering', after: 'restart' } }],
    ['the better node is not ready', { node1: { notReady: 'no agent for type vm on this version' } }],
    ['the better node is no member', { node1: { member: false } }],
    ['the service failed there lately', { entry: { failedOn: [{ node: 1, at: NOW - 300_000, why: 'x' }] } }],
  ];
  it.each(stays)('leaves the service where it is when %s', (_, what) => {
    expect(failbackMove(scene(what))).toBeUndefined();
    expect(nextFailbackAt(scene(what))).toBeUndefined();
  });
});
