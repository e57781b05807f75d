/** What a change of cluster.xml stops and starts, in words and for random changes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRegistry } from '#src/agents/registry.ts';
import { configDelta, type ServiceDelta, serviceDelta } from '#src/config/delta.ts';
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import { startOrder } from '#src/config/order.ts';
import { resource, service } from '#test/resources/service-samples.ts';
import { SEEDED, toService, trees } from '#test/rgmanager/trees.ts';
import { agent, attribute } from './sample.ts';

const agents = createRegistry([
  agent('fs', [
    attribute('device'),
    attribute('options', { default: 'rw' }),
    attribute('quick_status', { ignored: 'the look is quick' }),
    attribute('status_program', { reconfigurable: true }),
  ]),
]);

function withAttributes(tree: ResourceConfig, attributes: Readonly<Record<string, string>>): ResourceConfig {
  return { ...tree, attributes };
}

function delta(
  before: readonly ResourceConfig[],
  after: readonly ResourceConfig[],
): ServiceDelta | undefined {
  return serviceDelta(service({ resources: before }), service({ resources: after }), agents);
}

function words(found: ServiceDelta | undefined): readonly string[] {
  if (found === undefined) return [];
  const say = (op: string, list: readonly ResourceConfig[]): string[] => list.map(({ id }) => `${op} ${id}`);
  return [...say('stop', found.stop), ...say('start', found.start), ...say('reconfigure', found.reconfigure)];
}

const web = [resource('ip:a'), resource('fs:data', resource('script:db'), resource('script:app'))];

describe('a changed service', () => {
  it('goes on untouched when only the order of its siblings changed', () => {
    const turned = [resource('fs:data', resource('script:app'), resource('script:db')), resource('ip:a')];
    expect(delta(web, turned)).toBeUndefined();
  });

  it('restarts a resource with a changed value, and all that is inside it, in order', () => {
    const found = delta(web, [
      resource('ip:a'),
      withAttributes(web[1] ?? resource('fs:x'), { device: '/dev/sdb' }),
    ]);
    expect(words(found)).toEqual([
      ...['stop script:app', 'stop script:db', 'stop fs:data'],
      ...['start fs:data', 'start script:db', 'start script:app'],
    ]);
    expect(found?.changed).toEqual([{ resource: 'fs:data', attributes: ['device'] }]);
    expect(found?.stop.at(-1)?.attributes).toEqual({});
    expect(found?.start[0]?.attributes).toEqual({ device: '/dev/sdb' });
  });

  it('does not care whether a default is written down, nor for what has no effect', () => {
    const bare = resource('fs:data');
    expect(delta([bare], [withAttributes(bare, { options: 'rw', quick_status: '1' })])).toBeUndefined();
    expect(words(delta([bare], [withAttributes(bare, { options: 'ro' })]))).toEqual([
      'stop fs:data',
      'start fs:data',
    ]);
  });

  it('gives a running resource what it can take while it runs', () => {
    const bare = resource('fs:data', resource('script:s'));
    const found = delta([bare], [withAttributes(bare, { status_program: '/bin/look' })]);
    expect(words(found)).toEqual(['reconfigure fs:data']);
    const more = delta([bare], [withAttributes(bare, { status_program: '/bin/look', device: '/dev/sdb' })]);
    expect(words(more)).toEqual(['stop script:s', 'stop fs:data', 'start fs:data', 'start script:s']);
  });

  it('restarts nothing for another interval, timeout or way to recover', () => {
    const bare = resource('script:s');
    const action = { name: 'monitor', depth: 0, interval: 5_000, timeout: undefined } as const;
    expect(words(delta([bare], [{ ...bare, actions: [action] }]))).toEqual(['reconfigure script:s']);
    expect(words(delta([bare], [{ ...bare, independent: 'restart' }]))).toEqual(['reconfigure script:s']);
  });

  it('moves a resource under another parent by a stop there and a start here', () => {
    const moved = [resource('ip:a', resource('script:app')), resource('fs:data', resource('script:db'))];
    const found = delta(web, moved);
    expect(words(found)).toEqual(['stop script:app', 'start script:app']);
    expect([found?.added, found?.removed, found?.changed]).toEqual([[], [], []]);
    expect(found?.moved).toEqual(['script:app']);
  });

  it('starts what is new and stops what is gone', () => {
    const found = delta(web, [resource('fs:data', resource('script:db'), resource('script:new'))]);
    expect(words(found)).toEqual(['stop ip:a', 'stop script:app', 'start script:new']);
    expect([found?.added, found?.removed]).toEqual([['script:new'], ['ip:a', 'script:app']]);
  });

  it('keeps running when only its own settings changed', () => {
    const found = serviceDelta(
      service({ resources: web }),
      service({ resources: web, domain: 'd', recovery: 'relocate', maxRestarts: 3 }),
      agents,
    );
    expect(words(found)).toEqual([]);
    expect(found?.settings.toSorted()).toEqual(['domain', 'max_restarts', 'recovery']);
  });
});

describe('a whole configuration', () => {
  const one = service({ id: 'service:one', name: 'one', resources: [resource('ip:a'), resource('fs:data')] });
  const two = service({ id: 'service:two', name: 'two', resources: [resource('ip:b')] });
  const guest = service({ id: 'vm:g', kind: 'vm', name: 'g', resources: [resource('vm:g')] });

  it('tells nothing of services that are the same', () => {
    expect(configDelta([one, two], [two, one], agents)).toEqual([]);
  });

  it('stops what is removed in order, before it starts what is added', () => {
    const found = configDelta([one], [two], agents);
    expect(found.map(({ service: id, change }) => `${id} ${change}`)).toEqual([
      'service:one removed',
      'service:two added',
    ]);
    expect(found.map(words)).toEqual([['stop ip:a', 'stop fs:data'], ['start ip:b']]);
  });

  it('leaves a guest alone that it no longer knows, unless a service takes it over', () => {
    const [left] = configDelta([guest], [], agents);
    expect([left?.leftAlone, words(left)]).toEqual([true, []]);
    const around = service({ id: 'service:g', name: 'g', resources: [resource('drbd:d'), resource('vm:g')] });
    const [taken, added] = configDelta([guest], [around], agents);
    expect([taken?.leftAlone, words(taken)]).toEqual([false, ['stop vm:g']]);
    expect(words(added)).toEqual(['start drbd:d', 'start vm:g']);
    const deep = { ...guest, resources: [resource('vm:g', resource('script:s'))] };
    expect(words(configDelta([deep], [], agents)[0])).toEqual(['stop script:s', 'stop vm:g']);
  });
});

/** A random change of a tree: numbers choose what happens to each resource. */
function mutate(resources: readonly ResourceConfig[], next: () => number): readonly ResourceConfig[] {
  const spare: ResourceConfig[] = [];
  const pass = (siblings: readonly ResourceConfig[]): readonly ResourceConfig[] => {
    const kept = siblings.flatMap((each) => {
      const children = pass(each.children);
      switch (next() % 12) {
        case 0:
          return [];
        case 1:
          return [{ ...each, children, attributes: { changed: String(next()) } }];
        case 2:
          spare.push({ ...each, children });
          return [];
        case 3:
          return [resource(`script:new${next()}`), { ...each, children }];
        case 4:
          return [{ ...each, children: [...children, ...spare.splice(0)] }];
        case 5:
          return children;
        default:
          return [{ ...each, children }];
      }
    });
    return next() % 3 === 0 ? kept.toReversed() : kept;
  };
  const mutated = pass(resources);
  return [...mutated, ...spare];
}

