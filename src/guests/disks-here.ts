/**
 * The disks of a guest as this host has them: are they there, and which disk is it really? The same path on two hosts
 * may be two disks; what tells them apart is the number of a LUN, of a logical volume, of a DRBD resource.
 */
import type { Commands, Files, Millis } from '#src/host/ports.ts';
import type { Domain, DomainDisk } from './domain-xml.ts';
import type { Finding, HostDisk } from './guest-types.ts';
import type { Virsh } from './virsh.ts';

export interface HostPorts {
  readonly commands: Pick<Commands, 'run'>;
  readonly files: Pick<Files, 'read' | 'stat'>;
}

export interface DisksHere {
  readonly disks: readonly HostDisk[];
  readonly findings: readonly Finding[];
}

/** Whose files are the same on every host that has them mounted. */
const SHARED = [
  ...['nfs', 'nfs4', 'gfs2', 'ocfs2', 'ceph', 'cifs', 'smb3', 'lustre', 'gpfs', 'afs', 'moosefs'],
  ...['fuse.glusterfs', 'fuse.ceph', 'fuse.moosefs', 'fuse.lizardfs', 'fuse.quobyte'],
];
const DRBD_MAJOR = '147';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const LONGEST: Millis = 10_000;

/** `drbd`: resources that must hold disks of the guest. Never rejects. */
export async function disksHere(
  ports: HostPorts,
  virsh: Virsh,
  domain: Domain,
  drbd: readonly string[],
): Promise<DisksHere> {
  const devices = await drbdDevices(ports, drbd);
  const looked: (readonly [HostDisk, readonly Finding[]])[] = [];
  for (const disk of domain.disks) looked.push(await look(ports, virsh, disk, devices));
  const disks = looked.map(([disk]) => disk);
  const findings = looked.flatMap(([, found]) => found);
  return { disks, findings: [...findings, ...drbdFindings(disks, drbd, devices)] };
}

type Looked = readonly [HostDisk, readonly Finding[]];

async function look(ports: HostPorts, virsh: Virsh, disk: DomainDisk, devices: DrbdDevices): Promise<Looked> {
  const { target, source, kind } = disk;
  const bare: HostDisk = { target, source, identity: '', size: 0 };
  switch (kind) {
    case 'none':
      return [{ ...bare, identity: 'empty' }, []];
    case 'network':
      return [{ ...bare, identity: source }, []];
    case 'volume': {
      const [pool = '', volume = ''] = source.split('/', 2);
      const found = await virsh(['vol-path', '--pool', pool, '--vol', volume]);
      if (!found.ok) {
        const fix = `define and start the storage pool ${pool} there, with the same volumes`;
        return [bare, [error(`disk ${target}: ${found.why}`, fix)]];
      }
      const path = found.text.trim();
      return lookAtPath(ports, { ...disk, source: path }, devices);
    }
    case 'file':
    case 'block':
      return lookAtPath(ports, disk, devices);
  }
}

async function lookAtPath(ports: HostPorts, disk: DomainDisk, devices: DrbdDevices): Promise<Looked> {
  const { target, source } = disk;
  const bare: HostDisk = { target, source, identity: '', size: 0 };
  const stat = await ports.files.stat(source).catch(() => undefined);
  if (stat === undefined) {
    if (disk.optional) return [bare, []];
    const fix = isRemovable(disk)
      ? `eject it (virsh change-media ${target} --eject), or put the file there`
      : 'give this host the same disk, under the same path';
    return [bare, [error(`disk ${target}: there is no ${source}`, fix)]];
  }
  if (stat.kind === 'folder') return [bare, [error(`disk ${target}: ${source} is a folder`, '')]];
  if (stat.kind === 'other') return [await blockDisk(ports, disk, devices), []];
  if (isRemovable(disk) || disk.readonly) return [{ ...bare, identity: 'read only', size: stat.size }, []];
  return fileDisk(ports, disk, stat.size);
}

function isRemovable({ device }: DomainDisk): boolean {
  return device === 'cdrom' || device === 'floppy';
}

