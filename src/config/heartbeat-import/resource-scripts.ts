/**
 * What a word of haresources becomes: the scripts of /etc/ha.d/resource.d with their arguments, IP addresses, and the
 * init scripts of the host. The arguments of Heartbeat's own scripts are those that the scripts print as their usage.
 */
import { canonicalIp } from '../address.ts';

/** Before it has a name. */
export interface ScriptResource {
  readonly type: 'drbd' | 'lvm' | 'fs' | 'clusterfs' | 'netfs' | 'ip' | 'script' | 'systemd' | 'ocf';
  /** What it is called unless the name is taken. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export type ScriptResult = { readonly resource: ScriptResource } | { readonly problem: string };

/** Scripts that only hand their arguments to the OCF agent of the same name, by the agent's parameters in order. */
const OCF: Readonly<
  Record<
    string,
    { readonly parameters: readonly string[]; readonly required: number; readonly agent?: string }
  >
> = {
  AudibleAlarm: { parameters: ['nodelist'], required: 0 },
  Delay: { parameters: ['startdelay', 'stopdelay'], required: 0 },
  ICP: { parameters: ['driveid', 'device'], required: 2 },
  IPsrcaddr: { parameters: ['ipaddress'], required: 1 },
  LinuxSCSI: { parameters: ['scsi'], required: 1 },
  MailTo: { parameters: ['email', 'subject'], required: 1 },
  Raid1: { parameters: ['raidconf', 'raiddev'], required: 2 },
  ServeRAID: { parameters: ['serveraid', 'mergegroup'], required: 2 },
  WinPopup: { parameters: ['hostfile'], required: 0 },
  Xinetd: { parameters: ['service'], required: 1 },
  apache: { parameters: ['configfile'], required: 0 },
  db2: { parameters: ['instance'], required: 1 },
  ids: { parameters: ['informixdir', 'informixserver', 'onconfig'], required: 0 },
  portblock: { parameters: ['protocol', 'portno', 'action'], required: 3 },
};

/** A bare IP address means IPaddr, as Heartbeat tells one. */
const BARE_ADDRESS = /^\d[^.]*\.\d[^.]*\.\d[^.]*\.\d/;

const READERS: Readonly<Record<string, (values: readonly string[]) => ScriptResult>> = {
  IPaddr: readIp,
  IPaddr2: readIp,
  IPv6addr: readIp,
  SendArp: ([value = '']) => {
    const [ip, nic] = value.split('/');
    if (!ip || !nic) return { problem: 'SendArp takes: ip-address/interface' };
    return resource('ocf', `SendArp-${ip}`, { agent: 'SendArp', ip, nic });
  },
  Filesystem: readFilesystem,
  LVM: ([group]) =>
    group === undefined
      ? { problem: 'LVM takes: volume-group' }
      : resource('lvm', group.replace(/^\/dev\//, ''), { vg_name: group.replace(/^\/dev\//, '') }),
  drbddisk: ([name]) =>
    name === undefined
      ? {
          problem:
            'drbddisk without a name means all of them; name the one that this service needs: drbddisk::NAME',
        }
      : resource('drbd', name, { resource: name }),
  drbdupper: () => ({
    problem: 'drbdupper (a stacked DRBD resource) has no counterpart; write the resource by hand',
  }),
  WAS: ([value]) => {
    const key = value !== undefined && /^\d+$/.test(value) ? 'port' : 'config';
    return resource('ocf', 'WAS', { agent: 'WAS', ...(value === undefined ? {} : { [key]: value }) });
  },
  OCF: (values) => ({
    problem: `OCF::${values.join('::')}: its parameters stand in a file under /etc/ha.d/conf/OCF; write <ocf agent="${values[0] ?? '...'}" .../> by hand`,
  }),
  'hto-mapfuncs': () => ({ problem: 'hto-mapfuncs is no resource' }),
};

/** `word` as it stands in haresources. `systemd`: what is no script of Heartbeat is run by systemd, not by its init script. */
export function convertScript(word: string, systemd: boolean): ScriptResult {
  const [script = '', ...values] = BARE_ADDRESS.test(word) ? ['IPaddr', word] : word.split('::');
  const read = Object.hasOwn(READERS, script) ? READERS[script] : undefined;
  if (read !== undefined) return read(values);
  const ocf = Object.hasOwn(OCF, script) ? OCF[script] : undefined;
  if (ocf !== undefined) return readOcf(script, values, ocf);
  if (!/^[\w.@+-]+$/.test(script)) return { problem: `"${word}" is neither an address nor a script` };
  if (values.length > 0)
    return {
      problem: `the script ${script} takes arguments (${values.join(' ')}), which an init script can't have; write a script of its own that calls it with them, and name that here`,
    };
  if (systemd) return resource('systemd', script, { unit: `${script}.service` });
  return resource('script', script, { file: `/etc/init.d/${script}` });
}

function readOcf(
  script: string,
  values: readonly string[],
  { parameters, required }: { readonly parameters: readonly string[]; readonly required: number },
): ScriptResult {
  if (values.length < required || values.length > parameters.length) {
    const usage = parameters.map((name, index) => (index < required ? name : `[${name}]`)).join('::');
    return { problem: `${script} takes: ${usage}` };
  }
  const named = values.flatMap((value, index) =>
    value === '' ? [] : [[parameters[index] ?? '', value] as const],
  );
  return resource('ocf', script, { agent: script, ...Object.fromEntries(named) });
}

/** `ADDRESS[/BITS[/INTERFACE[:LABEL]][/BROADCAST]]`, for IPv4 and IPv6. */
function readIp(values: readonly string[]): ScriptResult {
  // An IPv6 address may hold the separator.
  const value = values.join('::');
  const [text = '', mask, third, fourth] = value.split('/');
  const ip = canonicalIp(text);
  if (ip === undefined) return { problem: `"${text}" is no IP address; names are not looked up` };
  const bits = mask === undefined || mask === '' ? undefined : prefixLength(mask, ip.includes(':'));
  if (bits === null) return { problem: `"${mask}" is no netmask for ${ip}` };
  const name = ip.replaceAll(':', '-').replace(/^-+/, '');
  const isNic = third !== undefined && third !== '' && !/^\d/.test(third);
  const broadcast = (isNic ? fourth : third) || undefined;
  const [nic, label] = (isNic ? third : '').split(':');
  if (broadcast === undefined && !label)
    return resource('ip', name, {
      address: bits === undefined ? ip : `${ip}/${bits}`,
      ...(nic ? { prefer_interface: nic } : {}),
    });
  return resource('ocf', `ip-${name}`, {
    agent: 'IPaddr2',
    ip,
    ...(bits === undefined ? {} : { cidr_netmask: bits }),
    ...(nic ? { nic } : {}),
    ...(label ? { iflabel: label } : {}),
    ...(broadcast === undefined ? {} : { broadcast }),
  });
}

/** `24` or `255.255.255.0` as `24`; null for what is neither. */
function prefixLength(mask: string, isIpv6: boolean): string | null {
  if (/^\d{1,3}$/.test(mask)) return Number(mask) <= (isIpv6 ? 128 : 32) ? mask : null;
  if (isIpv6 || canonicalIp(mask) === undefined) return null;
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? String(bits.lastIndexOf('1') + 1) : null;
}

/** It always ended what still used the file system at a stop: force_unmount. */
function readFilesystem([device, mountpoint, fstype, options]: readonly string[]): ScriptResult {
  if (!device || !mountpoint) return { problem: 'Filesystem takes: device::directory[::fstype[::options]]' };
  const name = mountpoint.replace(/^\//, '').replaceAll(/[^\w.-]+/g, '-') || 'root';
  const rest = { ...(options ? { options } : {}), force_unmount: '1' };
  const kind = fstype ? { fstype } : {};
  if (fstype === 'gfs2' || fstype === 'ocfs2')
    return resource('clusterfs', name, { device, mountpoint, ...kind, ...rest });
  const server = /^(?:\/\/(?<share>[^/]+)\/|(?<host>[^/:]+|\[[^\]]+\]):)(?<path>.+)$/.exec(device)?.groups;
  if (server !== undefined && (fstype === undefined || /^(nfs4?|cifs)$/.test(fstype))) {
    const isShare = server['share'] !== undefined;
    const host = server['share'] ?? server['host'] ?? '';
    const type = fstype || (isShare ? 'cifs' : 'nfs');
    return resource('netfs', name, { host, export: server['path'] ?? '', mountpoint, fstype: type, ...rest });
  }
  const isBind = fstype === 'none' || /(^|,)r?bind(,|$)/.test(options ?? '');
  if (isBind || !/^(\/|-[LU]|LABEL=|UUID=)/.test(device)) {
    const attributes = { agent: 'Filesystem', device, directory: mountpoint, fstype: fstype || 'auto' };
    return resource('ocf', `fs-${name}`, options ? { ...attributes, options } : attributes);
  }
  return resource('fs', name, { device, mountpoint, ...kind, ...rest });
}

function resource(
  type: ScriptResource['type'],
  name: string,
  attributes: Readonly<Record<string, string>>,
): ScriptResult {
  const safe = name.replaceAll(/[^\w.@+-]+/g, '-').replace(/^[^\w]+/, '') || type;
  return { resource: { type, name: safe.slice(0, 56), attributes } };
}
