/** What the comparison needs of another cluster manager, and how its failover is measured in the lab that Picket is measured in. */
import { access, chmod, cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLab, type Lab } from '#test/lab/lab.ts';
import { until } from '#test/lab/until.ts';
import { progress } from '../lib/stats.ts';

export interface Peer {
  readonly name: string;
  /** How it is tuned, in words for the result. */
  readonly settings: string;
  /** Programs that must be there. */
  readonly needs: readonly string[];
  /** Shell commands that a node runs when it boots: private copies of the peer's folders, its files, its daemons. */
  boot(lab: Lab, node: string): string;
  /** Whether this node sees both nodes as members and has nothing left to do. */
  steady(lab: Lab, node: string): Promise<boolean>;
}

/** What is missing here; undefined when the peer can be measured. */
export async function peerMissing(peer: Peer): Promise<string | undefined> {
  for (const file of peer.needs) {
    if (
      !(await access(file).then(
        () => true,
        () => false,
      ))
    )
      return `${file} is not installed`;
  }
  return undefined;
}

/** Shell: a tmpfs over the folder, with what the package keeps there, so that two nodes don't share it. */
export function privateFolder(folder: string, owner = 'root:root', mode = '755'): string {
  return `mkdir -p /run/seed ${folder} && cp -a ${folder}/. /run/seed/ && mount -t tmpfs -o mode=755 tmpfs ${folder} && cp -a /run/seed/. ${folder}/
rm -rf /run/seed; chown ${owner} ${folder}; chmod ${mode} ${folder}`;
}

/** Shell: the file with this text. */
export function file(path: string, text: string, mode = '644'): string {
  return `mkdir -p $(dirname ${path}); cat >${path} <<'PICKET_EOF'\n${text}\nPICKET_EOF\nchmod ${mode} ${path}`;
}

interface Start {
  readonly at: number;
  readonly node: string;
}

async function startsOf(lab: Lab): Promise<readonly Start[]> {
  const text = await readFile(`${lab.shared}/starts`, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => ({ at: Number(line.split(' ')[0]) / 1e6, node: line.split(' ')[1] ?? '' }));
}

/** Seconds from a node's power to its boot: longer than the agent takes, as with a real machine. */
const BOOT_DELAY = 6;

/** Kill to start in ms, once per run: the holder of the one resource is killed, and is back as a member before the next run. */
export async function measurePeer(peer: Peer, runs: number): Promise<readonly number[]> {
  const lab = await createLab();
  try {
    for (const name of ['stamp-ocf.sh', 'stamp-haresource.sh']) {
      await cp(join(import.meta.dirname, name), `${lab.shared}/${name}`);
      await chmod(`${lab.shared}/${name}`, 0o755);
    }
    const common = `export LAB_SHARED=${lab.shared}\nmount -t tmpfs -o mode=1777 tmpfs /dev/shm\necho ${lab.shared} >/run/lab-shared`;
    for (const node of lab.nodes) {
      await lab.install(node, `${common}\n${peer.boot(lab, node)}\n`);
      await lab.setBootDelay(node, BOOT_DELAY);
    }
    await Promise.all(lab.nodes.map((node) => lab.boot(node)));
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const holder = await until(
        `${peer.name}: a start`,
        async () => (await startsOf(lab)).at(-1)?.node,
        180_000,
        () => lab.output('n1'),
      );
      const other = lab.nodes.find((node) => node !== holder) ?? '';
      await until(
        `${peer.name}: both nodes steady`,
        async () => {
          const states = await Promise.all(
            lab.nodes.map((node) => peer.steady(lab, node).catch(() => false)),
          );
          return states.every(Boolean) ? true : undefined;
        },
        240_000,
      );
      await sleep(2_000 + 137 * (run % 7)); // the failure may come at any moment between two heartbeats
      const killed = await lab.kill(holder);
      const start = await until(
        `${peer.name}: start on ${other}`,
        async () => (await startsOf(lab)).find((one) => one.at >= killed && one.node === other),
        180_000,
      );
      times.push(start.at - killed);
      progress(`${peer.name} run ${run + 1}: ${Math.round(start.at - killed)} ms`);
    }
    return times;
  } finally {
    await lab.destroy();
  }
}
