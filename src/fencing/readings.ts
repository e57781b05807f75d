/** Reads the power of all devices of a method: off only when each of them says so. */
import type { FenceDevice } from '#src/config/model.ts';
import type { AgentAnswer } from '#src/fencing/agent-answer.ts';
import type { AgentAction } from '#src/fencing/agent-input.ts';
import type { FenceProgress } from '#src/fencing/fence-types.ts';
import type { PlannedShot } from '#src/fencing/plan.ts';
import type { Clock, Millis } from '#src/host/ports.ts';

/** What one attempt needs of the world. */
export interface AttemptPorts {
  readonly clock: Clock;
  readonly call: (device: FenceDevice, action: AgentAction, cancel: AbortSignal) => Promise<AgentAnswer>;
  readonly report: (progress: FenceProgress) => void;
}

export type Reading =
  | { readonly kind: 'off'; readonly ms: Millis }
  | {
      readonly kind: 'on' | 'unreadable';
      readonly ms: Millis;
      readonly device: string;
      readonly reason: string;
      /** Asking again soon would give the same. */
      readonly hopeless: boolean;
    };

/** Off only if each device reads off; ends at the first that does not. */
export async function readAll(
  ports: AttemptPorts,
  shots: readonly PlannedShot[],
  cancel: AbortSignal,
): Promise<Reading> {
  let ms = 0;
  for (const { device } of shots) {
    const answer = await ports.call(device, 'status', cancel);
    ms += answer.ms;
    if (answer.kind === 'power' && !answer.on) continue;
    const hopeless =
      answer.kind === 'failed' && (answer.failure === 'timeout' || answer.failure === 'missing');
    const kind = answer.kind === 'power' ? 'on' : 'unreadable';
    return {
      kind,
      ms,
      device: device.name,
      reason: said(answer, ''),
      hopeless,
    };
  }
  return { kind: 'off', ms };
}

/** What a reading says, as the end of a sentence; `known` is a reason that has been told already. */
export function said(reading: AgentAnswer, known: string): string {
  if (reading.kind === 'failed')
    return reading.reason === known ? "can't be read either" : `can't be read: ${reading.reason}`;
  return 'still reads on';
}
