/** The environment in which agents run programs: nothing is inherited from the daemon. */
import type { Operation } from './agent.ts';

/** A path that finds system programs, plain messages, and who asks. */
export function agentEnvironment(operation: Operation): Readonly<Record<string, string>> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C',
    PICKET_CLUSTER: operation.clusterName,
    PICKET_NODE: operation.nodeName,
    PICKET_SERVICE: operation.service,
    PICKET_RESOURCE: operation.resource.name,
  };
}
