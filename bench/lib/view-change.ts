/** A cluster of any size on loopback addresses: how long a death takes to become a new view on all others, and what travels. */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, prepareCluster } from '#src/cli/demo/cluster.ts';
import type { StatusDocument } from '#src/cluster/status.ts';
import { createClock } from '#src/host/clock.ts';
import { createRandom } from '#src/host/random.ts';
import { followEvents, getStatus } from '#test/lab/control.ts';
import { until } from '#test/lab/until.ts';

export interface ClusterTiming {
  readonly keepaliveMs: number;
  readonly deadtimeMs: number;
}

/** Real daemons n1 .. without services, all members of one view. Ends everything when that can't be reached. */
export async function startCluster(
  count: number,
  { keepaliveMs, deadtimeMs }: ClusterTiming,
): Promise<Cluster> {
  const cluster = await prepareCluster(
    {
      name: 'bench',
      nodes: Array.from({ length: count }, (_, index) => `n${index + 1}`),
      timing: {
        keepalive: `${keepaliveMs}ms`,
        warntime: `${Math.round((keepaliveMs + deadtimeMs) / 2)}ms`,
        deadtime: `${deadtimeMs}ms`,
        initdead: '120s',
      },
      fenceDaemon: '<fence_daemon fence_loop_limit="0"/>',
      rm: () => '  <rm/>',
    },
    { clock: createClock(), random: createRandom() },
  );
  try {
    for (const node of cluster.nodes) node.start();
    await whole(cluster);
  } catch (error) {
    await cluster.end();
    throw error;
  }
  return cluster;
}

/** Boots what was fenced and powered on again; resolves when every node is a member of one view of all. */
export async function whole(cluster: Cluster): Promise<void> {
  const names = cluster.nodes.map(({ name }) => name).join();
  await until(
    `one view of ${cluster.nodes.length} nodes`,
    async () => {
      await sleep(200);
      for (const node of cluster.nodes) if (node.pid() === undefined && node.switchedOn()) node.start();
      const all = await Promise.all(
        cluster.nodes.map((node) => getStatus(node.socket).catch((): undefined => undefined)),
      );
      const same = (status: StatusDocument | undefined): boolean =>
        status?.view?.members.join() === names && status.view.epoch === all[0]?.view?.epoch;
      return all.every(same) ? true : undefined;
    },
    180_000,
    () => cluster.nodes.map((node) => `--- ${node.name}\n${node.logTail(5)}`).join('\n'),
  );
}

/** Times in ms from the kill. */
export interface ViewChange {
  /** The first of the others judges it dead. */
  readonly verdict: number;
  /** The view without it is active on the last of the others. */
  readonly active: number;
}

/**
 * Kills one node (the coordinator, or the one with the highest id that is not) and waits for the view without it on all
 * others. `meanwhile` runs before the node is started anew; when this resolves all are members again.
 */
export async function killOne(
  cluster: Cluster,
  who: 'coordinator' | 'member',
  meanwhile: (victim: string) => Promise<void> = async () => {},
): Promise<ViewChange> {
  const [first] = cluster.nodes;
  const { view } = await getStatus(first?.socket ?? '');
  const isVictim = ({ name }: { readonly name: string }): boolean =>
    (name === view?.coordinator) === (who === 'coordinator');
  const victim = cluster.nodes.findLast(isVictim);
  if (victim === undefined) throw new Error('nobody to kill');
  const others = cluster.nodes.filter((node) => node !== victim);
  const followed = others.map((node) => followEvents(node.socket));
  try {
    // The failure may come at any moment between two heartbeats; and the streams have to be there.
    await sleep(500 + Math.random() * 500);
    const killed = await victim.kill();
    const firstOf = async (name: string, fits: (members: readonly string[]) => boolean) => {
      const events = await Promise.all(
        followed.map((stream) =>
          stream.wait(name, (event) => {
            if (event.name !== name || event.at < killed) return false;
            return fits((event.data?.['members'] ?? []) as readonly string[]);
          }),
        ),
      );
      return events.map(({ at }) => at - killed);
    };
    const active = await firstOf('view.active', (members) => !members.includes(victim.name));
    const verdicts = await firstOf('peer.dead', () => true);
    await meanwhile(victim.name);
    // The fence switches it off and on again: booting before would cost it its life.
    await whole(cluster);
    return { verdict: Math.min(...verdicts), active: Math.max(...active) };
  } finally {
    for (const stream of followed) stream.close();
  }
}

/** Bytes of the datagrams that the others send to a dead node's address on its first link, one of each at least. */
export async function listenAs(cluster: Cluster, name: string): Promise<readonly number[]> {
  const xml = readFileSync(join(cluster.folder, 'cluster.xml'), 'utf8');
  const node = xml.slice(xml.indexOf(`<clusternode name="${name}"`));
  const address = /ip="([^"]+)"/.exec(node)?.[1];
  const port = Number(/udpport="(\d+)"/.exec(xml)?.[1]);
  const sizes: number[] = [];
  const senders = new Set<string>();
  const socket = createSocket('udp4');
  socket.on('message', (packet, from) => {
    sizes.push(packet.length);
    senders.add(from.address);
  });
  socket.bind({ address, port, exclusive: true });
  await until('a heartbeat of each', () => (senders.size >= cluster.nodes.length - 1 ? true : undefined));
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return sizes;
}
