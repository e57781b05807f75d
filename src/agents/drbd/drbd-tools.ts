/** DRBD through its own tools: `drbdsetup` to look, `drbdadm` to act. The one place that knows how they are called. */
import type { Command, CommandOutcome, Commands, Drbd, DrbdResource, Millis } from '#src/host/ports.ts';
import { parseStatusJson } from './status-json.ts';
import { parseStatusText } from './status-text.ts';

const USUAL_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
/** It answers from memory; a kernel that does not is stuck. */
const LOOK_LIMIT: Millis = 5_000;
const ACT_LIMIT: Millis = 15_000;

/** `path`: where the tools are looked for. */
export function createDrbd(commands: Pick<Commands, 'run'>, path = USUAL_PATH): Drbd {
  const env = { PATH: path, LC_ALL: 'C' };
  /** DRBD 8.4 refuses the option each time: it is asked once for as long as the other form is understood. */
  let form: 'json' | 'text' = 'json';

  async function status(
    args: readonly string[],
    parse: (text: string) => readonly DrbdResource[] | undefined,
  ): Promise<readonly DrbdResource[] | { readonly problem: string }> {
    const command = { file: 'drbdsetup', args: ['status', ...args], env, timeout: LOOK_LIMIT };
    const outcome = await commands.run(command);
    if (outcome.kind !== 'exited' || outcome.code !== 0) return { problem: whyNot(command, outcome) };
    return parse(outcome.stdout) ?? { problem: `what ${words(command)} prints is not understood` };
  }

  const asJson = (): ReturnType<Drbd['look']> => status(['--json'], parseStatusJson);
  const asText = (): ReturnType<Drbd['look']> => status([], parseStatusText);

  return {
    async look() {
      const first = await (form === 'json' ? asJson() : asText());
      if (!('problem' in first)) return first;
      // The kernel module may be another one since.
      const second = await (form === 'json' ? asText() : asJson());
      if ('problem' in second) return form === 'json' ? second : first;
      form = form === 'json' ? 'text' : 'json';
      return second;
    },
    async resumeIo(resource) {
      const command = { file: 'drbdadm', args: ['resume-io', resource], env, timeout: ACT_LIMIT };
      const outcome = await commands.run(command);
      return outcome.kind === 'exited' && outcome.code === 0 ? undefined : whyNot(command, outcome);
    },
  };
}

function words({ file, args }: Command): string {
  return [file, ...args].join(' ');
}

function whyNot(command: Command, outcome: CommandOutcome): string {
  switch (outcome.kind) {
    case 'exited': {
      const said = `${outcome.stderr}\n${outcome.stdout}`.split('\n').find((line) => line.trim() !== '');
      return `${words(command)} failed: ${said?.trim() ?? 'it said nothing'} [exit code ${outcome.code}]`;
    }
    case 'signalled':
      return `${words(command)} was ended by ${outcome.signal}`;
    case 'timed-out':
      return `no answer from ${words(command)} within ${command.timeout / 1000} s`;
    case 'cancelled':
      return `${words(command)} was called off`;
    case 'not-started':
      return `${command.file} can't be run (${outcome.reason}): is drbd-utils installed?`;
  }
}
