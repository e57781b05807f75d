/** Asking another member in agreement: the answer that was wanted, or an error that says whose fault it is. */
import type { Millis } from '#src/host/ports.ts';
import type { Reply, Request } from '#src/wire/frames.ts';
import { sameEpoch } from './epoch.ts';
import type { Epoch, Member, NodeId } from './types.ts';

/** A member that can't do its part just now. */
class Unable extends Error {
  override readonly name = 'Unable';
}

/** A message that does not fit the present state; the sender is told why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** `silent`: no session, or no answer in time. `disk`: it says that it can't store. */
export type Inability = 'silent' | 'disk';

export interface AskingDeps {
  readonly request: (to: Member, body: Request, timeout: Millis) => Promise<Reply>;
  readonly timeout: Millis;
  /** An epoch number that a refuser knows. */
  readonly seen: (number: number) => void;
  /** That member could not do its part in what it was asked at that time (monotonic ms). */
  readonly failed: (member: NodeId, askedAt: Millis, why: Inability) => void;
  /** That member said no: it is there, and can be asked. */
  readonly answered: (member: NodeId) => void;
  readonly now: () => Millis;
}

/** The reply, if it is of the wanted type and for the same epoch; throws Unable or Refusal otherwise. */
export async function ask<T extends 'accept' | 'installed' | 'replicated'>(
  { request, timeout, seen, failed, answered, now }: AskingDeps,
  member: Member,
  message: Request & { readonly epoch: Epoch },
  wanted: T,
): Promise<Extract<Reply, { type: T }>> {
  const askedAt = now();
  const reply = await request(member, message, timeout).catch((error: unknown) => {
    failed(member.id, askedAt, 'silent');
    throw new Unable(error instanceof Error ? error.message : String(error));
  });
  if (reply.type === 'refused') {
    seen(reply.promised);
    if (reply.unable) {
      failed(member.id, askedAt, 'disk');
      throw new Unable(`node ${member.id}: ${reply.reason}`);
    }
    answered(member.id);
    throw new Refusal(`node ${member.id} refused: ${reply.reason}`);
  }
  if (reply.type !== wanted || !('epoch' in reply) || !sameEpoch(reply.epoch, message.epoch)) {
    throw new Refusal(`node ${member.id} answered ${reply.type} to ${message.type}`);
  }
  return reply as Extract<Reply, { type: T }>;
}
