/** The file operations.json in the run folder: what is in it, and reading it without trusting it. */
import type { Millis, ProcessId } from '#src/host/ports.ts';

export interface NotedOperation {
  /** Unique; also the mark of everything the operation starts. */
  readonly id: string;
  readonly service: string;
  readonly kind: 'start' | 'stop';
  /** Wall-clock ms. */
  readonly at: Millis;
  /** Of a start: the configuration by which it goes (LocalDeps.configId). */
  readonly config?: string;
  /** Known process groups; best effort, the mark finds the others. */
  readonly groups: readonly ProcessId[];
}

export interface Journal {
  readonly version: 1;
  /** Boot id of the kernel under which this was written. */
  readonly boot: string;
  /** An earlier journal was lost, so any service may have been started. */
  readonly allBegun: boolean;
  /** Services that were started and not stopped since. */
  readonly begun: readonly string[];
  /** By which configuration each of them was started; absent from an older version. */
  readonly configs?: Readonly<Record<string, string>>;
  readonly operations: readonly NotedOperation[];
}

/** Undefined when there is no file; in words why it can't be used. */
export function parseJournal(data: Uint8Array | undefined): Journal | string | undefined {
  if (data === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(data));
  } catch (error) {
    return `not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  return isJournal(value) ? value : 'its fields are not those of version 1';
}

function isJournal(value: unknown): value is Journal {
  if (!isRecord(value)) return false;
  const { version, boot, allBegun, begun, configs, operations } = value;
  return (
    version === 1 &&
    typeof boot === 'string' &&
    typeof allBegun === 'boolean' &&
    isListOf(begun, (service) => typeof service === 'string') &&
    (configs === undefined || isTexts(configs)) &&
    isListOf(operations, isOperation)
  );
}

function isOperation(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { id, service, kind, config, groups } = value;
  const named =
    typeof id === 'string' && typeof service === 'string' && (kind === 'start' || kind === 'stop');
  return named && (config === undefined || typeof config === 'string') && isListOf(groups, isProcess);
}

function isProcess(value: unknown): boolean {
  return isRecord(value) && Number.isInteger(value['pid']) && Number.isInteger(value['startTicks']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isListOf(value: unknown, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(holds);
}
