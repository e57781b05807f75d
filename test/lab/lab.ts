/**
 * Two to five hosts with BMCs on one machine: namespaces as hosts, bridges as switches, ipmi_sim as BMCs. A node's "operating
 * system" is the script given to `install`, run by pid 1 of the node's pid namespace; killing that pid 1 is the power going.
 * Needs root and Debian's openipmi, ipmitool, iproute2, nftables. Several labs may exist at once. Whatever happens to the process that made a lab,
 * its guard takes the lab down.
 */
import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type BmcPlace, bmcRuns, ipmitool, startBmc, stopBmc } from './bmc.ts';
import { applyFaults, type Fault, silence } from './faults.ts';
import { bmcAddress, buildNetwork, NETWORKS, type NetworkName, nodeAddress } from './network.ts';
import { must, type RunOptions, type RunResult, run } from './run.ts';
import { until } from './until.ts';

export interface PowerEvent {
  /** ms since 1970. */
  readonly at: number;
  /** `off`, `crash`: nothing of the node runs any more; `boot`: its pid 1 runs. */
  readonly what: 'off' | 'crash' | 'boot';
}

export interface Lab {
  readonly folder: string;
  /** The same folder for all nodes and for the test: shared storage. */
  readonly shared: string;
  readonly nodes: readonly string[];
  address(node: string, network: NetworkName): string;
  bmcAddress(node: string): string;
  /** A folder that survives the node's power cuts (its disk). */
  disk(node: string): string;
  /** The node's file with the boot id: another value after every boot. */
  bootIdFile(node: string): string;
  /** A path of the node (such as /run/picket/control.sock) as the test reaches it; valid until the node dies. */
  inside(node: string, path: string): Promise<string>;
  /** The shell script that every boot of the node runs. */
  install(node: string, script: string): Promise<void>;
  /** What the node's script printed, over all boots. */
  output(node: string): Promise<string>;
  /** Powers the node on and resolves when its pid 1 runs. */
  boot(node: string): Promise<void>;
  /** How long the node takes from power to its script, in seconds; `never`: it stays at its firmware. Default 0. */
  setBootDelay(node: string, seconds: number | 'never'): Promise<void>;
  /** Everything the node runs dies at once and it answers nothing; its BMC still says on. Resolves with the time, ms. */
  kill(node: string): Promise<number>;
  /** As `kill`, with the power off. */
  powerOff(node: string): Promise<number>;
  /** Pulls cables at the switch: the heartbeat links, and the way to the BMCs if asked for. Resolves with the time, ms. */
  cutLinks(node: string, options?: { readonly bmc?: boolean }): Promise<number>;
  /**
   * From now on exactly these faults at the switch, all at one instant; none with an empty list. Cables stay plugged in.
   * Resolves with the time, ms.
   */
  setFaults(faults: readonly Fault[]): Promise<number>;
  /** Plugs all cables of the node in again. */
  heal(node: string): Promise<void>;
  /** Runs a command on the node; rejects when the node is down. */
  exec(node: string, command: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Whether the node's pid 1 runs. */
  alive(node: string): Promise<boolean>;
  /** What the node's BMC says, asked by ipmitool with the right password. */
  power(node: string): Promise<'on' | 'off'>;
  /** What the node's BMC was told to do with the power, oldest first (`set power 0`), and when, ms. */
  orders(node: string): Promise<readonly { readonly at: number; readonly order: string }[]>;
  /** From now on the node's BMC accepts this password and no other. */
  setPassword(node: string, password: string): Promise<void>;
  /** A stuck BMC acknowledges orders and does nothing. */
  setStuck(node: string, stuck: boolean): Promise<void>;
  /**
   * `silent`: what is sent to the BMC gets lost at the switch. `refusing`: nothing listens on its port any more. Both lose
   * their sessions, none loses the node's power.
   */
  setReach(node: string, reach: 'well' | 'silent' | 'refusing'): Promise<void>;
  /** In seconds: how long the BMC takes to acknowledge an order, and how much later the power goes. Default: not at all. */
  setSlow(node: string, slow: { readonly order?: number; readonly off?: number }): Promise<void>;
  /** What really became of the node, oldest first. */
  powerLog(node: string): Promise<readonly PowerEvent[]>;
  /** Takes everything down and removes the folder. */
  destroy(): Promise<void>;
}

/** Whether this machine can run the lab; a reason if not. */
export async function labMissing(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'needs root';
  for (const tool of ['ip', 'unshare', 'nsenter', 'nft', 'ipmi_sim', 'ipmitool', 'fence_ipmilan']) {
    if ((await run(['sh', '-c', `command -v ${tool}`])).code !== 0) return `needs ${tool}`;
  }
  return undefined;
}

export interface LabOptions {
  /** Default n1, n2. Names of at most 3 characters (interface names are short). */
  readonly nodes?: readonly string[];
  /** Default `s3cret`. */
  readonly password?: string;
}

/** Builds the network and the BMCs; no node is on yet. Rejects with what the system said, leaving nothing behind. */
export async function createLab({
  nodes = ['n1', 'n2'],
  password = 's3cret',
}: LabOptions = {}): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'picket-lab-'));
  await chmod(folder, 0o755);
  const prefix = `pk${basename(folder).slice(-6)}`;
  await cp(import.meta.dirname, `${folder}/bin`, {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
  await writeFile(`${folder}/prefix`, prefix);
  await mkdir(`${folder}/shared`);
  for (const node of nodes) {
    await mkdir(`${folder}/nodes/${node}/disk`, { recursive: true });
    await writeFile(`${folder}/nodes/${node}/power`, '0\n');
    await writeFile(`${folder}/nodes/${node}/boot-delay`, '0\n');
  }
  const guard = spawn(`${folder}/bin/guard.sh`, [folder, ...nodes], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const gone = new Promise<void>((resolve) => guard.once('exit', () => resolve()));
  const destroy = async (): Promise<void> => {
    guard.stdin.end();
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
  const places = new Map(nodes.map((node, index) => [node, { lab: folder, prefix, node, index }]));
  const passwords = new Map(nodes.map((node) => [node, password]));
  try {
    await buildNetwork(prefix, nodes);
    await Promise.all([...places.values()].map((place) => startBmc(place, password)));
  } catch (error) {
    await destroy();
    throw error;
  }
  return assemble({ folder, prefix, nodes, places, passwords, destroy });
}

interface Parts {
  readonly folder: string;
  readonly prefix: string;
  readonly nodes: readonly string[];
  readonly places: ReadonlyMap<string, BmcPlace>;
  readonly passwords: Map<string, string>;
  readonly destroy: () => Promise<void>;
}

function assemble({ folder, prefix, nodes, places, passwords, destroy }: Parts): Lab {
  const place = (node: string): BmcPlace => {
    const found = places.get(node);
    if (found === undefined) throw new Error(`the lab has no node ${node}`);
    return found;
  };
  const silent = new Set<string>();
  const own = (node: string, name: string): string => `${folder}/nodes/${place(node).node}/${name}`;
  const mains = (node: string, word: string): Promise<string> =>
    must([`${folder}/bin/power.sh`, folder, node, word]);
  const pid1 = async (node: string): Promise<number | undefined> => {
    const pid = Number(await readFile(own(node, 'pid'), 'utf8').catch(() => '0'));
    const line = pid > 0 ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : '';
    return line.includes(folder) ? pid : undefined;
  };
  const running = async (node: string): Promise<number> => {
    const pid = await pid1(node);
    if (pid === undefined) throw new Error(`${node} is down`);
    return pid;
  };
  const cable = (node: string, name: NetworkName, state: 'up' | 'down'): Promise<string> =>
    must(['ip', '-n', `${place(node).prefix}sw`, 'link', 'set', name + node, state]);
  return {
    folder,
    shared: `${folder}/shared`,
    nodes,
    address: (node, network) => nodeAddress(network, place(node).index),
    bmcAddress: (node) => bmcAddress(place(node).index),
    disk: (node) => own(node, 'disk'),
    bootIdFile: (node) => own(node, 'boot-id'),
    inside: async (node, path) => `/proc/${await running(node)}/root${path}`,
    install: (node, script) => writeFile(own(node, 'rc'), script),
    output: (node) => readFile(own(node, 'rc.log'), 'utf8').catch(() => ''),
    async boot(node) {
      await mains(node, 'on');
      await until(`boot of ${node}`, () => pid1(node), 30_000);
    },
    setBootDelay: (node, seconds) => writeFile(own(node, 'boot-delay'), `${seconds}\n`),
    kill: async (node) => Number(await mains(node, 'crash')),
    powerOff: async (node) => Number(await mains(node, 'off')),
    async cutLinks(node, { bmc = false } = {}) {
      const at = Date.now();
      for (const name of NETWORKS) {
        if (name === 'bmc' && !bmc) continue;
        await writeFile(own(node, `cut-${name}`), '');
        await cable(node, name, 'down');
      }
      return at;
    },
    setFaults: (faults) => applyFaults(prefix, faults),
    async heal(node) {
      for (const name of NETWORKS) {
        await rm(own(node, `cut-${name}`), { force: true });
        await cable(node, name, 'up');
      }
    },
    async exec(node, command, options) {
      const target = String(await running(node));
      return run(
        ['nsenter', '-t', target, '--mount', '--uts', '--ipc', '--net', '--pid', '--', ...command],
        options,
      );
    },
    alive: async (node) => (await pid1(node)) !== undefined,
    async power(node) {
      const password = passwords.get(node) ?? '';
      const { code, stdout, stderr } = await ipmitool(place(node), password, ['chassis', 'power', 'status']);
      if (code !== 0) throw new Error(`BMC of ${node}: ${stderr}`);
      return stdout.includes('is on') ? 'on' : 'off';
    },
    async orders(node) {
      const text = await readFile(own(node, 'bmc.log'), 'utf8').catch(() => '');
      const lines = text.split('\n').map((line) => /^(\d+) (set .*)$/.exec(line));
      return lines.filter((line) => line !== null).map(([, at, order = '']) => ({ at: Number(at), order }));
    },
    async setPassword(node, password) {
      passwords.set(node, password);
      await startBmc(place(node), password);
    },
    setStuck: (node, stuck) => setFile(own(node, 'stuck'), stuck ? '' : undefined),
    async setReach(node, reach) {
      if (reach === 'silent') silent.add(node);
      else silent.delete(node);
      await silence(
        prefix,
        [...silent].map((one) => bmcAddress(place(one).index)),
      );
      if (reach === 'refusing') await stopBmc(place(node));
      else if (!(await bmcRuns(place(node)))) await startBmc(place(node), passwords.get(node) ?? '');
    },
    async setSlow(node, { order, off }) {
      await setFile(own(node, 'order-delay'), order?.toString());
      await setFile(own(node, 'off-delay'), off?.toString());
    },
    async powerLog(node) {
      const text = await readFile(own(node, 'power.log'), 'utf8').catch(() => '');
      const lines = text.split('\n').map((line) => /^(\d+) (off|crash|boot)$/.exec(line));
      return lines
        .filter((line) => line !== null)
        .map(([, at, what]) => ({ at: Number(at), what: what as PowerEvent['what'] }));
    },
    destroy,
  };
}

/** Undefined: the file goes. */
async function setFile(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) await rm(path, { force: true });
  else await writeFile(path, text);
}
