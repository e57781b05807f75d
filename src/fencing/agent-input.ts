/** What a fence agent reads on standard input: one `key=value` line each for the action, the node and the attributes. */
import type { FenceDevice } from '#src/config/model.ts';
import { withPresentNames } from '#src/fencing/former-names.ts';

export type AgentAction = 'off' | 'on' | 'status' | 'monitor' | 'reboot' | 'metadata' | 'validate-all';

export type AgentInput =
  | { readonly kind: 'input'; readonly text: string }
  /** An attribute that cannot be said in one line, or that would say something else. */
  | { readonly kind: 'unfit'; readonly reason: string };

/** Other spellings of `action`; the agents' library takes the last one it reads. */
const ACTION_NAMES: ReadonlySet<string> = new Set(['action', 'option', 'operation']);

const KEY = /^[A-Za-z_][A-Za-z0-9_.:-]*$/;

/**
 * The fence agent API of the fence-agents project: attributes first (what the agent has dropped, under its present name),
 * then `nodename` unless the device sets it, the action last, so that no attribute can replace it. A line break in a value
 * would smuggle in a further line and is refused.
 */
export function agentInput(device: FenceDevice, action: AgentAction, nodeName: string): AgentInput {
  const attributes = withPresentNames(device.agent, device.attributes);
  const given = Object.entries(attributes).filter(([key]) => !ACTION_NAMES.has(key));
  const node: readonly (readonly [string, string])[] =
    device.attributes['nodename'] === undefined && nodeName !== '' ? [['nodename', nodeName]] : [];
  const lines = [...given, ...node, ['action', action] as const];
  for (const [key, value] of lines) {
    if (!KEY.test(key))
      return {
        kind: 'unfit',
        reason: `attribute name ${JSON.stringify(key)} can't be given to a fence agent`,
      };
    if (/[\n\r\0]/.test(value))
      return {
        kind: 'unfit',
        reason: `attribute ${key} contains a line break or a NUL; remove it`,
      };
  }
  return {
    kind: 'input',
    text: lines.map(([key, value]) => `${key}=${value}\n`).join(''),
  };
}
