/** How Picket is put on the hosts of a lab: the cluster's key, its cluster.xml with the lab's addresses and BMCs, the daemon. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterXml, type GeneratedMethod, type Timing } from '#src/cli/demo/cluster-xml.ts';
import { generateKey } from '#src/config/key-file.ts';
import { createRandom } from '#src/host/random.ts';
import { BMC_USER } from './bmc.ts';
import type { Lab } from './lab.ts';

export const ROOT = join(import.meta.dirname, '../..');
/** Of the node, as `Lab.inside` takes it. */
export const SOCKET = '/run/picket/control.sock';
/** Of the BMCs. */
export const PASSWORD = 's3cret';

export interface LabCluster {
  readonly name: string;
  readonly version?: number;
  readonly timing: Timing;
  /** The element <rm>. */
  readonly rm: string;
  /** What the file says in place of the right password, by node. */
  readonly passwords?: Readonly<Record<string, string>>;
  /** Attributes of every fence device besides those that reach the BMC. */
  readonly fence?: Readonly<Record<string, string>>;
  /** In place of one method with the node's BMC, which is what every node has by default. */
  readonly methods?: (node: string) => readonly GeneratedMethod[];
  /** The element <fence_daemon>. */
  readonly fenceDaemon?: string;
}

/** Attributes of a fence device that reaches the BMC of that node. */
export function bmcFence(
  lab: Lab,
  node: string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const { agent = 'fence_ipmilan' } = more;
  return {
    agent,
    ip: lab.bmcAddress(node),
    username: BMC_USER,
    password: PASSWORD,
    lanplus: '1',
    cipher: '3',
    // What the built-in one does by itself.
    ...(agent === 'fence_ipmi' ? {} : { power_wait: '0' }),
    ...more,
  };
}

/** Once for a lab, before its first cluster.xml. */
export async function writeKey(lab: Lab): Promise<void> {
  await writeFile(keyFile(lab), generateKey(createRandom()), { mode: 0o600 });
}

/** One file for all nodes; a daemon reads it at its next start or reload. */
export async function writeCluster(lab: Lab, cluster: LabCluster): Promise<void> {
  const { name, version = 1, timing, rm, passwords = {}, fence = {}, methods } = cluster;
  const xml = clusterXml({
    name,
    version,
    keyFile: keyFile(lab),
    port: 694,
    timing,
    fenceDaemon: cluster.fenceDaemon ?? '<fence_daemon fence_loop_limit="0"/>',
    rm,
    nodes: lab.nodes.map((node) => ({
      name: node,
      ips: [lab.address(node, 'lan0'), lab.address(node, 'lan1')],
      fence: methods?.(node) ?? bmcFence(lab, node, { password: passwords[node] ?? PASSWORD, ...fence }),
    })),
  });
  await writeFile(clusterFile(lab), xml);
}

/** The command that runs the daemon of that node, for the shell. */
export function picketd(lab: Lab, node: string): string {
  return `${ROOT}/bin/picketd --config ${clusterFile(lab)} --node ${node} --state ${lab.disk(node)} --run /run/picket --boot-id-file ${lab.bootIdFile(node)} --dmi ${dmiFolder(lab, node)}`;
}

/** What the nodes printed last, for a failure's message. */
export async function lastWords(lab: Lab, each = 8_000): Promise<string> {
  const said = lab.nodes.map(async (node) => `--- ${node}\n${(await lab.output(node)).slice(-each)}`);
  return (await Promise.all(said)).join('\n');
}

/** What the node's firmware says of the machine; empty unless a test writes it. */
export const dmiFolder = (lab: Lab, node: string): string => `${lab.disk(node)}/dmi`;

const keyFile = (lab: Lab): string => `${lab.shared}/authkey`;
const clusterFile = (lab: Lab): string => `${lab.shared}/cluster.xml`;
