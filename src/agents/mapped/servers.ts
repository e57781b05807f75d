/** Web, name and directory servers: apache, named, openldap, tomcat-5, tomcat-6; each by its OCF agent. */
import type { Attributes } from '../attributes.ts';
import { attribute, ignored, passed, patience, refused, SERVICE_NAME } from './attribute-kinds.ts';
import { given, type MappedType } from './mapped-type.ts';

const NAME = attribute('name', 'Its name.', { required: true });

export const APACHE: MappedType = {
  type: 'apache',
  primary: 'name',
  summary:
    'The Apache web server with a configuration of its own. Its check asks for the status page (mod_status).',
  agent: 'heartbeat:apache',
  attributes: [
    NAME,
    attribute('server_root', 'The folder that `config_file` is in, and ServerRoot.', {
      shapes: 'configfile',
      type: 'path',
    }),
    attribute('config_file', 'The configuration; by default that of the distribution.', {
      shapes: 'configfile',
    }),
    passed('httpd', 'httpd', 'The program; by default that of the distribution.', { type: 'path' }),
    attribute('httpd_options', 'More options for it.', { shapes: 'options' }),
    passed(
      'statusurl',
      'statusurl',
      'What the check asks for; by default http://localhost:PORT/server-status.',
    ),
    passed('testregex', 'testregex', 'What the answer must hold.'),
    patience('shutdown_wait', 'stop'),
    SERVICE_NAME,
  ],
  derived: {
    configfile: (attributes) => {
      const file = given(attributes, 'config_file');
      const root = given(attributes, 'server_root');
      if (root === undefined && file === undefined) return undefined;
      return below(root ?? '/etc/httpd', file ?? 'conf/httpd.conf');
    },
    options: (attributes) => {
      const root = given(attributes, 'server_root');
      const own = given(attributes, 'httpd_options');
      return joined([root === undefined ? undefined : `-d ${root}`, own]);
    },
  },
};

export const NAMED: MappedType = {
  type: 'named',
  primary: 'name',
  summary: 'The name server BIND. Its check asks it for localhost.',
  agent: 'heartbeat:named',
  attributes: [
    NAME,
    passed('config_file', 'named_config', 'The configuration; by default that of the program.', {
      type: 'path',
    }),
    passed('named_options', 'named_options', 'More options for named.'),
    passed('named_user', 'named_user', 'The user it runs as: named, or bind on Debian.', {
      default: 'named',
    }),
    passed('named_pidfile', 'named_pidfile', 'Where it notes its process.', { type: 'path' }),
    passed('monitor_request', 'monitor_request', 'The name that the check asks for.'),
    passed('monitor_response', 'monitor_response', 'The answer that it must get.'),
    passed('monitor_ip', 'monitor_ip', 'The address that it asks.'),
    ignored('named_working_dir', '"directory" in the configuration file says where it works'),
    refused(
      'named_sdb',
      'BIND has no SDB drivers any more',
      'configure the database as a DLZ in config_file',
    ),
    patience('shutdown_wait', 'stop'),
    SERVICE_NAME,
  ],
};

export const OPENLDAP: MappedType = {
  type: 'openldap',
  primary: 'name',
  summary: 'The directory server slapd.',
  agent: 'heartbeat:slapd',
  attributes: [
    NAME,
    passed('config_file', 'config', 'slapd.conf, or the folder slapd.d.', { type: 'path' }),
    passed('url_list', 'services', 'URLs that it listens on, separated by blanks.', { default: 'ldap:///' }),
    passed('slapd_options', 'parameters', 'More options for slapd.'),
    passed('user', 'user', 'The user it runs as.'),
    passed('group', 'group', 'The group it runs as.'),
    passed('shutdown_wait', 'stop_escalate', 'Seconds from SIGTERM to SIGKILL at a stop.', {
      type: 'integer',
      stretches: 'stop',
    }),
    SERVICE_NAME,
  ],
};

const TOMCAT_LATEST: MappedType = {
  type: 'tomcat-6',
  primary: 'name',
  summary: 'Tomcat, of any version. Its check asks for a page.',
  agent: 'heartbeat:tomcat',
  attributes: [
    NAME,
    passed('catalina_home', 'catalina_home', 'Where Tomcat is installed.', {
      type: 'path',
      default: '/usr/share/tomcat10',
    }),
    passed('java_home', 'java_home', 'Where Java is installed.', {
      type: 'path',
      default: '/usr/lib/jvm/default-java',
    }),
    passed('catalina_base', 'catalina_base', 'The folder of this instance; by default catalina_home.', {
      type: 'path',
    }),
    passed('catalina_options', 'catalina_opts', 'Options for Java.'),
    passed('tomcat_user', 'tomcat_user', 'The user it runs as; by default root.'),
    passed('statusurl', 'statusurl', 'What the check asks for; by default http://127.0.0.1:8080.'),
    refused(
      'config_file',
      'the settings of the installed Tomcat are another version’s',
      'write what it sets as catalina_home, catalina_base, java_home, catalina_options and tomcat_user',
    ),
    passed('shutdown_wait', 'max_stop_time', 'Seconds from the stop to SIGKILL.', {
      type: 'integer',
      stretches: 'stop',
    }),
    SERVICE_NAME,
  ],
  // The agent names its log and its files after it.
  derived: { tomcat_name: (_, name) => name },
};

export const TOMCATS: readonly MappedType[] = [{ ...TOMCAT_LATEST, type: 'tomcat-5' }, TOMCAT_LATEST];

/** `path` in `folder`, unless it is absolute. */
function below(folder: string, path: string): string {
  return path.startsWith('/') ? path : `${folder.replace(/\/+$/, '')}/${path}`;
}

/** Undefined when there is none. */
export function joined(words: readonly (Attributes[string] | undefined)[]): string | undefined {
  const all = words.filter((word) => word !== undefined);
  return all.length === 0 ? undefined : all.join(' ');
}
