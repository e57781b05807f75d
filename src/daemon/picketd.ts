/** picketd: reads its command line, runs the daemon in the foreground, and answers signals. */

import { HostError } from '#src/host/ports.ts';
import { createHost } from '#src/host/real-host.ts';
import { type DaemonOptions, readOptions, USAGE } from './options.ts';
import { isRestartJob } from './restart-job.ts';
import { type Daemon, runDaemon } from './run.ts';
import { SettingsError } from './settings.ts';

/** EX_CONFIG of sysexits(3): systemd does not try again until the operator has changed something. */
const EXIT_CONFIG = 78;
/** EX_SOFTWARE. */
const EXIT_SOFTWARE = 70;
/** Why the process before this one did not reboot the host. */
const NOT_REBOOTED = 'PICKET_NOT_REBOOTED';

function fail(lines: readonly string[], code: number): never {
  for (const line of lines) process.stderr.write(`picketd: ${line}\n`);
  process.exit(code);
}

function options(): DaemonOptions {
  try {
    const read = readOptions(process.argv.slice(2), process.env);
    if (read !== 'help') return read;
    process.stdout.write(USAGE);
    process.exit(0);
  } catch (error) {
    return fail([(error as Error).message, 'see picketd --help'], 2);
  }
}

const chosen = options();
const host = createHost({
  logLevel: chosen.logLevel,
  ...(chosen.bootIdFile === undefined ? {} : { bootIdFile: chosen.bootIdFile }),
  ...(chosen.watchdog === undefined ? {} : { watchdog: chosen.watchdog }),
});
let daemon: Daemon | undefined;
let leaving = false;

/** SIGTERM: systemd ends this daemon to start it again, or for good. */
async function terminate(): Promise<void> {
  // Not ready yet: nothing has been started, so there is nothing to move away.
  if (daemon === undefined) process.exit(0);
  if (leaving) return;
  leaving = true;
  if (!(await isRestartJob(host.commands, process.env))) return leave();
  host.notify.stopping();
  await daemon.restart();
  process.exit(0);
}

/** `picket restart-daemon`: the same process goes on with the program anew, so nobody else has to start it. */
async function restart(): Promise<void> {
  if (daemon === undefined || leaving) return;
  leaving = true;
  await daemon.restart();
  startAnew();
}

/** `picket reboot`. Without a reboot a new start of the daemon brings this node back in, and tells the others why. */
async function reboot(): Promise<void> {
  if (daemon === undefined || leaving) return;
  leaving = true;
  const outcome = await daemon.reboot();
  if (outcome.kind === 'reboots') process.exit(0);
  if (outcome.kind === 'failed') startAnew({ [NOT_REBOOTED]: outcome.why });
  leaving = false;
}

/** In place of this process. */
function startAnew(more: Readonly<Record<string, string>> = {}): never {
  const { execPath, execArgv, argv } = process;
  process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...process.env, ...more });
  process.exit(EXIT_SOFTWARE); // whoever watches over this process starts it again
}

async function leave(): Promise<void> {
  if (daemon === undefined) return;
  const stays = await daemon.leave();
  if (stays === undefined) process.exit(0);
  host.log.error({ reason: stays }, 'this node may not leave: repair that, then stop it again');
  leaving = false;
}

/** An error of Picket itself: the state on the disk is sound, so systemd may start it again; the peers wait for that. */
function crash(error: unknown): never {
  host.log.error(
    { error, stack: error instanceof Error ? error.stack : undefined },
    'picketd met an error of its own',
  );
  process.exit(EXIT_SOFTWARE);
}

process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
process.on('SIGTERM', () => void terminate());
process.on('SIGINT', () => void terminate());
process.on('SIGHUP', () => void daemon?.reload());

try {
  const notRebooted = process.env[NOT_REBOOTED];
  delete process.env[NOT_REBOOTED];
  daemon = await runDaemon(chosen, host, { restart: () => void restart(), reboot: () => void reboot() });
  if (notRebooted !== undefined) daemon.notRebooted(notRebooted);
} catch (error) {
  if (error instanceof SettingsError) fail(error.lines, EXIT_CONFIG);
  if (error instanceof HostError) fail([error.message], 1);
  throw error;
}
