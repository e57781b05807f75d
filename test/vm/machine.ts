/** One virtual host: the command line of its QEMU, and its own disk. */
import { mkdir, writeFile } from 'node:fs/promises';
import { NETWORKS, nodeAddress } from '#test/lab/network.ts';
import { must } from '#test/lab/run.ts';
import type { Image } from './image/image.ts';
import { cable, macAddress } from './network.ts';

export interface MachinePlace {
  /** The laboratory's folder. */
  readonly lab: string;
  readonly node: string;
  /** 0 .. */
  readonly index: number;
}

export interface Machine {
  readonly image: Image;
  /** Folder with the installation of Picket; all hosts share it. */
  readonly program: string;
  /** Files of the host's own disk, by path below /disk. */
  readonly files: Readonly<Record<string, string>>;
}

const MEMORY_MIB = 512;
const DISK_MIB = 64;
const DRBD_MIB = 64;
/** Translated code of the emulated processor; without a limit each QEMU grows to 1.5 GB. */
const TRANSLATIONS_MIB = 128;

const own = ({ lab, node }: MachinePlace, name: string): string => `${lab}/nodes/${node}/${name}`;

/** Never KVM: the laboratory also runs where there is none, or none that works. */
function commandLine(place: MachinePlace, { image, program }: Machine): readonly string[] {
  const { lab, node, index } = place;
  const machineId = `${'0'.repeat(31)}${index + 1}`;
  const kernel = `console=ttyS0 quiet panic=5 mitigations=off net.ifnames=0 systemd.show_status=0 systemd.hostname=${node} systemd.machine_id=${machineId}`;
  const drive = (id: string, file: string, more = ''): readonly string[] => [
    ...['-drive', `if=none,id=${id},file=${file},format=raw${more}`],
    ...['-device', `virtio-blk-pci,drive=${id}`],
  ];
  const folder = (tag: string, path: string): readonly string[] => [
    ...['-fsdev', `local,id=${tag},path=${path},security_model=none`],
    ...['-device', `virtio-9p-pci,fsdev=${tag},mount_tag=${tag}`],
  ];
  return [
    ...['qemu-system-x86_64', '-name', node, '-accel', `tcg,thread=multi,tb-size=${TRANSLATIONS_MIB}`],
    ...['-machine', 'pc', '-cpu', 'max', '-smp', '1', '-m', String(MEMORY_MIB), '-bios', 'qboot.rom'],
    ...['-nodefaults', '-no-user-config', '-display', 'none'],
    ...['-chardev', `file,id=console,path=${own(place, 'console')},append=on`, '-serial', 'chardev:console'],
    ...['-qmp', `unix:${own(place, 'qmp')},server=on,wait=off`],
    ...['-kernel', image.kernel, '-initrd', image.initrd, '-append', kernel],
    ...drive('root', image.root, ',readonly=on,file.locking=off'),
    ...drive('own', own(place, 'disk'), ',cache=writeback'),
    ...drive('drbd', own(place, 'drbd'), ',cache=writeback,discard=unmap'),
    ...folder('picket', program),
    ...folder('shared', `${lab}/shared`),
    ...NETWORKS.flatMap((name) => [
      ...['-netdev', `tap,id=${name},ifname=${cable(name, node)},script=no,downscript=no`],
      ...['-device', `virtio-net-pci,netdev=${name},mac=${macAddress(name, index)},romfile=`],
    ]),
    ...['-device', 'virtio-rng-pci', '-device', 'i6300esb', '-action', 'watchdog=reset'],
  ];
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Makes the host's disks and writes LAB/nodes/NODE/start.sh, which becomes its QEMU. The host is off. */
export async function makeMachine(place: MachinePlace, machine: Machine): Promise<void> {
  const source = own(place, 'disk.d');
  const files: Readonly<Record<string, string>> = {
    addresses: `${NETWORKS.map((name) => `${nodeAddress(name, place.index)}/24`).join('\n')}\n`,
    ...machine.files,
  };
  for (const name of ['picket.conf', 'picket', 'drbd.d', 'ssh'])
    await mkdir(`${source}/${name}`, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await writeFile(`${source}/${path}`, content, { mode: 0o600 });
  }
  await must(['truncate', '-s', `${DISK_MIB}M`, own(place, 'disk')]);
  await must(['mkfs.ext4', '-q', '-F', '-d', source, own(place, 'disk')]);
  await must(['truncate', '-s', `${DRBD_MIB}M`, own(place, 'drbd')]);
  await writeFile(own(place, 'start.sh'), `exec ${commandLine(place, machine).map(quoted).join(' ')}\n`);
}
