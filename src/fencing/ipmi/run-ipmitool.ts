/** Runs ipmitool once for fence_ipmi, within what is left of the device's timeout. */
import { AGENT_PATH, type AgentPorts } from '#src/fencing/agent-answer.ts';
import { type Failed, failed } from '#src/fencing/ipmi/answer.ts';
import { type IpmiOrder, ipmitoolCall, type Listening } from '#src/fencing/ipmi/ipmitool-call.ts';
import type { Learned } from '#src/fencing/ipmi/memory.ts';
import { openedBefore, readSession, type Said, type Session } from '#src/fencing/ipmi/session.ts';
import type { IpmiSettings } from '#src/fencing/ipmi/settings.ts';
import { silence, stalled } from '#src/fencing/ipmi/words.ts';
import type { CommandOutcome, Millis } from '#src/host/ports.ts';

/** What an ipmitool without readline says of its shell. */
const NO_SHELL = /shell is disabled/i;

export interface Call {
  readonly ports: AgentPorts;
  readonly settings: IpmiSettings;
  readonly password: string;
  /** All that must not be shown, by names that say so. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly learned: Learned;
  readonly order: IpmiOrder;
  /** Milliseconds that are left of the device's timeout. */
  readonly left: () => Millis;
  readonly cancel: AbortSignal | undefined;
}

export type Run = { readonly kind: 'ran'; readonly said: Said; readonly session: Session } | Failed;

export async function runIpmitool(
  call: Call,
  suite: string,
  listening: Listening,
  order: IpmiOrder,
): Promise<Run> {
  const { ports, settings, password, learned, left, cancel } = call;
  const { args, env, input } = ipmitoolCall(settings, password, suite, listening, order, !learned.noShell);
  const timeout = left();
  const outcome = await ports.commands.run(
    {
      file: settings.program,
      args,
      env: { PATH: AGENT_PATH, LC_ALL: 'C', ...env },
      ...(input === undefined ? {} : { input }),
      timeout,
      ...(ports.agentStarted === undefined ? {} : { started: ports.agentStarted }),
    },
    cancel,
  );
  if (outcome.kind !== 'exited') return notEnded(outcome, settings, timeout);
  if (input !== undefined && NO_SHELL.test(outcome.stderr)) {
    learned.noShell = true;
    return runIpmitool(call, suite, listening, order);
  }
  return { kind: 'ran', said: outcome, session: readSession(outcome, order) };
}

function notEnded(
  outcome: Exclude<CommandOutcome, { kind: 'exited' }>,
  settings: IpmiSettings,
  timeout: Millis,
): Failed {
  switch (outcome.kind) {
    case 'not-started':
      return failed(
        'missing',
        `${settings.program} can't be run: ${outcome.reason} (is the package ipmitool installed?)`,
      );
    case 'timed-out':
      return failed(
        'timeout',
        openedBefore(outcome.stderr) ? stalled(settings, timeout) : silence(settings, timeout),
      );
    case 'cancelled':
      return failed('cancelled', 'called off');
    case 'signalled':
      return failed('signal', `${settings.program} was killed by ${outcome.signal}`);
  }
}
