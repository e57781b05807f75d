/** One round of a node that gives itself back what its fence took: the devices of its `<unfence>`, each turned on. */
import type { FenceDevice } from '#src/config/model.ts';
import type { AgentPorts } from '#src/fencing/agent-answer.ts';
import type { AgentCatalog } from '#src/fencing/agent-catalog.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';

export interface UnfencePorts extends AgentPorts {
  readonly catalog: AgentCatalog;
}

/**
 * All devices in their order, also after one that failed (fenced does the same). Undefined when each took the order and none
 * that can tell reads off afterwards; else what failed, one line, without secrets. Never rejects; settles within twice
 * the devices' timeouts and the few seconds for what each agent says of itself.
 */
export async function unfenceOnce(
  devices: readonly FenceDevice[],
  nodeName: string,
  ports: UnfencePorts,
  cancel: AbortSignal,
): Promise<string | undefined> {
  const failures: string[] = [];
  for (const device of devices) {
    if (cancel.aborted) return 'called off';
    const failure = await turnOn(device, nodeName, ports, cancel);
    if (failure !== undefined) failures.push(`${device.name}: ${failure}`);
  }
  return failures.length === 0 ? undefined : failures.join('; ');
}

async function turnOn(
  device: FenceDevice,
  nodeName: string,
  ports: UnfencePorts,
  cancel: AbortSignal,
): Promise<string | undefined> {
  const metadata = await ports.catalog.metadata(device.agent);
  if (cancel.aborted) return 'called off';
  const order = await callAgent(ports, device, 'on', nodeName, cancel);
  if (order.kind === 'failed') return order.reason;
  if (metadata?.actions.has('status') !== true) return undefined;
  const status = await callAgent(ports, device, 'status', nodeName, cancel);
  // Only off says that the order came to nothing; one that can't be read has taken it all the same.
  return status.kind === 'power' && !status.on ? `it took "on", and reads off afterwards` : undefined;
}
