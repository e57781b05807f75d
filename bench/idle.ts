/** bench:idle. What a cluster of two costs while nothing happens: CPU, memory, packets and bytes, per node. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareCluster } from '#src/cli/demo/cluster.ts';
import { createClock } from '#src/host/clock.ts';
import { createRandom } from '#src/host/random.ts';
import { followEvents } from '#test/lab/control.ts';
import { options } from './lib/args.ts';
import { rmXml, SURVIVOR, VICTIM } from './lib/services.ts';
import { progress, report } from './lib/stats.ts';
import { cpuSeconds, memoryMiB } from './lib/usage.ts';

const HELP = `Usage: npm run bench:idle -- [--seconds N] [--services K] [--keepalive MS]

Two real daemons with K services (1), keepalive 1 s. The benchmark moves into a network namespace of its own (as root, or where
user namespaces are allowed), so that the loopback interface carries nothing but the cluster; where it can't,
"ownNetwork" is false and the packets include everyone's. CPU includes the daemons' children that have ended.`;

const INSIDE = 'PICKET_BENCH_INSIDE';
const { numbers } = options(HELP, { seconds: 30, services: 1, keepalive: 1_000 });

/** Starts itself again inside a namespace; returns if that is not possible. */
function moveInside(): void {
  const flags = process.getuid?.() === 0 ? ['--net'] : ['--net', '--user', '--map-root-user'];
  const script = 'ip link set lo up && exec "$@"';
  const words = [...flags, 'sh', '-c', script, 'sh', process.execPath, ...process.argv.slice(1)];
  const probe = spawnSync('unshare', [...flags, 'sh', '-c', 'ip link set lo up'], { stdio: 'ignore' });
  if (probe.status !== 0) return;
  const { status } = spawnSync('unshare', words, {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: '1' },
  });
  process.exit(status ?? 1);
}

/** What went over the loopback interface, each packet counted once. */
function traffic(): { readonly packets: number; readonly bytes: number } {
  const line =
    readFileSync('/proc/net/dev', 'latin1')
      .split('\n')
      .find((one) => one.trim().startsWith('lo:')) ?? '';
  const fields = line
    .slice(line.indexOf(':') + 1)
    .trim()
    .split(/\s+/)
    .map(Number);
  return { bytes: fields[0] ?? 0, packets: fields[1] ?? 0 };
}

if (process.env[INSIDE] === undefined) moveInside();
const cluster = await prepareCluster(
  {
    name: 'bench',
    nodes: [SURVIVOR, VICTIM],
    timing: {
      keepalive: `${numbers.keepalive}ms`,
      warntime: `${3 * numbers.keepalive}ms`,
      deadtime: `${10 * numbers.keepalive}ms`,
      initdead: '20s',
    },
    fenceDaemon: '<fence_daemon/>',
    rm: (folder) => rmXml(folder, numbers.services, false),
  },
  { clock: createClock(), random: createRandom() },
);
try {
  const [first] = cluster.nodes;
  for (const node of cluster.nodes) node.start();
  const events = followEvents(first?.socket ?? '');
  await events.wait('service started', (event) => event.name === 'service.started', 60_000);
  events.close();
  progress(`settling for 5 s, then measuring for ${numbers.seconds} s`);
  await sleep(5_000);
  const pids = cluster.nodes.map((node) => node.pid() ?? 0);
  const before = { cpu: pids.map(cpuSeconds), traffic: traffic(), at: performance.now() };
  await sleep(numbers.seconds * 1_000);
  const seconds = (performance.now() - before.at) / 1_000;
  const after = { cpu: pids.map(cpuSeconds), traffic: traffic() };
  const rate = (value: number): number => Math.round((value / seconds) * 100) / 100;
  report({
    bench: 'idle',
    seconds: numbers.seconds,
    services: numbers.services,
    keepaliveMs: numbers.keepalive,
    ownNetwork: process.env[INSIDE] !== undefined,
    nodes: cluster.nodes.map((node, index) => ({
      node: node.name,
      cpuPercent: rate(((after.cpu[index] ?? 0) - (before.cpu[index] ?? 0)) * 100),
      rssMiB: memoryMiB(pids[index] ?? 0),
    })),
    // Both nodes send the same heartbeats; half of the wire's traffic is each one's.
    perNode: {
      packetsPerSecond: rate((after.traffic.packets - before.traffic.packets) / 2),
      bytesPerSecond: rate((after.traffic.bytes - before.traffic.bytes) / 2),
    },
  });
} finally {
  await cluster.end();
}
