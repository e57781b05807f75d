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
  [
    /Timed out waiting to power OFF/,
    'the power stayed on: the device refused the order, or took it and did nothing',
  ],
  [/^Failed object: /, 'the device has no such outlet, or this user or community may not switch it'],
  [/Timeout: No Response from/, 'no answer: check address and cable, and the community or the user'],
  [/Unable to get PowerState/, 'most often a wrong user name or password; else systems_uri names no system'],
  [
    /not found or was not executable|ool not found|Cannot run command/,
    'a program that the agent calls is not installed: picket check names its package',
  ],
  [/certificate is not trusted/, 'ssl_insecure="1" accepts the one that a controller makes for itself'],
];

/**
 * What the innards of the agents and of the libraries below them say, and what it means. `KeyError` and the like are
 * fence_redfish's way to meet an answer without what it looks for.
 */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [
    /KeyError: '(Members|Systems|@odata\.id)'/,
    'the controller does not show its systems: most often a wrong user name or password',
  ],
  [/\bsystem_uri\b/, 'the controller lists no system: systems_uri names it by hand'],
  [
    /KeyError: '(Actions|#ComputerSystem\.Reset|target)'/,
    'the controller offers no way to switch the power: a privilege too low, or systems_uri names no system',
  ],
  [
    /send_(?:get|post)_request: Expecting value/,
    'what answers does not speak Redfish: check address and port',
  ],
];

/** Python's requests, around the one thing that matters. */
const HTTP =
  /HTTPS?ConnectionPool\(host='([^']*)', port=(\d+)\).*?(?:\[Errno -?\d+\] ([\w ]+)|(CERTIFICATE_VERIFY_FAILED)|(timed out))/;

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
  const line =
    breakdown(output.stderr) ??
    meaningfulLines(output.stderr).at(-1) ??
    meaningfulLines(output.stdout).at(-1) ??
    '';
  const said = MEANINGS.find(([pattern]) => pattern.test(line))?.[1] ?? withoutInnards(line);
  // Redacted before it is cut: half a password is still a secret.
  const clean = redact(said, attributes).slice(0, LONGEST_LINE);
  const hint = HINTS.find(([pattern]) => pattern.test(clean))?.[1];
  return hint === undefined ? clean : `${clean} (${hint})`;
}

/** The exception that ended the agent. Some exceptions print more lines after their own. */
function breakdown(stderr: string): string | undefined {
  const lines = stderr.split(/\r?\n/);
  const start = lines.findLastIndex((line) => line.startsWith('Traceback '));
  if (start === -1) return undefined;
  const end = lines.slice(start + 1).find((line) => /^[A-Za-z]/.test(line));
  const [exception] = meaningfulLines(end ?? '');
  return exception === undefined ? undefined : `the agent itself broke down: ${exception}`;
}

function withoutInnards(line: string): string {
  const [, host, port, cause, untrusted, silent] = HTTP.exec(line) ?? [];
  if (host === undefined) return line;
  const what = cause ?? (untrusted === undefined ? silent : 'its certificate is not trusted');
  return `${host} port ${port}: ${what?.trim()}`;
}
