/** What answers the pings of simulated hosts: all targets of cluster.xml at once, as if they were one router. */
import type { Program } from './processes.ts';
import type { Dice } from './random.ts';

export const PING_PROGRAM = 'ping';

export interface PingTarget {
  /** In reach of that node, or out of it; without a node for all. */
  setUp(up: boolean, node?: number): void;
  /** The program `ping` as that host runs it. */
  program(node: number): Program;
}

const FASTEST_MS = 1;
const SLOWEST_MS = 10;
/** What `-W 1` makes it wait. */
const PATIENCE_MS = 1_000;

export function createPingTarget(dice: Dice): PingTarget {
  const cutOff = new Set<number>();
  let isUp = true;
  return {
    setUp(up, node) {
      if (node === undefined) isUp = up;
      if (node === undefined && up) cutOff.clear();
      if (node !== undefined && up) cutOff.delete(node);
      if (node !== undefined && !up) cutOff.add(node);
    },
    program: (node) => (run) => {
      if (isUp && !cutOff.has(node)) run.after(dice.between(FASTEST_MS, SLOWEST_MS), () => run.exit(0));
      else run.after(PATIENCE_MS, () => run.exit(1));
    },
  };
}
