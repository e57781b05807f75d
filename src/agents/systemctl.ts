/** Calls systemctl and puts its answers into words. */
import type { CommandOutcome, Millis } from '#src/host/ports.ts';
import type { Operation } from './agent.ts';
import { agentEnvironment } from './environment.ts';
import { explainOutcome } from './outcome-words.ts';

/** Never rejects. Cut short by the operation's deadline and cancellation; a job of systemd's goes on all the same. */
export function callSystemctl(operation: Operation, args: readonly string[]): Promise<CommandOutcome> {
  return operation.ports.commands.run(
    {
      file: 'systemctl',
      args: ['--no-pager', '--no-ask-password', ...args],
      env: agentEnvironment(operation),
      timeout: operation.timeout,
      started: operation.started,
    },
    operation.cancel,
  );
}

/** Why a call was no success, in one line. */
export function systemctlReason(outcome: CommandOutcome, timeout: Millis): string {
  return explainOutcome('systemctl', outcome, timeout);
}
