/** Databases: mysql, postgres-8, and Oracle's; each by its OCF agent. */
import {
  attribute,
  doubtful,
  needless,
  passed,
  patience,
  refused,
  SERVICE_NAME,
  wrong,
} from './attribute-kinds.ts';
import { given, type MappedAttribute, type MappedType } from './mapped-type.ts';
import { joined } from './servers.ts';

const NAME = attribute('name', 'Its name.', { required: true });

export const MYSQL: MappedType = {
  type: 'mysql',
  primary: 'name',
  summary: 'MySQL or MariaDB.',
  agent: 'heartbeat:mysql',
  attributes: [
    NAME,
    passed('config_file', 'config', 'The configuration; by default that of the distribution.', {
      type: 'path',
    }),
    passed('datadir', 'datadir', 'The folder of the data; by default /var/lib/mysql.', { type: 'path' }),
    passed('socket', 'socket', 'By default that of the distribution.', { type: 'path' }),
    passed('pid_file', 'pid', 'By default that of the distribution.', { type: 'path' }),
    passed('log_error', 'log', 'By default that of the distribution.', { type: 'path' }),
    passed('user', 'user', 'The user it runs as; by default mysql.'),
    passed('binary', 'binary', 'mysqld_safe; by default that in the path.', { type: 'path' }),
    attribute('listen_address', 'The address on which it listens.', { shapes: 'additional_parameters' }),
    attribute('mysqld_options', 'More options for it.', { shapes: 'additional_parameters' }),
    patience('startup_wait', 'start'),
    patience('shutdown_wait', 'stop'),
    SERVICE_NAME,
  ],
  derived: {
    additional_parameters: (attributes) => {
      const address = given(attributes, 'listen_address');
      const bind = address === undefined ? undefined : `--bind-address=${address}`;
      return joined([bind, given(attributes, 'mysqld_options')]);
    },
  },
  review: (attributes) =>
    given(attributes, 'config_file') === undefined || given(attributes, 'datadir') !== undefined
      ? []
      : [
          doubtful(
            'config_file',
            'datadir, socket and log of the configuration file do not count: the agent gives its own',
            'write datadir="..." (and socket, pid_file, log_error) where they differ from the distribution’s',
          ),
        ],
};

export const POSTGRES: MappedType = {
  type: 'postgres-8',
  primary: 'name',
  summary: 'PostgreSQL, of any version. Its check asks the database.',
  agent: 'heartbeat:pgsql',
  attributes: [
    NAME,
    passed(
      'config_file',
      'config',
      'The configuration; by default postgresql.conf in the folder of the data.',
      {
        type: 'path',
      },
    ),
    attribute('pgdata', 'The folder of the data; by default that of config_file, else /var/lib/pgsql/data.', {
      shapes: 'pgdata',
      type: 'path',
    }),
    passed('pgctl', 'pgctl', 'pg_ctl of the version, e.g. /usr/lib/postgresql/15/bin/pg_ctl on Debian.', {
      type: 'path',
    }),
    passed('psql', 'psql', 'psql of the version.', { type: 'path' }),
    passed('pgport', 'pgport', 'The port that the check asks; by default 5432.', { type: 'integer' }),
    passed('socketdir', 'socketdir', 'The folder of its socket, where the configuration names it.', {
      type: 'path',
    }),
    passed('postmaster_user', 'pgdba', 'The user it runs as.', { default: 'postgres' }),
    passed('postmaster_options', 'start_opt', 'More options for it.'),
    patience('startup_wait', 'start'),
    passed('shutdown_wait', 'stop_escalate', 'Seconds from a fast to an immediate stop.', {
      type: 'integer',
      stretches: 'stop',
    }),
    SERVICE_NAME,
  ],
  derived: {
    pgdata: (attributes) =>
      given(attributes, 'pgdata') ?? given(attributes, 'config_file')?.replace(/\/[^/]*$/, ''),
  },
};

const ORACLE_HOME = passed('home', 'home', 'ORACLE_HOME.', { type: 'path', required: true });
const ORACLE_USER = passed('user', 'user', 'The owner of the installation.', { required: true });
const LOCKFILE = needless('lockfile', 'Picket never runs two operations of a resource at once');

export const ORAINSTANCE: MappedType = {
  type: 'orainstance',
  primary: 'name',
  summary: 'An instance of an Oracle database, without its listeners.',
  agent: 'heartbeat:oracle',
  attributes: [
    passed('name', 'sid', 'The SID.', { required: true }),
    ORACLE_USER,
    ORACLE_HOME,
    passed('shutdown_method', 'shutdown_method', 'immediate, or checkpoint/abort.'),
    refused('listeners', 'the agent starts no listeners', 'write an <oralistener .../> for each'),
    needless('tns_admin', 'only listeners need it'),
    LOCKFILE,
    SERVICE_NAME,
  ],
};

export const ORALISTENER: MappedType = {
  type: 'oralistener',
  primary: 'name',
  summary: 'A listener of an Oracle database.',
  agent: 'heartbeat:oralsnr',
  attributes: [
    passed('name', 'listener', 'The listener.', { required: true }),
    passed(
      'sid',
      'sid',
      'The SID of the database that the check asks it for; must be given. rgmanager needed none.',
    ),
    ORACLE_USER,
    ORACLE_HOME,
    passed('tns_admin', 'tns_admin', 'The folder of listener.ora and tnsnames.ora.', { type: 'path' }),
    LOCKFILE,
    SERVICE_NAME,
  ],
  review: (attributes) =>
    given(attributes, 'sid') === undefined
      ? [wrong('sid', 'attribute "sid" is missing', 'write the SID of the database that the listener serves')]
      : [],
};

const DB_ATTRIBUTES: readonly MappedAttribute[] = [
  passed('name', 'sid', 'The SID.', { required: true }),
  ORACLE_USER,
  ORACLE_HOME,
  LOCKFILE,
  SERVICE_NAME,
];

/** The first part of oracledb, with all its attributes. */
export const ORACLEDB_LISTENER: MappedType = {
  type: 'oracledb',
  primary: 'name',
  summary: 'An Oracle database: its listener, then the instance.',
  agent: 'heartbeat:oralsnr',
  attributes: [
    ...DB_ATTRIBUTES,
    passed('listener_name', 'listener', 'The listener; by default LISTENER.'),
    passed('tns_admin', 'tns_admin', 'The folder of listener.ora and tnsnames.ora.', { type: 'path' }),
    attribute(
      'type',
      'base, also with a version (base-11g); nothing else. rgmanager took base-em, by default too.',
    ),
    refused(
      'vhost',
      'the agents take no host name',
      'set HOST in listener.ora to the address of the service',
    ),
  ],
  review: (attributes) => {
    const type = given(attributes, 'type')?.toLowerCase();
    if (type === undefined) {
      const lost =
        'without type rgmanager started Enterprise Manager and iSQL*Plus as well, which no agent does';
      return [doubtful('type', lost, 'write type="base", and a <script .../> for the rest if you need it')];
    }
    // `10g` alone is another word for base-em.
    if (/^base(?:-\d+[a-z]?)?$/.test(type)) return [];
    const message = `type "${type}" has parts (Enterprise Manager, application server) that no agent starts`;
    return [wrong('type', message, 'write type="base", and a <script .../> for the rest')];
  },
};

/** The second one. */
export const ORACLEDB_INSTANCE: MappedType = {
  type: 'oracledb',
  primary: 'name',
  summary: '',
  agent: 'heartbeat:oracle',
  attributes: DB_ATTRIBUTES,
};
