/** Where fence agents, and the programs that they call, come from on Debian: for `picket check`. */
import { didYouMean } from '#src/config/suggest.ts';
import type { AgentMetadata } from '#src/fencing/metadata.ts';

/** All of Debian's fence-agents 4.12; `fence_` left out. */
const FENCE_AGENTS: ReadonlySet<string> = new Set(
  (
    'ack_manual aliyun alom amt apc apc_snmp aws azure_arm bladecenter brocade cdu cisco_mds cisco_ucs ' +
    'compute crosslink cyberpower_ssh docker drac drac5 dummy eaton_snmp ecloud emerson eps evacuate gce ' +
    'hds_cb heuristics_ping hpblade ibm_powervs ibm_vpc ibmblade ibmz idrac ifmib ilo ilo2 ilo3 ilo3_ssh ' +
    'ilo4 ilo4_ssh ilo5 ilo5_ssh ilo_moonshot ilo_mp ilo_ssh imm intelmodular ipdu ipmilan ipmilanplus ' +
    'ironic kdump kubevirt ldom legacy lindypdu lpar mpath netio openstack ovh powerman pve raritan ' +
    'raritan_px3 rcd_serial redfish rhevm rsa rsb sanbox2 sbd scsi skalar tripplite_snmp vbox virsh ' +
    'vmware vmware_rest vmware_soap vmware_vcloud watchdog wti xenapi zvmip'
  )
    .split(' ')
    .map((name) => `fence_${name}`),
);
const OTHER_PACKAGES: ReadonlyMap<string, string> = new Map([
  ['fence_virt', 'fence-virt'],
  ['fence_xvm', 'fence-virt'],
  ['fence_sanlock', 'fence-sanlock'],
]);

/** What to do about an agent that can't be run. */
export function installHint(agent: string): string {
  if (agent.startsWith('/')) return 'is the path right, and is it executable?';
  const other = OTHER_PACKAGES.get(agent);
  if (other !== undefined) return `apt-get install ${other}`;
  if (FENCE_AGENTS.has(agent)) {
    return 'apt-get install fence-agents; some releases split it into fence-agents-base and -extra';
  }
  const near = didYouMean(agent, ['fence_ipmi', ...FENCE_AGENTS, ...OTHER_PACKAGES.keys()]);
  return near ?? 'it is none of fence-agents; name an absolute path if it is your own';
}

export interface NeededProgram {
  readonly path: string;
  readonly package: string;
}

/** Parameters that hold the path of a program which the agent can't do without. */
const PROGRAMS: Readonly<Record<string, string>> = {
  ipmitool_path: 'ipmitool',
  snmpget_path: 'snmp',
  snmpset_path: 'snmp',
  amttool_path: 'amtterm',
  sg_persist_path: 'sg3-utils',
  mpathpersist_path: 'multipath-tools',
  powerman_path: 'powerman',
};
/** Others only carry the parameter along with that of ssl. */
const GNUTLS_AGENTS: ReadonlySet<string> = new Set(['fence_ilo', 'fence_ilo2']);

/**
 * Programs that an agent calls and that its package does not bring. `value`: what the file gives for a parameter, under
 * any of its names. Pure.
 */
export function neededPrograms(
  { name, parameters }: AgentMetadata,
  value: (parameter: string) => string | undefined,
): readonly NeededProgram[] {
  const flag = (parameter: string): boolean =>
    /^(1|yes|on|true)$/i.test(value(parameter) ?? parameters.get(parameter)?.default ?? '0');
  const shell = parameters.has('ssh') && flag('ssh') ? 'ssh' : 'telnet';
  const wanted: Record<string, string> = { ...PROGRAMS };
  if (shell === 'ssh') wanted['ssh_path'] = 'openssh-client';
  else if (!flag('ssl')) wanted['telnet_path'] = 'telnet';
  if (GNUTLS_AGENTS.has(name)) wanted['gnutlscli_path'] = 'gnutls-bin';
  return Object.entries(wanted).flatMap(([parameter, packageName]) => {
    const path = value(parameter) ?? parameters.get(parameter)?.default;
    return path?.startsWith('/') === true ? [{ path, package: packageName }] : [];
  });
}
