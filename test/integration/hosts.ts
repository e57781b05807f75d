/** Two hosts of the lab with real daemons, a cluster.xml on both, and a witness of what runs where. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach } from 'vitest';
import type { StatusDocument } from '#src/cluster/status.ts';
import { type Events, followEvents, getStatus } from '#test/lab/control.ts';
import { createLab, type Lab, labMissing } from '#test/lab/lab.ts';
import {
  type LabCluster,
  lastWords,
  PASSWORD,
  picketd,
  ROOT,
  SOCKET,
  writeCluster,
  writeKey,
} from '#test/lab/picket.ts';
import type { RunResult } from '#test/lab/run.ts';
import { until } from '#test/lab/until.ts';

/** How the file fences: see LabCluster. */
export interface Configured extends Pick<LabCluster, 'passwords' | 'fence' | 'methods' | 'fenceDaemon'> {
  /** A `<health>` that service web needs. */
  readonly health?: { readonly name: string; readonly xml: string };
}

export interface Hosts {
  readonly lab: Lab;
  /** Writes cluster.xml, the same for both nodes. What is not given is as at the beginning. */
  configure(version: number, how?: Configured): Promise<void>;
  /** Powers the node on and follows the events of this boot. */
  boot(node: string): Promise<Events>;
  status(node: string): Promise<StatusDocument>;
  /** The command line, for a shell on a node. */
  command(...words: readonly string[]): string;
  /** The command line on that node. */
  picket(node: string, ...words: readonly string[]): Promise<RunResult>;
  /** Resolves with what `picket status` prints on that node as soon as that fits. */
  says(node: string, pattern: RegExp, within?: number): Promise<string>;
  /** Who ran the service, one entry for each change: `['n2', 'n1']` = first on n2, then on n1, and never on both. */
  witnessed(service: string): Promise<readonly string[]>;
  /** Resolves when the service's witness has run on that node. */
  witnessedOn(node: string, service: string): Promise<void>;
  /** When the service's witness was on that node first, at or after `since`; ms since 1970. Undefined if never. */
  firstOn(node: string, service: string, since: number): Promise<number | undefined>;
  /** Resolves when that node is in a view of both. */
  together(node: string): Promise<void>;
  /** What the daemons logged, for a failure's message. */
  logs(): Promise<string>;
  destroy(): Promise<void>;
}

const PICKET = `${ROOT}/src/cli/picket.ts`;

/** Appends who it is and when, twenty times a second, as long as it lives. */
const WITNESS = `#!/bin/bash
while :; do echo "$EPOCHREALTIME $(hostname)" >>"$1"; sleep 0.05; done
`;

/** web: a witness and a real OCF agent, preferring n2. base: the same kind of witness on n1, of a lower priority. */
function rm(witness: string, shared: string, health: Configured['health']): string {
  const domain = (name: string, first: string, second: string): string =>
    `<failoverdomain name="${name}" ordered="1"><failoverdomainnode name="${first}" priority="1"/>` +
    `<failoverdomainnode name="${second}" priority="2"/></failoverdomain>`;
  return `  <rm auto_failback="off">
    <failoverdomains>
      ${domain('prefer-n2', 'n2', 'n1')}
      ${domain('prefer-n1', 'n1', 'n2')}
    </failoverdomains>${health === undefined ? '' : `\n    ${health.xml}`}
    <service name="web" domain="prefer-n2" priority="10"${health === undefined ? '' : ` needs="${health.name}"`}>
      <ocf name="dummy" provider="heartbeat" agent="Dummy">
        <process name="web" command="${witness} ${shared}/web.log"/>
      </ocf>
    </service>
    <service name="base" domain="prefer-n1" priority="1">
      <process name="base" command="${witness} ${shared}/base.log"/>
    </service>
  </rm>`;
}

