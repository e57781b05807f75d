/**
 * What events do to a service while the cluster is in maintenance: as if an operator had frozen it. What really is frozen
 * stays so afterwards, and nothing else does.
 */
import type { ServiceEntry } from './service-entry.ts';
import type { ServiceEvent, StepContext, StepResult } from './service-events.ts';
import { step } from './service-machine.ts';

/** As {@link step}, with `by.maintenance` heeded. */
export function stepOrHold(entry: ServiceEntry, event: ServiceEvent, by: StepContext): StepResult {
  if (by.maintenance !== true || event.type === 'freeze') return step(entry, event, by);
  if (event.type === 'thaw') {
    // What thawing sets off waits for the end of the maintenance.
    const thawed = entry.frozen ? { ...entry, frozen: false, why: 'operator: thaw' } : entry;
    return { entry: thawed, orders: [], accepted: true, refusal: undefined };
  }
  const held = entry.frozen ? entry : { ...entry, frozen: true };
  const result = step(held, event, by);
  if (result.entry === held) return { ...result, entry };
  return { ...result, entry: { ...result.entry, frozen: entry.frozen } };
}

/** Only a freeze or maintenance, which is over, kept it from being stopped (it is disabled) or looked at (it is in doubt). */
export function isOverdue({ state, after, frozen }: ServiceEntry): boolean {
  return state === 'started' && (after === 'disable' || after === 'look') && !frozen;
}
