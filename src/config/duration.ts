/**
 * Times in cluster.xml. Two ways of writing them: Heartbeat's for what Picket defines itself, rgmanager's for what
 * existing files bring.
 */
import type { Millis } from '#src/host/ports.ts';

/** `plain`: one number with ms, s, min or h. `rgmanager`: also sums with s, m, h, d, w, y such as 1h30m. */
export type DurationStyle = 'plain' | 'rgmanager';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, Millis>> = {
  ms: 1,
  s: SECOND,
  sec: SECOND,
  min: MINUTE,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
  y: 365 * DAY,
};

const NUMBER = '[0-9]+(\\.[0-9]+)?';
const PLAIN_TEXT = `${NUMBER} ?([mM][sS]|[sS]|[sS][eE][cC]|[mM][iI][nN]|[hH])?`;
const SUM_TEXT = `(${NUMBER}([mM][sS]|[sS][eE][cC]|[mM][iI][nN]|[smhdwySMHDWY]))+`;

/** What {@link parseDuration} reads, in the syntax that regular expressions of JavaScript and XML Schema share. */
export const TIME_PATTERNS: Readonly<Record<DurationStyle, string>> = {
  plain: PLAIN_TEXT,
  rgmanager: `${PLAIN_TEXT}|${SUM_TEXT}`,
};

const PLAIN = new RegExp(`^${PLAIN_TEXT}$`);
const SUM = new RegExp(`^${SUM_TEXT}$`);

/** Whole milliseconds; a bare number means seconds, as in ha.cf. Undefined for anything else, negative numbers too. */
export function parseDuration(text: string, style: DurationStyle): Millis | undefined {
  const plain = PLAIN.exec(text);
  if (plain !== null) return Math.round(Number.parseFloat(text) * unit(plain[2] ?? 's'));
  if (style === 'plain' || !SUM.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([a-z]+)/gi)];
  return Math.round(parts.reduce((total, [, count, name]) => total + Number(count) * unit(name ?? 's'), 0));
}

/** How a time is written, for hints. */
export function durationHelp(text: string, style: DurationStyle): string {
  if (text.startsWith('-')) return 'a time is never negative';
  if (style === 'rgmanager')
    return 'write a time such as "30", "90s" or "1h30m"; a bare number means seconds';
  if (/^\d+(\.\d+)? ?m$/i.test(text)) return 'write "min" for minutes or "ms" for milliseconds';
  return 'write a number with ms, s, min or h, such as "500ms" or "10s"; a bare number means seconds';
}

/** The shortest way to write a time that {@link parseDuration} reads back as the same. */
export function formatDuration(duration: Millis): string {
  if (duration !== 0 && duration % HOUR === 0) return `${duration / HOUR}h`;
  if (duration !== 0 && duration % MINUTE === 0) return `${duration / MINUTE}min`;
  return duration % 100 === 0 ? `${duration / SECOND}s` : `${duration}ms`;
}

function unit(name: string): Millis {
  return UNITS[name.toLowerCase()] ?? SECOND;
}
