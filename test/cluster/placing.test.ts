/** Where the coordinator puts services that want to be alone, apart, together, on top of others, or on a node that is well. */
import { describe, expect, test } from 'vitest';
import { explainService } from '#src/cluster/explain.ts';
import { explain } from '#src/resources/placement.ts';
import { prefers } from './support/cluster.ts';
import { type Bench, bench, type DeskPlan } from './support/desk.ts';

async function settled(plan: DeskPlan): Promise<Bench> {
  const made = bench(plan);
  made.desk.begin();
  await made.pass();
  return made;
}

/** Why a service is where it is not, one line a node. */
function why({ desk }: Bench, id: string): readonly string[] {
  return explain(desk.ranks(id));
}

describe('an exclusive service', () => {
  test('gets a node of its own, and nobody else goes there', async () => {
    const made = await settled({
      nodes: 2,
      services: [{ name: 'a' }, { name: 'b' }, { name: 'alone', exclusive: 1 }],
    });
    expect(made.where()).toBe('a@2 b@2 alone@1');
    expect(why(made, 'service:a')[1]).toBe('node1: not eligible: service:alone is there, and exclusive');
    expect(why(made, 'service:alone')[1]).toBe(
      'node2: not eligible: exclusive, and service:a, service:b is there',
    );
  });

  test('waits when every node has something on it, and says so', async () => {
    const made = await settled({
      nodes: 2,
      services: [
        { name: 'a', priority: 1 },
        { name: 'b', priority: 1 },
        { name: 'alone', exclusive: 1 },
      ],
    });
    expect(made.where()).toBe('a@1 b@2');
    expect(made.desk.unplaced('service:alone')).toContain('exclusive, and service:a is there');
    made.desk.apply('service:a', { type: 'disable' });
    made.desk.evaluate();
    await made.pass();
    expect(made.where()).toBe('b@2 alone@1');
  });

  test('shares its node with what it depends on and with instances of every node', async () => {
    const base = (node: number) =>
      ({ name: `base@${node}`, id: `service:base@${node}`, only: node, instanceOf: 'service:base' }) as const;
    const made = await settled({
      nodes: 2,
      services: [
        base(1),
        base(2),
        { name: 'disk', domain: 'two' },
        { name: 'alone', exclusive: 1, depend: ['service:base', 'service:disk'] },
        { name: 'other' },
      ],
      domains: [prefers('two', 2, 1)],
    });
    expect(made.where()).toBe('base@1@1 base@2@2 disk@2 alone@2 other@1');
  });

  test('with 2 only prefers an empty node to a laden one', async () => {
    const services = [
      { name: 'a', weight: 1 },
      { name: 'b', weight: 1 },
      { name: 'shy', exclusive: 2 } as const,
    ];
    expect((await settled({ nodes: 3, services })).where()).toBe('a@1 b@2 shy@3');
    expect((await settled({ nodes: 2, services })).where()).toBe('a@1 b@2 shy@1');
    const heavy = [
      { name: 'a', weight: 5 },
      { name: 'idle', weight: 0 },
      { name: 'shy', exclusive: 2 } as const,
    ];
    expect((await settled({ nodes: 3, services: heavy })).where()).toBe('a@1 idle@2 shy@3');
  });
});

describe('services that are kept apart', () => {
  test('never share a node, and wait for one rather than that', async () => {
    const db = { keepApart: 'db' };
    const made = await settled({
      nodes: 2,
      services: [
        { name: 'a', ...db },
        { name: 'b', ...db },
        { name: 'c', ...db },
      ],
    });
    expect(made.where()).toBe('a@1 b@2');
    expect(made.desk.unplaced('service:c')).toBe(
      'node1: not eligible: kept apart from service:a; node2: not eligible: kept apart from service:b',
    );
  });

  test('are put apart when they are found together, the later one moving', async () => {
    const db = { keepApart: 'db' };
    const made = bench({
      nodes: 2,
      services: [
        { name: 'a', ...db },
        { name: 'b', ...db },
      ],
    });
    for (const id of ['service:a', 'service:b'])
      made.desk.apply(id, { type: 'reported', node: 1, state: 'running' });
    made.desk.begin();
    await made.pass();
    expect(made.where()).toBe('a@1 b@2');
    expect(made.orders).toEqual(['stop service:b@1', 'start service:b@2']);
  });
});

describe('services that are kept together', () => {
  const web = { keepTogether: 'web' };

  test('are on one node, one that all of them can be on', async () => {
    const made = await settled({
      nodes: 3,
      services: [
        { name: 'a', ...web },
        { name: 'b', ...web, domain: 'two' },
      ],
      domains: [{ ...prefers('two', 2), restricted: true }],
    });
    expect(made.where()).toBe('a@2 b@2');
  });

  test('move together, whoever is asked to', async () => {
    const made = await settled({
      nodes: 2,
      services: [
        { name: 'a', ...web },
        { name: 'b', ...web },
      ],
    });
    expect(made.where()).toBe('a@1 b@1');
    expect(made.desk.companions('service:b')).toEqual(['service:a']);
    made.unwell.add(1);
    expect(made.desk.ranks('service:a', { withGroup: true }).map(({ eligible }) => eligible)).toEqual([
      true,
      true,
    ]);
  });

  test('go where the one can be that failed too often where they are', async () => {
    const made = await settled({
      nodes: 2,
      services: [
        { name: 'a', ...web, recovery: 'relocate' },
        { name: 'b', ...web },
      ],
    });
    made.desk.apply('service:a', { type: 'resource-failed', node: 1, reason: 'died' });
    made.desk.evaluate();
    await made.pass();
    expect(made.where()).toBe('a@2 b@2');
  });

  test('stay where they are when the one that failed can be nowhere', async () => {
    const made = await settled({
      nodes: 2,
      services: [
        { name: 'a', ...web, autostart: false },
        { name: 'b', ...web },
      ],
      succeeds: (operation, service) => operation !== 'start' || service !== 'service:a',
    });
    expect(made.where()).toBe('b@1');
    made.desk.apply('service:a', { type: 'enable', target: 0 });
    made.desk.evaluate();
    await made.pass(60_000);
    // Once to the other node and no further: where it failed lately nobody follows it again.
    expect(made.orders.filter((order) => order.startsWith('start service:b')).length).toBeLessThanOrEqual(2);
    expect(made.where()).toMatch(/^b@\d$/);
  });
});

