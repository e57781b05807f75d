/** Heartbeat's times as attributes of `<heartbeat>`: with its own defaults, since those are what the cluster runs with. */
import type { Millis } from '#src/host/ports.ts';
import { formatDuration } from '../duration.ts';
import type { Findings } from './findings.ts';
import { type HaCf, TIMES } from './ha-cf.ts';

const SECOND = 1000;

/** Always all four, in an order that `picket check` accepts; what had to be changed for that is noted. */
export function convertTimes({ file, times }: HaCf, findings: Findings): Readonly<Record<string, string>> {
  const whole = { file, line: undefined };
  const keepalive = times.keepalive?.value ?? SECOND;
  const deadtime = times.deadtime?.value ?? 30 * SECOND;
  if (deadtime <= 2 * keepalive) {
    const message = `deadtime ${formatDuration(deadtime)} must be more than two keepalives of ${formatDuration(keepalive)}, for Heartbeat too`;
    findings.problem(times.deadtime?.place ?? times.keepalive?.place ?? whole, message);
  }
  const result = {
    ...{ keepalive, warntime: times.warntime?.value ?? Math.round(deadtime / 2), deadtime },
    initdead: times.initdead?.value ?? defaultInitdead(deadtime),
  };
  if (result.warntime <= keepalive || result.warntime >= deadtime) {
    const better = Math.round((keepalive + deadtime) / 2);
    findings.note(
      times.warntime?.place ?? whole,
      `warntime ${formatDuration(result.warntime)} became ${formatDuration(better)}: it must lie between keepalive and deadtime`,
    );
    result.warntime = better;
  }
  if (result.initdead < deadtime) {
    const message = `initdead ${formatDuration(result.initdead)} became ${formatDuration(deadtime)}: it must not be shorter than deadtime`;
    findings.note(times.initdead?.place ?? whole, message);
    result.initdead = deadtime;
  }
  const absent = TIMES.filter((name) => times[name] === undefined);
  if (absent.length > 0) {
    const list = absent.map((name) => `${name} ${formatDuration(result[name])}`).join(', ');
    findings.note(whole, `not set there, so Heartbeat's defaults were written: ${list}`);
  }
  return Object.fromEntries(TIMES.map((name) => [name, formatDuration(result[name])]));
}

/** Heartbeat's: deadtime when that is long, else twice as long, and at least 12 s. */
function defaultInitdead(deadtime: Millis): Millis {
  if (deadtime > 10 * SECOND) return deadtime;
  return deadtime < 6 * SECOND ? 12 * SECOND : 2 * deadtime;
}
