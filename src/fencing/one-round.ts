/**
 * Every method of a node tried once, for the coordinator of another node: the first that is proven ends it. What the
 * fence machine does again and again, here without delays, looks and pauses.
 */
import type { FenceMethod } from '#src/config/model.ts';
import { createAgentCatalog } from '#src/fencing/agent-catalog.ts';
import { callAgent } from '#src/fencing/agent-protocol.ts';
import { landsWithin, powerOn, shoot, verify } from '#src/fencing/attempt.ts';
import { planWith } from '#src/fencing/equip.ts';
import type { Confirmation, FenceProgress, FenceRequest } from '#src/fencing/fence-types.ts';
import type { FencerPorts } from '#src/fencing/fencer.ts';
import type { AttemptPorts } from '#src/fencing/readings.ts';
import type { Millis } from '#src/host/ports.ts';

export type RoundRequest = Pick<FenceRequest, 'id' | 'target' | 'methods' | 'action' | 'doubted'>;

export type RoundResult =
  | ({ readonly kind: 'proven' } & Confirmation)
  | { readonly kind: 'failed'; readonly device: string; readonly reason: string };

/** That may take their whole timeout: the shot, the last reading while it may still land, and one that confirms it. */
const CALLS_PER_DEVICE = 3;

/** The longest that `fenceOnce` can take, agents that have to be killed apart. */
export function longestRound(methods: readonly FenceMethod[]): Millis {
  const one = ({ devices }: FenceMethod): Millis =>
    devices.reduce((sum, { timeout }) => sum + CALLS_PER_DEVICE * timeout, landsWithin(devices));
  return methods.reduce((sum, method) => sum + one(method), 0);
}

/** Resolves when no agent of it runs any more; `cancel` ends it soon. Never rejects. */
export async function fenceOnce(
  request: RoundRequest,
  ports: FencerPorts,
  observer: (progress: FenceProgress) => void,
  cancel: AbortSignal,
): Promise<RoundResult> {
  const attempt = attemptPorts(request, ports, observer);
  const catalog = ports.catalog ?? createAgentCatalog(ports);
  const failures: { readonly device: string; readonly reason: string }[] = [];
  for (const method of request.methods) {
    const plan = await planWith(catalog, request, method);
    if (cancel.aborted) break;
    if (plan.kind === 'unusable') {
      failures.push(plan);
      continue;
    }
    const shots = await shoot(attempt, plan, cancel);
    const shot = shots.kind === 'shot' && !cancel.aborted;
    const proof = shot ? await verify(attempt, plan, shots.readOff, cancel) : undefined;
    if (cancel.aborted) break;
    if (shots.kind === 'shot' && proof?.kind === 'proven') {
      const { kind: _, agentMs, ...words } = proof;
      const spent = { agentMs: agentMs + shots.agentMs, shotMs: shots.shotMs };
      return { kind: 'proven', method: plan.method, ...words, ...spent, powerOn: plan.on.length > 0 };
    }
    const failure = shots.kind === 'failed' ? shots : proof;
    if (failure?.kind === 'failed') failures.push(failure);
  }
  if (cancel.aborted) return { kind: 'failed', device: '', reason: 'called off' };
  const last = failures.at(-1);
  return { kind: 'failed', device: last?.device ?? '', reason: last?.reason ?? 'it has no fence method' };
}

/** Tells the devices of that method to power on: why not all of them did. Never rejects. */
export async function powerOnOnce(
  request: RoundRequest,
  method: string,
  ports: FencerPorts,
  cancel: AbortSignal,
): Promise<string | undefined> {
  const found = request.methods.find(({ name }) => name === method);
  if (found === undefined) return `there is no method ${method} any more`;
  const plan = await planWith(ports.catalog ?? createAgentCatalog(ports), request, found);
  if (plan.kind === 'unusable') return plan.reason;
  const reasons: string[] = [];
  const observer = (progress: FenceProgress): void => {
    if (progress.type === 'power-on-failed') reasons.push(`${progress.device}: ${progress.reason}`);
  };
  const all = await powerOn(attemptPorts(request, ports, observer), plan, cancel);
  return all ? undefined : (reasons.at(-1) ?? 'called off');
}

function attemptPorts(
  { id, target }: RoundRequest,
  ports: FencerPorts,
  report: (progress: FenceProgress) => void,
): AttemptPorts {
  const agents = { ...ports, log: ports.log.child({ fence: id, target: target.name }) };
  return {
    clock: ports.clock,
    call: (device, action, cancel) => callAgent(agents, device, action, target.name, cancel),
    report,
  };
}
