/**
 * A libvirt of its own on every host of a lab, and guests on disks that all hosts reach: what virtualization hosts with a SAN
 * are. Each host has one loop device per disk, over one file, so QEMU's lock of the image can't hide a guest that runs twice.
 * Needs, besides the lab's, Debian's libvirt-daemon, libvirt-daemon-driver-qemu, libvirt-clients, qemu-system-x86, binutils.
 */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import {
  assembleGuest,
  type ConsoleLine,
  domainXml,
  type GuestOptions,
  guestDisk,
  readConsole,
} from './guest/guest.ts';
import { type Lab, labMissing } from './lab.ts';
import { must, type RunResult, run } from './run.ts';
import { until } from './until.ts';

/** As cluster.xml and `virsh migrate` name the libvirt of that address. */
export const libvirtUri = (address: string): string => `qemu+tcp://${address}/system`;

export interface Guest {
  readonly name: string;
  /** Its definition, for all hosts. */
  readonly xmlFile: string;
  /** What it has said, on whatever host, oldest first. */
  console(): Promise<readonly ConsoleLine[]>;
  /** Resolves with the count of a tick that began after the call. */
  ticks(within?: number): Promise<number>;
  /** Has that host's libvirt know it, without starting it. */
  define(node: string): Promise<void>;
}

export interface LibvirtHosts {
  /** A new guest with a disk of its own; no libvirt knows it yet. The hosts may be on or off. */
  addGuest(name: string, options?: GuestOptions): Promise<Guest>;
  /** Resolves when the node's libvirt answers. */
  ready(node: string): Promise<void>;
  /** virsh on that node. */
  virsh(node: string, ...words: readonly string[]): Promise<RunResult>;
  /** A signal to that node's libvirtd; its guests stay. */
  signalLibvirtd(node: string, signal: 'KILL' | 'TERM' | 'STOP' | 'CONT'): Promise<void>;
  /** Starts it if it isn't there; resolves when it answers. */
  startLibvirtd(node: string): Promise<void>;
  /** A signal to the guest's QEMU on that node. Rejects when there is none. */
  signalGuest(node: string, guest: string, signal: 'KILL' | 'STOP' | 'CONT'): Promise<void>;
}

/** Whether this machine can run such a lab; a reason if not. */
export async function libvirtMissing(): Promise<string | undefined> {
  const missing = await labMissing();
  if (missing !== undefined) return missing;
  for (const tool of ['libvirtd', 'virtlogd', 'virsh', 'qemu-system-x86_64', 'as', 'ld', 'losetup']) {
    if ((await run(['sh', '-c', `command -v ${tool}`])).code !== 0) return `needs ${tool}`;
  }
  return undefined;
}

/** To be called before the first boot: from then on every boot of a node starts its libvirt before the script given to `install`. */
export async function installLibvirt(lab: Lab): Promise<LibvirtHosts> {
  const names = lab.nodes.map((node) => `${lab.address(node, 'lan0')} ${node}\n`);
  await writeFile(`${lab.folder}/hosts`, `127.0.0.1 localhost\n${names.join('')}`);
  for (const [index, node] of lab.nodes.entries()) {
    const folder = home(lab, node);
    await mkdir(`${folder}/etc/hooks`, { recursive: true });
    await mkdir(`${folder}/luns`);
    await writeFile(`${folder}/etc/libvirtd.conf`, daemonSettings(index));
    await writeFile(`${folder}/etc/qemu.conf`, qemuSettings(lab.address(node, 'lan0')));
    await writeFile(`${folder}/etc/libvirt.conf`, '');
  }
  const bootSector = await readFile(await assembleGuest(lab.folder));
  const onNode = async (node: string, command: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await lab.exec(node, command);
    if (code !== 0) throw new Error(`${node}: ${command.join(' ')}: exit code ${code}\n${stdout}${stderr}`);
  };
  const virsh = (node: string, ...words: readonly string[]): Promise<RunResult> =>
    lab.exec(node, ['env', 'LC_ALL=C', 'virsh', '--quiet', ...words], { timeout: 60_000 });
  return {
    async addGuest(name, options = {}) {
      const image = `${lab.shared}/${name}.raw`;
      const console = `${lab.shared}/${name}.console`;
      const xmlFile = `${lab.shared}/${name}.xml`;
      await writeFile(image, guestDisk(bootSector, options));
      for (const node of lab.nodes) await attach(image, `${home(lab, node)}/luns/${name}`);
      await writeFile(console, '');
      await writeFile(xmlFile, domainXml(name, { disk: `/run/luns/${name}`, console }, options));
      const said = async (): Promise<readonly ConsoleLine[]> => readConsole(await readFile(console, 'utf8'));
      return {
        name,
        xmlFile,
        console: said,
        async ticks(within = 20_000) {
          const before = (await said()).length;
          return await until(
            `tick of ${name}`,
            async () => (await said()).slice(before).find(({ word }) => word === 'TICK')?.count,
            within,
            () => readFile(console, 'utf8'),
          );
        },
        async define(node) {
          const { code, stderr } = await virsh(node, 'define', xmlFile);
          if (code !== 0) throw new Error(`${node}: ${stderr}`);
        },
      };
    },
    async ready(node) {
      await until(
        `libvirt of ${node}`,
        async () => ((await virsh(node, 'list')).code === 0 ? true : undefined),
        30_000,
        () => readFile(`${home(lab, node)}/out`, 'utf8'),
        50,
      );
    },
    virsh,
    signalLibvirtd: (node, signal) => onNode(node, ['pkill', `-${signal}`, '-x', 'libvirtd']),
    startLibvirtd: (node) => onNode(node, [`${lab.folder}/bin/libvirt.sh`, lab.folder, node, 'start']),
    signalGuest: (node, guest, signal) =>
      onNode(node, ['pkill', `-${signal}`, '-f', `^/usr/bin/qemu-system-x86_64 -name guest=${guest},`]),
  };
}

const home = (lab: Lab, node: string): string => `${lab.folder}/nodes/${node}/libvirt`;

/** A device over the image, called like `path`. The lab's guard takes it away in the end. */
async function attach(image: string, path: string): Promise<void> {
  const device = await must(['losetup', '--find', '--show', '--direct-io=on', image]);
  await symlink(device.trim(), path);
}

/** Without passwords and access rights: nobody else is on these networks. Peers that fall silent are given up after 8 s. */
const daemonSettings = (
  index: number,
): string => `host_uuid = "7c0ffee0-0000-4000-8000-00000000000${index + 1}"
listen_tls = 0
listen_tcp = 1
listen_addr = "0.0.0.0"
auth_tcp = "none"
auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_group = "root"
unix_sock_rw_perms = "0700"
keepalive_interval = 2
keepalive_count = 3
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
`;

/** A namespace has neither cgroups of its own nor a security driver. */
const qemuSettings = (address: string): string => `user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
namespaces = []
cgroup_controllers = []
migration_address = "${address}"
migration_host = "${address}"
keepalive_interval = 2
keepalive_count = 3
`;
