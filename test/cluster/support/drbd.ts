/**
 * DRBD in a simulated cluster, as the kernel behaves: a Primary that loses its peer freezes and calls the handler once a
 * loss; the handler's answer counts only while the connection has not been there again. The daemons see it through
 * `drbdsetup` and `drbdadm` in the form of DRBD 8.4.
 */
import type { DrbdFencePeerResult } from '#src/cluster/commands.ts';
import type { ClusterPlan } from '#src/sim/cluster-config.ts';
import type { Program } from '#src/sim/processes.ts';
import { createWorld, type World } from '#src/sim/world.ts';
import { isWhole } from './cluster.ts';

export interface SimDrbd {
  readonly world: World;
  /** Answers of the daemons, in order: `r0@1 fenced`. */
  readonly answers: readonly string[];
  /** Calls of `drbdadm resume-io`: `r0@1`. */
  readonly resumed: readonly string[];
  /** Makes that node Primary; Secondary otherwise. */
  primary(resource: string, ...nodes: readonly number[]): void;
  disk(resource: string, node: number, state: string): void;
  /** The replication link is gone: each Primary that is up freezes and has its handler called. */
  cut(resource: string): void;
  /** It is back. */
  heal(resource: string): void;
  frozen(resource: string, node: number): boolean;
  /** From now on `drbdadm resume-io` fails there so often. */
  failResume(times: number): void;
  /** `drbdadm primary` without a peer asks first. */
  promote(resource: string, node: number): Promise<DrbdFencePeerResult>;
}

interface Side {
  role: 'Primary' | 'Secondary';
  disk: string;
  frozen: boolean;
}

interface Resource {
  readonly sides: Map<number, Side>;
  connected: boolean;
  /** Counts connections. */
  era: number;
}

export const PATIENCE = 60_000;

/** Resources are between nodes 1 and 2. All hosts on, one view, every service running. */
export async function clusterWithDrbd(
  plan: ClusterPlan,
  resources: readonly string[],
  seed = 1,
): Promise<SimDrbd> {
  const all = new Map<string, Resource>(
    resources.map((name) => [
      name,
      { sides: new Map([1, 2].map((node) => [node, fresh()])), connected: true, era: 0 },
    ]),
  );
  const answers: string[] = [];
  const resumed: string[] = [];
  let failures = 0;
  const of = (name: string): Resource => {
    const found = all.get(name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };
  const side = (name: string, node: number): Side => {
    const found = of(name).sides.get(node);
    if (found === undefined) throw new Error(`${name} is not on node ${node}`);
    return found;
  };

  const setup =
    (node: number): Program =>
    (run) => {
      if (run.command.args.includes('--json')) return run.exit(20, '', 'USAGE: drbdsetup status');
      const text = [...all].map(([name, resource]) => status(name, resource, node)).join('\n');
      run.after(30, () => run.exit(0, text));
    };
  const admin =
    (node: number): Program =>
    (run) => {
      const [, name = ''] = run.command.args;
      run.after(50, () => {
        resumed.push(`${name}@${node}`);
        failures -= 1;
        if (failures >= 0) return run.exit(10, '', 'r0: Failure: (126) UnknownMandatoryTag');
        side(name, node).frozen = false;
        run.exit(0);
      });
    };
  const world = createWorld(
    seed,
    plan,
    (node) =>
      new Map([
        ['drbdsetup', setup(node)],
        ['drbdadm', admin(node)],
      ]),
  );

  async function call(name: string, node: number): Promise<DrbdFencePeerResult> {
    const { era } = of(name);
    const peer = 3 - node;
    const before = world.host(peer).losses;
    const daemon = world.host(node).daemon;
    if (daemon === undefined) return { outcome: 'frozen', message: 'no daemon' };
    const hints = { names: [`node${peer}`], address: '' };
    const result = await daemon.drbd.fencePeer({ resource: name, patience: PATIENCE, ...hints });
    answers.push(`${name}@${node} ${result.outcome}`);
    const other = world.host(peer);
    if (result.outcome === 'fenced' && other.powered && other.losses === before)
      throw new Error(`${name}@${node} was told that node${peer} is fenced, but it has been on all the time`);
    const { disk } = side(name, node);
    if (result.outcome === 'fenced' && disk !== 'UpToDate')
      throw new Error(`${name}@${node} was told to go on with a disk that is ${disk}`);
    if (result.outcome === 'fenced' && !of(name).connected && of(name).era === era)
      side(name, node).frozen = false;
    return result;
  }

  world.powerOnAll();
  await world.until('everything runs', () => isWhole(world));
  return {
    world,
    answers,
    resumed,
    primary(name, ...nodes) {
      for (const [node, one] of of(name).sides) one.role = nodes.includes(node) ? 'Primary' : 'Secondary';
    },
    disk: (name, node, state) => {
      side(name, node).disk = state;
    },
    cut(name) {
      of(name).connected = false;
      for (const [node, one] of of(name).sides) {
        if (one.role !== 'Primary' || !world.host(node).powered) continue;
        one.frozen = true;
        void call(name, node).catch((error: unknown) => answers.push(String(error)));
      }
    },
    heal(name) {
      of(name).connected = true;
      of(name).era += 1;
      for (const one of of(name).sides.values()) one.frozen = false;
    },
    frozen: (name, node) => side(name, node).frozen,
    failResume: (times) => {
      failures = times;
    },
    promote: call,
  };
}

function fresh(): Side {
  return { role: 'Secondary', disk: 'UpToDate', frozen: false };
}

function status(name: string, { sides, connected }: Resource, node: number): string {
  const mine = sides.get(node);
  const peer = sides.get(3 - node);
  if (mine === undefined || peer === undefined) return '';
  const suspended = mine.frozen ? ' suspended:fencing' : '';
  const link = connected
    ? `  peer role:${peer.role}\n    replication:Established peer-disk:${peer.disk}`
    : '  peer connection:Connecting';
  return `${name} role:${mine.role}${suspended}\n  disk:${mine.disk}\n${link}\n`;
}
