/** Services start and stop in rgmanager's order: 500 generated trees against a reference written from its rules. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agents } from '#src/agents/registry.ts';
import { loadServices } from '#src/config/load-services.ts';
import type { ResourceConfig } from '#src/config/model.ts';
import { startOrder, stopOrder } from '#src/config/order.ts';
import { type Node, referenceStart, referenceStop } from './reference.ts';
import { nodesOf, SEEDED, toService, toXml, trees } from './trees.ts';

function ids(resources: readonly ResourceConfig[]): readonly string[] {
  return resources.map(({ id }) => id);
}

describe('500 generated trees', () => {
  it('start and stop in the order of rgmanager', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const service = toService(tree);
        expect([service.id, ...ids(startOrder(service))]).toEqual(referenceStart(tree));
        expect([...ids(stopOrder(service)), service.id]).toEqual(referenceStop(tree));
      }),
      SEEDED,
    );
  });

  it('are read from files in that order, defined in place or used by ref', () => {
    const refs = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(trees, refs, (tree, byRef) => {
        const { services } = loadServices(toXml(tree, byRef), 'tree.xml', agents);
        const [service] = services;
        expect(services.length).toBe(1);
        if (service === undefined) return;
        expect([service.id, ...ids(startOrder(service))]).toEqual(referenceStart(tree));
        expect([...ids(stopOrder(service)), service.id]).toEqual(referenceStop(tree));
      }),
      SEEDED,
    );
  });

  it('start and stop everything once, and stop nothing that is not started', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const started = ids(startOrder(toService(tree)));
        expect(new Set(started).size).toBe(started.length);
        expect(ids(stopOrder(toService(tree))).toSorted()).toEqual(started.toSorted());
      }),
      SEEDED,
    );
  });

  it('stop in reverse, but for addresses before Samba and file systems side by side in a file system', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const started = ids(startOrder(toService(tree)));
        const stopped = ids(stopOrder(toService(tree)));
        const precedes = (order: readonly string[], a: string, b: string): boolean =>
          order.indexOf(a) < order.indexOf(b);
        const swapped = started.flatMap((a) =>
          started
            .filter((b) => precedes(started, a, b) && precedes(stopped, a, b))
            .map((b) => [a, b] as const),
        );
        expect(swapped.filter(([a, b]) => !isException(tree, a, b))).toEqual([]);
      }),
      SEEDED,
    );
  });

  it('are varied enough to tell', () => {
    const all = fc.sample(trees, SEEDED);
    const counts = all.map((tree) => nodesOf(tree).length);
    expect(Math.max(...counts)).toBeGreaterThan(30);
    expect(counts.filter((count) => count > 5).length).toBeGreaterThan(250);
    expect(all.filter((tree) => hasSiblings(tree, 'ip', 'smb')).length).toBeGreaterThan(20);
    expect(all.filter((tree) => hasSiblings(tree, 'fs', 'clusterfs')).length).toBeGreaterThan(20);
  });
});

/** Whether the two stand in the subtrees of siblings that rgmanager stops in the order in which they start. */
function isException(tree: Node, a: string, b: string): boolean {
  for (const parent of [tree, ...nodesOf(tree)]) {
    const first = parent.children.find((child) => holds(child, a));
    const second = parent.children.find((child) => holds(child, b));
    if (first === undefined || second === undefined || first === second) continue;
    if (parent.type === 'service') return first.type === 'ip' && second.type === 'smb';
    const fileSystem = ['fs', 'clusterfs', 'gfs2'].includes(parent.type);
    return fileSystem && first.type === 'fs' && ['clusterfs', 'gfs2'].includes(second.type);
  }
  return false;
}

function holds(node: Node, id: string): boolean {
  return [node, ...nodesOf(node)].some(({ type, name }) => `${type}:${name}` === id);
}

function hasSiblings(tree: Node, one: string, other: string): boolean {
  return [tree, ...nodesOf(tree)].some(({ children }) =>
    [one, other].every((wanted) => children.some(({ type }) => type === wanted)),
  );
}
