/**
 * Services as objects of a simulated world, the program that starts, stops and looks at them, and the agent through
 * which a daemon uses it. A test can make a service misbehave on a node.
 */
import type { Agent, Operation, OperationResult } from '#src/agents/agent.ts';
import type { CommandOutcome } from '#src/host/ports.ts';
import type { GuestParts, Guests } from './guests.ts';
import type { Manner } from './happening.ts';
import type { Laws } from './laws.ts';
import type { Program, Run } from './processes.ts';
import type { Dice } from './random.ts';

export interface Manners {
  readonly start?: Manner;
  readonly stop?: Manner;
  readonly monitor?: Manner;
  /** Of a guest, from that node. */
  readonly migrate?: Manner;
}

export interface ServiceWorld {
  /** How its start, stop and the looks at it go on that node from now on; those of one resource, if that is named. */
  behave(service: string, node: number, how: Manners, resource?: string): void;
  manners(service: string, node: number): Manners;
  /** A running one dies by itself, or only that resource of it. */
  crash(service: string, node: number, resource?: string): void;
  /** An operator stops it there by hand. */
  cleanUp(service: string, node: number): void;
  /** Starts that were begun, in order: `service@node`. */
  readonly starts: readonly string[];
  readonly stops: readonly string[];
  /** What is active there of the service: its resources by name, each with the attributes that its start was given. */
  active(service: string, node: number): ReadonlyMap<string, string>;
  /** The program by which agents of that node work. */
  program(node: number): Program;
  /** Everything that ran there ended with the power. */
  powerLost(node: number): void;
}

/** Told what really happens to services. */
export interface ServiceWitness {
  /** A start begins. */
  startBegins(service: string, node: number): void;
  /** A stop has ended the last of it there. */
  stoppedThere(service: string, node: number): void;
  /** The first of its resources is active there; the last one is not any more. */
  activeChanged(service: string, node: number, is: boolean): void;
  /** A stop did not end it. */
  stopFailed(): void;
}

/** What migrates in that world; `setActive` is for it alone. */
export type MakeGuests = (setActive: GuestParts['setActive']) => Guests;

export const SERVICE_PROGRAM = 'sim-service';
/** Exit code of a look that found nothing (OCF's number). */
const NOT_RUNNING = 7;
/** What a slow operation takes longer; within the agents' deadlines. */
const SLOW_MS = 4_000;
const SLOW_LOOK_MS = 2_000;

