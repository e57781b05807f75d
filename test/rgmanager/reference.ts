/**
 * The order of start and stop as rgmanager's tree does it, walked level by level, slow and plain, sharing nothing with
 * src: what the property tests hold Picket's order against. Picket's two additions stand apart, at their marks.
 */

export interface Node {
  readonly type: string;
  readonly name: string;
  readonly children: readonly Node[];
}

interface Child {
  readonly type: string;
  readonly start?: number;
  readonly stop?: number;
  readonly forbid?: boolean;
}

/** What the agents' meta-data say of children, in the order in which they say it. */
const METADATA: Readonly<Record<string, readonly Child[]>> = {
  service: [
    { type: 'lvm', start: 1, stop: 9 },
    { type: 'fs', start: 2, stop: 8 },
    { type: 'clusterfs', start: 3, stop: 7 },
    { type: 'netfs', start: 4, stop: 6 },
    { type: 'nfsexport', start: 5, stop: 5 },
    { type: 'nfsclient', start: 6, stop: 4 },
    { type: 'ip', start: 7, stop: 2 },
    { type: 'smb', start: 8, stop: 3 },
    { type: 'script', start: 9, stop: 1 },
  ],
  fs: [
    { type: 'fs', start: 1, stop: 3 },
    { type: 'clusterfs', start: 1, stop: 3 },
    { type: 'nfsexport', start: 3, stop: 1 },
  ],
  clusterfs: [
    { type: 'fs', start: 1, stop: 3 },
    { type: 'clusterfs', start: 1, stop: 3 },
    { type: 'nfsexport', start: 3, stop: 1 },
  ],
  nfsserver: [
    { type: 'nfsexport', forbid: true },
    { type: 'nfsserver', forbid: true },
    { type: 'nfsclient', start: 1, stop: 2 },
    { type: 'ip', start: 2, stop: 1 },
  ],
  nfsexport: [{ type: 'nfsexport', forbid: true }, { type: 'nfsclient' }],
  'bind-mount': [{ type: 'nfsexport', forbid: true }, { type: 'nfsclient' }],
  netfs: [
    { type: 'nfsexport', forbid: true },
    { type: 'nfsclient', forbid: true },
  ],
  ip: [
    { type: 'nfsclient', forbid: true },
    { type: 'nfsexport', forbid: true },
  ],
};

const LEVELS = 100;

/** rgmanager does not know these; to Picket they are like those on the right. */
function known(type: string): string {
  if (type === 'gfs2') return 'clusterfs';
  if (type === 'clvm') return 'lvm';
  return type === 'systemd' ? 'script' : type;
}

/** Ids (`type:name`) in the order of their starts, the service first. */
export function referenceStart(node: Node): readonly string[] {
  const done = [`${node.type}:${node.name}`];
  const children = allowed(node);
  const listed = METADATA[known(node.type)] ?? [];
  const untyped = children.filter((child) => !isTyped(listed, child));
  // Picket: drbd first, below a service.
  for (const child of untyped)
    if (node.type === 'service' && child.type === 'drbd') done.push(...referenceStart(child));
  for (let level = 1; level <= LEVELS; level += 1) {
    for (const { type, start } of listed) {
      if (start !== level) continue;
      for (const child of children) if (known(child.type) === type) done.push(...referenceStart(child));
    }
  }
  for (const child of untyped) if (!isAdded(node, child)) done.push(...referenceStart(child));
  // Picket: vm last, below a service.
  for (const child of untyped)
    if (node.type === 'service' && child.type === 'vm') done.push(...referenceStart(child));
  return done;
}

/** Ids in the order of their stops, the service last. */
export function referenceStop(node: Node): readonly string[] {
  const done: string[] = [];
  const children = [...allowed(node)].reverse();
  const listed = METADATA[known(node.type)] ?? [];
  const untyped = children.filter((child) => !isTyped(listed, child));
  // Picket: vm first, below a service.
  for (const child of untyped)
    if (node.type === 'service' && child.type === 'vm') done.push(...referenceStop(child));
  for (const child of untyped) if (!isAdded(node, child)) done.push(...referenceStop(child));
  for (let level = 1; level <= LEVELS; level += 1) {
    for (const { type, stop } of listed) {
      if (stop !== level) continue;
      for (const child of children) if (known(child.type) === type) done.push(...referenceStop(child));
    }
  }
  // Picket: drbd last, below a service.
  for (const child of untyped)
    if (node.type === 'service' && child.type === 'drbd') done.push(...referenceStop(child));
  done.push(`${node.type}:${node.name}`);
  return done;
}

/** As the tree is built: the listed types first, as listed, then the others. Without the children that are forbidden. */
function allowed(node: Node): readonly Node[] {
  const listed = METADATA[known(node.type)] ?? [];
  const isListed = (child: Node): boolean => listed.some(({ type }) => type === known(child.type));
  const first = listed
    .filter(({ forbid }) => forbid !== true)
    .flatMap(({ type }) => node.children.filter((child) => known(child.type) === type));
  return [...first, ...node.children.filter((child) => !isListed(child))];
}

/** Whether it has a level. */
function isTyped(listed: readonly Child[], child: Node): boolean {
  return listed.some(({ type, start }) => type === known(child.type) && start !== undefined);
}

function isAdded(parent: Node, child: Node): boolean {
  return parent.type === 'service' && (child.type === 'drbd' || child.type === 'vm');
}
