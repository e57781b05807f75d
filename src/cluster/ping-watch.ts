/** Tries the ping targets now and then, so that one that never answers is known before two nodes lose each other. */
import type { ClusterConfig } from '#src/config/model.ts';
import { pingOnce } from '#src/fencing/isolation.ts';
import type { Cancel, Clock, Commands } from '#src/host/ports.ts';
import type { EventFields } from './event-log.ts';

export interface PingWatch {
  start(): void;
  warnings(): readonly string[];
  stop(): void;
}

export interface PingWatchDeps {
  readonly config: () => ClusterConfig;
  readonly commands: Commands;
  readonly clock: Clock;
  readonly emit: (event: EventFields) => void;
}

/** The addresses that count: only one of two nodes without a witness has any use for them. */
export function pingTargets({ heartbeat, quorum }: ClusterConfig): readonly string[] {
  return quorum.twoNode ? heartbeat.ping : [];
}

export function createPingWatch({ config, commands, clock, emit }: PingWatchDeps): PingWatch {
  const failing = new Map<string, string>();
  let timer: Cancel = () => {};
  let stopped = false;

  async function check(target: string): Promise<void> {
    const answer = await pingOnce(commands, target);
    if (stopped) return;
    const problem = {
      answers: undefined,
      silent: `ping target ${target} does not answer`,
      unknown: `ping can't be run here (is iputils-ping installed?): ping target ${target} has no say`,
    }[answer];
    if (failing.get(target) === problem) return;
    if (problem === undefined) {
      failing.delete(target);
      emit({ name: 'ping.back', message: `ping target ${target} answers again` });
    } else {
      failing.set(target, problem);
      emit({ name: 'ping.failed', message: problem });
    }
  }

  async function checkAll(): Promise<void> {
    for (const target of pingTargets(config())) await check(target);
    if (!stopped) timer = clock.after(config().fencing.checkInterval, () => void checkAll());
  }

  return {
    start() {
      if (pingTargets(config()).length > 0) void checkAll();
    },
    warnings: () => [...failing.values()],
    stop() {
      stopped = true;
      timer();
    },
  };
}
