/** In which order services that depend on each other stop, and who has to make way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceConfig } from '#src/config/model.ts';
import { dependentsOf, frozenAbove, mustMakeWay, stopsFirst, stopWaves } from '#src/resources/dependents.ts';
import { createBoard, inStartOrder } from '#src/resources/service-board.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import { serviceConfig } from '#src/sim/cluster-config.ts';
import { entry } from './service-samples.ts';

type Named = Partial<ServiceConfig> & { readonly name: string };

function services(...all: readonly Named[]): readonly ServiceConfig[] {
  return all.map(serviceConfig);
}

const instance = (node: number, more: Partial<Named> = {}): Named => ({
  name: `base@n${node}`,
  id: `service:base@n${node}`,
  only: node,
  instanceOf: 'service:base',
  ...more,
});

describe('what has to make way', () => {
  const all = services({ name: 'disk' }, { name: 'guest', depend: ['service:disk'] });
  const why = (disk: ServiceEntry, guest: ServiceEntry): string | undefined => {
    const board = createBoard(all, ({ name }) => (name === 'disk' ? disk : guest));
    return mustMakeWay(board, all[1] as ServiceConfig);
  };

  it.each([
    ['is stopping', entry('stopping', { after: 'disable' })],
    ['failed and is being stopped', entry('recovering')],
    ['is stopped', entry('stopped')],
    ['is only starting', entry('starting')],
    ['runs on another node', entry('started', { owner: 2 })],
    ['could not be stopped', entry('failed')],
  ])('is what runs, starts or would start again on a node where that %s', (_, disk) => {
    expect(why(disk, entry('started'))).toContain('service:disk');
    expect(why(disk, entry('starting'))).toContain('service:disk');
    expect(why(disk, entry('recovering', { after: 'restart' }))).toContain('service:disk');
  });

  it.each([
    ['that runs there', entry('started'), entry('started')],
    ['that is being looked at there', entry('checking'), entry('started')],
    ['that only a person can clear up', entry('error', { owner: 2 }), entry('started')],
    ['while it is frozen itself', entry('stopped'), entry('started', { frozen: true })],
    ['when it is being stopped anyway', entry('stopped'), entry('stopping', { after: 'disable' })],
    ['when it runs nowhere', entry('stopped'), entry('stopped')],
  ])('is nothing beside one %s', (_, disk, guest) => {
    expect(why(disk, guest)).toBeUndefined();
  });

  it('is nothing that depends on it only for its start', () => {
    const soft = services({ name: 'disk' }, { name: 'guest', depend: ['service:disk'], dependMode: 'soft' });
    const board = createBoard(soft, ({ name }) => (name === 'disk' ? entry('stopped') : entry('started')));
    expect(mustMakeWay(board, soft[1] as ServiceConfig)).toBeUndefined();
  });

  it('is judged by the instance on its own node', () => {
    const base = services(instance(1), instance(2), { name: 'guest', depend: ['service:base'] });
    const guest = base[2] as ServiceConfig;
    const at = (owner: number): string | undefined => {
      const board = createBoard(base, ({ only }) => {
        if (only === undefined) return entry('started', { owner });
        return only === 1 ? entry('started') : entry('stopped');
      });
      return mustMakeWay(board, guest);
    };
    expect(at(1)).toBeUndefined();
    expect(at(2)).toContain('service:base@n2');
    expect(at(3)).toContain('has no instance there');
  });
});

describe('a stop waits', () => {
  const all = services(
    { name: 'disk' },
    { name: 'guest', depend: ['service:disk'] },
    { name: 'other', depend: ['service:disk'] },
  );
  const waits = (guest: ServiceEntry, mayRun: (id: string) => boolean = () => false): readonly string[] => {
    const board = createBoard(all, ({ name }) => (name === 'guest' ? guest : entry('stopped')));
    return stopsFirst(board, 'service:disk', 1, mayRun);
  };

  it('for what depends on it there, with what would help where a person is needed', () => {
    expect(waits(entry('stopping', { after: 'relocate' }))).toEqual(['service:guest']);
    expect(waits(entry('started', { frozen: true }))).toEqual([
      'service:guest (frozen: picket thaw service:guest)',
    ]);
    expect(waits(entry('failed'))[0]).toContain('failed: clean up');
  });

  it('for nothing that is elsewhere, or nowhere, for sure', () => {
    expect(waits(entry('started', { owner: 2 }))).toEqual([]);
    expect(waits(entry('stopped'))).toEqual([]);
    expect(waits(entry('stopped'), (id) => id === 'service:guest')).toEqual([
      'service:guest (may run there)',
    ]);
  });
});

describe('the order of stopping a whole node', () => {
  it('is dependents first, then what they depend on, instances of every node last', () => {
    const all = services(
      instance(1),
      { name: 'plain', priority: 5 },
      { name: 'disk' },
      { name: 'guest', depend: ['service:disk', 'service:base'] },
      { name: 'last' },
    );
    expect(stopWaves(all).map((wave) => wave.map(({ name }) => name))).toEqual([
      ['guest'],
      ['last', 'disk', 'plain'],
      ['base@n1'],
    ]);
  });

  it('never has a service before one that depends on it, whatever depends on what', () => {
    const graph = fc.array(fc.array(fc.nat(30), { maxLength: 3 }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(graph, fc.boolean(), (edges, withInstances) => {
        // An edge to an earlier one only: circles are refused by the reader.
        const all = services(
          ...(withInstances ? [instance(1), instance(2)] : []),
          ...edges.map((targets, at) => ({
            name: `s${at}`,
            priority: targets.length,
            depend: [
              ...new Set(targets.filter((to) => to < at).map((to) => `service:s${to}`)),
              ...(withInstances && at % 4 === 0 ? ['service:base'] : []),
            ],
          })),
        );
        const order = stopWaves(all)
          .flat()
          .map(({ id }) => id);
        expect([...order].sort()).toEqual(all.map(({ id }) => id).sort());
        for (const { id } of all) {
          for (const dependent of dependentsOf(all, id))
            expect(order.indexOf(dependent)).toBeLessThan(order.indexOf(id));
        }
      }),
    );
  });
});

it('services start by priority, those that want a node of their own first among equals', () => {
  const all = services(
    { name: 'a' },
    { name: 'b', priority: 2 },
    { name: 'alone', exclusive: 1 },
    { name: 'c', priority: 2 },
  );
  expect(inStartOrder(all).map(({ name }) => name)).toEqual(['b', 'c', 'alone', 'a']);
});

describe('what is frozen above a service', () => {
  const all = services(
    { name: 'disk' },
    { name: 'pool', depend: ['service:disk'] },
    { name: 'guest', depend: ['service:pool'] },
  );
  const above = (guest: ServiceEntry): string | undefined =>
    frozenAbove(
      createBoard(all, ({ name }) => (name === 'guest' ? guest : entry('started'))),
      'service:disk',
    );

  it('is found on the same node, also by way of others, and named with the way out', () => {
    expect(above(entry('started', { frozen: true }))).toContain('picket thaw service:guest');
  });

  it('is nothing when nothing there is frozen', () => {
    expect(above(entry('started'))).toBeUndefined();
    expect(above(entry('started', { frozen: true, owner: 2 }))).toBeUndefined();
  });
});
