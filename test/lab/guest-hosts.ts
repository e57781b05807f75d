/**
 * Two hosts of the lab with libvirt and real daemons that keep guests, one cluster.xml on both, and a watch of where each
 * guest executes.
 */
import type { StatusDocument } from '#src/cluster/status.ts';
import { type ControlClient, createControlClient } from '#src/control/client.ts';
import { type Events, followEvents, getStatus } from './control.ts';
import type { ConsoleLine, GuestOptions } from './guest/guest.ts';
import { type GuestWatch, watchGuests } from './guest-watch.ts';
import { createLab, type Lab } from './lab.ts';
import { type Guest, installLibvirt, type LibvirtHosts } from './libvirt.ts';
import { lastWords, PASSWORD, picketd, ROOT, SOCKET, writeCluster, writeKey } from './picket.ts';
import type { RunResult } from './run.ts';
import { until } from './until.ts';

export interface GuestPlan extends GuestOptions {
  /** The node it prefers; it stays where it is while it can. */
  readonly home: string;
  /** Of its <vm>, besides those that every guest of the lab needs. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** In its <vm>. */
  readonly elements?: string;
}

export interface GuestHosts {
  readonly lab: Lab;
  readonly libvirt: LibvirtHosts;
  readonly watch: GuestWatch;
  guest(name: string): Guest;
  /** Powers the node on and follows the events of this boot. */
  boot(node: string): Promise<Events>;
  /** The events of the node's last boot. */
  events(node: string): Events;
  status(node: string): Promise<StatusDocument>;
  /** The daemon of that node, as clients reach it; until the node dies. */
  control(node: string): Promise<ControlClient>;
  /** The command line on that node. */
  picket(node: string, ...words: readonly string[]): Promise<RunResult>;
  /** Resolves with what `picket status` prints on that node as soon as that fits. */
  says(node: string, pattern: RegExp, within?: number): Promise<string>;
  /** Resolves when that node has it that the guest is started there, or anywhere. */
  started(name: string, on?: string, within?: number): Promise<void>;
  /** Resolves when both are members, and sure of each other. */
  together(): Promise<void>;
  /** Rejects if a guest ever executed twice, or counted back, by what the hosts and the guests themselves said. */
  neverTwice(): Promise<void>;
  /** How often the guest has booted. */
  boots(name: string): Promise<number>;
  /** What the daemons logged, for a failure's message. */
  logs(): Promise<string>;
  destroy(): Promise<void>;
}

const NODES = ['n1', 'n2'] as const;

/** The lab's hosts reach each other's libvirt by TCP. */
function vmElement(
  name: string,
  xmlFile: string,
  { home, attributes = {}, elements = '' }: GuestPlan,
): string {
  const all = { name, domain: `at-${home}`, xmlfile: xmlFile, migrate_transport: 'tcp', ...attributes };
  const text = Object.entries(all).map(([key, value]) => `${key}="${value}"`);
  return `<vm ${text.join(' ')}>${elements}</vm>`;
}

function rmXml(vms: readonly string[]): string {
  const domains = NODES.map((home) => {
    const order = [home, ...NODES.filter((node) => node !== home)];
    const members = order.map((node, rank) => `<failoverdomainnode name="${node}" priority="${rank + 1}"/>`);
    return `<failoverdomain name="at-${home}" ordered="1" nofailback="1">${members.join('')}</failoverdomain>`;
  });
  return `  <rm>
    <failoverdomains>${domains.join('\n      ')}</failoverdomains>
    ${vms.join('\n    ')}
  </rm>`;
}

/** Builds the lab, boots both nodes, and resolves when every guest runs at home. */
export async function createGuestHosts(plans: Readonly<Record<string, GuestPlan>>): Promise<GuestHosts> {
  const lab = await createLab({ nodes: NODES, password: PASSWORD });
  try {
    const libvirt = await installLibvirt(lab);
    const guests = new Map<string, Guest>();
    for (const [name, plan] of Object.entries(plans)) guests.set(name, await libvirt.addGuest(name, plan));
    await writeKey(lab);
    await writeCluster(lab, {
      name: 'guests',
      // Deadtime well above what a loaded machine makes a healthy node wait.
      timing: { keepalive: '200ms', warntime: '1s', deadtime: '2s', initdead: '20s' },
      // No node is shot that could shoot back.
      fenceDaemon: '<fence_daemon fence_delay="0" fence_loop_limit="0"/>',
      fence: { agent: 'fence_ipmi' },
      rm: rmXml([...guests].map(([name, { xmlFile }]) => vmElement(name, xmlFile, plans[name] as GuestPlan))),
    });
    for (const node of lab.nodes) await lab.install(node, `exec ${picketd(lab, node)}\n`);
    const hosts = assemble(lab, libvirt, guests);
    await Promise.all(lab.nodes.map((node) => hosts.boot(node)));
    await hosts.together();
    for (const [name, { home }] of Object.entries(plans)) await hosts.started(name, home);
    return hosts;
  } catch (error) {
    console.error(await lastWords(lab));
    await lab.destroy();
    throw error;
  }
}

