/** What a fence job tells, as events for people. Pure; what of it goes into the ledger is the fence desk's. */
import type { FenceProgress } from '#src/fencing/fence-types.ts';
import type { EventFields } from './event-log.ts';

export interface FenceAbout {
  /** The target. */
  readonly node: string;
  /** Of the fence's record. */
  readonly failover: string;
  /** The agent of a device of that node. */
  readonly agentOf: (method: string, device: string) => string;
}

/** Undefined for what is no news. */
export function fenceEvent(
  progress: FenceProgress,
  { node, failover, agentOf }: FenceAbout,
): EventFields | undefined {
  const event = (name: string, message: string, data?: object): EventFields => ({
    ...{ node, failover, name: `fence.${name}`, message },
    ...(data === undefined ? {} : { data: { ...data } }),
  });
  switch (progress.type) {
    case 'waiting':
      return event('waiting', `waiting before fencing ${node}: ${progress.why}`);
    case 'held-back':
      return event('isolated', `not fencing ${node}: ${progress.why}`);
    case 'letting-in':
      return event('letting-in', lettingIn(node, progress.reading), { reading: progress.reading });
    case 'shot': {
      const { method, device, action } = progress;
      const message = `sending "${action}" for ${node} to ${device} (method ${method})`;
      return event('shot', message, { method, device, agent: agentOf(method, device), action });
    }
    case 'attempt-failed': {
      const { method, device, reason, round, retryAt } = progress;
      const message = `fencing ${node} with ${method}/${device} failed: ${reason}`;
      return event('failed', message, {
        method,
        device,
        agent: agentOf(method, device),
        reason,
        round,
        retryAt,
      });
    }
    case 'confirmed': {
      const { method, evidence, agentMs, shotMs, helper } = progress;
      const from = helper === undefined ? {} : { from: helper.name };
      const message = `${node} is confirmed off${fromWhom(progress)}: ${evidence}`;
      return event('succeeded', message, { method, evidence, agentMs, shotMs, ...from });
    }
    case 'powered-on':
      return event('powered-on', `${node} has been powered on again`);
    case 'power-on-failed':
      return event(
        'power-on-failed',
        `${node} is fenced, but could not be powered on again: ${progress.reason}`,
      );
    case 'unhelped':
    case 'cancelled':
      return undefined;
  }
}

export function lettingIn(node: string, reading: string): string {
  return `${node} is heard again, and ${reading}: it is not shot, so that it can join`;
}

/** ' from node3', when it was another member that confirmed it. */
export function fromWhom({ helper }: Extract<FenceProgress, { type: 'confirmed' }>): string {
  return helper === undefined ? '' : ` from ${helper.name}`;
}
