/** Reads the attributes of a resource, for the agents. The configuration was checked before, so reading is lenient. */
import { parseDuration } from '#src/config/duration.ts';
import type { Millis } from '#src/host/ports.ts';

export type Attributes = Readonly<Record<string, string>>;

/** Milliseconds; `fallback` when the attribute is absent or no time. */
export function durationOf(attributes: Attributes, name: string, fallback: Millis): Millis {
  const text = attributes[name];
  return text === undefined ? fallback : (parseDuration(text, 'rgmanager') ?? fallback);
}

/** `A=1 B=2` as a record; words without `=` are left out. */
export function variablesOf(text: string | undefined): Attributes {
  const words = (text ?? '').split(/\s+/).filter((word) => word.indexOf('=') > 0);
  return Object.fromEntries(
    words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
}

/** The last line that says something, for a reason of one line; at most 300 characters. Empty when there is none. */
export function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return (lines.findLast((line) => line !== '') ?? '').slice(0, 300);
}

/** `1.5 s` or `200 ms`, for reasons. */
export function inWords(duration: Millis): string {
  return duration < 1000 ? `${Math.round(duration)} ms` : `${Math.round(duration / 100) / 10} s`;
}
