/** Carries out one fence: runs the machine on the real ports, tells an observer, and knows when no agent runs any more. */
import { createActor, toPromise } from 'xstate';
import type { AgentPorts } from '#src/fencing/agent-answer.ts';
import { type AgentCatalog, createAgentCatalog } from '#src/fencing/agent-catalog.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import { equip } from '#src/fencing/equip.ts';
import type { FenceEvent } from '#src/fencing/fence-machine.ts';
import type { FenceJob, FenceJobState, FenceProgress, FenceRequest } from '#src/fencing/fence-types.ts';
import { stepOf } from '#src/fencing/job-state.ts';
import { machineClock } from '#src/fencing/machine-clock.ts';
import type { Millis } from '#src/host/ports.ts';

export interface FencerPorts extends AgentPorts {
  /** Hand in the daemon's: then a failover asks no agent for its metadata. */
  readonly catalog?: AgentCatalog;
}

/**
 * Begins at once and goes on until the target is confirmed off or the job is cancelled. The observer is called
 * synchronously, in order, also before this returns; an observer that throws is logged and otherwise ignored.
 */
export function startFence(
  request: FenceRequest,
  ports: FencerPorts,
  observer: (progress: FenceProgress) => void,
): FenceJob {
  const { clock } = ports;
  const log = ports.log.child({ fence: request.id, target: request.target.name });
  const agentPorts = { ...ports, log };
  const shown: { what: FenceJobState['what']; since: Millis; until: Millis | null; lastError: string } = {
    what: 'waiting',
    since: clock.wall(),
    until: null,
    lastError: '',
  };
  const report = (progress: FenceProgress): void => {
    if (progress.type === 'waiting') shown.until = progress.until;
    if (progress.type === 'attempt-failed') {
      shown.until = progress.retryAt;
      shown.lastError = progress.reason;
    }
    const { type, ...fields } = progress;
    // For developers: administrators read the events that the observer makes of it.
    log.debug(fields, `fence: ${type}`);
    try {
      observer(progress);
    } catch (error) {
      log.error({ error: String(error), progress: progress.type }, 'the observer of a fence failed');
    }
  };
  const work = tracker();
  const machine = equip({
    request,
    attempt: {
      clock,
      call: (device, action, cancel) => callAgent(agentPorts, device, action, request.target.name, cancel),
      report,
    },
    catalog: ports.catalog ?? createAgentCatalog(agentPorts),
    track: work.track,
  });
  const actor = createActor(machine, { input: request, clock: machineClock(clock) });
  actor.subscribe({
    next: (snapshot) => {
      const what = stepOf(snapshot);
      if (what === shown.what) return;
      shown.what = what;
      shown.since = clock.wall();
      if (what !== 'backing-off') shown.until = null;
    },
    error: (error) => log.error({ error: String(error) }, 'the fence machine failed'),
  });
  actor.start();
  const send = (event: FenceEvent): void => {
    if (actor.getSnapshot().status === 'active') actor.send(event);
  };

  return {
    get state() {
      const { round, attempts, plan, methods, index } = actor.getSnapshot().context;
      return { ...shown, round, attempts, method: plan?.method ?? methods[index]?.name ?? '' };
    },
    cancel: () => {
      send({ type: 'cancel' });
      return work.over();
    },
    replaceMethods: (methods) => send({ type: 'replace-methods', methods }),
    powerOn: async () => {
      send({ type: 'power-on' });
      if (actor.getSnapshot().matches('trying')) return false;
      return toPromise(actor).catch(() => false);
    },
  };
}

/** Knows when work has really ended: the machine forgets an actor at once, while its agent is still dying. */
function tracker(): {
  readonly track: <T>(work: Promise<T>) => Promise<T>;
  readonly over: () => Promise<void>;
} {
  const running = new Set<Promise<unknown>>();
  return {
    track: (work) => {
      running.add(work);
      const ended = (): void => void running.delete(work);
      work.then(ended, ended);
      return work;
    },
    over: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
