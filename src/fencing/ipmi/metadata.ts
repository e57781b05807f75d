/** What the built-in fence_ipmi says of itself, in the words of the fence agent API: nothing has to be run to know it. */

interface Parameter {
  readonly name: string;
  /** The name in files of old. */
  readonly old?: string;
  readonly required?: true;
  readonly type: 'string' | 'boolean' | 'integer' | 'select';
  readonly options?: readonly string[];
  readonly fallback?: string;
  readonly text: string;
}

const PARAMETERS: readonly Parameter[] = [
  { name: 'ip', old: 'ipaddr', required: true, type: 'string', text: 'Address of the BMC' },
  { name: 'ipport', type: 'integer', fallback: '623', text: 'UDP port of the BMC' },
  { name: 'username', old: 'login', type: 'string', text: 'User of the BMC' },
  { name: 'password', old: 'passwd', type: 'string', text: 'Password of that user' },
  {
    name: 'password_script',
    old: 'passwd_script',
    type: 'string',
    text: 'Command that prints the password',
  },
  {
    name: 'lanplus',
    type: 'boolean',
    fallback: '1',
    text: 'IPMI 2.0; 0 is for BMCs that only know IPMI 1.5',
  },
  {
    name: 'cipher',
    type: 'integer',
    text: 'Cipher suite; without it 17, and 3 where the BMC refuses that',
  },
  {
    name: 'privlvl',
    type: 'select',
    options: ['callback', 'user', 'operator', 'administrator'],
    fallback: 'administrator',
    text: 'Privilege to ask for; operator is enough to switch power',
  },
  {
    name: 'auth',
    type: 'select',
    options: ['none', 'password', 'md2', 'md5'],
    text: 'Kind of login of IPMI 1.5',
  },
  { name: 'hexadecimal_kg', type: 'string', text: 'Key K_g of the BMC, in hexadecimal digits' },
  { name: 'target', type: 'string', text: 'IPMB address behind the BMC' },
  {
    name: 'ipmitool_timeout',
    type: 'integer',
    fallback: '1',
    text: 'Seconds of silence, twice, after which the BMC counts as not there',
  },
  {
    name: 'ipmitool_path',
    type: 'string',
    fallback: '/usr/bin/ipmitool',
    text: 'Absolute path of ipmitool',
  },
  ...ignored('method', 'power is always turned off, proven off, and turned on'),
  ...ignored('power_wait', 'the power is read instead'),
  ...ignored('power_timeout', 'timeout bounds a call'),
  ...ignored('login_timeout', 'timeout bounds a call'),
  ...ignored('shell_timeout', 'timeout bounds a call'),
  ...ignored('retry_on', 'a power-on that fails is tried again'),
  ...ignored('delay', 'fence_delay of fence_daemon decides who shoots first'),
];

/** `reboot` is a power cycle. Picket itself uses off, status and on. */
const ACTIONS = ['on', 'off', 'reboot', 'status', 'monitor', 'metadata', 'validate-all'] as const;

function ignored(name: string, why: string): readonly Parameter[] {
  return [{ name, type: 'string', text: `Ignored: ${why}` }];
}

/** Two elements where there is an old name; that they are one thing shows in their option, as in fence-agents. */
function parameter(one: Parameter): readonly string[] {
  const { name, old, required, type, options, fallback, text } = one;
  const preset = fallback === undefined ? '' : ` default="${fallback}"`;
  const choices = (options ?? []).map((option) => `<option value="${option}"/>`).join('');
  const element = (called: string, more: string): string =>
    `  <parameter name="${called}" unique="0" required="${required === true ? 1 : 0}"${more}>
    <getopt mixed="--${name.replaceAll('_', '-')}=[${name}]"/>
    <content type="${type}"${preset}>${choices}</content>
    <shortdesc lang="en">${text}</shortdesc>
  </parameter>`;
  return old === undefined
    ? [element(name, '')]
    : [element(name, ` obsoletes="${old}"`), element(old, ' deprecated="1"')];
}

export const IPMI_METADATA = `<?xml version="1.0" ?>
<resource-agent name="fence_ipmi" shortdesc="Switches power through a BMC with IPMI; built into Picket, on ipmitool">
<longdesc>Turns a host off and on through its management controller (iDRAC, iLO, IMM, BMC) with IPMI over LAN.</longdesc>
<parameters>
${PARAMETERS.flatMap(parameter).join('\n')}
</parameters>
<actions>
${ACTIONS.map((action) => `  <action name="${action}"/>`).join('\n')}
</actions>
</resource-agent>
`;
