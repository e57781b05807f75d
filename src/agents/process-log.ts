/** The log of a `process` resource: kept from growing without bound, and read for the reason of a failed start. */
import type { Operation } from './agent.ts';
import { lastLine } from './attributes.ts';
import { instanceName } from './instance.ts';
import { processFolder } from './process-record.ts';

/** A log of ours (not one named in `log`) larger than this is set aside as NAME.log.1 at the next start. */
const KEEP_BYTES = 1024 * 1024;
/** A log larger than this is not read for a reason. */
const READ_BYTES = 8 * 1024 * 1024;

export interface ProcessLog {
  readonly path: string;
  /** Bytes in it before this start. */
  readonly before: number;
}

export function logPath(operation: Operation): string {
  const ours = `${processFolder(operation)}/${instanceName(operation.service, operation.resource.name)}.log`;
  return operation.resource.attributes['log'] ?? ours;
}

/** Call before a start. Rejects with HostError. */
export async function prepareLog(operation: Operation): Promise<ProcessLog> {
  const { files } = operation.ports;
  const path = logPath(operation);
  const size = (await files.stat(path))?.size ?? 0;
  if (size <= KEEP_BYTES || operation.resource.attributes['log'] !== undefined) return { path, before: size };
  await files.rename(path, `${path}.1`);
  return { path, before: 0 };
}

/** The last line that the program wrote since `prepareLog`; empty when it wrote nothing or it can't be read. */
export async function lastWords(operation: Operation, log: ProcessLog): Promise<string> {
  const { files } = operation.ports;
  try {
    const size = (await files.stat(log.path))?.size ?? 0;
    if (size > READ_BYTES) return '';
    const data = await files.read(log.path);
    return data === undefined ? '' : lastLine(new TextDecoder().decode(data.subarray(log.before)));
  } catch {
    return ''; // the reason is a courtesy
  }
}
