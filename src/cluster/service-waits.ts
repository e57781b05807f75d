/** What services wait for, as status shows it: a node that can take them, or others that have to stop before. Pure. */
import type { ClusterConfig, ServiceConfig } from '#src/config/model.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { Wait } from './status.ts';

export interface ServiceWaitsInput {
  readonly config: ClusterConfig;
  readonly members: readonly NodeId[];
  readonly entry: (service: string) => ServiceEntry | undefined;
  /** Why a service is not placed, from the coordinator; undefined on other members. */
  readonly unplaced: (service: string) => string | undefined;
  /** What its stop waits for, from the coordinator. */
  readonly stopWaits: ((service: string) => string | undefined) | undefined;
}

export function serviceWaits(input: ServiceWaitsInput): readonly Wait[] {
  return input.config.services.flatMap((service) => [
    ...placeWait(service, input),
    ...stopWait(service, input),
  ]);
}

function placeWait(service: ServiceConfig, { members, entry, unplaced }: ServiceWaitsInput): readonly Wait[] {
  // An instance whose node is away waits for nothing that anybody would miss.
  if (service.only !== undefined && !members.includes(service.only)) return [];
  const why = unplaced(service.id);
  const since = entry(service.id)?.since;
  if (why === undefined || since === undefined) return [];
  const what = `${service.id} waits for a node: ${why}`;
  return [{ what, since, until: null, ends: 'a node becomes eligible' }];
}

function stopWait({ id }: ServiceConfig, { entry, stopWaits }: ServiceWaitsInput): readonly Wait[] {
  const why = stopWaits?.(id);
  const since = entry(id)?.since;
  if (why === undefined || since === undefined) return [];
  return [{ what: `${id} ${why}`, since, until: null, ends: 'what depends on it has stopped there' }];
}
