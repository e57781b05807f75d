/**
 * The coordinator's attempts at a lost node have all failed: it asks the other members of its view, one after the other,
 * as a device may be reachable from some nodes only. All members know who tries before that one begins.
 */
import type { NodeConfig } from '#src/config/model.ts';
import type { FenceHelp, FenceWish, HelpAnswer } from '#src/fencing/fence-types.ts';
import { longestRound } from '#src/fencing/one-round.ts';
import type { Millis } from '#src/host/ports.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { FenceStep, Reply, Request } from '#src/wire/frames.ts';
import type { EventFields } from './event-log.ts';

export type AskToFence = (
  member: NodeId,
  order: Pick<Extract<Request, { type: 'fence' }>, 'id' | 'node' | 'step' | 'action' | 'method'>,
  timeout: Millis,
) => Promise<Reply | Error>;

export interface AskingDeps {
  /** Of the fence's record. */
  readonly id: string;
  readonly node: NodeConfig;
  readonly action: FenceWish;
  /** The other members of the view. */
  readonly helpers: readonly NodeId[];
  readonly nameOf: (id: NodeId) => string;
  readonly ask: AskToFence;
  /** Has all members store who tries now; false when the view ended. */
  readonly note: (helper: NodeId) => Promise<boolean>;
  readonly emit: (event: EventFields) => void;
}

export function createHelp(deps: AskingDeps): FenceHelp {
  const { id, node, nameOf } = deps;
  const about = { node: node.name, failover: id };

  /** The agents' deadlines are kept on the member; this only bounds the wait for it. */
  function order(helper: NodeId, step: FenceStep, method: string): Promise<Reply | Error> {
    const timeout = longestRound(node.fence);
    return deps.ask(helper, { id, node: node.id, step, action: deps.action, method }, timeout);
  }

  async function tryFrom(helper: NodeId, cancel: AbortSignal): Promise<HelpAnswer> {
    const name = nameOf(helper);
    const failed = (device: string, reason: string): HelpAnswer => ({ kind: 'failed', device, reason });
    if (!(await deps.note(helper)) || cancel.aborted) return failed('', 'the view has ended');
    const message = `${name} is asked to fence ${node.name}, as it can't be done from here`;
    deps.emit({ ...about, name: 'fence.helping', message, data: { from: name } });
    const reply = await order(helper, 'off', '');
    if (reply instanceof Error) return failed('', reply.message);
    if (reply.type !== 'fenced') return failed('', reply.type === 'refused' ? reply.reason : reply.type);
    const { method, evidence, verified, powerOn, agentMs, shotMs, device, reason } = reply;
    if (!reply.ok) return failed(device, reason);
    const times = { agentMs, shotMs };
    const confirmation = { method, evidence, verified, alreadyOff: false, powerOn, ...times };
    return { kind: 'helped', by: helper, name, confirmation };
  }

  return {
    async fence(cancel) {
      const failures: string[] = [];
      for (const helper of deps.helpers) {
        if (cancel.aborted) break;
        const answer = await tryFrom(helper, cancel);
        if (answer.kind === 'helped') return answer;
        if (cancel.aborted) break;
        const from = nameOf(helper);
        const reason = answer.device === '' ? answer.reason : `${answer.device}: ${answer.reason}`;
        failures.push(`from ${from}: ${reason}`);
        const message = `fencing ${node.name} from ${from} failed: ${reason}`;
        deps.emit({ ...about, name: 'fence.failed', message, data: { from, reason } });
      }
      return { kind: 'failed', device: '', reason: failures.join('; ') };
    },
    async powerOn({ by, name, confirmation }) {
      const reply = await order(by, 'power-on', confirmation.method);
      if (reply instanceof Error) return `${name}: ${reply.message}`;
      if (reply.type === 'fenced') return reply.ok ? undefined : `${name}: ${reply.reason}`;
      return `${name}: ${reply.type === 'refused' ? reply.reason : reply.type}`;
    },
  };
}