const changes = fc.tuple(trees, fc.array(fc.nat({ max: 1_000_000 }), { minLength: 200, maxLength: 200 }));

function changed([tree, dice]: readonly [Parameters<typeof toService>[0], readonly number[]]): {
  readonly before: ServiceConfig;
  readonly after: ServiceConfig;
} {
  let at = 0;
  const before = toService(tree);
  const next = (): number => {
    at += 1;
    return (dice[at % dice.length] ?? 0) + at;
  };
  return { before, after: { ...before, resources: mutate(before.resources, next) } };
}

/** Each resource that is ever started, with all it stands on: the same text means the same thing running. */
function running(config: ServiceConfig): ReadonlyMap<string, string> {
  const all = new Set(startOrder(config));
  const found = new Map<string, string>();
  const walk = (siblings: readonly ResourceConfig[], below: string): void => {
    for (const each of siblings.filter((one) => all.has(one))) {
      const text = `${below}/${each.id}${JSON.stringify(each.attributes)}`;
      found.set(text, each.id);
      walk(each.children, text);
    }
  };
  walk(config.resources, '');
  return found;
}

describe('500 random changes', () => {
  it('lead to what a start from scratch leads to, and touch nothing else', () => {
    fc.assert(
      fc.property(changes, (change) => {
        const { before, after } = changed(change);
        const found = serviceDelta(before, after, agents);
        const [old, now] = [running(before), running(after)];
        const gone = [...old].filter(([text]) => !now.has(text)).map(([, id]) => id);
        const come = [...now].filter(([text]) => !old.has(text)).map(([, id]) => id);
        expect((found?.stop ?? []).map(({ id }) => id).toSorted()).toEqual(gone.toSorted());
        expect((found?.start ?? []).map(({ id }) => id).toSorted()).toEqual(come.toSorted());
      }),
      SEEDED,
    );
  });

  it('never stop a resource under another, never start one before what it stands on, nothing twice', () => {
    fc.assert(
      fc.property(changes, (change) => {
        const { before, after } = changed(change);
        const found = serviceDelta(before, after, agents);
        const up = new Set(startOrder(before));
        for (const each of found?.stop ?? []) {
          expect(up.has(each)).toBe(true);
          expect(each.children.filter((child) => up.has(child))).toEqual([]);
          up.delete(each);
        }
        const ids = new Set([...up].map(({ id }) => id));
        for (const each of found?.start ?? []) {
          expect(ids.has(each.id)).toBe(false);
          const parent = startOrder(after).find(({ children }) => children.includes(each));
          expect(parent === undefined || ids.has(parent.id)).toBe(true);
          ids.add(each.id);
        }
        expect([...ids].toSorted()).toEqual(
          startOrder(after)
            .map(({ id }) => id)
            .toSorted(),
        );
      }),
      SEEDED,
    );
  });
});
