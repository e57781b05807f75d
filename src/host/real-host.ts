/** All ports of the real host, made in one place, for the daemon. */
import { createClock } from '#src/host/clock.ts';
import { createCommands } from '#src/host/commands.ts';
import { createDatagrams } from '#src/host/datagrams.ts';
import { createFiles } from '#src/host/files.ts';
import { createKernel } from '#src/host/kernel.ts';
import { createLog, type LogLevel } from '#src/host/log.ts';
import { createNotify } from '#src/host/notify.ts';
import type { Host } from '#src/host/ports.ts';
import { createRandom } from '#src/host/random.ts';
import { createSessions } from '#src/host/sessions.ts';
import { createWatchdogs } from '#src/host/watchdog.ts';

export interface HostOptions {
  readonly logLevel: LogLevel;
  /** For nodes that share a kernel: a file with a boot id of their own. */
  readonly bootIdFile?: string;
  /** A watchdog in place of the one that is asked for. */
  readonly watchdog?: string;
}

/** Starts nothing and binds nothing; throws nothing. */
export function createHost(options: HostOptions): Host {
  const log = createLog({ level: options.logLevel, journal: process.env['JOURNAL_STREAM'] !== undefined });
  const commands = createCommands();
  return {
    clock: createClock(),
    random: createRandom(),
    datagrams: createDatagrams(),
    sessions: createSessions(),
    commands,
    files: createFiles(),
    log,
    kernel: createKernel(options.bootIdFile === undefined ? {} : { bootIdFile: options.bootIdFile }),
    watchdogs: createWatchdogs(commands, options.watchdog),
    notify: createNotify({ env: process.env, pid: process.pid, commands, log }),
  };
}
