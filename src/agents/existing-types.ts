/** The types that existing files use, each with the agent that does its job today. */
import type { Agent } from './agent.ts';
import { withLink } from './mapped/address-agent.ts';
import { IP } from './mapped/addresses.ts';
import { createMapped } from './mapped/create-mapped.ts';
import {
  MYSQL,
  ORACLEDB_INSTANCE,
  ORACLEDB_LISTENER,
  ORAINSTANCE,
  ORALISTENER,
  POSTGRES,
} from './mapped/databases.ts';
import * as filesystems from './mapped/filesystems.ts';
import type { MappedType } from './mapped/mapped-type.ts';
import { NFSCLIENT, NFSSERVER } from './mapped/nfs.ts';
import { SAP_DATABASE, SAP_INSTANCE } from './mapped/sap.ts';
import { APACHE, NAMED, OPENLDAP, TOMCATS } from './mapped/servers.ts';
import { LVM } from './mapped/volumes.ts';
import { createNfsExport } from './nfs-export.ts';
import { createSambaAgents } from './samba.ts';
import { createScriptAgent } from './script.ts';
import { createSequence } from './sequence.ts';
import { createSharing } from './sharing.ts';

const { FS, BIND_MOUNT, BTRFS, CLUSTERFS, GFS2, NETFS, netStaysMounted, staysMounted } = filesystems;

/** Types that one resource makes up alone. */
const PLAIN: readonly MappedType[] = [
  ...[FS, BIND_MOUNT, BTRFS, LVM, NFSSERVER, APACHE, NAMED, OPENLDAP, ...TOMCATS, MYSQL, POSTGRES],
  ...[ORAINSTANCE, ORALISTENER, SAP_INSTANCE, SAP_DATABASE],
];

/** All tables, for whoever compares them with the agents' own meta-data. */
export const TABLES: readonly MappedType[] = [
  ...PLAIN,
  ...[IP, CLUSTERFS, GFS2, NETFS, NFSCLIENT, ORACLEDB_LISTENER, ORACLEDB_INSTANCE],
];

/** `ocf` runs the mapped ones. */
export function createExistingTypes(ocf: Agent): readonly Agent[] {
  const mapped = (table: MappedType): Agent => createMapped(table, ocf);
  const mountpoint = (attributes: Readonly<Record<string, string>>): string => attributes['mountpoint'] ?? '';
  const clustered = { key: mountpoint, unused: 'not-running', stays: staysMounted } as const;
  const { samba, smb } = createSambaAgents();
  const named = (_: unknown, name: string): string => name;
  return [
    ...PLAIN.map(mapped),
    withLink(mapped(IP)),
    createSharing(mapped(CLUSTERFS), clustered),
    createSharing(mapped(GFS2), clustered),
    createSharing(mapped(NETFS), { key: mountpoint, unused: 'not-running', stays: netStaysMounted }),
    createSharing(createNfsExport(), { key: named, unused: 'not-running' }),
    createSharing(mapped(NFSCLIENT), {
      key: ({ path, target }) => `${path ?? ''} ${target ?? ''}`,
      unused: 'look',
    }),
    createSequence([mapped(ORACLEDB_LISTENER), mapped(ORACLEDB_INSTANCE)]),
    samba,
    createSharing(smb, { key: ({ unit }) => unit ?? '', unused: 'look' }),
    createSharing(createScriptAgent(), { key: ({ file }, name) => file ?? name, unused: 'look' }),
  ];
}
