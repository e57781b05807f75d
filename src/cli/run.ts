/** The last catch of every command: one line for the user, the exit code, and never a stack trace unasked. */
import { ControlError } from '#src/control/client-error.ts';
import { HostError } from '#src/host/ports.ts';

/** Something the user can mend: shown as it is. `exitCode`: 1 failed, 2 wrong usage. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs a command to its exit code. What it throws becomes one line on standard error, prefixed with `name`; with
 * PICKET_DEBUG=1 the stack follows. A reader that leaves early (`| head`) ends it quietly.
 */
export async function run(name: string, command: () => Promise<number>): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.stderr.on('error', () => {});
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = error instanceof CliError ? error.exitCode : 1;
    process.stderr.write(`${name}: ${explain(error)}\n`);
    if (process.env['PICKET_DEBUG'] === '1' && error instanceof Error)
      process.stderr.write(`${error.stack}\n`);
  }
}

/** One line for the user. */
export function explain(error: unknown): string {
  if (error instanceof CliError || error instanceof ControlError || error instanceof HostError)
    return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return `a mistake in this program: ${text.split('\n')[0]} (PICKET_DEBUG=1 shows where)`;
}
