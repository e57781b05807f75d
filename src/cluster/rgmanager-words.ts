/**
 * The numbered lines that rgmanager wrote to its log at the same turn of things, for whoever greps for their numbers:
 * they go along with Picket's own words as the field `rgmanager` of an event. Pure.
 */
import type { ServiceEntry } from '#src/resources/service-entry.ts';

export const QUORUM_DISSOLVED = '#1: Quorum Dissolved';

/** Undefined when rgmanager had no number for it. */
export function numberedLine(service: string, entry: ServiceEntry): string | undefined {
  if (entry.state === 'failed') return `#12: RG ${service} failed to stop; intervention required`;
  if (entry.state === 'stopping' && entry.after === 'next-node') return `#68: Failed to start ${service}`;
  if (entry.state === 'recovering' && entry.after === 'relocate')
    return `#71: Relocating failed service ${service}`;
  return undefined;
}
