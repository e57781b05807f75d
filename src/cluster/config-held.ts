/** What a service may not take yet, because another one has not given it up on everybody's disk. Pure. */
import type { ServiceConfig } from '#src/config/model.ts';
import { startOrder } from '#src/config/order.ts';
import type { ChangingService } from './config-record.ts';

/** Who still has something that this service starts, in words; undefined when nobody has. */
export function heldBy(service: ServiceConfig, changing: readonly ChangingService[]): string | undefined {
  if (changing.length === 0) return undefined;
  const wanted = new Set(startOrder(service).map(({ id }) => id));
  for (const other of changing) {
    // The instances of one service have the same resources, each on its own node.
    if (baseOf(other.service) === baseOf(service.id)) continue;
    const resource = other.stops.find((id) => wanted.has(id));
    if (resource !== undefined) return `${other.service} still has ${resource}`;
  }
  return undefined;
}

function baseOf(id: string): string {
  return id.split('@')[0] ?? id;
}
