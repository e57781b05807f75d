/** Types of resources that existing files use and this version has no agent for. */

/** What does the same job today, for hints; empty when nothing does. */
export const KNOWN_TYPES: Readonly<Record<string, string>> = {
  drbd: '',
  clvm: '',
  'lvm-cluster': '',
  ASEHAagent: ocf('sybaseASE'),
  db2: ocf('db2'),
};

/** The attribute that names a resource where it is not `name`. */
export function primaryAttribute(type: string): string {
  if (type === 'ip') return 'address';
  if (type === 'SAPInstance') return 'InstanceName';
  return type === 'SAPDatabase' ? 'SID' : 'name';
}

/** rgmanager lets several services share resources of these types; any other would run twice. */
export const SHAREABLE: ReadonlySet<string> = new Set([
  ...['clusterfs', 'gfs2', 'clvm', 'netfs', 'nfsexport', 'nfsclient', 'script', 'smb'],
]);

/** Types that must not stand directly inside a type: rgmanager's agents forbid them there. */
export const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  ip: ['nfsclient', 'nfsexport'],
  netfs: ['nfsclient', 'nfsexport'],
  nfsexport: ['nfsexport'],
  nfsserver: ['nfsexport', 'nfsserver'],
  'bind-mount': ['nfsexport'],
};

function ocf(agent: string): string {
  return `<ocf name="..." agent="${agent}" .../>`;
}
