/**
 * Services as objects of a simulated world, the program that starts, stops and looks at them, and the agent through
 * which a daemon uses it. A test can make a service misbehave on a node.
 */
import type { Agent, Operation, OperationResult } from '#src/agents/agent.ts';
import type { CommandOutcome } from '#src/host/ports.ts';
import type { Laws } from './laws.ts';
import type { Program } from './processes.ts';
import type { Dice } from './random.ts';

export type Manner = 'ok' | 'fail' | 'hang';

export interface Manners {
  readonly start?: Manner;
  readonly stop?: Manner;
  readonly monitor?: Manner;
}

export interface ServiceWorld {
  /** How its start, stop and the looks at it go on that node from now on. */
  behave(service: string, node: number, how: Manners): void;
  /** A running one dies by itself. */
  crash(service: string, node: number): void;
  /** An operator stops it there by hand. */
  cleanUp(service: string, node: number): void;
  /** Starts that were begun, in order: `service@node`. */
  readonly starts: readonly string[];
  readonly stops: readonly string[];
  /** The program by which agents of that node work. */
  program(node: number): Program;
  /** Everything that ran there ended with the power. */
  powerLost(node: number): void;
}

export const SERVICE_PROGRAM = 'sim-service';
/** Exit code of a look that found nothing (OCF's number). */
const NOT_RUNNING = 7;

export function createServiceWorld(laws: Laws, dice: Dice, ids: readonly string[]): ServiceWorld {
  const manners = new Map<string, Manners>();
  const starting = new Map<string, number>();
  const starts: string[] = [];
  const stops: string[] = [];

  function isHere(service: string, node: number): boolean {
    return laws.where(service).includes(node);
  }

  function program(node: number): Program {
    return (run) => {
      const [op = '', service = ''] = run.command.args;
      const manner = manners.get(`${service}@${node}`) ?? {};
      if (op === 'monitor') {
        if (manner.monitor === 'hang') return;
        if (manner.monitor === 'fail') return run.exit(1, '', 'it cannot be told');
        run.after(dice.between(5, 30), () => {
          const here = isHere(service, node);
          if (!here && !starting.get(`${service}@${node}`)) laws.proven(service, node);
          run.exit(here ? 0 : NOT_RUNNING);
        });
      } else if (op === 'start') {
        const key = `${service}@${node}`;
        starts.push(key);
        laws.startBegan(service, node);
        starting.set(key, (starting.get(key) ?? 0) + 1);
        const over = (): void => void starting.set(key, (starting.get(key) ?? 1) - 1);
        run.onKill(over);
        if (manner.start === 'hang') return;
        run.after(dice.between(20, 300), () => {
          // One that fails may have got half-way.
          if (manner.start !== 'fail' || dice.chance(0.5)) laws.active(service, node, true);
          run.after(dice.between(0, 50), () => {
            over();
            run.exit(manner.start === 'fail' ? 1 : 0, '', manner.start === 'fail' ? 'it does not start' : '');
          });
        });
      } else {
        stops.push(`${service}@${node}`);
        if (manner.stop === 'hang') return;
        run.after(dice.between(20, 200), () => {
          if (manner.stop === 'fail') return run.exit(1, '', 'it does not stop');
          laws.active(service, node, false);
          laws.proven(service, node);
          run.exit(0);
        });
      }
    };
  }

  return {
    behave: (service, node, how) => void manners.set(`${service}@${node}`, how),
    crash: (service, node) => laws.active(service, node, false),
    cleanUp(service, node) {
      laws.active(service, node, false);
      laws.proven(service, node);
    },
    starts,
    stops,
    program,
    powerLost(node) {
      for (const service of ids) laws.active(service, node, false);
      for (const key of starting.keys()) if (key.endsWith(`@${node}`)) starting.delete(key);
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

function call({ ports, service, timeout, cancel }: Operation, op: string): Promise<CommandOutcome> {
  return ports.commands.run({ file: SERVICE_PROGRAM, args: [op, service], env: {}, timeout }, cancel);
}

async function change(operation: Operation, op: 'start' | 'stop'): Promise<OperationResult> {
  const outcome = await call(operation, op);
  if (outcome.kind === 'exited' && outcome.code === 0) return { ok: true };
  const reason = outcome.kind === 'exited' ? outcome.stderr : outcome.kind;
  return { ok: false, reason, timedOut: outcome.kind === 'timed-out' };
}
