/** Turns what an OCF agent answered into results. Exit codes: OCF RA API 1.1, section "Exit status codes". */
import type { CommandOutcome, Millis } from '#src/host/ports.ts';
import type { MonitorResult, OperationResult } from './agent.ts';
import { lastLine } from './attributes.ts';
import { explainOutcome, resultOf } from './outcome-words.ts';

const NOT_INSTALLED = 5;
const NOT_RUNNING = 7;
const RUNNING_PROMOTED = 8;
const FAILED_PROMOTED = 9;
const DEGRADED = 190;
const DEGRADED_PROMOTED = 191;

const MEANINGS: Readonly<Record<number, string>> = {
  1: 'failed',
  2: 'an attribute is wrong',
  3: 'the agent does not know this action',
  4: 'not enough permissions',
  5: 'a program it needs is not installed',
  6: 'not configured',
  7: 'not running',
  8: 'running promoted',
  9: 'failed while promoted',
};

/** For start and stop: only exit code 0 is a success. */
export function operationResult(agent: string, outcome: CommandOutcome, timeout: Millis): OperationResult {
  return resultOf(outcome, () => explain(agent, outcome, timeout));
}

/** A monitor that gave no verdict (killed, timed out, not started, no such action) leaves the state unknown. */
export function monitorResult(agent: string, outcome: CommandOutcome, timeout: Millis): MonitorResult {
  const reason = explain(agent, outcome, timeout);
  if (outcome.kind !== 'exited') return { status: 'unknown', reason };
  switch (outcome.code) {
    case 0:
    case RUNNING_PROMOTED:
      return { status: 'running', reason: '' };
    case NOT_RUNNING:
      return { status: 'not-running', reason: said(outcome.stderr) };
    case 1:
    case FAILED_PROMOTED:
      return { status: 'failed', reason };
    case DEGRADED:
    case DEGRADED_PROMOTED:
      return { status: 'degraded', reason: said(outcome.stderr) || 'degraded' };
    case NOT_INSTALLED:
      return { status: 'unknown', reason, notInstalled: true };
    default:
      return { status: 'unknown', reason };
  }
}

function explain(agent: string, outcome: CommandOutcome, timeout: Millis): string {
  return explainOutcome(agent, outcome, timeout, ({ code, stderr }) => {
    const meaning = MEANINGS[code];
    const words = said(stderr);
    const both = words && meaning ? `: ${meaning}` : '';
    return `${agent}: ${words || meaning || 'no reason given'} (exit code ${code}${both})`;
  });
}

const REASON = 'ocf-exit-reason:';

/** The agent's last `ocf-exit-reason:`, else the last line of its standard error. */
function said(stderr: string): string {
  const reason = stderr
    .split('\n')
    .findLast((line) => line.startsWith(REASON) && line.length > REASON.length);
  return lastLine(reason === undefined ? stderr : reason.slice(REASON.length));
}
