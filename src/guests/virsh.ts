/** One call of virsh, for questions: bounded, in English, answers as they are or one line why there is none. */
import type { Commands, Millis } from '#src/host/ports.ts';

export type VirshAnswer =
  | { readonly ok: true; readonly text: string }
  /** `why`: one line for an administrator. */
  | { readonly ok: false; readonly why: string };

/** `input`: for an argument /dev/stdin. */
export type Virsh = (args: readonly string[], input?: string) => Promise<VirshAnswer>;

export const LOCAL_URI = 'qemu:///system';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const LONGEST: Millis = 15_000;

/** `uri` as for `virsh -c`. The returned function never rejects. */
export function createVirsh(
  commands: Pick<Commands, 'run'>,
  uri: string = LOCAL_URI,
  timeout: Millis = LONGEST,
): Virsh {
  return async (args, input) => {
    const words = ['-q', '-c', uri, ...args];
    const outcome = await commands.run({
      // virsh opens /dev/stdin, which it can't where standard input is no pipe.
      ...(input === undefined
        ? { file: 'virsh', args: words }
        : { file: 'sh', args: ['-c', 'cat | virsh "$@"', 'virsh', ...words] }),
      // HOME: where ssh looks for the key of root.
      env: { PATH, LC_ALL: 'C', HOME: '/root' },
      timeout,
      ...(input === undefined ? {} : { input }),
    });
    switch (outcome.kind) {
      case 'exited':
        return outcome.code === 0
          ? { ok: true, text: outcome.stdout }
          : { ok: false, why: reason(outcome.stderr, outcome.stdout) };
      case 'timed-out':
        return { ok: false, why: `no answer within ${timeout / 1_000} s` };
      case 'not-started':
        return { ok: false, why: `virsh can't be started: ${outcome.reason}` };
      case 'signalled':
      case 'cancelled':
        return { ok: false, why: `virsh was ended (${outcome.kind})` };
    }
  };
}

/** virsh says in its first line what it could not do, and in the next ones why. */
function reason(stderr: string, stdout: string): string {
  const lines = `${stderr}\n${stdout}`
    .split('\n')
    .map((line) => line.replace(/^error: /, '').trim())
    .filter((line) => line !== '');
  return lines.slice(0, 2).join(': ').slice(0, 300) || 'virsh failed without a word';
}
