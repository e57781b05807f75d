/** Points in time as an administrator reads them at night: the clock's time, and how long ago. */
import type { Millis } from '#src/host/ports.ts';

const DAY: Millis = 86_400_000;

/** `12 s`, `3 min`, `5 h`, `2 d`; never negative. */
export function duration(ms: Millis): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** Local time of day; with the date when it is more than a day from `now`. */
export function clockTime(at: Millis, now: Millis): string {
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return Math.abs(now - at) < DAY ? time : `${day(date)} ${time}`;
}

/** `02:13:05 (12 s ago)`; `-` when it never happened (0). */
export function since(at: Millis, now: Millis): string {
  return at <= 0 ? '-' : `${clockTime(at, now)} (${duration(now - at)} ago)`;
}

/** `2026-11-21 02:13:05.123`, local time. */
export function stamp(at: Millis): string {
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day(date)} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** As C's ctime() prints it, without the newline: `Thu Jan  1 00:00:00 1970`. */
export function ctime(at: Millis): string {
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const dayOfMonth = String(date.getDate()).padStart(2, ' ');
  return `${DAYS[date.getDay()]} ${MONTHS[date.getMonth()]} ${dayOfMonth} ${time} ${date.getFullYear()}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function day(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