/** `ids`: services by their names, with the names of their resources. */
export function createServiceWorld(
  laws: Laws,
  dice: Dice,
  ids: ReadonlyMap<string, readonly string[]>,
  witness: ServiceWitness,
  makeGuests: MakeGuests,
): ServiceWorld {
  const manners = new Map<string, Manners>();
  const starting = new Map<string, number>();
  const starts: string[] = [];
  const stops: string[] = [];
  /** Also those that came with a later configuration. */
  const known = new Map([...ids].map(([service, names]) => [service, new Set(names)]));
  const attributes = new Map<string, string>();
  const of = (service: string, node: number, resource = ''): Manners =>
    manners.get(`${service}@${node}/${resource}`) ?? manners.get(`${service}@${node}`) ?? {};

  function setActive(service: string, node: number, is: boolean, resource: string): void {
    const before = laws.where(service).includes(node);
    laws.active(service, node, is, resource);
    const after = laws.where(service).includes(node);
    if (before !== after) witness.activeChanged(service, node, after);
  }

  const guests = makeGuests(setActive);

  function allGone(service: string, node: number): void {
    guests.ended(service, node);
    for (const resource of known.get(service) ?? []) setActive(service, node, false, resource);
  }

  function start(run: Run, service: string, node: number, resource: string): void {
    known.set(service, (known.get(service) ?? new Set()).add(resource));
    attributes.set(`${service}@${node}/${resource}`, run.command.args[3] ?? '');
    const manner = of(service, node, resource).start ?? 'ok';
    const key = `${service}@${node}/${resource}`;
    starts.push(`${service}@${node}`);
    laws.startBegan(service, node, resource);
    witness.startBegins(service, node);
    starting.set(key, (starting.get(key) ?? 0) + 1);
    const over = (): void => void starting.set(key, (starting.get(key) ?? 1) - 1);
    run.onKill(over);
    if (manner === 'hang') return;
    run.after(dice.between(20, 300) + (manner === 'slow' ? SLOW_MS : 0), () => {
      if (guests.hasCopy(service, node)) {
        over();
        run.exit(1, '', 'Domain is already active');
        return;
      }
      // One that fails may have got half-way.
      if (manner !== 'fail' || dice.chance(0.5)) setActive(service, node, true, resource);
      run.after(dice.between(0, 50), () => {
        over();
        run.exit(manner === 'fail' ? 1 : 0, '', manner === 'fail' ? 'it does not start' : '');
      });
    });
  }

  function stop(run: Run, service: string, node: number, resource: string): void {
    const manner = of(service, node, resource).stop ?? 'ok';
    stops.push(`${service}@${node}`);
    const failed = (): void => {
      laws.stopFailed(service, node);
      witness.stopFailed();
    };
    if (manner === 'hang') {
      failed();
      return;
    }
    run.after(dice.between(20, 200) + (manner === 'slow' ? SLOW_MS : 0), () => {
      if (manner === 'fail') {
        failed();
        run.exit(1, '', 'it does not stop');
        return;
      }
      const ran = laws.where(service).includes(node);
      guests.ended(service, node);
      setActive(service, node, false, resource);
      if (ran && !laws.where(service).includes(node)) witness.stoppedThere(service, node);
      laws.proven(service, node, resource);
      run.exit(0);
    });
  }

  function look(run: Run, service: string, node: number, resource: string): void {
    const manner = of(service, node, resource).monitor ?? 'ok';
    if (manner === 'hang') return;
    if (manner === 'fail') {
      run.exit(1, '', 'it cannot be told');
      return;
    }
    run.after(dice.between(5, 30) + (manner === 'slow' ? SLOW_LOOK_MS : 0), () => {
      if (guests.hasCopy(service, node)) {
        run.exit(1, '', 'paused (migrating)');
        return;
      }
      const here = laws.isActive(service, node, resource);
      if (!here && !starting.get(`${service}@${node}/${resource}`)) laws.proven(service, node, resource);
      run.exit(here ? 0 : NOT_RUNNING);
    });
  }

  return {
    behave: (service, node, how, resource) =>
      void manners.set(`${service}@${node}${resource === undefined ? '' : `/${resource}`}`, how),
    manners: (service, node) => of(service, node),
    crash(service, node, resource) {
      if (resource === undefined) allGone(service, node);
      else setActive(service, node, false, resource);
    },
    cleanUp(service, node) {
      allGone(service, node);
      for (const resource of known.get(service) ?? []) laws.proven(service, node, resource);
    },
    starts,
    stops,
    active(service, node) {
      const names = [...(known.get(service) ?? [])].filter((name) => laws.isActive(service, node, name));
      return new Map(names.map((name) => [name, attributes.get(`${service}@${node}/${name}`) ?? '']));
    },
    program: (node) => (run) => {
      const [op = '', service = '', resource = ids.get(service)?.[0] ?? '', , target = ''] = run.command.args;
      const guest = { service, resource, node };
      if (op === 'monitor') look(run, service, node, resource);
      else if (op === 'start') start(run, service, node, resource);
      else if (op === 'prepare') run.after(dice.between(5, 50), () => run.exit(0));
      else if (op === 'migrate')
        guests.migrate(run, guest, target, of(service, node, resource).migrate ?? 'ok');
      else if (op === 'abort') guests.abort(run, guest);
      else stop(run, service, node, resource);
    },
    powerLost(node) {
      guests.powerLost(node);
      for (const service of known.keys()) allGone(service, node);
      for (const key of starting.keys()) if (key.includes(`@${node}/`)) starting.delete(key);
    },
  };
}

/** The type `sim`: one resource is one service of the world. */
export const simAgent: Agent = {
  type: 'sim',
  aliases: [],
  summary: 'an object of a simulated world',
  attributes: [],
  openAttributes: true,
  timing: {
    startTimeout: 20_000,
    stopTimeout: 20_000,
    monitors: [{ depth: 0, interval: 10_000, timeout: 5_000 }],
  },
  start: (operation) => change(operation, 'start'),
  stop: (operation) => change(operation, 'stop'),
  async monitor(operation) {
    const outcome = await call(operation, 'monitor');
    if (outcome.kind !== 'exited') return { status: 'unknown', reason: outcome.kind };
    if (outcome.code === NOT_RUNNING) return { status: 'not-running', reason: '' };
    return outcome.code === 0
      ? { status: 'running', reason: '' }
      : { status: 'unknown', reason: outcome.stderr };
  },
};

function call(operation: Operation, op: string, target?: string): Promise<CommandOutcome> {
  const { ports, service, resource, timeout, cancel } = operation;
  const args = [
    op,
    service,
    resource.name,
    JSON.stringify(resource.attributes),
    ...(target === undefined ? [] : [target]),
  ];
  return ports.commands.run({ file: SERVICE_PROGRAM, args, env: {}, timeout }, cancel);
}

/** `target`: the name of the host to which it goes. */
export async function change(
  operation: Operation,
  op: 'start' | 'stop' | 'prepare' | 'migrate' | 'abort',
  target?: string,
): Promise<OperationResult> {
  const outcome = await call(operation, op, target);
  if (outcome.kind === 'exited' && outcome.code === 0) return { ok: true };
  const reason = outcome.kind === 'exited' ? outcome.stderr : outcome.kind;
  return { ok: false, reason, timedOut: outcome.kind === 'timed-out' };
}
