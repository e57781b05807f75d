/** Asks a fence device whether it answers, before it is needed. For `picket check` and the regular check of the daemon. */
import type { FenceDevice } from '#src/config/model.ts';
import type { AgentPorts } from '#src/fencing/agent-answer.ts';
import type { AgentCatalog } from '#src/fencing/agent-catalog.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import type { Millis } from '#src/host/ports.ts';

export type DeviceCheck =
  | {
      readonly ok: true /** Undefined when the agent can't tell. */;
      readonly power: 'on' | 'off' | undefined;
      readonly ms: Millis;
    }
  /** One line for an administrator, without secrets. */
  | { readonly ok: false; readonly reason: string; readonly ms: Millis };

/**
 * By `status`, or by `monitor` when the agent says that it has no status. Changes nothing on the device. Never rejects;
 * settles within twice the device's timeout. With the daemon's catalog it also prepares what a failover will ask.
 */
export async function checkDevice(
  ports: AgentPorts & { readonly catalog?: AgentCatalog },
  device: FenceDevice,
  nodeName: string,
  cancel?: AbortSignal,
): Promise<DeviceCheck> {
  const metadata = await ports.catalog?.metadata(device.agent);
  const action = metadata === undefined || metadata.actions.has('status') ? 'status' : 'monitor';
  const answer = await callAgent(ports, device, action, nodeName, cancel);
  switch (answer.kind) {
    case 'ok':
      return { ok: true, power: undefined, ms: answer.ms };
    case 'power':
      return { ok: true, power: answer.on ? 'on' : 'off', ms: answer.ms };
    case 'failed':
      return { ok: false, reason: answer.reason, ms: answer.ms };
  }
}