/** To be called once by a test file: each of its tests has hosts of its own, and says what they logged if it fails. */
export function freshHosts(): { readonly hosts: Hosts } {
  let hosts: Hosts | undefined;
  beforeEach(async ({ skip }) => {
    const missing = await labMissing();
    skip(missing !== undefined, missing);
    hosts = await createHosts();
  });
  afterEach(async ({ task }) => {
    // Not in onTestFailed: by then the logs are gone with the lab.
    if (task.result?.state === 'fail') console.error(await hosts?.logs());
    await hosts?.destroy();
    hosts = undefined;
  });
  return {
    get hosts() {
      if (hosts === undefined) throw new Error('there are hosts within a test only');
      return hosts;
    },
  };
}

/** Builds the lab and writes the configuration with the right passwords; boots nothing. */
async function createHosts(): Promise<Hosts> {
  const lab = await createLab({ password: PASSWORD });
  const witness = `${lab.shared}/witness`;
  const followed: Events[] = [];
  await writeKey(lab);
  await writeFile(witness, WITNESS);
  await chmod(witness, 0o755);
  for (const node of lab.nodes) await lab.install(node, `exec ${picketd(lab, node)}\n`);
  const looks = async (service: string): Promise<readonly { at: number; node: string }[]> => {
    const text = await readFile(`${lab.shared}/${service}.log`, 'utf8').catch(() => '');
    const lines = text.split('\n').slice(0, -1);
    return lines
      .map((line) => line.split(' '))
      .map(([at, node = '']) => ({ at: Number(at) * 1_000, node }))
      .toSorted((a, b) => a.at - b.at);
  };
  const hosts: Hosts = {
    lab,
    configure: (version, { health, ...how } = {}) =>
      writeCluster(lab, {
        name: 'hosts',
        version,
        // Deadtime well above what a loaded machine makes a healthy node wait.
        timing: { keepalive: '200ms', warntime: '1s', deadtime: '2s', initdead: '20s' },
        rm: rm(witness, lab.shared, health),
        ...how,
      }),
    async boot(node) {
      await lab.boot(node);
      const events = followEvents(await lab.inside(node, SOCKET));
      followed.push(events);
      return events;
    },
    status: async (node) => getStatus(await lab.inside(node, SOCKET)),
    command: (...words) => [process.execPath, PICKET, '--socket', SOCKET, ...words].join(' '),
    picket: (node, ...words) =>
      lab.exec(node, [process.execPath, PICKET, '--socket', SOCKET, ...words], {
        timeout: 60_000,
      }),
    async says(node, pattern, within) {
      let last = '';
      const look = async (): Promise<string | undefined> => {
        last = (await hosts.picket(node, 'status')).stdout;
        return pattern.test(last) ? last : undefined;
      };
      return await until(`status of ${node} with ${pattern}`, look, within, () => last);
    },
    async witnessed(service) {
      const nodes = (await looks(service)).map(({ node }) => node);
      return nodes.filter((node, index) => node !== nodes[index - 1]);
    },
    async firstOn(node, service, since) {
      return (await looks(service)).find((look) => look.node === node && look.at >= since)?.at;
    },
    async witnessedOn(node, service) {
      await until(`the witness on ${node}`, async () =>
        (await hosts.witnessed(service)).includes(node) ? true : undefined,
      );
    },
    async together(node) {
      await until(
        'both as members',
        async () => ((await hosts.status(node)).view?.members.length === 2 ? true : undefined),
        60_000,
      );
    },
    logs: () => lastWords(lab),
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
  await Promise.all([startedOn(n1, 'n2', 'web'), startedOn(n1, 'n1', 'base')]);
  return { n1, n2 };
}

/** Resolves when the service was started there, by these events. */
export async function startedOn(
  events: Events,
  node: string,
  service: string,
  within?: number,
): Promise<void> {
  await events.wait(
    `${service} on ${node}`,
    (event) =>
      event.name === 'service.started' && event.service === `service:${service}` && event.node === node,
    within,
  );
}
