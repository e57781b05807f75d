/** Calls virsh, each call with a deadline, and tells an answer of libvirt from none. */
import type { CommandOutcome, Millis } from '#src/host/ports.ts';
import type { Operation } from '../agent.ts';
import { inWords } from '../attributes.ts';
import { agentEnvironment } from '../environment.ts';
import { isSilence, lastError } from './virsh-errors.ts';

export type Answer =
  | { readonly kind: 'done'; readonly stdout: string }
  /** libvirt answered, and said no; `stderr` as virsh wrote it. */
  | { readonly kind: 'refused'; readonly stderr: string; readonly words: string }
  /** No answer of libvirt. `missing`: there is no virsh. `late`: the call was made, and may still have its effect. */
  | { readonly kind: 'silent'; readonly words: string; readonly missing: boolean; readonly late: boolean };

/** One look at libvirt. Hosts under load have taken seconds for it. */
export const QUERY_MS: Millis = 10_000;

/** Never rejects. */
export async function callVirsh(
  operation: Operation,
  uri: string,
  args: readonly string[],
  timeout: Millis,
  cancel: AbortSignal | undefined = operation.cancel,
): Promise<Answer> {
  if (timeout <= 0) return silent('there is no time left to ask libvirt', { late: true });
  const outcome = await operation.ports.commands.run(
    {
      file: 'virsh',
      args: ['--quiet', '--connect', uri, ...args],
      env: virshEnvironment(operation),
      timeout,
      started: operation.started,
    },
    cancel,
  );
  return answerOf(outcome, timeout);
}

/** HOME is where the keys for qemu+ssh lie. */
export function virshEnvironment(operation: Operation): Readonly<Record<string, string>> {
  return { ...agentEnvironment(operation), HOME: '/root' };
}

/** virsh exits with 0 or 1 and nothing else (facts of 9.0), so what went wrong is in its words. */
function answerOf(outcome: CommandOutcome, timeout: Millis): Answer {
  switch (outcome.kind) {
    case 'exited': {
      const { code, stdout, stderr } = outcome;
      if (code === 0) return { kind: 'done', stdout };
      const words = lastError(stderr) || `virsh failed with exit code ${code}`;
      if (isSilence(stderr)) return silent(`libvirt does not answer: ${words}`);
      return { kind: 'refused', stderr, words };
    }
    case 'signalled':
      return silent(`virsh was killed by ${outcome.signal}`, { late: true });
    case 'timed-out':
      return silent(`libvirt does not answer (within ${inWords(timeout)})`, { late: true });
    case 'cancelled':
      return silent('cancelled', { late: true });
    case 'not-started':
      return silent(outcome.reason, { missing: /no such program/.test(outcome.reason) });
  }
}

function silent(words: string, { missing = false, late = false } = {}): Answer {
  return { kind: 'silent', words, missing, late };
}
