/** Reads the power of a node that nobody is about to shoot: is it off? Changes nothing on any device. */
import type { FenceDevice, FenceMethod } from '#src/config/model.ts';
import type { AgentPorts } from '#src/fencing/agent-answer.ts';
import type { AgentCatalog } from '#src/fencing/agent-catalog.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import { look } from '#src/fencing/attempt.ts';
import { planMethod } from '#src/fencing/plan.ts';

/**
 * What proves that it is off: every device of a method read off twice, a second apart, and none of them is doubted.
 * Undefined when it is on, or no method can tell. Never rejects; bounded by the timeouts of the devices.
 */
export async function findPowerOff(
  ports: AgentPorts & { readonly catalog: AgentCatalog },
  node: { readonly name: string; readonly fence: readonly FenceMethod[] },
  cancel: AbortSignal,
  doubted: (device: FenceDevice) => boolean = () => false,
): Promise<string | undefined> {
  const agents = new Set(node.fence.flatMap(({ devices }) => devices.map(({ agent }) => agent)));
  const known = await Promise.all(
    [...agents].map(async (agent) => [agent, await ports.catalog.metadata(agent)] as const),
  );
  const abilities = new Map(known);
  const plans = node.fence.map((method) =>
    planMethod(method, 'off', (agent) => abilities.get(agent), doubted),
  );
  const attempt = {
    clock: ports.clock,
    call: (...[device, action, cut]: Parameters<Parameters<typeof look>[0]['call']>) =>
      callAgent(ports, device, action, node.name, cut),
    report: () => {},
  };
  const found = await look(attempt, plans, cancel);
  return found.kind === 'found' ? found.proof.evidence : undefined;
}
