/** Picket on the virtual hosts: the cluster's key and cluster.xml on their disks, their daemons as a test sees them. */
import { clusterXml } from '#src/cli/demo/cluster-xml.ts';
import type { StatusDocument } from '#src/cluster/status.ts';
import { generateKey } from '#src/config/key-file.ts';
import { createRandom } from '#src/host/random.ts';
import { BMC_USER } from '#test/lab/bmc.ts';
import { getStatus } from '#test/lab/control.ts';
import { bmcAddress, nodeAddress } from '#test/lab/network.ts';
import { until } from '#test/lab/until.ts';
import { createVmLab, type VmLab } from './lab.ts';

/** Of the BMCs. */
export const PASSWORD = 's3cret';
/** An emulated processor that shares two real ones: what takes a second on a host can take a minute. */
export const PATIENCE_MS = 900_000;
const NODES = ['n1', 'n2'];

export interface VmCluster {
  /** The element <rm>. A host that is to survive by a shot of its own carries more than the other one. */
  readonly rm: string;
  /** An emulated host may be deaf for seconds, and shall not be shot for it. Default 20 s. */
  readonly deadtime?: string;
  /** Elements beside it, such as <watchdog>. */
  readonly more?: string;
  /** Files of each host besides the configuration, by path below /disk. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Two hosts, off, that will start Picket with this configuration at every boot. */
export async function createVmCluster({
  rm,
  deadtime = '20s',
  more = '',
  files = {},
}: VmCluster): Promise<VmLab> {
  const xml = clusterXml({
    name: 'vm',
    version: 1,
    keyFile: '/etc/picket/authkey',
    port: 694,
    timing: { keepalive: '2s', warntime: '8s', deadtime, initdead: '1200s' },
    // Longer than a shot takes here, or the race of two nodes is no race: whoever carries more shoots at once, and the other
    // reads the power meanwhile.
    fenceDaemon: `<fence_daemon fence_delay="600s"/>\n  ${more}`,
    rm,
    nodes: NODES.map((name, index) => ({
      name,
      ips: [nodeAddress('lan0', index), nodeAddress('lan1', index)],
      fence: {
        agent: 'fence_ipmilan',
        ip: bmcAddress(index),
        username: BMC_USER,
        password: PASSWORD,
        lanplus: '1',
        cipher: '3',
        power_wait: '0',
        timeout: '180s',
        // Of the agent itself, which is as slow as everything here.
        power_timeout: '120',
        shell_timeout: '60',
        login_timeout: '60',
      },
    })),
  });
  const key = generateKey(createRandom());
  return createVmLab({
    password: PASSWORD,
    files: () => ({ 'picket.conf/cluster.xml': xml, 'picket.conf/authkey': key, ...files }),
  });
}

/** What the daemon of a host that was reached says; undefined while it says nothing. */
export function statusOf(lab: VmLab, node: string): Promise<StatusDocument | undefined> {
  return getStatus(lab.socket(node)).catch(() => undefined);
}

/** Resolves with the status of that host's daemon as soon as it fits; rejects with the last one and the ends of all consoles. */
export async function statusWhen(
  lab: VmLab,
  node: string,
  what: string,
  fits: (status: StatusDocument) => boolean,
  deadline = PATIENCE_MS,
): Promise<StatusDocument> {
  let last: StatusDocument | undefined;
  return until(
    `${what}, by ${node}`,
    async () => {
      last = await statusOf(lab, node);
      return last !== undefined && fits(last) ? last : undefined;
    },
    deadline,
    async () => `\n${JSON.stringify(last, null, 1)}\n${await lastConsoles(lab)}`,
    500,
  );
}

/** The ends of all consoles, for a failure's message. */
export async function lastConsoles(lab: VmLab, each = 6_000): Promise<string> {
  const said = lab.nodes.map(async (node) => `--- ${node}\n${(await lab.console(node)).slice(-each)}`);
  return (await Promise.all(said)).join('\n');
}

/** Who owns the service, if it is started. */
export function ownerOf(status: StatusDocument, service: string): string | undefined {
  const found = status.services.find(({ id }) => id === `service:${service}`);
  return found?.state === 'started' ? (found.owner ?? undefined) : undefined;
}

/** Powers both on and resolves with their boot ids when both are members of one view. */
export async function bootTogether(lab: VmLab): Promise<Readonly<Record<string, string>>> {
  await Promise.all(lab.nodes.map((node) => lab.powerOn(node)));
  const ids = await Promise.all(lab.nodes.map(async (node) => [node, await lab.reach(node)] as const));
  for (const node of lab.nodes) {
    await statusWhen(lab, node, 'a view of both', ({ view }) => view?.members.length === lab.nodes.length);
  }
  return Object.fromEntries(ids);
}
