/** An operator wants what is down of a running service to be started again: `clusvcadm -c`, `picket convalesce`. */
import type { NodeId } from '#src/membership/types.ts';
import type { CommandResult } from './commands.ts';
import type { Performed } from './order-outcome.ts';
import type { ServiceDesk } from './service-desk.ts';

export interface ConvalesceDeps {
  readonly services: Pick<ServiceDesk, 'entry' | 'apply' | 'inForce'>;
  readonly perform: (node: NodeId, service: string, operation: 'convalesce') => Promise<Performed>;
  readonly nodeName: (id: NodeId) => string | null;
}

/**
 * The service's machine has accepted the command. Its owner does the work and answers when it is done; nothing else of
 * the service is touched, and a stop that comes meanwhile goes first.
 */
export async function convalesce(deps: ConvalesceDeps, id: string): Promise<CommandResult> {
  const { services } = deps;
  const entry = services.entry(id);
  const owner = deps.nodeName(entry?.owner ?? 0);
  if (entry === undefined)
    return { code: 'NOSERVICE', message: `there is no ${id} in cluster.xml`, owner: null };
  const performed = await deps.perform(entry.owner, id, 'convalesce');
  if (performed.kind === 'unknown') {
    const message = `what came of it is not known (${performed.reason}); see picket status`;
    return { code: 'AGAIN', message, owner };
  }
  if (!performed.ok) return { code: 'FAIL', message: `still down: ${performed.reason}`, owner };
  services.apply(id, { type: 'parts', node: entry.owner, partial: [] });
  if (!(await services.inForce(id))) {
    return { code: 'AGAIN', message: 'the view changed meanwhile; see picket status', owner };
  }
  return { code: 'SUCCESS', message: `everything of ${id} runs on ${owner}`, owner };
}
