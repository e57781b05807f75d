/**
 * A target that is heard again while it is to be fenced: whether all that was sent to its devices is verifiably over, so
 * that it may be let in. A late `off` would hit a member.
 */
import type { FenceMethod } from '#src/config/model.ts';
import { LANDS_WITHIN } from '#src/fencing/attempt.ts';
import type { Comeback } from '#src/fencing/fence-types.ts';
import type { MethodPlan, UnusableMethod } from '#src/fencing/plan.ts';
import { type AttemptPorts, readAll } from '#src/fencing/readings.ts';
import { type Millis, pause } from '#src/host/ports.ts';

export interface ComebackWatch {
  /** Resolves when the target could be a member again; never without a way back. */
  returned(comeback: Comeback | undefined, cancel: AbortSignal): Promise<void>;
  /** Notes when that shot's agents have ended. */
  noteShots<T>(shots: Promise<T>): Promise<T>;
  /**
   * Waits until a device that took its time has carried out the last shot, then reads the power: in words, or undefined
   * when it reads off. A device that can't be read, or not be believed, does not keep out what is heard.
   */
  settle(methods: readonly FenceMethod[], cancel: AbortSignal): Promise<string | undefined>;
  /** Resolves when it is gone again, or its time to come in is over. */
  letIn(comeback: Comeback | undefined, cancel: AbortSignal): Promise<void>;
}

const LOOK_EVERY: Millis = 500;

export function createComebackWatch(
  ports: AttemptPorts,
  plan: (method: FenceMethod) => Promise<MethodPlan | UnusableMethod>,
  resumed: boolean,
): ComebackWatch {
  const { clock } = ports;
  // Nobody knows when the shots of an earlier view were fired: at the latest now, as its agents are gone.
  let lastShot: Millis = resumed ? clock.now() : -Infinity;

  return {
    async returned(comeback, cancel) {
      if (comeback === undefined) return new Promise(() => {});
      while (!comeback.returned() && !cancel.aborted) await pause(clock, LOOK_EVERY, cancel);
    },
    async noteShots(shots) {
      try {
        return await shots;
      } finally {
        lastShot = clock.now();
      }
    },
    async settle(methods, cancel) {
      await pause(clock, Math.max(lastShot + LANDS_WITHIN - clock.now(), 0), cancel);
      for (const method of methods) {
        const planned = await plan(method);
        if (planned.kind === 'unusable') continue;
        if (!planned.off.every(({ cutsPower, doubted }) => cutsPower && doubted !== true)) continue;
        const reading = await readAll(ports, planned.off, cancel);
        if (reading.kind === 'off') return undefined;
        if (reading.kind === 'on') return `status of ${reading.device} reads on`;
      }
      return 'no device of it can be read';
    },
    async letIn(comeback, cancel) {
      const end = clock.now() + (comeback?.patience ?? 0);
      while (comeback?.returned() === true && clock.now() < end && !cancel.aborted)
        await pause(clock, LOOK_EVERY, cancel);
    },
  };
}
