/**
 * Which fence agent does the work of which STONITH plugin, and how their parameters map. The order of a plugin's
 * parameters is that of `stonith -t PLUGIN -n` (cluster-glue).
 */

export interface ConvertedDevice {
  readonly agent: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Goes to a file of its own, which the agent is told to read. */
  readonly password?: string;
  /** A secret that the agent takes only as this attribute. */
  readonly community?: string;
}

export interface Plugin {
  readonly kind: 'converted';
  /** First word of the names of its devices. */
  readonly short: string;
  readonly parameters: readonly string[];
  /** How many of the parameters must be given. */
  readonly required: number;
  /**
   * Whom it switches. `first`: the hosts in its first parameter, each with a device of its own. `all`: every node that
   * hangs on it, told apart by the outlet.
   */
  readonly switches: 'first' | 'all';
  /** How an outlet is called: by any name that the device knows, or by its number only. */
  readonly outlets?: 'names' | 'numbers';
  /** Undefined for values that have no counterpart. */
  convert(values: Readonly<Record<string, string | undefined>>): ConvertedDevice | undefined;
}

export type KnownPlugin =
  | Plugin
  /** Asks a person, as `picket confirm-down` does. */
  | { readonly kind: 'operator' }
  /** Says that it switched a node off without having done it. */
  | { readonly kind: 'unsafe'; readonly why: string }
  /** Has to be written by hand. */
  | { readonly kind: 'by-hand'; readonly write: string };

const IPMI_LEVELS: Readonly<Record<string, string>> = { operator: 'operator', admin: 'administrator' };

