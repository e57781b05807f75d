/**
 * Is this node the one that is cut off? Asked by one of two nodes before its first shot: one that reaches none of its
 * ping targets, and no fence device of its peer either, must not shoot. An answer can only forbid a shot, never grant one.
 */
import type { FenceMethod } from '#src/config/model.ts';
import { AGENT_PATH, type AgentPorts } from '#src/fencing/agent-answer.ts';
import { checkDevice } from '#src/fencing/device-check.ts';
import type { Commands, Millis } from '#src/host/ports.ts';

/** `unknown`: this host can't ping. */
export type PingAnswer = 'answers' | 'silent' | 'unknown';

/** ping itself waits 1 s for the answer. */
const PING_LIMIT: Millis = 3_000;
const PING_SECONDS = 1;

/** Never rejects; settles within PING_LIMIT. */
export async function pingOnce(
  commands: Commands,
  address: string,
  cancel?: AbortSignal,
): Promise<PingAnswer> {
  const args = ['-n', '-c', '1', '-W', String(PING_SECONDS), address];
  const env = { PATH: AGENT_PATH, LC_ALL: 'C' };
  const outcome = await commands.run({ file: 'ping', args, env, timeout: PING_LIMIT }, cancel);
  switch (outcome.kind) {
    case 'exited':
      if (outcome.code === 0) return 'answers';
      // 1: no reply. 2: anything else, such as a network that is unreachable; but what it may not do says nothing.
      return /not permitted|denied|privilege|usage|invalid|unrecognized/i.test(outcome.stderr)
        ? 'unknown'
        : 'silent';
    case 'timed-out':
      return 'silent';
    case 'signalled':
    case 'cancelled':
    case 'not-started':
      return 'unknown';
  }
}

export interface IsolationInput {
  readonly ports: AgentPorts;
  readonly targets: readonly string[];
  /** The node that would be shot. */
  readonly node: string;
  readonly methods: readonly FenceMethod[];
}

/** Why this node seems to be the isolated one; undefined when it may shoot. Never rejects. */
export async function findIsolation(
  { ports, targets, node, methods }: IsolationInput,
  cancel: AbortSignal,
): Promise<string | undefined> {
  if (targets.length === 0 || (await anyReached(ports.commands, targets, cancel))) return undefined;
  const devices = new Map(methods.flatMap((method) => method.devices).map((device) => [device.name, device]));
  const checks = await Promise.all(
    [...devices.values()].map((device) => checkDevice(ports, device, node, cancel)),
  );
  if (checks.some(({ ok }) => ok)) return undefined;
  const none =
    devices.size === 0 ? `${node} has no fence device` : `nor does a fence device of ${node} answer`;
  return `this node seems to be the isolated one: ${targets.join(', ')} can't be reached, ${none}`;
}

/** How long `findIsolation` takes when nothing answers to ping and its devices take `deviceMs`. */
export function isolationMs(deviceMs: Millis): Millis {
  return PING_SECONDS * 1_000 + deviceMs;
}

/** Settles with the first that answers. A host that can't ping forbids nothing. */
function anyReached(commands: Commands, targets: readonly string[], cancel: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const all = targets.map(async (target) => {
    if ((await pingOnce(commands, target, cancel)) !== 'silent') resolve(true);
  });
  void Promise.all(all).then(() => resolve(false));
  return promise;
}
