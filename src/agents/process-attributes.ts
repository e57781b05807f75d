/** What a `<process>` element may say, for the configuration check and the reference. */
import type { AttributeSpec } from './agent.ts';

export const PROCESS_ATTRIBUTES: readonly AttributeSpec[] = [
  spec('command', 'string', 'A line for /bin/sh. What it runs must stay in the foreground.', {
    required: true,
  }),
  spec('cwd', 'path', 'The folder in which command and check run.'),
  spec('env', 'string', 'Variables for command and check: NAME=VALUE, separated by blanks.'),
  spec('check', 'string', 'A line for /bin/sh; exit code 0 means healthy. A start waits for it.'),
  spec('log', 'path', 'Output is appended to this file; without it RUNFOLDER/process/SERVICE.NAME.log.'),
  spec('start_timeout', 'duration', 'With check: how long it may take to become healthy.', {
    default: '20s',
  }),
  spec('stop_timeout', 'duration', 'From SIGTERM to SIGKILL.', { default: '20s' }),
];

function spec(
  name: string,
  type: AttributeSpec['type'],
  doc: string,
  rest: { readonly required?: boolean; readonly default?: string } = {},
): AttributeSpec {
  return {
    name,
    type,
    doc,
    required: rest.required ?? false,
    default: rest.default,
    unique: false,
    secret: false,
  };
}
