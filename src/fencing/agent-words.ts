/** Finds, in everything a fence agent wrote, the one line that tells an administrator what is wrong. */
import { redact } from '#src/fencing/secrets.ts';

const LONGEST_LINE = 300;

/** Python's and the agents' library's chatter, also on success; never the reason of a failure. */
const NOISE: readonly RegExp[] = [
  /\b\w*Warning: /,
  /^Traceback /,
  /Parse error: Ignoring unknown option/,
  /Please use '-h' for usage/,
  /: validate-all failed/, // the line before says why
  /^(?:[-\d]+ [\d:,.]+ )?(?:DEBUG|INFO)\b/,
];

/** What the library puts before each message: a time, a level, a logger. */
const PREFIX = /^(?:[-\d]+ [\d:,.]+ )?(?:(?:ERROR|CRITICAL|WARNING)(?::root)?: ?)?(?:Failed: )?/;

/** Messages that need a second sentence to be understood. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /Unable to obtain correct plug status/,
    'most often a wrong user name or password; else a wrong plug, or a privilege too low',
  ],
  [
    /Unable to connect\/login|Login failed|Unable to establish/i,
    'wrong user name or password, or the device does not answer',
  ],
  [/Connection timed out/, 'no answer: check address, port and cable, from this node'],
  [/Timed out waiting to power OFF/, 'the device took the order but the power stayed on'],
];

/** Lines that say something, in order: no noise, no source lines, no control characters. */
export function meaningfulLines(output: string): readonly string[] {
  return output
    .split(/\r?\n/)
    .filter((line) => !/^\s/.test(line)) // continuation lines of warnings and tracebacks
    .map((line) => line.replaceAll(/[\p{Cc}]/gu, '').trimEnd())
    .filter((line) => line !== '' && !NOISE.some((noise) => noise.test(line)))
    .map((line) => line.replace(PREFIX, ''))
    .filter((line) => line !== '');
}

/** The last meaningful line of standard error, else of standard output, without secrets and with a hint; '' if none. */
export function lastWords(
  output: { readonly stdout: string; readonly stderr: string },
  attributes: Readonly<Record<string, string>>,
): string {
  const line = meaningfulLines(output.stderr).at(-1) ?? meaningfulLines(output.stdout).at(-1) ?? '';
  // Redacted before it is cut: half a password is still a secret.
  const clean = redact(line, attributes).slice(0, LONGEST_LINE);
  const hint = HINTS.find(([pattern]) => pattern.test(clean))?.[1];
  return hint === undefined ? clean : `${clean} (${hint})`;
}
