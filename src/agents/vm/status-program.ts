/** rgmanager's `status_program`: an administrator's own check of what runs inside a guest. */
import type { Millis } from '#src/host/ports.ts';
import type { Operation } from '../agent.ts';
import { agentEnvironment } from '../environment.ts';
import { explainOutcome } from '../outcome-words.ts';

/** Undefined when it is content, else why not. */
export async function runStatusProgram(
  operation: Operation,
  program: string,
  timeout: Millis,
): Promise<string | undefined> {
  const outcome = await operation.ports.commands.run(
    {
      file: 'bash',
      args: ['-c', program],
      env: { ...agentEnvironment(operation), HOME: '/root', OCF_RESKEY_name: operation.resource.name },
      timeout: Math.max(timeout, 1),
      started: operation.started,
    },
    operation.cancel,
  );
  if (outcome.kind === 'exited' && outcome.code === 0) return undefined;
  return explainOutcome('status_program', outcome, timeout);
}
