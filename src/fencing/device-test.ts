/** Tries out one fence device as far as that is possible without switching anything: login, status, right, identity. */
import type { Millis } from '#src/host/ports.ts';
import type { AgentPorts } from './agent-answer.ts';
import type { AgentCatalog } from './agent-catalog.ts';
import { checkDevice } from './device-check.ts';
import type { ListedDevice } from './device-list.ts';
import type { Identity } from './identity.ts';
import { speaksIpmi } from './ipmi/access.ts';
import { lookAtBmc, maySwitchPower } from './ipmi/look.ts';

/** What one node found. Plain data: it travels to the coordinator. */
export interface DeviceTest {
  readonly device: string;
  readonly method: string;
  /** It could be logged in to, and told its status. */
  readonly ok: boolean;
  /** Why not; empty when ok. */
  readonly why: string;
  /** Undefined when the device can't tell. */
  readonly power: 'on' | 'off' | undefined;
  /** Of the status. */
  readonly ms: Millis;
  /** The right to switch power, as far as the device tells. */
  readonly right: 'yes' | 'no' | 'unseen';
  /** The privilege of the login, if it has one. */
  readonly privilege: string | undefined;
  readonly identity: Identity | undefined;
}

/** Never rejects; settles within twice the device's timeout and a minute. */
export async function testDevice(
  ports: AgentPorts & { readonly catalog?: AgentCatalog },
  { label, method, device }: ListedDevice,
  nodeName: string,
): Promise<DeviceTest> {
  const unseen = { right: 'unseen', privilege: undefined, identity: undefined } as const;
  const about = { device: label, method };
  const check = await checkDevice(ports, device, nodeName);
  if (!check.ok) return { ...about, ...unseen, ok: false, why: check.reason, power: undefined, ms: check.ms };
  const found = { ...about, ok: true, why: '', power: check.power, ms: check.ms };
  const look = speaksIpmi(device) ? await lookAtBmc(ports, device) : undefined;
  if (look === undefined) return { ...found, ...unseen };
  const { privilege, identity } = look;
  const right = privilege === undefined ? 'unseen' : maySwitchPower(privilege) ? 'yes' : 'no';
  return { ...found, right, privilege, identity };
}
