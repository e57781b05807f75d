/** What answers the pings of simulated hosts: all targets of cluster.xml at once, as if they were one router. */
import type { Program } from './processes.ts';
import type { Dice } from './random.ts';
import { createReach, type Reach } from './reach.ts';

export const PING_PROGRAM = 'ping';

export interface PingTarget {
  readonly setUp: Reach['setUp'];
  /** The program `ping` as that host runs it. */
  program(node: number): Program;
}

const FASTEST_MS = 1;
const SLOWEST_MS = 10;
/** What `-W 1` makes it wait. */
const PATIENCE_MS = 1_000;

export function createPingTarget(dice: Dice): PingTarget {
  const reach = createReach();
  return {
    setUp: reach.setUp,
    program: (node) => (run) => {
      if (reach.includes(node)) run.after(dice.between(FASTEST_MS, SLOWEST_MS), () => run.exit(0));
      else run.after(PATIENCE_MS, () => run.exit(1));
    },
  };
}
