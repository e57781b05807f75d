/**
 * Whether a service can go to another node without a stop, by the agents of its resources, and how long that may take.
 *
 * So far all of its resources have to be of a type that can migrate: guests. What stands below a guest and can be active
 * on two nodes for the time being needs steps of its own, before on the target and afterwards on the source.
 */
import type { AgentRegistry } from '#src/agents/agent.ts';
import type { ServiceConfig } from '#src/config/model.ts';
import { startOrder } from '#src/config/order.ts';
import type { Millis } from '#src/host/ports.ts';

export type Migratable =
  /** `longest`: of the migration itself and what the target does before, by their deadlines. */
  | { readonly can: true; readonly longest: Millis }
  /** One line for an administrator. */
  | { readonly can: false; readonly why: string };

/** Pure. */
export function migratable(service: ServiceConfig, registry: AgentRegistry): Migratable {
  if (service.instanceOf !== undefined) return { can: false, why: 'it is on every node' };
  if (wishes(service).includes('never')) return { can: false, why: 'migrate="never" in cluster.xml' };
  const resources = startOrder(service);
  if (resources.length === 0) return { can: false, why: 'nothing in it can migrate' };
  let longest: Millis = 0;
  for (const { id, type, attributes, actions } of resources) {
    const agent = registry.find(type);
    if (agent?.migration === undefined)
      return { can: false, why: `${id} can't be on two nodes while it migrates` };
    const override = actions.find(({ name }) => name === 'migrate');
    const unwanted = agent.migration.unwanted?.(attributes);
    if (unwanted !== undefined) return { can: false, why: `${id} ${unwanted}` };
    longest += agent.timing.startTimeout + (override?.timeout ?? agent.migration.timeout(attributes));
  }
  return { can: true, longest };
}

/** When a migration fails it is stopped instead, and started on the other node: `migrate="fallback"`. Pure. */
export function fallsBack(service: ServiceConfig): boolean {
  return wishes(service).includes('fallback');
}

function wishes(service: ServiceConfig): readonly string[] {
  return startOrder(service).map(({ attributes }) => (attributes['migrate'] ?? '').toLowerCase());
}
