/** picketd's command line. */
import { parseArgs } from 'node:util';
import type { LogLevel } from '#src/host/log.ts';

const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export interface DaemonOptions {
  readonly config: string;
  /** Name of this node in cluster.xml; by default the one that fits the host's name. */
  readonly node: string | undefined;
  readonly state: string;
  readonly run: string;
  readonly bootIdFile: string | undefined;
  /** In place of the device of cluster.xml. */
  readonly watchdog: string | undefined;
  readonly logLevel: LogLevel;
}

export const USAGE = `usage: picketd [options]

  --config FILE        cluster.xml (default /etc/picket/cluster.xml)
  --node NAME          this node's name in cluster.xml (default: the host's name)
  --state FOLDER       what must survive a reboot (default /var/lib/picket)
  --run FOLDER         control socket and pid files (default /run/picket)
  --boot-id-file FILE  a boot id of its own, for nodes that share a kernel (containers, labs)
  --watchdog DEVICE    in place of the device of <watchdog>; a plain file outside /dev, for labs
  --log-level LEVEL    ${LOG_LEVELS.join(', ')} (default info, or PICKET_LOG)
  --help

Runs in the foreground and logs JSON lines to standard output. SIGTERM moves the services away and leaves the
cluster; SIGHUP reads cluster.xml again.
`;

/** Throws Error with one line for the user. */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DaemonOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      config: { type: 'string', default: '/etc/picket/cluster.xml' },
      node: { type: 'string' },
      state: { type: 'string', default: '/var/lib/picket' },
      run: { type: 'string', default: '/run/picket' },
      'boot-id-file': { type: 'string' },
      watchdog: { type: 'string' },
      'log-level': { type: 'string', default: env['PICKET_LOG'] ?? 'info' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const logLevel = LOG_LEVELS.find((level) => level === values['log-level']);
  if (logLevel === undefined) throw new Error(`log level must be one of ${LOG_LEVELS.join(', ')}`);
  return {
    config: values.config,
    node: values.node,
    state: values.state,
    run: values.run,
    bootIdFile: values['boot-id-file'],
    watchdog: values.watchdog,
    logLevel,
  };
}
