/** Whether systemd ends this daemon in order to start it again: then the services go on, and the peers only wait. */
import type { Commands, Millis } from '#src/host/ports.ts';
import { USUAL_PATH } from './usual-path.ts';

/**
 * An answer that takes longer is none: then the daemon leaves, as for any other SIGTERM, and everything here stops. On a
 * starved host systemctl needs seconds; well below what picket.service allows (WatchdogSec, TimeoutStopSec).
 */
const ASK_MS: Millis = 20_000;

/**
 * Asks for the job of the unit that this daemon is, which picket.service gives as PICKET_UNIT. While systemd stops a
 * unit for a restart, `systemctl list-jobs` shows one line `JOB UNIT TYPE STATE` of type `restart`; it becomes `start`
 * only when the unit is down. At a shutdown and for `systemctl stop` the type is `stop`. False without systemd.
 */
export async function isRestartJob(
  commands: Pick<Commands, 'run'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const unit = env['PICKET_UNIT'];
  if (unit === undefined || unit === '') return false;
  const outcome = await commands.run({
    file: 'systemctl',
    args: ['--no-pager', '--no-legend', '--plain', '--full', 'list-jobs', unit],
    env: { PATH: env['PATH'] ?? USUAL_PATH, LC_ALL: 'C' },
    timeout: ASK_MS,
  });
  if (outcome.kind !== 'exited' || outcome.code !== 0) return false;
  return outcome.stdout.split('\n').some((line) => {
    const [, name, type] = line.trim().split(/\s+/);
    return name === unit && type === 'restart';
  });
}
