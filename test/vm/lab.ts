/**
 * Two virtual hosts with hardware of their own: a kernel, systemd, disks, a watchdog, and a BMC that really switches them off
 * and on. QEMU without KVM, so that it runs anywhere; everything takes some ten times longer than on a real host. The
 * BMCs, bridges and faults are those of test/lab. Needs root. Whatever happens to the process that made a
 * laboratory, its guard takes it down.
 */
import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type BmcPlace, ipmitool, startBmc } from '#test/lab/bmc.ts';
import { applyFaults, type Fault } from '#test/lab/faults.ts';
import { bmcAddress, type NetworkName, nodeAddress } from '#test/lab/network.ts';
import { must, type RunOptions, type RunResult } from '#test/lab/run.ts';
import { until } from '#test/lab/until.ts';
import { obtainImage } from './image/image.ts';
import { installPicket } from './install.ts';
import { makeMachine } from './machine.ts';
import { buildVmNetwork, cable } from './network.ts';
import { followQmp, type QmpEvents } from './qmp.ts';
import { connect, disconnect, remote, type SshPlace } from './ssh.ts';

export interface VmLab {
  readonly folder: string;
  readonly nodes: readonly string[];
  /** The same folder for the test (here) and for the hosts (/shared); a host that dies takes nothing of it away. */
  readonly shared: string;
  address(node: string, network: NetworkName): string;
  bmcAddress(node: string): string;
  /** Powers the host on; resolves as soon as it runs its firmware. */
  powerOn(node: string): Promise<void>;
  /** Resolves with the boot id when this boot, or a later one than `after`, can be reached by ssh. */
  reach(node: string, after?: string): Promise<string>;
  /** The host's QEMU is gone at once; its BMC still says on. Resolves with the time, ms. */
  kill(node: string): Promise<number>;
  /** Runs a command on the host, reached before; code 255 if it can't be reached any more. Default deadline 60 s. */
  exec(node: string, command: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** As `exec`, but rejects unless the code is 0; resolves with standard output. */
  must(node: string, command: readonly string[], options?: RunOptions): Promise<string>;
  /** The control socket of the host's daemon, as the test reaches it; valid for the boot that was reached. */
  socket(node: string): string;
  /** What the host's machine says of itself from now on; valid until its QEMU ends. */
  machineEvents(node: string): Promise<QmpEvents>;
  /** All that the host's kernel, systemd and daemons printed, over all boots. */
  console(node: string): Promise<string>;
  /** What the host's BMC says. */
  power(node: string): Promise<'on' | 'off'>;
  /** What the host's BMC was told to do with the power, oldest first (`set power 0`), and when, ms. */
  orders(node: string): Promise<readonly { readonly at: number; readonly order: string }[]>;
  /** A stuck BMC acknowledges orders and does nothing. */
  setStuck(node: string, stuck: boolean): Promise<void>;
  /** Pulls one cable at the switch: the host sees its link go down. */
  cut(node: string, network: NetworkName): Promise<void>;
  /** Plugs it in again. */
  heal(node: string, network: NetworkName): Promise<void>;
  /** From now on exactly these faults at the switch; cables stay plugged in. */
  setFaults(faults: readonly Fault[]): Promise<number>;
  destroy(): Promise<void>;
}

export interface VmLabOptions {
  /** Of the BMCs. */
  readonly password: string;
  /** Files of each host's own disk, by path below /disk: `picket.conf/...` is its /etc/picket, `drbd.d/...` its /etc/drbd.d. */
  readonly files: (node: string) => Readonly<Record<string, string>>;
}

const NODES = ['n1', 'n2'];
const CONTROL_SOCKET = '/run/picket/control.sock';
/** A boot takes 15 s on an idle machine, and minutes on a crowded one. */
const BOOT_MS = 900_000;

/** Builds network, disks and BMCs; no host is on yet. Rejects with what the system said, leaving nothing behind. */
export async function createVmLab({ password, files }: VmLabOptions): Promise<VmLab> {
  const image = await obtainImage(console.log);
  const folder = await mkdtemp(join(tmpdir(), 'picket-vm-'));
  await chmod(folder, 0o755);
  const prefix = `pv${basename(folder).slice(-6)}`;
  await mkdir(`${folder}/bin`);
  await mkdir(`${folder}/shared`);
  // test/lab's scripts ask power.sh for everything, and here it is another one.
  for (const name of ['chassis.sh', 'guard.sh']) {
    await cp(join(import.meta.dirname, '../lab', name), `${folder}/bin/${name}`);
  }
  await cp(join(import.meta.dirname, 'power.sh'), `${folder}/bin/power.sh`);
  await writeFile(`${folder}/prefix`, prefix);
  for (const node of NODES) {
    await mkdir(`${folder}/nodes/${node}`, { recursive: true });
    await writeFile(`${folder}/nodes/${node}/power`, '0\n');
  }
  const guard = spawn(`${folder}/bin/guard.sh`, [folder, ...NODES], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const gone = new Promise<void>((resolve) => guard.once('exit', () => resolve()));
  const destroy = async (): Promise<void> => {
    guard.stdin.end();
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
  const places = new Map(NODES.map((node, index) => [node, { lab: folder, prefix, node, index }]));
  try {
    await buildVmNetwork(prefix, NODES);
    await installPicket(`${folder}/picket`);
    for (const key of ['user', 'host']) {
      await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', key, '-f', `${folder}/${key}`]);
    }
    const keys = {
      'ssh/host': await readFile(`${folder}/host`, 'utf8'),
      'ssh/authorized': await readFile(`${folder}/user.pub`, 'utf8'),
    };
    for (const place of places.values()) {
      const own = { ...keys, ...files(place.node) };
      await makeMachine(place, { image, program: `${folder}/picket`, files: own });
      await startBmc(place, password);
    }
  } catch (error) {
    await destroy();
    throw error;
  }
  return assemble({ folder, prefix, password, places, destroy });
}

interface Parts {
  readonly folder: string;
  readonly prefix: string;
  readonly password: string;
  readonly places: ReadonlyMap<string, BmcPlace>;
  readonly destroy: () => Promise<void>;
}

function assemble({ folder, prefix, password, places, destroy }: Parts): VmLab {
  const place = (node: string): BmcPlace => {
    const found = places.get(node);
    if (found === undefined) throw new Error(`the laboratory has no host ${node}`);
    return found;
  };
  const own = (node: string, name: string): string => `${folder}/nodes/${place(node).node}/${name}`;
  const mains = (node: string, word: string): Promise<string> =>
    must([`${folder}/bin/power.sh`, folder, node, word], { timeout: 60_000 });
  const way = (node: string): SshPlace => ({
    folder: own(node, '.'),
    namespace: `${prefix}sw`,
    address: nodeAddress('bmc', place(node).index),
    identity: `${folder}/user`,
  });
  const link = async (node: string, network: NetworkName, state: 'up' | 'down'): Promise<void> => {
    await must(['ip', '-n', `${prefix}sw`, 'link', 'set', cable(network, place(node).node), state]);
  };
  const lab: VmLab = {
    folder,
    nodes: [...places.keys()],
    shared: `${folder}/shared`,
    address: (node, network) => nodeAddress(network, place(node).index),
    bmcAddress: (node) => bmcAddress(place(node).index),
    async powerOn(node) {
      await mains(node, 'on');
    },
    async reach(node, after) {
      const forward = { from: CONTROL_SOCKET, to: own(node, 'control.sock') };
      return until(
        `boot of ${node}`,
        async () => {
          if (!(await connect(way(node), forward))) return undefined;
          const { code, stdout } = await remote(way(node), ['cat', '/proc/sys/kernel/random/boot_id']);
          const id = stdout.trim();
          return code === 0 && id !== after ? id : undefined;
        },
        BOOT_MS,
        async () => (await lab.console(node)).slice(-4_000),
        500,
      );
    },
    kill: async (node) => Number(await mains(node, 'crash')),
    exec: (node, command, options) => remote(way(node), command, options),
    async must(node, command, options) {
      const { code, stdout, stderr } = await remote(way(node), command, options);
      if (code !== 0) throw new Error(`${node}: ${command.join(' ')}: exit code ${code}\n${stdout}${stderr}`);
      return stdout;
    },
    socket: (node) => own(node, 'control.sock'),
    machineEvents: (node) => followQmp(own(node, 'qmp')),
    console: (node) => readFile(own(node, 'console'), 'utf8').catch(() => ''),
    async power(node) {
      const { code, stdout, stderr } = await ipmitool(place(node), password, ['chassis', 'power', 'status']);
      if (code !== 0) throw new Error(`BMC of ${node}: ${stderr}`);
      return stdout.includes('is on') ? 'on' : 'off';
    },
    async orders(node) {
      const text = await readFile(own(node, 'bmc.log'), 'utf8').catch(() => '');
      const lines = text.split('\n').map((line) => /^(\d+) (set .*)$/.exec(line));
      return lines.filter((line) => line !== null).map(([, at, order = '']) => ({ at: Number(at), order }));
    },
    setStuck: (node, stuck) =>
      stuck ? writeFile(own(node, 'stuck'), '') : rm(own(node, 'stuck'), { force: true }),
    cut: (node, network) => link(node, network, 'down'),
    heal: (node, network) => link(node, network, 'up'),
    setFaults: (faults) => applyFaults(prefix, faults),
    async destroy() {
      for (const node of places.keys()) await disconnect(way(node));
      await destroy();
    },
  };
  return lab;
}
