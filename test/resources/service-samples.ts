/** Services, resources and ledger entries to try the service logic on, with defaults for all that a test does not care about. */
import { RESOURCE_DEFAULTS } from '#src/config/defaults.ts';
import type { ResourceConfig, ServiceConfig } from '#src/config/model.ts';
import type { ServiceEntry } from '#src/resources/service-entry.ts';
import type { ServiceEvent, StepResult } from '#src/resources/service-events.ts';
import { step } from '#src/resources/service-machine.ts';
import { UNTOUCHED } from '#src/resources/service-record.ts';
import { serviceConfig } from '#src/sim/cluster-config.ts';

export const NOW = 1_800_000_000_000;

export function service(fields: Partial<ServiceConfig> = {}): ServiceConfig {
  return serviceConfig({ name: 'web', resources: [], ...fields });
}

/** `resource('fs:data', resource('ip:a'))`: a resource with its children. */
export function resource(id: string, ...children: readonly ResourceConfig[]): ResourceConfig {
  const [type = '', name = ''] = id.split(':');
  return { ...RESOURCE_DEFAULTS, type, name, id, children };
}

/** An entry of the given state, on node 1 where the state needs a node. */
export function entry(state: ServiceEntry['state'], fields: Partial<ServiceEntry> = {}): ServiceEntry {
  const nowhere = state === 'stopped' || state === 'disabled' || state === 'uninitialized';
  return {
    state,
    ...UNTOUCHED,
    owner: nowhere ? 0 : 1,
    after: state === 'stopping' || state === 'recovering' ? 'restart' : undefined,
    since: NOW,
    why: 'as the test has it',
    ...fields,
  };
}

/** Steps through the events one after another, one second apart; gives the last result and all orders in words. */
export function play(
  from: ServiceEntry,
  events: readonly ServiceEvent[],
  config: ServiceConfig = service(),
): StepResult & { readonly said: readonly string[] } {
  let result: StepResult = { entry: from, orders: [], accepted: false, refusal: undefined };
  const said: string[] = [];
  for (const [index, event] of events.entries()) {
    result = step(result.entry, event, { now: NOW + (index + 1) * 1000, service: config });
    said.push(...result.orders.map((order) => `${order.type} on ${order.node}`));
  }
  return { ...result, said };
}