async function fileDisk(ports: HostPorts, { target, source }: DomainDisk, size: number): Promise<Looked> {
  const found = await run(ports, 'findmnt', ['-nro', 'FSTYPE,SOURCE,TARGET', '-T', source]);
  const [type = '', from = '', mounted = ''] = (found ?? '').trim().split(' ');
  const disk: HostDisk = { target, source, identity: '', size };
  if (type === '') return [disk, []];
  if (SHARED.includes(type)) return [{ ...disk, identity: `${type} ${from} ${source}` }, []];
  const text = `disk ${target}: ${source} lies on a file system of this host alone (${type} at ${mounted})`;
  const fix =
    'put it on DRBD, a LUN, or a file system that all nodes share: elsewhere that path is another disk';
  return [disk, [error(text, fix)]];
}

async function blockDisk(
  ports: HostPorts,
  { target, source }: DomainDisk,
  devices: DrbdDevices,
): Promise<HostDisk> {
  const listed = await run(ports, 'lsblk', ['-bdnro', 'MAJ:MIN,SIZE,WWN', '--', source]);
  const [numbers = '', size = '0', wwn = ''] = (listed ?? '').trim().split(' ');
  const mapped = await readLine(ports, `/sys/dev/block/${numbers}/dm/uuid`);
  const identity = numbers.startsWith(`${DRBD_MAJOR}:`)
    ? drbdIdentity(numbers, devices)
    : mapped !== ''
      ? `device mapper ${mapped}`
      : wwn !== ''
        ? `WWN ${wwn}`
        : '';
  return { target, source, identity, size: Number(size) || 0 };
}

/** By resource and volume. `known` false: drbdadm does not know that resource. */
type DrbdDevices = ReadonlyMap<string, { readonly known: boolean; readonly numbers: readonly string[] }>;

function drbdIdentity(numbers: string, devices: DrbdDevices): string {
  for (const [resource, device] of devices) {
    const volume = device.numbers.indexOf(numbers);
    if (volume >= 0) return `DRBD ${resource} volume ${volume}`;
  }
  return '';
}

/** All resources that drbdadm knows, and the wanted ones; nothing where there is no DRBD. */
async function drbdDevices(ports: HostPorts, wanted: readonly string[]): Promise<DrbdDevices> {
  const listed = (await run(ports, 'drbdadm', ['sh-resources'])) ?? '';
  const names = new Set([...wanted, ...listed.split(/\s+/).filter((name) => name !== '')]);
  const found = new Map<string, { readonly known: boolean; readonly numbers: readonly string[] }>();
  for (const name of names) {
    const minors = await run(ports, 'drbdadm', ['sh-minor', name]);
    const numbers = [...(minors ?? '').matchAll(/^\d+$/gm)].map(([minor]) => `${DRBD_MAJOR}:${minor}`);
    found.set(name, { known: minors !== undefined, numbers });
  }
  return found;
}

function drbdFindings(
  disks: readonly HostDisk[],
  wanted: readonly string[],
  devices: DrbdDevices,
): readonly Finding[] {
  return wanted.flatMap((name): readonly Finding[] => {
    if (devices.get(name)?.known !== true)
      return [
        error(`drbdadm does not know the resource ${name} here`, `copy /etc/drbd.d/${name}.res to this host`),
      ];
    if (disks.some(({ identity }) => identity.startsWith(`DRBD ${name} volume`))) return [];
    const minors = (devices.get(name)?.numbers ?? []).map((number) => `/dev/drbd${number.split(':')[1]}`);
    const text = `no disk of the guest is the DRBD resource ${name} (${minors.join(', ') || 'no device'})`;
    return [error(text, 'name the resource that it uses, or give the guest that device as its disk')];
  });
}

function error(text: string, fix: string): Finding {
  return { severity: 'error', stops: 'start', text, fix };
}

async function readLine({ files }: HostPorts, path: string): Promise<string> {
  const bytes = await files.read(path).catch(() => undefined);
  return bytes === undefined ? '' : new TextDecoder().decode(bytes).trim();
}

/** Standard output; undefined when it could not be run or failed. */
async function run(
  { commands }: HostPorts,
  file: string,
  args: readonly string[],
): Promise<string | undefined> {
  const outcome = await commands.run({ file, args, env: { PATH, LC_ALL: 'C' }, timeout: LONGEST });
  return outcome.kind === 'exited' && outcome.code === 0 ? outcome.stdout : undefined;
}
