/** File systems: fs, clusterfs, gfs2, netfs, bind-mount, btrfs; all by the OCF agent Filesystem. */
import type { AttributeFinding } from '../agent.ts';
import type { Attributes } from '../attributes.ts';
import {
  attribute,
  doubtful,
  flag,
  ignored,
  isOn,
  NFS_LOCK,
  passed,
  SELF_FENCE,
  wrong,
} from './attribute-kinds.ts';
import { given, type MappedAttribute, type MappedType } from './mapped-type.ts';

const AGENT = 'heartbeat:Filesystem';

const NAME = attribute('name', 'Its name.', { required: true });

const MOUNTPOINT = passed('mountpoint', 'directory', 'Where it is mounted; made if it is missing.', {
  type: 'path',
  required: true,
  unique: true,
  uniqueAmong: 'mount point',
  uniqueKey: withoutSlash,
});

const DEVICE = passed('device', 'device', 'The block device, or `LABEL=...` or `UUID=...`.', {
  required: true,
  unique: true,
  uniqueAmong: 'device',
  uniqueKey: (device) => withoutSlash(blockDevice(device)),
  convert: blockDevice,
});

const OPTIONS = passed('options', 'options', 'Options for mount, as behind `-o`.');

const FORCE_UNMOUNT = flag(
  'force_unmount',
  'force_unmount',
  'At a stop, processes that use it get SIGTERM and then SIGKILL. Without it the stop fails while it is in use.',
  'no',
);

/** What rgmanager's file systems have in common beyond the mount itself. */
const COMMON: readonly MappedAttribute[] = [
  SELF_FENCE,
  NFS_LOCK,
  attribute(
    'fsid',
    'Number of the file system for NFS clients; `nfsexport` and `nfsclient` inside take it over.',
  ),
  ignored(
    'nfsrestart',
    'put an nfsserver resource around the nfsclients: its stop lets go of the file system',
  ),
  ignored('quick_status', 'the check is a look into the list of mounts anyway'),
  ignored('use_findmnt', 'the check reads /proc/mounts'),
  ignored('nfs_client_cache', 'each check reads the list of exports anew'),
  ignored('active_monitor', 'write <action name="status" depth="20" interval="60s"/> for a test that writes'),
];

const CLUSTER_ATTRIBUTES: readonly MappedAttribute[] = [
  NAME,
  MOUNTPOINT,
  DEVICE,
  passed('fstype', 'fstype', 'gfs2 or ocfs2.', { default: 'gfs2' }),
  OPTIONS,
  {
    ...FORCE_UNMOUNT,
    doc: 'It is unmounted when the last service here that uses it stops; processes that use it get SIGTERM and then SIGKILL. Without it, it stays mounted, as under rgmanager.',
  },
  ...COMMON,
];

export const FS: MappedType = {
  type: 'fs',
  primary: 'name',
  summary: 'A file system that one node mounts at a time.',
  agent: AGENT,
  attributes: [
    NAME,
    MOUNTPOINT,
    DEVICE,
    passed('fstype', 'fstype', 'ext4, xfs ...; without it mount finds out.'),
    OPTIONS,
    FORCE_UNMOUNT,
    passed(
      'force_fsck',
      'run_fsck',
      'Whether fsck runs before every mount, also where a journal makes it needless.',
      {
        type: 'boolean',
        default: 'no',
        convert: (value) => (isOn(value, false) ? 'force' : 'auto'),
      },
    ),
    ...COMMON,
  ],
  review: (attributes) => {
    const fstype = given(attributes, 'fstype');
    if (fstype === undefined || !['gfs', 'gfs2', 'ocfs2', 'nfs', 'nfs4', 'cifs'].includes(fstype)) return [];
    const better = ['gfs', 'gfs2', 'ocfs2'].includes(fstype) ? 'clusterfs' : 'netfs';
    return [wrong('fstype', `${fstype} is no file system of one node`, `write <${better} .../>`)];
  },
};

export const CLUSTERFS: MappedType = {
  type: 'clusterfs',
  primary: 'name',
  summary:
    'A cluster file system. Several services of a node may use it: it is unmounted after the last one.',
  agent: AGENT,
  attributes: CLUSTER_ATTRIBUTES,
  review: reviewClusterType,
};

export const GFS2: MappedType = { ...CLUSTERFS, type: 'gfs2', summary: 'The same as clusterfs.' };

export const BTRFS: MappedType = {
  type: 'btrfs',
  primary: 'name',
  summary: 'A btrfs file system or one of its subvolumes (`options="subvol=a"`).',
  agent: AGENT,
  fixed: { fstype: 'btrfs' },
  attributes: [
    NAME,
    MOUNTPOINT,
    // Subvolumes have their device in common.
    { ...DEVICE, unique: false },
    attribute('fstype', 'btrfs; nothing else.', { default: 'btrfs' }),
    OPTIONS,
    FORCE_UNMOUNT,
    ...COMMON,
  ],
  review: (attributes) =>
    (given(attributes, 'fstype') ?? 'btrfs') === 'btrfs'
      ? []
      : [wrong('fstype', 'fstype can only be btrfs here', 'write <fs .../> for other file systems')],
};

