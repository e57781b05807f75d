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
  const { env, execPath, execArgv, argv } = process;
  process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)], env);
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
  daemon = await runDaemon(chosen, host, () => void restart());
} catch (error) {
  if (error instanceof SettingsError) fail(error.lines, EXIT_CONFIG);
  if (error instanceof HostError) fail([error.message], 1);
  throw error;
}
