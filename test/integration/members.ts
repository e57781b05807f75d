/**
 * Three to five hosts of the lab with real daemons under a supervisor, one service at home on each, and one log of all
 * services' witnesses.
 */
import { chmod, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusDocument } from '#src/cluster/status.ts';
import { getStatus } from '#test/lab/control.ts';
import { createLab, type Lab } from '#test/lab/lab.ts';
import { lastWords, PASSWORD, picketd, SOCKET, writeCluster, writeKey } from '#test/lab/picket.ts';
import { until } from '#test/lab/until.ts';
import { type Run, readRuns, runningNow } from './witnessed.ts';

/** Short, so that even 30 % loss never makes a link silent for warntime. */
const KEEPALIVE_MS = 100;
const WARNTIME_MS = 2_000;
/** Well above what a loaded machine makes a healthy node wait. */
export const DEADTIME_MS = 3_000;
const PATIENCE_MS = 60_000;
const LOOK_MS = 100;

export interface Members {
  readonly lab: Lab;
  /** n1 .. */
  readonly nodes: readonly string[];
  /** s1 .., at home on the node of the same number. */
  readonly services: readonly string[];
  status(node: string): Promise<StatusDocument>;
  /** The coordinator of the view of `node`. */
  coordinator(node?: string): Promise<string>;
  runs(): Promise<readonly Run[]>;
  /** Which service runs where by the witnesses: SERVICE -> `NODE PID`. */
  running(): Promise<ReadonlyMap<string, string>>;
  /** Resolves when these nodes are the members of one view, quorate, and run all services; the witnesses say so too. */
  carriedBy(nodes: readonly string[]): Promise<void>;
  /** Resolves when all nodes are members of one view and every service runs at home. */
  settled(): Promise<void>;
  /** The nodes whose BMC was told to switch them off at `since` (ms since 1970) or later. */
  shotSince(since: number): Promise<readonly string[]>;
  /** A signal to the daemon alone; its services run on. */
  signal(node: string, name: 'KILL' | 'TERM' | 'STOP' | 'CONT'): Promise<void>;
  /** Whether the supervisor starts the daemon again when it has ended; true after every boot. */
  setRestart(node: string, restart: boolean): Promise<void>;
  /** How often a daemon of the node has ended, and how: `0` of its own accord, `137` by SIGKILL. */
  ends(node: string): Promise<readonly string[]>;
  /** What the daemons logged last, for a failure's message. */
  logs(): Promise<string>;
  destroy(): Promise<void>;
}

/** What systemd does with Restart=always, and where the daemon's process id is to be read. */
const supervisor = (command: string): string => `while :; do
  while [ -e /run/held ]; do sleep 0.05; done
  ${command} &
  echo $! >/run/picketd.pid
  wait $!
  echo "supervisor: picketd ended with $?"
  sleep 0.1
done
`;

/** Every service prefers its home, then the nodes after it, and goes home when it can. */
function rmXml(nodes: readonly string[], command: (service: string) => string): string {
  const domains = nodes.map((home, index) => {
    const order = [...nodes.slice(index), ...nodes.slice(0, index)];
    const members = order.map((node, rank) => `<failoverdomainnode name="${node}" priority="${rank + 1}"/>`);
    return `<failoverdomain name="at-${home}" ordered="1">${members.join('')}</failoverdomain>`;
  });
  const services = nodes.map((home, index) => {
    const name = `s${index + 1}`;
    return `<service name="${name}" domain="at-${home}"><process name="${name}" command="${command(name)}"/></service>`;
  });
  return `  <rm auto_failback="on" failback_delay="500ms">
    <failoverdomains>${domains.join('\n      ')}</failoverdomains>
    ${services.join('\n    ')}
  </rm>`;
}

async function install(lab: Lab): Promise<void> {
  const { shared, nodes } = lab;
  await writeKey(lab);
  await cp(join(import.meta.dirname, 'witness.py'), `${shared}/witness.py`);
  await chmod(`${shared}/witness.py`, 0o755);
  await writeFile(`${shared}/witnessed.log`, '');
  await writeCluster(lab, {
    name: 'members',
    timing: {
      keepalive: `${KEEPALIVE_MS}ms`,
      warntime: `${WARNTIME_MS}ms`,
      deadtime: `${DEADTIME_MS}ms`,
      initdead: '30s',
    },
    rm: rmXml(nodes, (service) => `exec ${shared}/witness.py ${service} ${shared}/witnessed.log`),
    // A BMC that does not obey is tried again soon.
    fence: { power_timeout: '5' },
  });
  for (const node of nodes) await lab.install(node, supervisor(picketd(lab, node)));
}

