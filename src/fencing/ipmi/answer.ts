/** What comes of a call of fence_ipmi, before its duration is known. */
import type { AgentAnswer, AgentFailure } from '#src/fencing/agent-answer.ts';

type Untimed<A> = A extends AgentAnswer ? Omit<A, 'ms'> : never;

export type Answer = Untimed<AgentAnswer>;

export type Failed = Extract<Answer, { readonly kind: 'failed' }>;

export function failed(failure: AgentFailure, reason: string): Failed {
  return { kind: 'failed', failure, reason };
}
