/** Random services for the property tests: every type, in every type, with a seed of their own, so each run is the same. */
import fc from 'fast-check';
import { RESOURCE_DEFAULTS } from '#src/config/defaults.ts';
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import { service } from '#test/resources/service-samples.ts';
import type { Node } from './reference.ts';

/** The types with an order of their own come more often than the others. */
const ORDERED = [
  ...['drbd', 'lvm', 'clvm', 'fs', 'clusterfs', 'gfs2', 'netfs', 'nfsexport', 'nfsclient', 'ip', 'smb'],
  ...['script', 'systemd', 'vm'],
];
const OTHERS = ['process', 'ocf', 'apache', 'mysql', 'named', 'openldap', 'postgres-8', 'tomcat-6', 'samba'];

export const SEEDED = { seed: 20_061_117, numRuns: 500 };

interface Shape {
  readonly type: string;
  readonly children: readonly Shape[];
}

const type = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ORDERED) }, fc.constantFrom(...OTHERS));

const shape: fc.Arbitrary<Shape> = fc.letrec<{ node: Shape; nodes: Shape[] }>((tie) => ({
  node: fc.record({ type, children: tie('nodes') }),
  nodes: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant<Shape[]>([]),
    fc.array(tie('node'), { maxLength: 5 }),
  ),
})).node;

/** The tree of one service; no two resources have the same name. */
export const trees: fc.Arbitrary<Node> = fc.array(shape, { maxLength: 8 }).map((shapes) => {
  let count = 0;
  const named = ({ type, children }: Shape): Node => {
    count += 1;
    return { type, name: `n${count}`, children: children.map(named) };
  };
  return { type: 'service', name: 'web', children: shapes.map(named) };
});

export function toService({ name, children }: Node): ServiceConfig {
  return service({ id: `service:${name}`, name, resources: children.map(toResource) });
}

function toResource({ type, name, children }: Node): ResourceConfig {
  return { ...RESOURCE_DEFAULTS, type, name, id: `${type}:${name}`, children: children.map(toResource) };
}

/** Every resource of the tree, the service not. */
export function nodesOf(tree: Node): readonly Node[] {
  return tree.children.flatMap((child) => [child, ...nodesOf(child)]);
}
