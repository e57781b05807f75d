/** What a fence agent is given and what it answers, whether it is a program or built in. */
import type { Clock, Commands, Log, Millis, ProcessId } from '#src/host/ports.ts';

export interface AgentPorts {
  readonly commands: Commands;
  readonly clock: Clock;
  readonly log: Log;
  /** Told each agent's process group as soon as it runs, so that it can be noted on disk. */
  readonly agentStarted?: (process: ProcessId) => void;
}

export type AgentFailure =
  /** There is no such program, or it can't be run. */
  | 'missing'
  /** It did not end within the device's timeout; it and its children were killed. What it did is unknown. */
  | 'timeout'
  /** The device gave no sign of life, so it was told nothing. */
  | 'silent'
  /** It said no, or its attributes can't be given to it. */
  | 'refused'
  /** Its answer contradicts itself or is not in the protocol. */
  | 'garbage'
  | 'signal'
  | 'cancelled';

export type AgentAnswer =
  /**
   * Exit code 0 of anything but status; `text` is its standard output. `readOff`: it read the power after the order, and
   * that was off.
   */
  | { readonly kind: 'ok'; readonly text: string; readonly readOff?: boolean; readonly ms: Millis }
  /** What status read. */
  | { readonly kind: 'power'; readonly on: boolean; readonly ms: Millis }
  /** `reason` is one line for an administrator, without secrets. */
  | {
      readonly kind: 'failed';
      readonly failure: AgentFailure;
      readonly reason: string;
      readonly ms: Millis;
    };

/** Where agents are looked for when the device names no absolute path. */
export const AGENT_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
