/**
 * bench:placement. What the coordinator's decisions cost: a node for each of many services, and new nodes for those of a
 * node that has died. The real desk with its machines, ranking and rules; nothing is stored or started.
 */
import { performance } from 'node:perf_hooks';
import { createServiceDesk, type ServiceDesk } from '#src/cluster/service-desk.ts';
import type { ClusterConfig, FailoverDomain, ServiceConfig } from '#src/config/model.ts';
import { createClock } from '#src/host/clock.ts';
import { clusterConfig } from '#src/sim/cluster-config.ts';
import { SILENT } from '#test/host/silent-log.ts';
import { options } from './lib/args.ts';
import { progress, report, spread } from './lib/stats.ts';

const HELP = `Usage: npm run bench:placement -- [--runs N] [--services K] [--nodes M] [--dying D]

Times in ms: \`place\`, a node for each of K services (1000) over M nodes (16) with failover domains, priorities, groups,
dependencies and exclusive ones among them; \`death\`, the same for D services (60) of a node that has been fenced. \`first\`
is the first of the process, when nothing is compiled yet. Decisions only: no ledger, no agents.`;

const { numbers } = options(HELP, { runs: 7, services: 1_000, nodes: 16, dying: 60 });

type Named = Partial<ServiceConfig> & { readonly name: string };

function domains(nodes: number): readonly FailoverDomain[] {
  return Array.from({ length: nodes }, (_, index) => ({
    name: `prefer${index + 1}`,
    ordered: true,
    restricted: index % 4 === 3,
    nofailback: false,
    members: Array.from({ length: Math.min(4, nodes) }, (__, step) => ({
      node: ((index + step) % nodes) + 1,
      priority: step + 1,
    })),
  }));
}

/** One in ten depends on its neighbour, groups of four keep together, pairs keep apart, some need a node to be well. */
function services(count: number, nodes: number): readonly Named[] {
  return Array.from({ length: count }, (_, at): Named => {
    const kind = at % 20;
    return {
      name: `s${at}`,
      priority: at % 7,
      weight: 1 + (at % 3),
      autoFailback: 'on',
      ...(kind < 14 && { domain: `prefer${(at % nodes) + 1}` }),
      ...(kind === 1 && { depend: [`service:s${at - 1}`] }),
      ...(kind >= 14 && kind < 18 && { keepTogether: `group${Math.floor(at / 20)}` }),
      ...(kind >= 18 && { keepApart: `apart${Math.floor(at / 20)}` }),
      ...(kind === 3 && { needs: ['br0'] }),
      ...(kind === 5 && { exclusive: 2 as const }),
    };
  });
}

interface Scene {
  readonly desk: ServiceDesk;
  /** Entries handed in to be stored: `starting service:s1 on 2`. */
  readonly decided: string[];
}

function scene(config: ClusterConfig, missing: number): Scene {
  const decided: string[] = [];
  const desk = createServiceDesk({
    config: () => config,
    ledger: new Map(),
    submit(values) {
      for (const id of values.keys()) decided.push(id);
      return new Promise(() => {});
    },
    perform: () => new Promise(() => {}),
    startsBlocked: () => undefined,
    doubts: [],
    nodes: () => config.nodes,
    members: new Set(config.nodes.map(({ id }) => id).filter((id) => id !== missing)),
    memberSince: new Map(),
    leaving: () => new Set(),
    unhealthy: () => undefined,
    clock: createClock(),
    log: SILENT,
    changed: () => {},
  });
  return { desk, decided };
}

function timed(work: () => void): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

function placeAll(config: ClusterConfig): number {
  const { desk } = scene(config, 0);
  const ms = timed(() => desk.begin());
  // What depends on another service waits until that is up, the second of a pair for the first.
  const placed = config.services.filter(({ id }) => desk.entry(id)?.owner !== 0).length;
  desk.stop();
  if (placed < config.services.length * 0.9) throw new Error(`only ${placed} services were placed`);
  return ms;
}

/** The last node is gone; its services are spread over the others in the order of their priority. */
function die(config: ClusterConfig, dying: number): number {
  const victim = config.nodes.length;
  const { desk, decided } = scene(config, victim);
  const alone = config.services.filter(({ depend, keepTogether, keepApart }) => {
    return depend.length === 0 && keepTogether === undefined && keepApart === undefined;
  });
  const lost = new Set(alone.slice(0, dying).map(({ id }) => id));
  for (const [at, { id }] of config.services.entries()) {
    const node = lost.has(id) ? victim : 1 + (at % (victim - 1));
    desk.apply(id, { type: 'reported', node, state: 'running' });
  }
  decided.length = 0;
  const ms = timed(() => {
    desk.ownerGone(victim, 'fenced by node1');
    desk.evaluate();
  });
  const again = decided
    .slice(-lost.size)
    .map((id) => config.services.find((one) => one.id === id)?.priority ?? 0);
  const starting = [...lost].filter((id) => desk.entry(id)?.state === 'starting').length;
  desk.stop();
  if (starting !== lost.size) throw new Error(`${starting} of ${lost.size} services start elsewhere`);
  if (again.some((priority, at) => priority > (again[at - 1] ?? Infinity)))
    throw new Error('not in order of priority');
  return ms;
}

const config: ClusterConfig = {
  ...clusterConfig({ nodes: numbers.nodes, services: services(numbers.services, numbers.nodes) }),
  domains: domains(numbers.nodes),
};
// Nobody waits for these in the same process: each kind has its own first time.
const deaths = Array.from({ length: numbers.runs }, () => die(config, numbers.dying));
progress(`death: ${deaths.map((ms) => ms.toFixed(1)).join(' ')}`);
const placements = Array.from({ length: numbers.runs }, () => placeAll(config));
progress(`place: ${placements.map((ms) => ms.toFixed(1)).join(' ')}`);
report({
  bench: 'placement',
  ...numbers,
  place: { first: placements[0], ...spread(placements) },
  death: { first: deaths[0], ...spread(deaths) },
});