function assemble(lab: Lab, libvirt: LibvirtHosts, guests: ReadonlyMap<string, Guest>): GuestHosts {
  const watch = watchGuests(lab);
  const followed = new Map<string, Events>();
  const guest = (name: string): Guest => {
    const found = guests.get(name);
    if (found === undefined) throw new Error(`no guest ${name}`);
    return found;
  };
  const status = async (node: string): Promise<StatusDocument> => getStatus(await lab.inside(node, SOCKET));
  const living = async (): Promise<string> => {
    for (const node of lab.nodes) if (await lab.alive(node)) return node;
    throw new Error('no node is on');
  };
  const picket: GuestHosts['picket'] = (node, ...words) =>
    lab.exec(node, [process.execPath, `${ROOT}/src/cli/picket.ts`, '--socket', SOCKET, ...words], {
      timeout: 120_000,
    });
  return {
    lab,
    libvirt,
    watch,
    guest,
    async boot(node) {
      await lab.boot(node);
      followed.get(node)?.close();
      const events = followEvents(await lab.inside(node, SOCKET));
      followed.set(node, events);
      return events;
    },
    events(node) {
      const found = followed.get(node);
      if (found === undefined) throw new Error(`${node} was never on`);
      return found;
    },
    status,
    control: async (node) => createControlClient(await lab.inside(node, SOCKET)),
    picket,
    async says(node, pattern, within) {
      let last = '';
      const look = async (): Promise<string | undefined> => {
        last = (await picket(node, 'status')).stdout;
        return pattern.test(last) ? last : undefined;
      };
      return await until(`status of ${node} with ${pattern}`, look, within, () => last);
    },
    async started(name, on, within = 60_000) {
      let last: unknown;
      await until(
        `${name} started${on === undefined ? '' : ` on ${on}`}`,
        async () => {
          const { services } = await status(await living()).catch(() => ({ services: [] }));
          last = services.find(({ id }) => id === `vm:${name}`);
          const found = services.find(({ id }) => id === `vm:${name}`);
          return found?.state === 'started' && (on ?? found.owner) === found.owner ? true : undefined;
        },
        within,
        () => JSON.stringify(last),
        50,
      );
    },
    async together() {
      for (const node of lab.nodes) {
        await until(
          `both as members, by ${node}`,
          async () => {
            const { view } = await status(node).catch(() => ({ view: null }));
            return view?.members.length === 2 ? true : undefined;
          },
          60_000,
          undefined,
          50,
        );
      }
    },
    async neverTwice() {
      const wrong = [...watch.doubles];
      if (watch.rounds() === 0) wrong.push('nobody was ever asked');
      for (const one of guests.values()) wrong.push(...brokenCounts(one.name, await one.console()));
      if (wrong.length > 0) throw new Error(`a guest ran twice:\n${wrong.join('\n')}`);
    },
    boots: async (name) => (await guest(name).console()).filter(({ word }) => word === 'UP').length,
    logs: () => lastWords(lab),
    async destroy() {
      for (const events of followed.values()) events.close();
      await watch.stop();
      await lab.destroy();
    },
  };
}

/** What a guest says when another copy writes its disk, and what it could not say if there were one copy. */
function brokenCounts(name: string, lines: readonly ConsoleLine[]): readonly string[] {
  let last = 0;
  return lines.flatMap(({ word, count }) => {
    const back = word === 'TICK' && count <= last;
    if (word === 'TICK') last = count;
    if (word === 'SPLIT-BRAIN' || word === 'IO-ERROR') return [`${name}: ${word} ${count}`];
    return back ? [`${name}: counts back to ${count}`] : [];
  });
}
