/** Carries out what another member has forwarded: a command to the coordinator, or a question to any member. */
import type {
  ClusterControl,
  CommandResult,
  ConfigPushCommand,
  ConfigPushResult,
  ConfirmDownCommand,
  FenceCommand,
  FenceTestCommand,
  ServiceCommand,
} from './commands.ts';
import type { DrbdClaim } from './drbd-claims.ts';
import type { DrbdDesk } from './drbd-desk.ts';
import type { GuestRoom } from './guest-room.ts';
import { type MemberQuestion, REBOOT_QUESTION } from './member-questions.ts';
import type { RebootStep } from './reboot-desk.ts';
import type { Rebooter, RebootOrder } from './rebooter.ts';
import type { RestrictDesk } from './restrict-desk.ts';

export function runForwarded(
  control: Pick<
    ClusterControl,
    'configPush' | 'explain' | 'service' | 'fence' | 'fenceTest' | 'confirmDown'
  > & {
    readonly drbd: Pick<DrbdDesk, 'claimed'>;
  },
  restrict: Pick<RestrictDesk, 'sayHere' | 'reboots'>,
  name: string,
  argument: unknown,
): Promise<CommandResult> {
  switch (name) {
    case 'service':
      return control.service(argument as ServiceCommand);
    case 'explain':
      return control.explain((argument as Pick<ServiceCommand, 'service'>).service);
    case 'fence-test':
      return control.fenceTest(argument as FenceTestCommand);
    case 'fence':
      return control.fence(argument as FenceCommand);
    case 'config-push':
      return asResult(control.configPush(argument as ConfigPushCommand));
    case 'confirm-down':
      return control.confirmDown(argument as ConfirmDownCommand);
    case 'drbd-claim':
      return Promise.resolve(control.drbd.claimed(argument as DrbdClaim));
    case 'restrict':
      return restrict.sayHere(argument as Parameters<RestrictDesk['sayHere']>[0]);
    case 'reboot':
      return restrict.reboots.sayHere(argument as RebootStep);
    default: {
      const message = `the coordinator does not know "${name}"`;
      return Promise.resolve({ code: 'INVAL', message, owner: null });
    }
  }
}

export function answerQuestion(
  guests: Pick<GuestRoom, 'answer'>,
  rebooter: Pick<Rebooter, 'obey'>,
  question: MemberQuestion,
  argument: unknown,
): Promise<object> {
  if (question === REBOOT_QUESTION) return rebooter.obey(argument as RebootOrder);
  return guests.answer(question, argument);
}

/** All of it travels; only the asker knows that it is more than a command's result. */
async function asResult(pushed: Promise<ConfigPushResult>): Promise<CommandResult & ConfigPushResult> {
  return { ...(await pushed), owner: null };
}
