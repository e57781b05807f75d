/** Turns what the system threw into a HostError that says, in words for an administrator, what could not be done. */
import { getSystemErrorMessage } from 'node:util';
import { HostError } from '#src/host/ports.ts';

interface SystemError {
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly message?: unknown;
}

/** The system's code of an error (ENOENT ...), or UNKNOWN. */
export function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null ? (error as SystemError).code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/** `action` completes "cannot ...", e.g. `write /var/lib/picket/ledger`. A HostError passes unchanged. */
export function hostError(error: unknown, action: string): HostError {
  if (error instanceof HostError) return error;
  const code = errorCode(error);
  return new HostError(code, `cannot ${action}: ${words(error)}${code === 'UNKNOWN' ? '' : ` (${code})`}`);
}

function words(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { errno, message } = error as SystemError;
  // Node's own messages carry the code, the call and the path; the system's are plain words.
  if (typeof errno === 'number' && errno < 0) return getSystemErrorMessage(errno) ?? String(message);
  return String(message);
}
