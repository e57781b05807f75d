/** Random services for the property tests: every type, in every type, with a seed of their own, so each run is the same. */
import fc from 'fast-check';
import { agents } from '#src/agents/registry.ts';
import { RESOURCE_DEFAULTS } from '#src/config/defaults.ts';
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import { service } from '#test/resources/service-samples.ts';
import type { Node } from './reference.ts';

/** The types with an order of their own come more often than the others. */
const ORDERED = [
  ...['drbd', 'lvm', 'clvm', 'fs', 'clusterfs', 'gfs2', 'netfs', 'nfsexport', 'nfsclient', 'ip', 'smb'],
  ...['script', 'systemd', 'vm', 'nfsserver'],
];
const OTHERS = [
  'process',
  'ocf',
  'apache',
  'mysql',
  'named',
  'openldap',
  'postgres-8',
  'bind-mount',
  'samba',
];

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
    // Addresses are named by themselves.
    const name = type === 'ip' ? `10.1.${Math.floor(count / 250)}.${(count % 250) + 1}` : `n${count}`;
    return { type, name, children: children.map(named) };
  };
  return { type: 'service', name: 'web', children: shapes.map(named) };
});

export function toService({ name, children }: Node): ServiceConfig {
  return service({ id: `service:${name}`, name, resources: children.map(toResource) });
}

function toResource({ type, name, children }: Node): ResourceConfig {
  return { ...RESOURCE_DEFAULTS, type, name, id: `${type}:${name}`, children: children.map(toResource) };
}

/**
 * The tree as a file without nodes and fencing. `refs` says of each resource in turn whether it is defined under
 * `<resources>` and used by `ref`.
 */
export function toXml(tree: Node, refs: readonly boolean[]): string {
  const definitions: string[] = [];
  let count = 0;
  const render = ({ type, name, children }: Node): string => {
    count += 1;
    const attributes = Object.entries(attributesOf(type, name, count)).map(
      ([key, value]) => ` ${key}="${value}"`,
    );
    const inner = (): string => `>${children.map(render).join('')}</${type}>`;
    if (refs[count % refs.length] !== true) return `<${type}${attributes.join('')}${inner()}`;
    definitions.push(`<${type}${attributes.join('')}/>`);
    return `<${type} ref="${name}"${inner()}`;
  };
  const services = `<service name="${tree.name}">${tree.children.map(render).join('')}</service>`;
  return `<cluster><rm><resources>${definitions.join('')}</resources>${services}</rm></cluster>`;
}

/** What the type's agent asks for, each resource with values of its own. */
function attributesOf(type: string, name: string, count: number): Readonly<Record<string, string>> {
  const agent = agents.find(type);
  const required = (agent?.attributes ?? []).filter((spec) => spec.required && spec.name !== 'name');
  const values = required.map((spec) => [spec.name, spec.type === 'path' ? `/x/v${count}` : `v${count}`]);
  const extra = { process: { command: 'x' }, ocf: { agent: 'Dummy' } }[type] ?? {};
  return { ...Object.fromEntries(values), ...extra, [type === 'ip' ? 'address' : 'name']: name };
}

/** Every resource of the tree, the service not. */
export function nodesOf(tree: Node): readonly Node[] {
  return tree.children.flatMap((child) => [child, ...nodesOf(child)]);
}
