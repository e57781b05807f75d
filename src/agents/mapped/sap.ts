/** SAPInstance and SAPDatabase: rgmanager had the same agents, so the attributes are the parameters. */
import { passed } from './attribute-kinds.ts';
import type { MappedAttribute, MappedType } from './mapped-type.ts';

const EXITS: readonly MappedAttribute[] = [
  same('PRE_START_USEREXIT', 'A program that runs ahead of a start.', { type: 'path' }),
  same('POST_START_USEREXIT', 'A program that runs after a start.', { type: 'path' }),
  same('PRE_STOP_USEREXIT', 'A program that runs ahead of a stop.', { type: 'path' }),
  same('POST_STOP_USEREXIT', 'A program that runs after a stop.', { type: 'path' }),
];

export const SAP_INSTANCE: MappedType = {
  type: 'SAPInstance',
  primary: 'InstanceName',
  summary: 'An instance of an SAP system.',
  agent: 'heartbeat:SAPInstance',
  attributes: [
    same('InstanceName', 'SID, instance and virtual host, e.g. P01_DVEBMGS00_sapp01ci.', {
      required: true,
      unique: true,
    }),
    same('DIR_EXECUTABLE', 'Where sapstartsrv and sapcontrol are.', { type: 'path' }),
    same('DIR_PROFILE', 'Where the start profile is.', { type: 'path' }),
    same('START_PROFILE', 'The name of the start profile.'),
    same('START_WAITTIME', 'Seconds after which a start is checked although not all services are up.'),
    same('AUTOMATIC_RECOVER', 'Whether a failed start cleans up and tries again.', { type: 'boolean' }),
    same('MONITOR_SERVICES', 'The services that the check looks at, separated by |.'),
    ...EXITS,
  ],
};

export const SAP_DATABASE: MappedType = {
  type: 'SAPDatabase',
  primary: 'SID',
  summary: 'The database of an SAP system.',
  agent: 'heartbeat:SAPDatabase',
  attributes: [
    same('SID', 'The SAP system, e.g. P01.', { required: true, unique: true }),
    same('DBTYPE', 'ORA, DB6, ADA, SYB or HDB.', { required: true }),
    same('DIR_EXECUTABLE', 'Where the executables of the kernel are.', { type: 'path' }),
    same('NETSERVICENAME', 'The name of the Oracle listener.'),
    same('DBJ2EE_ONLY', 'Whether the database has no ABAP stack.', { type: 'boolean' }),
    same('JAVA_HOME', 'The Java that is used with DBJ2EE_ONLY.', { type: 'path' }),
    same('STRICT_MONITORING', 'Whether the check looks into the database as well.', { type: 'boolean' }),
    same('AUTOMATIC_RECOVER', 'Whether a failed start recovers the database.', { type: 'boolean' }),
    same('DIR_BOOTSTRAP', 'The bootstrap folder of the Java stack.', { type: 'path' }),
    same('DIR_SECSTORE', 'Where the secure store of the Java stack is.', { type: 'path' }),
    same('DB_JARS', 'The JDBC driver.'),
    ...EXITS,
  ],
};

function same(name: string, doc: string, rest: Partial<MappedAttribute> = {}): MappedAttribute {
  return passed(name, name, doc, rest);
}
