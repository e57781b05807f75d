/** Types of resources that existing files use and this version has no agent for. */

/** What does the same job today, for hints; empty when nothing does. */
export const KNOWN_TYPES: Readonly<Record<string, string>> = {
  vm: ocf('VirtualDomain'),
  drbd: '',
  clvm: '',
  lvm: ocf('LVM-activate'),
  'lvm-cluster': '',
  gfs2: ocf('Filesystem'),
  clusterfs: ocf('Filesystem'),
  fs: ocf('Filesystem'),
  'bind-mount': ocf('Filesystem'),
  btrfs: ocf('Filesystem'),
  netfs: ocf('Filesystem'),
  ip: ocf('IPaddr2'),
  nfsexport: ocf('exportfs'),
  nfsclient: ocf('exportfs'),
  nfsserver: ocf('nfsserver'),
  smb: '',
  samba: '',
  script: '',
  systemd: '',
  apache: ocf('apache'),
  mysql: ocf('mysql'),
  named: ocf('named'),
  openldap: ocf('slapd'),
  'postgres-8': ocf('pgsql'),
  'tomcat-5': ocf('tomcat'),
  'tomcat-6': ocf('tomcat'),
  oracledb: ocf('oracle'),
  orainstance: ocf('oracle'),
  oralistener: ocf('oralsnr'),
  SAPInstance: ocf('SAPInstance'),
  SAPDatabase: ocf('SAPDatabase'),
  ASEHAagent: '',
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

/** rgmanager's own attributes on any resource, with what becomes of them. */
export const STRUCTURAL_ATTRIBUTES: Readonly<Record<string, string>> = Object.fromEntries(
  ['independent_subtree', 'max_restarts', 'restart_expire_time', 'max_failures', 'failure_expire_time'].map(
    (name) => [`__${name}`, 'not honoured in this version'],
  ),
);

/** Attributes of `<vm>` for the guest; those of a service come on top. */
export const GUEST_ATTRIBUTES: readonly string[] = [
  ...[
    'xmlfile',
    'path',
    'use_virsh',
    'migrate',
    'migration_mapping',
    'migration_uri',
    'snapshot',
    'status_program',
  ],
  ...['hypervisor', 'hypervisor_uri', 'no_kill', 'shutdown_timeout', 'memory', 'uuid', 'tunnelled'],
];

function ocf(agent: string): string {
  return `<ocf name="..." agent="${agent}" .../>`;
}
