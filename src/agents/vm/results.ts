/** How the operations of a guest end when they fail. */
import type { OperationResult } from '../agent.ts';

/** The state is as the words say. */
export function failed(reason: string): OperationResult {
  return { ok: false, reason, timedOut: false };
}

/** Its time was up, so the state is unknown. */
export function outOfTime(reason: string): OperationResult {
  return { ok: false, reason, timedOut: true };
}
