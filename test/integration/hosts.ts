/** Two hosts of the lab with real daemons, a cluster.xml on both, and a witness of what runs where. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterXml } from '#src/cli/demo/cluster-xml.ts';
import { newKeyText } from '#src/cli/demo/key-file.ts';
import type { StatusDocument } from '#src/cluster/status.ts';
import { BMC_USER } from '#test/lab/bmc.ts';
import { type Events, followEvents, getStatus } from '#test/lab/control.ts';
import { createLab, type Lab } from '#test/lab/lab.ts';
import type { RunResult } from '#test/lab/run.ts';

const ROOT = join(import.meta.dirname, '../..');
const SOCKET = '/run/picket/control.sock';
export const PASSWORD = 's3cret';

export interface Hosts {
  readonly lab: Lab;
  /** Writes cluster.xml, the same for both nodes; `passwords` are what the file says, by node. */
  configure(version: number, passwords?: Readonly<Record<string, string>>): Promise<void>;
  /** Powers the node on and follows the events of this boot. */
  boot(node: string): Promise<Events>;
  status(node: string): Promise<StatusDocument>;
  /** The command line on that node. */
  picket(node: string, ...words: readonly string[]): Promise<RunResult>;
  /** Who ran the service, one entry for each change: `['n2', 'n1']` = first on n2, then on n1, and never on both. */
  witnessed(service: string): Promise<readonly string[]>;
  /** What the daemons logged, for a failure's message. */
  logs(): Promise<string>;
  destroy(): Promise<void>;
}

/** Appends who it is and when, twenty times a second, as long as it lives. */
const WITNESS = `#!/bin/bash
while :; do echo "$EPOCHREALTIME $(hostname)" >>"$1"; sleep 0.05; done
`;

/** web: a witness and a real OCF agent, preferring n2. base: the same kind of witness on n1, of a lower priority. */
function rm(witness: string, shared: string): string {
  const domain = (name: string, first: string, second: string): string =>
    `<failoverdomain name="${name}" ordered="1"><failoverdomainnode name="${first}" priority="1"/>` +
    `<failoverdomainnode name="${second}" priority="2"/></failoverdomain>`;
  return `  <rm auto_failback="off">
    <failoverdomains>
      ${domain('prefer-n2', 'n2', 'n1')}
      ${domain('prefer-n1', 'n1', 'n2')}
    </failoverdomains>
    <service name="web" domain="prefer-n2" priority="10">
      <ocf name="dummy" provider="heartbeat" agent="Dummy">
        <process name="web" command="${witness} ${shared}/web.log"/>
      </ocf>
    </service>
    <service name="base" domain="prefer-n1" priority="1">
      <process name="base" command="${witness} ${shared}/base.log"/>
    </service>
  </rm>`;
}

/** Builds the lab and writes the configuration with the right passwords; boots nothing. */
export async function createHosts(): Promise<Hosts> {
  const lab = await createLab({ password: PASSWORD });
  const file = `${lab.shared}/cluster.xml`;
  const key = `${lab.shared}/authkey`;
  const witness = `${lab.shared}/witness`;
  const followed: Events[] = [];
  await writeFile(key, newKeyText(), { mode: 0o600 });
  await writeFile(witness, WITNESS);
  await chmod(witness, 0o755);
  for (const node of lab.nodes) {
    const options = `--config ${file} --node ${node} --state ${lab.disk(node)} --run /run/picket --boot-id-file ${lab.bootIdFile(node)}`;
    await lab.install(node, `exec ${ROOT}/bin/picketd ${options}\n`);
  }
  const hosts: Hosts = {
    lab,
    async configure(version, passwords = {}) {
      const xml = clusterXml({
        name: 'hosts',
        version,
        keyFile: key,
        port: 694,
        // Deadtime well above what a loaded machine makes a healthy node wait.
        timing: { keepalive: '200ms', warntime: '1s', deadtime: '2s', initdead: '20s' },
        fenceDaemon: '<fence_daemon/>',
        rm: rm(witness, lab.shared),
        nodes: lab.nodes.map((name) => ({
          name,
          ips: [lab.address(name, 'lan0'), lab.address(name, 'lan1')],
          fence: {
            agent: 'fence_ipmilan',
            ip: lab.bmcAddress(name),
            username: BMC_USER,
            password: passwords[name] ?? PASSWORD,
            lanplus: '1',
            cipher: '3',
            power_wait: '0',
          },
        })),
      });
      await writeFile(file, xml);
    },
    async boot(node) {
      await lab.boot(node);
      const events = followEvents(await lab.inside(node, SOCKET));
      followed.push(events);
      return events;
    },
    status: async (node) => getStatus(await lab.inside(node, SOCKET)),
    picket: (node, ...words) =>
      lab.exec(node, [process.execPath, `${ROOT}/src/cli/picket.ts`, '--socket', SOCKET, ...words], {
        timeout: 60_000,
      }),
    async witnessed(service) {
      const text = await readFile(`${lab.shared}/${service}.log`, 'utf8').catch(() => '');
      const looks = text
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' '));
      const nodes = looks.toSorted((a, b) => Number(a[0]) - Number(b[0])).map(([, node = '']) => node);
      return nodes.filter((node, index) => node !== nodes[index - 1]);
    },
    logs: async () =>
      (
        await Promise.all(
          lab.nodes.map(async (node) => `--- ${node}\n${(await lab.output(node)).slice(-6_000)}`),
        )
      ).join('\n'),
    async destroy() {
      for (const events of followed) events.close();
      await lab.destroy();
    },
  };
  await hosts.configure(1);
  return hosts;
}

/** Boots both and waits until both services run where they belong; the events are n1's and n2's. */
export async function bootBoth(hosts: Hosts): Promise<{ readonly n1: Events; readonly n2: Events }> {
  const [n1, n2] = await Promise.all([hosts.boot('n1'), hosts.boot('n2')]);
  const started = (service: string, node: string) =>
    n1.wait(
      `${service} on ${node}`,
      (event) => event.name === 'service.started' && event.service === service && event.node === node,
    );
  await Promise.all([started('service:web', 'n2'), started('service:base', 'n1')]);
  return { n1, n2 };
}
