/**
 * Which process group belongs to a `process` resource, kept in the run folder so that a later daemon finds it again.
 *
 * The program's own shell writes the record before it runs the command: there is no instant at which the program runs
 * and no record of it exists, wherever the daemon is killed. A record that cannot be read was cut off in the writing,
 * so its command never ran.
 */

import type { ProcessId } from '#src/host/ports.ts';
import type { Operation } from './agent.ts';
import { instanceName } from './instance.ts';

/** The record is the line of /proc/PID/stat; the mark of the operation is not for the program (src/resources/marks.ts). */
const WRITE_RECORD_THEN_RUN = `
  read -r stat < "/proc/$$/stat" && printf '%s\\n' "$stat" > "$1" || exit 126
  unset PICKET_OPERATION
  exec /bin/sh -c "$2"`;

export function processFolder(operation: Operation): string {
  return `${operation.runFolder}/process`;
}

export function recordPath(operation: Operation): string {
  return `${processFolder(operation)}/${instanceName(operation.service, operation.resource.name)}.stat`;
}

/** Program and arguments for {@link Commands.launch}: records itself, then becomes `sh -c command`. */
export function recordedCommand(record: string, command: string): { file: string; args: readonly string[] } {
  return { file: '/bin/sh', args: ['-c', WRITE_RECORD_THEN_RUN, 'picket-process', record, command] };
}

/** Undefined when nothing was ever started, or it was stopped. Rejects with HostError when the file can't be read. */
export async function readRecord(operation: Operation): Promise<ProcessId | undefined> {
  const data = await operation.ports.files.read(recordPath(operation));
  return data === undefined ? undefined : parseRecord(new TextDecoder().decode(data));
}

/** Format: proc(5), /proc/PID/stat; the name in field 2 may hold blanks and parentheses. */
export function parseRecord(text: string): ProcessId | undefined {
  const pid = Number.parseInt(text, 10);
  const startTicks = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[19]);
  const complete = text.endsWith('\n') && pid > 1 && Number.isInteger(startTicks);
  return complete ? { pid, startTicks } : undefined;
}
