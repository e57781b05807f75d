/** NFS servers: nfsclient by the OCF agent exportfs, nfsserver by the OCF agent nfsserver. See also nfsexport.ts. */
import type { Attributes } from '../attributes.ts';
import { attribute, flag, ignored, NFS_LOCK, needless, passed, SERVICE_NAME } from './attribute-kinds.ts';
import { given, type MappedAttribute, type MappedType } from './mapped-type.ts';

export const EXPORT_PATH: MappedAttribute = attribute(
  'path',
  'The folder; by default where the resource around it is mounted.',
  {
    type: 'path',
    required: true,
    inherit: 'mountpoint',
  },
);

export const EXPORT_FSID: MappedAttribute = attribute(
  'fsid',
  'Number of the file system for clients, the same on all nodes. By default made from the path.',
  { inherit: 'fsid', shapes: 'fsid' },
);

const CLIENT_PATH: MappedAttribute = { ...EXPORT_PATH, to: 'directory', inherit: 'path' };

export const NFSCLIENT: MappedType = {
  type: 'nfsclient',
  primary: 'name',
  summary: 'Who may mount what the `nfsexport` around it exports.',
  agent: 'heartbeat:exportfs',
  // The list of who has mounted is of no use to clients of today, and would be written to the exported file system.
  fixed: { rmtab_backup: 'none' },
  attributes: [
    attribute('name', 'Its name.', { required: true }),
    passed('target', 'clientspec', 'A host, network, netgroup (`@name`) or pattern, as in exports(5).', {
      required: true,
    }),
    CLIENT_PATH,
    passed('options', 'options', 'Options of the export, as in exports(5).'),
    EXPORT_FSID,
    flag('unlock_on_stop', 'unlock_on_stop', 'Locks of clients are given up when the export ends.', 'yes'),
    flag(
      'wait_for_leasetime_on_stop',
      'wait_for_leasetime_on_stop',
      'A stop waits until leases of NFS 4 clients have run out. Give the stop an <action> with a longer timeout then.',
      'no',
    ),
    needless('svcname', 'Picket knows the service'),
    SERVICE_NAME,
    NFS_LOCK,
    ignored('nfs_client_cache', 'each check reads the list of exports anew'),
    ignored('use_cache', 'each check reads the list of exports anew'),
    needless('allow_recover', 'a failed export is exported again with its service'),
  ],
  derived: { fsid: fsidOf },
  place: ({ path }) => path,
};

export const NFSSERVER: MappedType = {
  type: 'nfsserver',
  primary: 'name',
  summary:
    "The kernel's NFS server, with its state (locks, leases) on a file system that moves with the service.",
  agent: 'heartbeat:nfsserver',
  attributes: [
    attribute('name', 'Its name.', { required: true }),
    attribute('path', 'Where the file system is mounted that keeps the state.', {
      type: 'path',
      shapes: 'nfs_shared_infodir',
      inherit: 'mountpoint',
    }),
    attribute('nfspath', 'The folder for the state, below `path`.', {
      shapes: 'nfs_shared_infodir',
      default: '.clumanager/nfs',
    }),
    passed('nfs_ip', 'nfs_ip', 'Addresses by which clients know the server, separated by commas.'),
    passed(
      'nfs_server_scope',
      'nfs_server_scope',
      'The same on all nodes, so that clients get their locks back.',
    ),
    ignored('statdport', 'write the port of rpc.statd into /etc/nfs.conf'),
    SERVICE_NAME,
    NFS_LOCK,
  ],
  derived: {
    nfs_shared_infodir: (attributes) => {
      const path = given(attributes, 'path');
      if (path === undefined) return undefined;
      const folder = given(attributes, 'nfspath') ?? '.clumanager/nfs';
      return `${path.replace(/\/+$/, '')}/${folder.replace(/^\/+/, '')}`;
    },
  },
};

/** The attribute, else what options say, else a number that every node makes of the path. */
function fsidOf(attributes: Attributes): string | undefined {
  const own = given(attributes, 'fsid') ?? /(?:^|,)\s*fsid=([^,\s]+)/.exec(attributes['options'] ?? '')?.[1];
  const path = given(attributes, 'path');
  return own ?? (path === undefined ? undefined : String(numberOf(path)));
}

/** 1 .. 2^31 - 1, by FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/). */
function numberOf(text: string): number {
  const hash = [...new TextEncoder().encode(text)].reduce(
    (sum, byte) => Math.imul(sum ^ byte, 0x01000193) >>> 0,
    0x811c9dc5,
  );
  return hash % 0x7fffffff || 1;
}