describe('a node that fails a health check', () => {
  const plan: DeskPlan = { nodes: 2, services: [{ name: 'a', needs: ['br0'] }, { name: 'b' }] };

  test('loses what needs it, and nothing else', async () => {
    const made = await settled(plan);
    expect(made.where()).toBe('a@1 b@2');
    made.unwell.add(1);
    made.desk.evaluate();
    await made.pass();
    expect(made.where()).toBe('a@2 b@2');
    expect(why(made, 'service:a')[1]).toBe('node1: not eligible: health check br0: no carrier');
    made.unwell.clear();
    made.desk.evaluate();
    await made.pass();
    expect(made.where()).toBe('a@2 b@2');
  });

  test('keeps what no better node can take', async () => {
    const made = await settled(plan);
    made.unwell.add(1).add(2);
    made.desk.evaluate();
    await made.pass();
    expect(made.where()).toBe('a@1 b@2');
    expect(made.orders.filter((order) => order.startsWith('stop'))).toEqual([]);
  });

  test('takes what needs it away from there with all that is kept together with it', async () => {
    const web = { keepTogether: 'web' };
    const made = await settled({
      nodes: 2,
      services: [
        { name: 'a', needs: ['br0'], ...web },
        { name: 'b', ...web },
      ],
    });
    made.unwell.add(1);
    made.desk.evaluate();
    await made.pass();
    expect(made.where()).toBe('a@2 b@2');
  });
});

describe('load', () => {
  test('is counted by weight, as services come and go', async () => {
    const made = await settled({
      nodes: 2,
      services: [{ name: 'big', weight: 10 }, { name: 'a' }, { name: 'b' }, { name: 'c' }],
    });
    expect(made.where()).toBe('big@1 a@2 b@2 c@2');
    expect(why(made, 'service:a')).toEqual([
      'node2: eligible, owns it, 3 services',
      'node1: eligible, 1 service, load 10',
    ]);
  });

  test('counts no instances, which every node has', async () => {
    const services = [1, 2].map((node) => {
      return { name: `base@${node}`, id: `service:base@${node}`, only: node, instanceOf: 'service:base' };
    });
    const made = await settled({ nodes: 3, services: [...services, { name: 'a' }] });
    expect(made.where()).toBe('base@1@1 base@2@2 a@1');
  });
});

describe('a node that leaves', () => {
  test('stops what starts first last, and its instances when nothing else is left', async () => {
    const only1 = [{ ...prefers('one', 1), restricted: true }];
    const made = await settled({
      nodes: 2,
      services: [
        { name: 'base@1', id: 'service:base@1', only: 1, instanceOf: 'service:base' },
        { name: 'first', priority: 5, domain: 'one' },
        { name: 'second', domain: 'one' },
      ],
      domains: only1,
    });
    made.leaving.add(1);
    made.desk.evaluate();
    await made.pass();
    expect(made.orders.slice(3)).toEqual([
      'stop service:second@1',
      'stop service:first@1',
      'stop service:base@1@1',
    ]);
    expect(made.desk.mayRunOn(1)).toBe(false);
  });
});

test('an explanation names the rules, the nodes in their order, and what is waited for', async () => {
  const made = await settled({
    nodes: 2,
    services: [
      { name: 'disk', autostart: false },
      {
        name: 'guest',
        depend: ['service:disk'],
        domain: 'first',
        exclusive: 1,
        needs: ['br0'],
        priority: 3,
        weight: 2,
      },
    ],
    domains: [prefers('first', 2, 1)],
  });
  const deps = {
    services: made.desk,
    domains: [prefers('first', 2, 1)],
    nodeName: (id: number): string => `node${id}`,
  };
  const { code, explanations } = explainService(deps, 'guest');
  expect(code).toBe('SUCCESS');
  expect(explanations).toEqual([
    {
      service: 'service:guest',
      state: 'stopped',
      owner: null,
      why: 'not started yet',
      waits:
        'node2: not eligible: depends on service:disk, which is disabled; node1: not eligible: depends on service:disk, which is disabled',
      rules: [
        'failover domain first: node2 (1), node1 (2)',
        'depends on service:disk, on the same node',
        'exclusive: alone on its node',
        'needs br0',
        'priority 3',
        'weight 2',
      ],
      nodes: [
        {
          node: 'node2',
          eligible: false,
          owner: false,
          reasons: ['depends on service:disk, which is disabled'],
        },
        {
          node: 'node1',
          eligible: false,
          owner: false,
          reasons: ['depends on service:disk, which is disabled'],
        },
      ],
    },
  ]);
  expect(explainService(deps, 'nil')).toMatchObject({ code: 'NOSERVICE', explanations: [] });
});
