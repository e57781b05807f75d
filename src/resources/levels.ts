/**
 * Which types of resource start before which when they stand side by side in a service: the table behind order.ts.
 *
 * The levels are rgmanager's (service.sh), with two additions that it lacks: `drbd` comes first, since what lies on a
 * replicated disk needs the disk, and `vm` comes last, since a guest needs everything else.
 */

const LEVELS: ReadonlyMap<string, number> = new Map([
  ['drbd', 0],
  ['clvm', 1],
  ['lvm', 1],
  ['fs', 2],
  ['gfs2', 3],
  ['clusterfs', 3],
  ['netfs', 4],
  ['nfsexport', 5],
  ['nfsclient', 6],
  ['ip', 7],
  ['smb', 8],
  ['script', 9],
  ['systemd', 9],
  ['vm', 101],
]);

/** `process`, `ocf` and every type not named above: after the named ones, before guests. */
const OTHER_TYPES = 100;

/** The level of a type among its siblings: lower starts earlier and stops later. */
export function levelOf(type: string): number {
  return LEVELS.get(type) ?? OTHER_TYPES;
}