export const BIND_MOUNT: MappedType = {
  type: 'bind-mount',
  primary: 'name',
  summary: 'A folder that appears at a second place.',
  agent: AGENT,
  fixed: { fstype: 'none', options: 'bind' },
  attributes: [
    NAME,
    MOUNTPOINT,
    passed('source', 'device', 'The folder that is to appear there.', { type: 'path', required: true }),
    FORCE_UNMOUNT,
    SELF_FENCE,
  ],
};

export const NETFS: MappedType = {
  type: 'netfs',
  primary: 'name',
  summary: 'A file system of a server: NFS or CIFS.',
  agent: AGENT,
  attributes: [
    NAME,
    MOUNTPOINT,
    attribute('host', 'The server: a name or an address.', { required: true, shapes: 'device' }),
    attribute('export', 'The folder that the server exports, or the name of the share.', {
      shapes: 'device',
      required: true,
    }),
    passed('fstype', 'fstype', 'nfs, nfs4 or cifs.', { default: 'nfs' }),
    OPTIONS,
    FORCE_UNMOUNT,
    attribute('no_unmount', 'It stays mounted when the service stops.', { type: 'boolean', default: 'no' }),
    SELF_FENCE,
    ignored('use_findmnt', 'the check reads /proc/mounts'),
  ],
  derived: { device: networkDevice },
  review: (attributes) => {
    const findings: AttributeFinding[] = [];
    const fstype = given(attributes, 'fstype') ?? 'nfs';
    if (!NETWORK_TYPES.includes(fstype))
      findings.push(wrong('fstype', `fstype must be nfs, nfs4 or cifs, not "${fstype}"`));
    else if (fstype !== 'cifs' && given(attributes, 'export')?.startsWith('/') === false)
      findings.push(wrong('export', 'export must be an absolute path for NFS'));
    if (/(?:^|,)\s*pass(?:word|wd)?\s*=/.test(attributes['options'] ?? ''))
      findings.push(
        doubtful(
          'options',
          'a password stands in options',
          'write it into a file: options="credentials=/etc/..."',
        ),
      );
    return findings;
  },
};

const NETWORK_TYPES = ['nfs', 'nfs4', 'cifs'];

/** Whether a stop leaves it mounted: other nodes may have it mounted as well, so that does no harm. */
export function staysMounted(attributes: Attributes): boolean {
  return !isOn(attributes['force_unmount'], false);
}

/** The same for netfs. */
export function netStaysMounted(attributes: Attributes): boolean {
  return isOn(attributes['no_unmount'], false);
}

function reviewClusterType(attributes: Attributes): readonly AttributeFinding[] {
  const fstype = given(attributes, 'fstype') ?? 'gfs2';
  if (fstype === 'gfs2' || fstype === 'ocfs2') return [];
  if (fstype === 'gfs')
    return [wrong('fstype', 'no kernel of today has gfs', 'convert it to gfs2 and write fstype="gfs2"')];
  const message = `${fstype} is no cluster file system: two nodes that mount it destroy it`;
  return [wrong('fstype', message, 'write <fs .../>: it is mounted on one node at a time')];
}

/** `server:/export`, or `//server/share` for CIFS; an IPv6 address in brackets. */
function networkDevice(attributes: Attributes): string | undefined {
  const host = given(attributes, 'host');
  const path = given(attributes, 'export');
  if (host === undefined || path === undefined) return undefined;
  if (attributes['fstype']?.trim() === 'cifs') return `//${host}/${path.replace(/^\/+/, '')}`;
  return `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${path}`;
}

/**
 * `LABEL=data` as rgmanager's agents take it, and `-L data` as mount does, is the link that udev makes. The OCF agent
 * takes the first for a file name; with the second it would run no fsck and no check of a depth.
 */
function blockDevice(device: string): string {
  const [, kind = '', tag = ''] =
    /^(-L|-U|--label\b|--uuid\b|LABEL=|UUID=)[\s=]*(.+)$/.exec(device.trim()) ?? [];
  if (kind === '') return device;
  // As systemd's udev writes names of links: encode_devnode_name() of libudev.
  const name = tag.replace(/[^\p{L}\p{N}#+\-.:=@_]/gu, (character) =>
    [...new TextEncoder().encode(character)]
      .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
      .join(''),
  );
  return `/dev/disk/${/^-{0,2}l/i.test(kind) ? 'by-label' : 'by-uuid'}/${name}`;
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}
