/**
 * Reads what `drbdsetup status --json` prints: an array with one object a resource. DRBD 9 only (drbdsetup-84 does not
 * know the option). Pure.
 *
 * Fields used: `name`, `role`, `suspended` (any reason), `suspended-fencing`, `-no-data`, `-quorum`, `-user` (drbd-utils
 * 9.17 and later), `devices[].disk-state`, `connections[].name`, `.peer-node-id`, `.connection-state`, `.peer-role`,
 * `.peer_devices[].peer-disk-state`. Others come and go with versions and are not looked at.
 */
import type { DrbdConnection, DrbdResource } from '#src/host/ports.ts';

const REASONS = ['fencing', 'no-data', 'quorum', 'user'] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Undefined for anything that is not such an array, or does not say why something is suspended: what can't be read must
 * not pass for "nothing is frozen".
 */
export function parseStatusJson(text: string): readonly DrbdResource[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map(resource) : undefined;
  } catch {
    return undefined;
  }
}

function resource(value: unknown): DrbdResource {
  const fields = asObject(value);
  const named = REASONS.filter((reason) => fields[`suspended-${reason}`] === true);
  // Older tools say here that it is suspended and not why; their text form says why.
  if (named.length === 0 && fields['suspended'] === true) throw new TypeError('suspended, without a reason');
  return {
    name: text(fields, 'name'),
    role: text(fields, 'role'),
    suspended: named,
    disks: list(fields, 'devices').map((device) => text(device, 'disk-state')),
    connections: list(fields, 'connections').map(connection),
  };
}

function connection(fields: Fields): DrbdConnection {
  const id = fields['peer-node-id'];
  return {
    name: text(fields, 'name'),
    peerId: typeof id === 'number' ? id : undefined,
    state: text(fields, 'connection-state'),
    peerRole: text(fields, 'peer-role'),
    peerDisks: list(fields, 'peer_devices').map((device) => text(device, 'peer-disk-state')),
  };
}

function asObject(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  return value as Fields;
}

function list(fields: Fields, key: string): readonly Fields[] {
  const value = fields[key];
  if (!Array.isArray(value)) throw new TypeError(`${key} is no list`);
  return value.map(asObject);
}

function text(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string') throw new TypeError(`${key} is no text`);
  return value;
}
