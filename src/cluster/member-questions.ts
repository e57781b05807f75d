/** Commands that any member answers for itself, whether or not it coordinates. */
import { type FenceTestQuestion, type FenceTests, isFenceTestQuestion } from './fence-tests.ts';
import type { Rebooter, RebootOrder } from './rebooter.ts';

export type MemberQuestion = FenceTestQuestion | 'reboot-now';

export function isMemberQuestion(command: string): command is MemberQuestion {
  return command === 'reboot-now' || isFenceTestQuestion(command);
}

export function answerQuestion(
  question: MemberQuestion,
  argument: unknown,
  tests: Pick<FenceTests, 'answer'>,
  rebooter: Pick<Rebooter, 'obey'>,
): Promise<object> {
  return question === 'reboot-now'
    ? rebooter.obey(argument as RebootOrder)
    : tests.answer(question, argument);
}
