/**
 * Which types start and stop before which when they stand side by side, and what may not stand inside what: the tables
 * behind order.ts. They depend on what the siblings stand in.
 *
 * The sequences are those of the levels that rgmanager's agents state (service.sh, fs.sh, clusterfs.sh, nfsserver.sh, nfsexport.sh). Two additions:
 * below a service `drbd` starts first and stops last, since what lies on a replicated disk needs the disk, and `vm`
 * starts last and stops first, since a guest needs everything else. rgmanager leaves both among the other types.
 */

import { FORBIDDEN } from './known-types.ts';

/** Stands for all types that a sequence does not name. */
const OTHERS = '*';

interface Sequences {
  readonly start: readonly string[];
  readonly stop: readonly string[];
}

const IN_A_SERVICE: Sequences = {
  start: [
    ...['drbd', 'lvm', 'fs', 'clusterfs', 'netfs', 'nfsexport', 'nfsclient', 'ip', 'smb', 'script'],
    ...[OTHERS, 'vm'],
  ],
  // Not quite the reverse: clients are to lose the address before the Samba server behind it goes.
  stop: [
    ...['vm', OTHERS],
    ...['script', 'ip', 'smb', 'nfsclient', 'nfsexport', 'netfs', 'clusterfs', 'fs', 'lvm', 'drbd'],
  ],
};

/** Of fs and clusterfs side by side in a file system, which share a level, rgmanager takes fs first both ways. */
const IN_A_FILE_SYSTEM: Sequences = {
  start: ['fs', 'clusterfs', 'nfsexport', OTHERS],
  stop: [OTHERS, 'nfsexport', 'fs', 'clusterfs'],
};

/** What is exported is there before the address by which clients find it, and until that is gone. */
const IN_AN_NFS_SERVER: Sequences = { start: ['nfsclient', 'ip', OTHERS], stop: [OTHERS, 'ip', 'nfsclient'] };

const IN_AN_EXPORT: Sequences = { start: ['nfsclient', OTHERS], stop: [OTHERS, 'nfsclient'] };

const ANYWHERE: Sequences = { start: [OTHERS], stop: [OTHERS] };

const SEQUENCES: ReadonlyMap<string, Sequences> = new Map([
  ['service', IN_A_SERVICE],
  ['fs', IN_A_FILE_SYSTEM],
  ['clusterfs', IN_A_FILE_SYSTEM],
  ['nfsserver', IN_AN_NFS_SERVER],
  ['nfsexport', IN_AN_EXPORT],
  ['bind-mount', IN_AN_EXPORT],
]);

/** Types that do the same job are one type to the order. */
const LIKE: ReadonlyMap<string, string> = new Map([
  ['gfs2', 'clusterfs'],
  ['clvm', 'lvm'],
  ['systemd', 'script'],
]);

/**
 * The place of a type among its siblings: lower comes earlier, equal places keep the order of the file.
 * `parent` is the type that they stand in, `service` for those at the top.
 */
export function placeOf(op: 'start' | 'stop', type: string, parent: string): number {
  const sequence = (SEQUENCES.get(LIKE.get(parent) ?? parent) ?? ANYWHERE)[op];
  const place = sequence.indexOf(LIKE.get(type) ?? type);
  return place < 0 ? sequence.indexOf(OTHERS) : place;
}

/**
 * rgmanager leaves such a child out, with everything inside it: it is never started and never stopped. The check of
 * cluster.xml refuses it.
 */
export function isForbidden(type: string, parent: string): boolean {
  return FORBIDDEN[parent]?.includes(type) ?? false;
}
