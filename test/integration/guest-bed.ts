/** Two lab hosts with a libvirt each, and the `vm` agent on both, as a daemon there would call it. */
import type { Agent, Operation } from '#src/agents/agent.ts';
import { createVmAgent } from '#src/agents/vm/vm.ts';
import { createClock } from '#src/host/clock.ts';
import { createCommands } from '#src/host/commands.ts';
import { createFiles } from '#src/host/files.ts';
import type { Commands, Files, Program } from '#src/host/ports.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { createLab, type Lab } from '#test/lab/lab.ts';
import { installLibvirt, type LibvirtHosts } from '#test/lab/libvirt.ts';

type Attributes = Readonly<Record<string, string>>;

export interface GuestBed {
  readonly lab: Lab;
  readonly hosts: LibvirtHosts;
  /** One for each node, as it is one daemon's. */
  agent(node: string): Agent & { readonly migration: NonNullable<Agent['migration']> };
  operation(
    node: string,
    guest: string,
    fields?: Partial<Operation> & { readonly attributes?: Attributes },
  ): Promise<Operation>;
  /** `running (booted)`, or what virsh says instead. */
  state(node: string, guest: string): Promise<string>;
  /** The node as a target. */
  target(node: string): { readonly nodeName: string; readonly addresses: readonly string[] };
  destroy(): Promise<void>;
}

/** Attributes with which guests of the lab migrate: no ssh between its hosts. */
export const TCP: Attributes = { migrate_transport: 'tcp' };

/** Resolves when both libvirts answer. */
export async function makeGuestBed(): Promise<GuestBed> {
  const lab = await createLab();
  const hosts = await installLibvirt(lab);
  const agents = new Map<string, ReturnType<GuestBed['agent']>>();
  await Promise.all(lab.nodes.map((node) => lab.boot(node)));
  await Promise.all(lab.nodes.map((node) => hosts.ready(node)));
  return {
    lab,
    hosts,
    agent(node) {
      const found = agents.get(node);
      if (found !== undefined) return found;
      const agent = createVmAgent();
      const { migration } = agent;
      if (migration === undefined) throw new Error('it does not migrate');
      const whole = { ...agent, migration };
      agents.set(node, whole);
      return whole;
    },
    async operation(node, guest, { attributes = {}, ...fields } = {}) {
      const root = await lab.inside(node, '');
      return {
        resource: { type: 'vm', name: guest, attributes: { hypervisor: 'qemu', ...attributes } },
        service: `vm:${guest}`,
        nodeName: node,
        clusterName: 'lab',
        runFolder: '/run/picket',
        ports: { clock: createClock(), commands: commandsIn(root), files: filesIn(root) },
        log: SILENT,
        timeout: 60_000,
        cancel: new AbortController().signal,
        started: () => {},
        ...fields,
      };
    },
    async state(node, guest) {
      const { stdout, stderr } = await hosts.virsh(node, 'domstate', '--reason', guest);
      return (stdout + stderr).trim();
    },
    target: (node) => ({ nodeName: node, addresses: [lab.address(node, 'lan0')] }),
    destroy: () => lab.destroy(),
  };
}

function commandsIn(root: string): Commands {
  const real = createCommands();
  const pid = root.split('/')[2] ?? '';
  const inside = <T extends Program>(program: T): T => ({
    ...program,
    file: 'nsenter',
    args: ['-t', pid, '--mount', '--uts', '--ipc', '--net', '--pid', '--', program.file, ...program.args],
  });
  return {
    ...real,
    run: (command, cancel) => real.run(inside(command), cancel),
    follow: (program, line, ended) => real.follow(inside(program), line, ended),
  };
}

/** Also the node's own /proc. */
function filesIn(root: string): Files {
  const real = createFiles();
  return {
    ...real,
    read: (path) => real.read(root + path),
    list: (path) => real.list(root + path),
    stat: (path) => real.stat(root + path),
    rename: (from, to) => real.rename(root + from, root + to),
    remove: (path) => real.remove(root + path),
  };
}
