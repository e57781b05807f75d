/** What became of a program that an agent ran, in one line for people, and as the result of an operation. */
import { type CommandOutcome, HostError, type Millis } from '#src/host/ports.ts';
import type { OperationResult } from './agent.ts';
import { inWords, lastLine } from './attributes.ts';

export type Exited = Extract<CommandOutcome, { readonly kind: 'exited' }>;

/** `what` was run, with this deadline in ms. `exited`: what an exit code means, where an agent knows better. */
export function explainOutcome(
  what: string,
  outcome: CommandOutcome,
  timeout: Millis,
  exited: (outcome: Exited) => string = (ended) => explainExit(what, ended),
): string {
  switch (outcome.kind) {
    case 'exited':
      return exited(outcome);
    case 'signalled':
      return `${what} was killed by ${outcome.signal}`;
    case 'timed-out':
      return `${what} gave no answer within ${inWords(timeout)}`;
    case 'cancelled':
      return 'cancelled';
    case 'not-started':
      return outcome.reason;
  }
}

/** The last line that it wrote, standard error first. */
export function lastWords({ stdout, stderr }: Exited): string {
  return lastLine(stderr) || lastLine(stdout);
}

/** Of a start or a stop: only exit code 0 is a success. */
export function resultOf(outcome: CommandOutcome, why: () => string): OperationResult {
  if (outcome.kind === 'exited' && outcome.code === 0) return { ok: true };
  return { ok: false, reason: why(), timedOut: outcome.kind === 'timed-out' };
}

/** A file that can't be read or written fails the operation, with the host's words. */
export async function failedByHost(work: () => Promise<OperationResult>): Promise<OperationResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HostError) return { ok: false, reason: error.message, timedOut: false };
    throw error;
  }
}

function explainExit(what: string, outcome: Exited): string {
  return `${what}: ${lastWords(outcome) || 'no reason given'} (exit code ${outcome.code})`;
}
