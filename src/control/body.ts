/** Reads and checks the JSON body of a request: bounded, an object, known fields only, each of the type it must have. */
import type { IncomingMessage } from 'node:http';
import { ProblemError, problem } from './problem.ts';

/** Largest request body, in bytes. */
export const BODY_LIMIT = 64 * 1024;
/** Of a body that is too long this much is read and dropped, so that the client gets to see why it was refused. */
const DRAIN_LIMIT = 16 * 1024 * 1024;
const TEXT_LIMIT = 256;

/** An empty body reads as `{}`. Throws ProblemError 400 (not a JSON object) or 413 (longer than `limit`). */
export async function readBody(
  request: IncomingMessage,
  limit: number = BODY_LIMIT,
): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > DRAIN_LIMIT) break;
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw new ProblemError(problem(413, `the body may have ${limit} bytes`));
  if (size === 0) return {};
  const value = parse(Buffer.concat(chunks));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProblemError(problem(400, 'the body must be a JSON object'));
  }
  return value as Record<string, unknown>;
}

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch {
    throw new ProblemError(problem(400, 'the body is not valid JSON'));
  }
}

/** Throws ProblemError 400 for a field that is not in `known`: a misspelt one must not be dropped in silence. */
export function onlyFields(body: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  for (const name of Object.keys(body)) {
    if (known.includes(name)) continue;
    const allowed = known.length === 0 ? 'no fields are known here' : `known: ${known.join(', ')}`;
    throw new ProblemError(problem(400, `unknown field ${JSON.stringify(name.slice(0, 40))} (${allowed})`));
  }
}

/** A non-empty string of at most 256 characters, or undefined when the field is absent or null. */
export function textField(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value === '' || value.length > TEXT_LIMIT) {
    throw new ProblemError(problem(400, `${name} must be a string of 1 to ${TEXT_LIMIT} characters`));
  }
  return value;
}

/** A boolean, or undefined when the field is absent or null. */
export function flagField(body: Readonly<Record<string, unknown>>, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw new ProblemError(problem(400, `${name} must be true or false`));
  return value;
}

/** A whole number from 0 to `most`, or undefined when the field is absent or null. */
export function countField(
  body: Readonly<Record<string, unknown>>,
  name: string,
  most: number,
): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) {
    throw new ProblemError(problem(400, `${name} must be a whole number from 0 to ${most}`));
  }
  return value;
}