/** Builds the lab and boots all nodes; `settled` says when they are there. */
export async function bootMembers(count: number): Promise<Members> {
  const nodes = Array.from({ length: count }, (_, index) => `n${index + 1}`);
  const lab = await createLab({ nodes, password: PASSWORD });
  try {
    await install(lab);
    await Promise.all(nodes.map((node) => lab.boot(node)));
  } catch (error) {
    await lab.destroy();
    throw error;
  }
  return assemble(lab);
}

function assemble(lab: Lab): Members {
  const { nodes } = lab;
  const services = nodes.map((_, index) => `s${index + 1}`);
  const home = (service: string): string => `n${service.slice(1)}`;
  const status = async (node: string): Promise<StatusDocument> => getStatus(await lab.inside(node, SOCKET));
  const runs = async (): Promise<readonly Run[]> =>
    readRuns(await readFile(`${lab.shared}/witnessed.log`, 'utf8'));
  const running = async (): Promise<ReadonlyMap<string, string>> => runningNow(await runs());
  const known = async (): Promise<string> => {
    const seen = await Promise.all(nodes.map((node) => status(node).catch(String)));
    const short = seen.map((one) =>
      typeof one === 'string'
        ? one
        : JSON.stringify({ view: one.view, waits: one.waits, warnings: one.warnings, fences: one.fences }),
    );
    return `\n${short.join('\n')}\nrunning: ${JSON.stringify([...(await running())])}`;
  };
  /** The witnesses' places are looked at last: what runs at the end is what counts. */
  const carry = (
    what: string,
    members: readonly string[],
    fits: (service: string, node: string) => boolean,
  ) =>
    until(
      what,
      async () => {
        await sleep(LOOK_MS);
        const all = await Promise.all(members.map((node) => status(node).catch(() => undefined)));
        const agreed = all.every(
          (one) =>
            one?.view?.epoch === all[0]?.view?.epoch &&
            one?.view?.mayStart === true &&
            one.view.members.join() === members.join() &&
            one.services.every(({ id, state, owner }) => {
              return state === 'started' && owner !== null && fits(id.replace('service:', ''), owner);
            }),
        );
        if (!agreed) return undefined;
        const now = await running();
        const seen = services.every((service) => fits(service, now.get(service)?.split(' ')[0] ?? ''));
        return seen ? true : undefined;
      },
      PATIENCE_MS,
      known,
    );
  const held = (node: string): Promise<string> => lab.inside(node, '/run/held');
  return {
    lab,
    nodes,
    services,
    status,
    coordinator: async (node = nodes[0] ?? '') => (await status(node)).view?.coordinator ?? '',
    runs,
    running,
    async carriedBy(members) {
      await carry(`${members.join(' ')} with all services`, members, (_, node) => members.includes(node));
    },
    async settled() {
      await carry('all nodes with their services', nodes, (service, node) => node === home(service));
    },
    async shotSince(since) {
      const orders = await Promise.all(nodes.map((node) => lab.orders(node)));
      return nodes.filter((_, index) =>
        orders[index]?.some(({ at, order }) => at >= since && order === 'set power 0'),
      );
    },
    async signal(node, name) {
      const { code, stderr } = await lab.exec(node, ['sh', '-c', `kill -${name} "$(cat /run/picketd.pid)"`]);
      if (code !== 0) throw new Error(`${node}: ${stderr}`);
    },
    async setRestart(node, restart) {
      if (restart) await rm(await held(node), { force: true });
      else await writeFile(await held(node), '');
    },
    async ends(node) {
      const text = await lab.output(node);
      return [...text.matchAll(/^supervisor: picketd ended with (\d+)$/gm)].map(([, code = '']) => code);
    },
    logs: () => lastWords(lab),
    destroy: () => lab.destroy(),
  };
}
