/**
 * Attributes of existing cluster.conf files that today's agents have dropped, not only renamed: they would ignore them.
 * Given to the agent under the present name. From the tables of fence device parameters of RHEL 5 and 6. Pure.
 */

const SNMP = { udpport: 'ipport' };
const BY_AGENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  fence_ilo: { hostname: 'ip' },
  fence_ilo2: { hostname: 'ip' },
  fence_drac5: { module_name: 'plug', modulename: 'plug' },
  fence_bladecenter: { blade: 'plug' },
  fence_apc_snmp: SNMP,
  fence_cisco_mds: SNMP,
  fence_eaton_snmp: SNMP,
  fence_emerson: SNMP,
  fence_ibmblade: SNMP,
  fence_ifmib: SNMP,
  fence_intelmodular: SNMP,
  fence_ipdu: SNMP,
  fence_tripplite_snmp: SNMP,
};
/** Under any of which the present attribute may be given already. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  ip: ['ip', 'ipaddr'],
  plug: ['plug', 'port'],
  ipport: ['ipport'],
};

/** What this agent calls that attribute today; undefined when it never had another name, or still knows it. */
export function presentName(agent: string, attribute: string): string | undefined {
  return BY_AGENT[agent]?.[attribute];
}

/** The same attributes in the same order. One that is also given under its present name is left alone. */
export function withPresentNames(
  agent: string,
  attributes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const renamed = Object.entries(attributes).map(([name, value]): readonly [string, string] => {
    const present = presentName(agent, name);
    const given = NAMES[present ?? '']?.some((other) => attributes[other] !== undefined) === true;
    return [present === undefined || given ? name : present, value];
  });
  return Object.fromEntries(renamed);
}
