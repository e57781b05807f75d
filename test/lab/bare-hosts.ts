/** Two hosts of the lab with libvirt and real daemons, without guests; libvirt's hook is installed as an administrator would. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { StatusDocument } from '#src/cluster/status.ts';
import { getStatus } from './control.ts';
import { createLab, type Lab } from './lab.ts';
import { installLibvirt, type LibvirtHosts } from './libvirt.ts';
import { picketd, ROOT, SOCKET, writeCluster, writeKey } from './picket.ts';
import type { RunResult } from './run.ts';
import { until } from './until.ts';

const TIMING = { keepalive: '200ms', warntime: '1s', deadtime: '2s', initdead: '20s' };

export interface BareHosts {
  readonly lab: Lab;
  readonly libvirt: LibvirtHosts;
  /** The command line on that node. */
  picket(node: string, ...words: readonly string[]): Promise<RunResult>;
  /** virsh on that node; rejects when it fails. Its standard output, trimmed. */
  virsh(node: string, ...words: readonly string[]): Promise<string>;
  status(node: string): Promise<StatusDocument>;
  /** Resolves when all nodes are in one view. */
  together(): Promise<void>;
  /** Resolves when that service is started there, as any node says. */
  startedOn(service: string, node: string): Promise<void>;
  boot(): Promise<void>;
}

/** `rm`: the element <rm>. Boots nothing. `hook` false: libvirt has no hook. `before`: shell lines of every boot. */
export async function createBareHosts(rm: string, { hook = true, before = '' } = {}): Promise<BareHosts> {
  const lab = await createLab();
  const libvirt = await installLibvirt(lab);
  await writeKey(lab);
  await writeCluster(lab, { name: 'guests', timing: TIMING, rm });
  const script = await readFile(`${ROOT}/packaging/libvirt/picket`, 'utf8');
  for (const node of lab.nodes) {
    await lab.install(node, `${before}exec ${picketd(lab, node)}\n`);
    const folder = `${lab.folder}/nodes/${node}/libvirt/etc/hooks/qemu.d`;
    await mkdir(folder, { recursive: true });
    const placed = script
      .replace('/var/lib/picket', lab.disk(node))
      .replace('/usr/bin/picket', `${ROOT}/bin/picket`);
    if (hook) await writeFile(`${folder}/picket`, placed, { mode: 0o755 });
  }
  const status = async (node: string): Promise<StatusDocument> => getStatus(await lab.inside(node, SOCKET));
  const hosts: BareHosts = {
    lab,
    libvirt,
    picket: (node, ...words) =>
      lab.exec(node, [`${ROOT}/bin/picket`, '--socket', SOCKET, ...words], { timeout: 60_000 }),
    async virsh(node, ...words) {
      const { code, stdout, stderr } = await libvirt.virsh(node, ...words);
      if (code !== 0) throw new Error(`${node}: virsh ${words.join(' ')}: ${stderr}`);
      return stdout.trim();
    },
    status,
    async together() {
      for (const node of lab.nodes)
        await until(`${node} in a view of all`, async () => {
          const found = await status(node).catch(() => undefined);
          return found?.view?.members.length === lab.nodes.length ? true : undefined;
        });
    },
    async startedOn(service, node) {
      await until(
        `${service} started on ${node}`,
        async () => {
          const found = (await status(node)).services.find(({ id }) => id === service);
          return found?.state === 'started' && found.owner === node ? true : undefined;
        },
        60_000,
        async () => JSON.stringify((await status(node)).services),
      );
    },
    async boot() {
      await Promise.all(lab.nodes.map((node) => lab.boot(node)));
      await Promise.all(lab.nodes.map((node) => libvirt.ready(node)));
      await hosts.together();
    },
  };
  return hosts;
}