const PLUGINS: Readonly<Record<string, KnownPlugin>> = {
  'external/ipmi': {
    ...{ kind: 'converted', short: 'ipmi', switches: 'first', required: 4 },
    parameters: ['hostname', 'ipaddr', 'userid', 'passwd', 'interface'],
    convert: ({ ipaddr = '', userid = '', passwd = '', interface: wire = 'lan' }) =>
      wire === 'lan' || wire === 'lanplus'
        ? {
            ...login('fence_ipmilan', ipaddr, userid, passwd, wire === 'lanplus' ? { lanplus: '1' } : {}),
          }
        : undefined,
  },
  ipmilan: {
    ...{ kind: 'converted', short: 'ipmi', switches: 'first', required: 7 },
    parameters: ['hostname', 'ipaddr', 'port', 'auth', 'priv', 'login', 'password', 'reset_method'],
    convert: ({ ipaddr = '', port = '623', auth = '', priv = '', login: user = '', password = '' }) => {
      const method = { none: 'none', md2: 'md2', md5: 'md5', straight: 'password' }[auth];
      const level = IPMI_LEVELS[priv];
      if (method === undefined || level === undefined) return undefined;
      const ipport: Readonly<Record<string, string>> = port === '623' ? {} : { ipport: port };
      return login('fence_ipmilan', ipaddr, user, password, { ...ipport, auth: method, privlvl: level });
    },
  },
  'external/riloe': {
    ...{ kind: 'converted', short: 'ilo', switches: 'first', required: 4 },
    parameters: [
      ...['hostlist', 'ilo_hostname', 'ilo_user', 'ilo_password', 'ilo_can_reset', 'ilo_protocol'],
      ...['ilo_powerdown_method', 'ilo_proxyhost', 'ilo_proxyport'],
    ],
    convert: (values) =>
      values['ilo_proxyhost'] === undefined
        ? login(
            'fence_ilo',
            values['ilo_hostname'] ?? '',
            values['ilo_user'] ?? '',
            values['ilo_password'] ?? '',
          )
        : undefined,
  },
  'external/ibmrsa': {
    ...{ kind: 'converted', short: 'rsa', switches: 'first', required: 4 },
    parameters: ['hostname', 'ipaddr', 'userid', 'passwd', 'type'],
    convert: ({ ipaddr = '', userid = '', passwd = '', type = 'ibm' }) =>
      type === 'ibm' ? login('fence_rsa', ipaddr, userid, passwd) : undefined,
  },
  'external/ibmrsa-telnet': {
    ...{ kind: 'converted', short: 'rsa', switches: 'first', required: 4 },
    parameters: ['nodename', 'ip_address', 'username', 'password'],
    convert: ({ ip_address: ip = '', username = '', password = '' }) =>
      login('fence_rsa', ip, username, password),
  },
  apcmaster: {
    ...{ kind: 'converted', short: 'pdu', switches: 'all', outlets: 'numbers', required: 3 },
    parameters: ['ipaddr', 'login', 'password'],
    convert: ({ ipaddr = '', login: user = '', password = '' }) => login('fence_apc', ipaddr, user, password),
  },
  apcmastersnmp: {
    ...{ kind: 'converted', short: 'pdu', switches: 'all', outlets: 'names', required: 3 },
    parameters: ['ipaddr', 'port', 'community'],
    convert: ({ ipaddr = '', port = '161', community = '' }) => {
      const ipport: Readonly<Record<string, string>> = port === '161' ? {} : { ipport: port };
      return { agent: 'fence_apc_snmp', attributes: { ipaddr, ...ipport }, community };
    },
  },
  'external/rackpdu': {
    ...{ kind: 'converted', short: 'pdu', switches: 'first', outlets: 'names', required: 3 },
    parameters: ['hostlist', 'pduip', 'community'],
    convert: ({ pduip = '', community = '' }) => {
      return { agent: 'fence_apc_snmp', attributes: { ipaddr: pduip }, community };
    },
  },
  wti_nps: {
    ...{ kind: 'converted', short: 'pdu', switches: 'all', outlets: 'names', required: 2 },
    parameters: ['ipaddr', 'password'],
    convert: ({ ipaddr = '', password = '' }) => ({
      agent: 'fence_wti',
      attributes: { ipaddr },
      password,
    }),
  },
  meatware: { kind: 'operator' },
  null: { kind: 'unsafe', why: 'it does nothing and says that it worked' },
  ssh: { kind: 'unsafe', why: 'it asks the lost node to switch itself off, which a hung node does not do' },
  'external/ssh': {
    kind: 'unsafe',
    why: 'it asks the lost node to switch itself off, which a hung node does not do',
  },
  suicide: { kind: 'unsafe', why: 'nobody else can see whether it worked' },
  'external/kdumpcheck': {
    kind: 'unsafe',
    why: 'a node that writes a dump is not off; write a second method for it with agent="fence_kdump"',
  },
  'external/libvirt': byHand(
    'fence_virsh',
    'ipaddr="HYPERVISOR" login="root" identity_file="..." port="DOMAIN"',
  ),
  'external/drac5': byHand('fence_drac5', 'ipaddr="..." login="..." secure="1" identity_file="..."'),
  'external/dracmc-telnet': byHand('fence_drac5', 'ipaddr="..." login="..." module_name="SERVER"'),
  drac3: byHand('fence_drac', 'ipaddr="..." login="..." passwd_script="..."'),
  'external/vcenter': byHand('fence_vmware_soap', 'ipaddr="..." login="..." ssl="1" port="GUEST"'),
  'external/vmware': byHand('fence_vmware_soap', 'ipaddr="..." login="..." ssl="1" port="GUEST"'),
  ibmhmc: byHand('fence_lpar', 'ipaddr="..." login="..." managed="SYSTEM" port="PARTITION"'),
  'external/hmchttp': byHand('fence_lpar', 'ipaddr="..." login="..." managed="SYSTEM" port="PARTITION"'),
  bladehpi: byHand('fence_bladecenter', 'ipaddr="..." login="..." port="BLADE"'),
  wti_mpc: byHand('fence_wti', 'ipaddr="..." passwd_script="..." port="OUTLET"'),
  rcd_serial: byHand('fence_rcd_serial', 'serial_port="/dev/ttyS0"'),
  'external/xen0': byHand('fence_virsh', 'ipaddr="DOM0" login="root" identity_file="..." port="DOMAIN"'),
  'external/xen0-ha': byHand('fence_virsh', 'ipaddr="DOM0" login="root" identity_file="..." port="DOMAIN"'),
};

/** Plugins for which there is no fence agent. */
const WITHOUT_AGENT = [
  ...['apcsmart', 'baytech', 'cyclades', 'nw_rpc100s', 'rps10'],
  ...['external/nut', 'external/hetzner', 'external/ippower9258'],
];

/** Undefined for a plugin that nobody knows. */
export function findPlugin(name: string): KnownPlugin | undefined {
  if (Object.hasOwn(PLUGINS, name)) return PLUGINS[name];
  if (!WITHOUT_AGENT.includes(name)) return undefined;
  return { kind: 'by-hand', write: 'no fence agent is known for it; the list: ls /usr/sbin/fence_*' };
}

export const PLUGIN_NAMES: readonly string[] = [...Object.keys(PLUGINS), ...WITHOUT_AGENT];

function login(
  agent: string,
  ipaddr: string,
  user: string,
  password: string,
  more: Readonly<Record<string, string>> = {},
): ConvertedDevice {
  return { agent, attributes: { ipaddr, login: user, ...more }, password };
}

function byHand(agent: string, attributes: string): KnownPlugin {
  return { kind: 'by-hand', write: `<fencedevice name="..." agent="${agent}" ${attributes}/>` };
}
