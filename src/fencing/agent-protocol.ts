/**
 * Runs one fence agent once and says what came of it. Speaks the protocol of the fence-agents project: parameters on
 * standard input, the answer in the exit code. Passwords go over standard input only: never in argv, environment or log.
 */
import type { FenceDevice } from '#src/config/model.ts';
import {
  AGENT_PATH,
  type AgentAnswer,
  type AgentFailure,
  type AgentPorts,
} from '#src/fencing/agent-answer.ts';
import { type AgentAction, agentInput } from '#src/fencing/agent-input.ts';
import { lastWords, meaningfulLines } from '#src/fencing/agent-words.ts';
import { callIpmi, IPMI_AGENT } from '#src/fencing/ipmi/call-ipmi.ts';
import type { CommandOutcome, Log, Millis } from '#src/host/ports.ts';

/** Never rejects. Settles within the device's timeout and the seconds it takes to kill the process group. */
export async function callAgent(
  ports: AgentPorts,
  device: FenceDevice,
  action: AgentAction,
  nodeName: string,
  cancel?: AbortSignal,
): Promise<AgentAnswer> {
  const began = ports.clock.now();
  const elapsed = (): Millis => Math.max(0, Math.round(ports.clock.now() - began));
  const fail = (failure: AgentFailure, reason: string): AgentAnswer => ({
    kind: 'failed',
    failure,
    reason,
    ms: elapsed(),
  });

  if (device.agent.includes('/') && !device.agent.startsWith('/')) {
    return fail('missing', `agent ${device.agent}: give a program name or an absolute path`);
  }
  if (device.agent === IPMI_AGENT) {
    const answer = await callIpmi(ports, device, action, cancel);
    note(ports.log, device, action, nodeName, answer);
    return answer;
  }
  const input = agentInput(device, action, nodeName);
  if (input.kind === 'unfit') return fail('refused', input.reason);

  const outcome = await ports.commands.run(
    {
      file: device.agent,
      args: [],
      env: { PATH: AGENT_PATH, LC_ALL: 'C' },
      input: input.text,
      timeout: device.timeout,
      ...(ports.agentStarted === undefined ? {} : { started: ports.agentStarted }),
    },
    cancel,
  );
  const answer = readOutcome(outcome, device, action, elapsed());
  note(ports.log, device, action, nodeName, answer);
  return answer;
}

function note(log: Log, device: FenceDevice, action: AgentAction, node: string, answer: AgentAnswer): void {
  const shown = answer.kind === 'ok' ? { ...answer, text: '' } : answer;
  log.debug({ device: device.name, agent: device.agent, action, node, ...shown }, 'fence agent answered');
}

/** The meaning of an agent's end. Pure. */
export function readOutcome(
  outcome: CommandOutcome,
  device: FenceDevice,
  action: AgentAction,
  ms: Millis,
): AgentAnswer {
  const fail = (failure: AgentFailure, reason: string): AgentAnswer => ({
    kind: 'failed',
    failure,
    reason,
    ms,
  });
  switch (outcome.kind) {
    case 'not-started':
      return fail(
        'missing',
        `${device.agent} can't be run: ${outcome.reason} (looked in ${AGENT_PATH}; is fence-agents installed?)`,
      );
    case 'timed-out': {
      const words = lastWords(outcome, device.attributes);
      return fail(
        'timeout',
        `no answer from ${device.agent} within ${seconds(device.timeout)}${words === '' ? '' : `: ${words}`}`,
      );
    }
    case 'cancelled':
      return fail('cancelled', 'called off');
    case 'signalled':
      return fail('signal', `${device.agent} was killed by ${outcome.signal}`);
    case 'exited': {
      const reason = `${lastWords(outcome, device.attributes) || 'it gave no reason'} [exit code ${outcome.code}]`;
      if (action === 'status') return readPower(outcome, reason, ms);
      if (outcome.code === 0) return { kind: 'ok', text: outcome.stdout, ms };
      // Agents whose monitor is their status say 2 for a node that is off: the device answers, and that was the question.
      if (action === 'monitor' && outcome.code === 2) return { kind: 'ok', text: outcome.stdout, ms };
      return fail('refused', reason);
    }
  }
}

/**
 * Exit codes of status: 0 on, 2 off, 1 error. Off is the answer on which services start elsewhere, so it must not
 * come about by accident: shells and option parsers also exit 2 when they choke, then with a complaint on stderr.
 */
function readPower(
  outcome: {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
  },
  reason: string,
  ms: Millis,
): AgentAnswer {
  const said = saidPower(outcome.stdout);
  const garbage = (why: string): AgentAnswer => ({
    kind: 'failed',
    failure: 'garbage',
    reason: `${why}: ${reason}`,
    ms,
  });
  switch (outcome.code) {
    case 0:
      return said === 'off' ? garbage('status exits 0 (on) but prints off') : { kind: 'power', on: true, ms };
    case 1:
      return { kind: 'failed', failure: 'refused', reason, ms };
    case 2:
      if (said === 'on') return garbage('status exits 2 (off) but prints on');
      if (said === undefined && meaningfulLines(outcome.stderr).length > 0) {
        return garbage('status exits 2 (off) but prints an error and no status');
      }
      return { kind: 'power', on: false, ms };
    default:
      return garbage('status must exit 0 (on), 2 (off) or 1 (error)');
  }
}

/** What standard output says of the power, if it says anything (`Status: OFF`, `Chassis power = On`). */
function saidPower(stdout: string): 'on' | 'off' | undefined {
  const said = [...stdout.matchAll(/(?:status|power)[^\n]*?\b(on|off)\b/gi)].at(-1)?.[1]?.toLowerCase();
  return said === 'on' || said === 'off' ? said : undefined;
}

function seconds(ms: Millis): string {
  return ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${ms} ms`;
}
