/** The real Log: one JSON object per line to standard output, where journald keeps it; secrets never get there. */
import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Log } from '#src/host/ports.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  readonly level: LogLevel;
  /** Standard output goes to journald: lines begin with `<N>`, the priority of sd-daemon(3). */
  readonly journal: boolean;
  /** 1 in the daemon; another descriptor in tests. */
  readonly fd?: number;
}

const SECRETS = ['password', 'passwd', 'passphrase', 'secret', 'key', 'psk', 'token'] as const;
const PRIORITY: Readonly<Record<number, number>> = { 20: 7, 30: 6, 40: 4, 50: 3 };

/**
 * Fields with a secret's name are shown as `***`, at the top and one and two levels down. Written synchronously: a
 * line that was logged is not lost when the daemon is killed. A reader that went away is no reason to stop.
 */
export function createLog(options: LogOptions): Log {
  const file = destination({ fd: options.fd ?? 1, sync: true });
  file.on('error', () => {});
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '***' },
      serializers: { error: shortError, err: shortError },
    },
    options.journal ? withPriority(file) : file,
  );
  return asPort(logger);
}

function asPort(logger: Logger): Log {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => asPort(logger.child(fields)),
  };
}

/** Words instead of a stack: an administrator reads this. */
function shortError(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { code } = value as NodeJS.ErrnoException;
  return { name: value.name, message: value.message, ...(code === undefined ? {} : { code }) };
}

/** pino sets `lastLevel` before each write on a stream that carries its metadata mark. */
function withPriority(file: DestinationStream): DestinationStream {
  const stream = {
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 30,
    write: (line: string): void => {
      file.write(`<${PRIORITY[stream.lastLevel] ?? 6}>${line}`);
    },
  };
  return stream;
}
