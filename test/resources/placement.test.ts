/** Where a service goes, and what people are told about it. */
import { describe, expect, it } from 'vitest';
import type { FailoverDomain } from '#src/config/model.ts';
import { nextRetryAt } from '#src/resources/failed-starts.ts';
import type { PlacementInput, PlacementNode } from '#src/resources/placement.ts';
import { best, explain, rank } from '#src/resources/placement.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { entry, NOW, service } from './service-samples.ts';

function node(id: number, fields: Partial<PlacementNode> = {}): PlacementNode {
  return { id, name: `n${id}`, member: true, load: 0, ...fields };
}

function domain(
  fields: Partial<FailoverDomain>,
  ...members: readonly (readonly [number, number])[]
): FailoverDomain {
  return {
    name: 'pref',
    ordered: true,
    restricted: false,
    nofailback: false,
    members: members.map(([id, priority]) => ({ node: id, priority })),
    ...fields,
  };
}

function place(input: Partial<PlacementInput>): PlacementInput {
  return {
    service: service({ domain: input.domains?.[0]?.name }),
    nodes: [node(1), node(2), node(3)],
    domains: [],
    entry: entry('stopped'),
    now: NOW,
    ...input,
  };
}

function names(input: Partial<PlacementInput>): string[] {
  return rank(place(input)).map(({ name, eligible }) => (eligible ? name : `(${name})`));
}

function failedOn(...failures: readonly (readonly [node: number, secondsAgo: number])[]): ServiceEntry {
  return entry('stopped', {
    failedOn: failures.map(([id, age]) => ({ node: id, at: NOW - age * 1000, why: 'start: exit code 1' })),
  });
}

describe('the best node', () => {
  it('is the one with the best priority in an ordered domain, however loaded', () => {
    const domains = [domain({}, [1, 3], [2, 1], [3, 2])];
    expect(names({ domains, nodes: [node(1), node(2, { load: 40 }), node(3)] })).toEqual(['n2', 'n3', 'n1']);
  });

  it('is a member of the domain before any other node, unless the domain is restricted to its members', () => {
    expect(names({ domains: [domain({ ordered: false }, [3, 0])] })).toEqual(['n3', 'n1', 'n2']);
    expect(names({ domains: [domain({ ordered: false, restricted: true }, [3, 0])] })).toEqual([
      'n3',
      '(n1)',
      '(n2)',
    ]);
  });

  it('is the owner before a less loaded node, but not before a better priority', () => {
    const nodes = [node(1), node(2, { load: 9 })];
    const owned = entry('started', { owner: 2 });
    expect(names({ nodes, entry: owned })).toEqual(['n2', 'n1']);
    expect(names({ nodes, entry: owned, domains: [domain({}, [1, 1], [2, 2])] })).toEqual(['n1', 'n2']);
  });

  it('is the least loaded, then the one with the lowest id', () => {
    expect(names({ nodes: [node(3), node(2, { load: 2 }), node(1, { load: 2 })] })).toEqual([
      'n3',
      'n1',
      'n2',
    ]);
  });

  it('is the one an operator asked for, if it can', () => {
    const asked = entry('stopped', { target: 3 });
    expect(names({ entry: asked, domains: [domain({}, [1, 1])] })).toEqual(['n3', 'n1', 'n2']);
    expect(names({ entry: asked, domains: [domain({ restricted: true }, [1, 1])] })).toEqual([
      'n1',
      '(n3)',
      '(n2)',
    ]);
  });

  it('is any other than the one to be left, which stays as a way out', () => {
    expect(names({ avoid: 1, domains: [domain({}, [1, 1])] })).toEqual(['n2', 'n3', 'n1']);
  });

  it('is none when nobody can', () => {
    const ranks = rank(place({ nodes: [node(1, { member: false }), node(2, { notReady: 'standby' })] }));
    expect(best(ranks)).toBe(0);
    expect(best([])).toBe(0);
    expect(best(rank(place({})))).toBe(1);
  });
});

describe('a node where the service failed', () => {
  it('is passed over for a minute, then used when no other can do', () => {
    expect(names({ entry: failedOn([1, 40]) })).toEqual(['n2', 'n3', '(n1)']);
    const alone = [node(1), node(2, { member: false })];
    expect(names({ nodes: alone, entry: failedOn([1, 59]) })).toEqual(['(n2)', '(n1)']);
    expect(names({ nodes: alone, entry: failedOn([1, 61]) })).toEqual(['n1', '(n2)']);
  });

  it('comes after all others until the failure timeout is over, then counts as good as new', () => {
    expect(names({ entry: failedOn([1, 61]) })).toEqual(['n2', 'n3', 'n1']);
    expect(names({ entry: failedOn([1, 601]) })).toEqual(['n1', 'n2', 'n3']);
    expect(names({ entry: failedOn([1, 61]), failureTimeout: 60_000 })).toEqual(['n1', 'n2', 'n3']);
  });

  it('is tried again after pauses that grow up to the failure timeout', () => {
    const pauseAfter = (failures: number): number => {
      const at = Array.from({ length: failures }, () => [1, 0] as const);
      return ((nextRetryAt(failedOn(...at), NOW) ?? 0) - NOW) / 1000;
    };
    expect([1, 2, 3, 4, 5].map(pauseAfter)).toEqual([60, 120, 240, 480, 600]);
  });

  it('gives the earliest moment to look again, and none when nothing is waited for', () => {
    expect(nextRetryAt(failedOn([1, 10], [2, 40]), NOW)).toBe(NOW + 20_000);
    expect(nextRetryAt(failedOn([1, 61]), NOW)).toBeUndefined();
    expect(nextRetryAt(entry('stopped'), NOW)).toBeUndefined();
  });

  it('is not lost for long when the clock is set back', () => {
    expect(names({ nodes: [node(1)], entry: failedOn([1, -3600]) })).toEqual(['n1']);
  });
});

describe('the explanation', () => {
  it('says for each node in one line why it can or cannot take the service', () => {
    const ranks = rank(
      place({
        nodes: [
          node(1, { load: 1 }),
          node(2, { member: false, notReady: 'lost: being fenced' }),
          node(3, { notReady: 'standby' }),
          node(4),
          node(5, { member: false }),
        ],
        domains: [domain({ restricted: true }, [1, 1], [2, 2], [3, 3], [5, 4])],
        entry: { ...failedOn([3, 40]), owner: 1, state: 'started' },
      }),
    );
    expect(explain(ranks)).toEqual([
      'n1: eligible, priority 1 in failover domain pref, owns it, 1 service',
      'n2: not eligible: lost: being fenced',
      'n5: not eligible: not a member',
      'n4: not eligible: not in restricted failover domain pref',
      'n3: not eligible: standby; failed here 40 s ago: start: exit code 1',
    ]);
  });

  it('names what speaks against a node that would do', () => {
    const input = place({ entry: failedOn([1, 300]), nodes: [node(1)], avoid: 1 });
    expect(explain(rank(input))).toEqual([
      'n1: eligible, last resort: failed here 5 min ago: start: exit code 1, to be left, 0 services',
    ]);
  });
});
