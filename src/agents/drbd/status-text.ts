/**
 * Reads what `drbdsetup status` prints for people, the one form that DRBD 8.4 and DRBD 9 both have. Pure.
 *
 * Format (drbd-utils 9.22, its drbdsetup for 9 and its drbdsetup-84): one block a resource, words are `key:value`.
 *
 *     r0 role:Primary suspended:fencing          a resource begins at the margin; its name comes first
 *       disk:UpToDate blocked:upper              two blanks: this node's disk; `volume:N` first when there are several
 *       peer connection:Connecting               two blanks and a name: a connection (DRBD 9: the peer's host name)
 *         replication:Established peer-disk:X    deeper: the peer's disk of one volume
 *
 * What is as it should be is left out: no `suspended:` is running, no `connection:` is Connected. A connection that
 * DRBD 8.4 has given up (StandAlone) is not told at all.
 */
import type { DrbdConnection, DrbdResource } from '#src/host/ports.ts';

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type ConnectionDraft = Draft<Omit<DrbdConnection, 'peerDisks'>> & { readonly peerDisks: string[] };
type ResourceDraft = Draft<Omit<DrbdResource, 'disks' | 'connections'>> & {
  readonly disks: string[];
  readonly connections: ConnectionDraft[];
};

/** `# No currently configured DRBD found.`, and nothing else, is no resource. Undefined for text of another form. */
export function parseStatusText(text: string): readonly DrbdResource[] | undefined {
  const resources: ResourceDraft[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [first = '', ...rest] = line.trim().split(/\s+/);
    const fields = new Map([first, ...rest].flatMap(keyAndValue));
    if (!/^\s/.test(line)) {
      const role = fields.get('role');
      if (first.includes(':') || role === undefined) return undefined;
      const suspended = reasons(fields.get('suspended'));
      resources.push({ name: first, role, suspended, disks: [], connections: [] });
      continue;
    }
    const resource = resources.at(-1);
    if (resource === undefined) return undefined;
    if (fields.has('disk')) resource.disks.push(fields.get('disk') ?? '');
    else if (!first.includes(':')) resource.connections.push(connection(first, fields));
    const peerDisk = fields.get('peer-disk');
    if (peerDisk !== undefined) resource.connections.at(-1)?.peerDisks.push(peerDisk);
  }
  return resources;
}

function connection(name: string, fields: ReadonlyMap<string, string>): ConnectionDraft {
  const id = fields.get('node-id');
  return {
    name,
    peerId: id === undefined ? undefined : Number(id),
    state: fields.get('connection') ?? 'Connected',
    peerRole: fields.get('role') ?? 'Unknown',
    peerDisks: [],
  };
}

/** `no`, `fencing`, `user,fencing`. */
function reasons(suspended: string | undefined): readonly string[] {
  return suspended === undefined || suspended === 'no' ? [] : suspended.split(',');
}

function keyAndValue(word: string): readonly (readonly [string, string])[] {
  const colon = word.indexOf(':');
  return colon < 1 ? [] : [[word.slice(0, colon), word.slice(colon + 1)]];
}
