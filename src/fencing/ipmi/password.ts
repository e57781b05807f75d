/** The password of a BMC: from cluster.xml, or from the program that cluster.xml names. */
import { AGENT_PATH, type AgentPorts } from '#src/fencing/agent-answer.ts';
import { lastWords } from '#src/fencing/agent-words.ts';
import { type Failed, failed } from '#src/fencing/ipmi/answer.ts';
import type { IpmiSettings } from '#src/fencing/ipmi/settings.ts';
import { seconds } from '#src/fencing/ipmi/words.ts';
import type { Millis } from '#src/host/ports.ts';

/** A program that prints the password is run as fence-agents do: by the shell, its output without the line end. */
export async function passwordOf(
  ports: AgentPorts,
  { passwordScript, password }: IpmiSettings,
  attributes: Readonly<Record<string, string>>,
  timeout: Millis,
  cancel: AbortSignal | undefined,
): Promise<{ readonly kind: 'password'; readonly text: string } | Failed> {
  if (passwordScript === undefined) return { kind: 'password', text: password };
  const outcome = await ports.commands.run(
    {
      file: '/bin/sh',
      args: ['-c', passwordScript],
      env: { PATH: AGENT_PATH, LC_ALL: 'C' },
      timeout,
      ...(ports.agentStarted === undefined ? {} : { started: ports.agentStarted }),
    },
    cancel,
  );
  if (outcome.kind === 'cancelled') return failed('cancelled', 'called off');
  if (outcome.kind === 'timed-out')
    return failed('timeout', `password_script did not end within ${seconds(timeout)}`);
  const text = outcome.kind === 'exited' && outcome.code === 0 ? outcome.stdout.trimEnd() : '';
  if (text !== '') return { kind: 'password', text };
  const words =
    outcome.kind === 'exited' ? lastWords({ stdout: '', stderr: outcome.stderr }, attributes) : '';
  return failed('refused', `password_script printed no password${words === '' ? '' : `: ${words}`}`);
}
