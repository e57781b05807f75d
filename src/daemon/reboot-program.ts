/** Has the host rebooted, as an operator asked: by systemd where it runs this daemon, else by the program `reboot`. */
import type { Commands, Millis } from '#src/host/ports.ts';
import { USUAL_PATH } from './usual-path.ts';

/** Both hand the work to somebody else and return. */
const REBOOT_MS: Millis = 60_000;

/** Resolves with undefined when the host goes down now, else with why not, in one line. */
export async function rebootHost(
  commands: Pick<Commands, 'run'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const bySystemd = (env['PICKET_UNIT'] ?? '') !== '';
  const [file, args] = bySystemd ? (['systemctl', ['reboot']] as const) : (['reboot', []] as const);
  const outcome = await commands.run({
    file,
    args,
    env: { PATH: env['PATH'] ?? USUAL_PATH, LC_ALL: 'C' },
    timeout: REBOOT_MS,
  });
  const command = [file, ...args].join(' ');
  switch (outcome.kind) {
    case 'exited': {
      const said = outcome.stderr.trim().split('\n').at(-1) ?? '';
      return outcome.code === 0
        ? undefined
        : `"${command}" failed: ${said === '' ? `exit code ${outcome.code}` : said}`;
    }
    case 'not-started':
      return `"${command}" could not be started: ${outcome.reason}`;
    case 'timed-out':
      return `"${command}" did not end within ${REBOOT_MS / 1000} s`;
    case 'signalled':
      return `"${command}" was ended by ${outcome.signal}`;
    case 'cancelled':
      return `"${command}" was cancelled`;
  }
}
