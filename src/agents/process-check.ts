/** The `check` of a `process` resource: whether the program that runs also works. */
import { type Millis, pause } from '#src/host/ports.ts';
import type { Operation, OperationResult } from './agent.ts';
import { inWords, variablesOf } from './attributes.ts';
import { agentEnvironment } from './environment.ts';
import { explainOutcome, lastWords } from './outcome-words.ts';

/** A check that takes longer counts as failed. */
export const CHECK_TIMEOUT_MS = 10_000;
const CHECK_PAUSE_MS = 100;

/** For the program and its check alike. */
export function processEnvironment(operation: Operation): Readonly<Record<string, string>> {
  return { ...agentEnvironment(operation), ...variablesOf(operation.resource.attributes['env']) };
}

/** With `check`: repeats it until it succeeds, the program ends, or the time is up. */
export async function untilHealthy(
  operation: Operation,
  lives: () => boolean,
  end: Millis,
): Promise<OperationResult> {
  const { clock } = operation.ports;
  const { check } = operation.resource.attributes;
  if (check === undefined) return { ok: true };
  for (let wait = CHECK_PAUSE_MS; ; wait = Math.min(2 * wait, 1_000)) {
    const left = end - clock.now();
    const why = await runCheck(operation, check, Math.min(CHECK_TIMEOUT_MS, Math.max(left, 1)));
    if (why === undefined) return { ok: true };
    if (operation.cancel.aborted) return { ok: false, timedOut: false, reason: 'cancelled' };
    if (!lives())
      return { ok: false, timedOut: false, reason: `the program ended while it was being started; ${why}` };
    if (end - clock.now() <= wait) {
      return {
        ok: false,
        timedOut: true,
        reason: `not healthy within ${inWords(operation.timeout)}: ${why}`,
      };
    }
    await pause(clock, wait, operation.cancel);
  }
}

/** Undefined when it succeeded, else why not. */
export async function runCheck(
  operation: Operation,
  check: string,
  timeout: Millis,
): Promise<string | undefined> {
  const { cwd } = operation.resource.attributes;
  const outcome = await operation.ports.commands.run(
    {
      file: '/bin/sh',
      args: ['-c', cwd === undefined ? check : 'cd -- "$1" && eval "$2"', 'picket-check', cwd ?? '', check],
      env: processEnvironment(operation),
      timeout,
      started: operation.started,
    },
    operation.cancel,
  );
  if (outcome.kind === 'exited' && outcome.code === 0) return undefined;
  if (outcome.kind === 'not-started') return `check: ${outcome.reason}`;
  return explainOutcome('check', outcome, timeout, (ended) => {
    const words = lastWords(ended);
    return `check ended with exit code ${ended.code}${words && `: ${words}`}`;
  });
}
