/** What `systemctl show` says of a unit, and what that means for a resource. Properties: org.freedesktop.systemd1(5). */
import { parseDuration } from '#src/config/duration.ts';
import type { Millis } from '#src/host/ports.ts';
import type { MonitorResult } from './agent.ts';

export const SHOWN = [
  ...['Id', 'LoadState', 'ActiveState', 'SubState', 'Result', 'MainPID', 'ControlPID', 'TasksCurrent'],
  ...['UnitFileState', 'Type', 'TimeoutStartUSec', 'TimeoutStopUSec'],
] as const;

export type UnitState = Readonly<Partial<Record<(typeof SHOWN)[number], string>>>;

/** Undefined when the text has no state: systemd did not answer. */
export function parseUnit(text: string): UnitState | undefined {
  const pairs = text
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).trim()] as const);
  const state: UnitState = Object.fromEntries(pairs);
  return state.ActiveState === undefined ? undefined : state;
}

/** Only `active` and `reloading` count as running; a failed unit without processes does not run. */
export function judgeUnit(state: UnitState): MonitorResult {
  const name = state.Id ?? 'the unit';
  switch (state.ActiveState) {
    case 'active':
    case 'reloading':
    case 'refreshing':
      return { status: 'running', reason: '' };
    case 'activating':
      return {
        status: 'degraded',
        reason: `systemd is starting ${name} (${state.SubState ?? 'activating'})`,
      };
    case 'deactivating':
      return { status: 'failed', reason: `systemd is stopping ${name}` };
    case 'inactive':
    case 'failed':
      return hasProcesses(state)
        ? { status: 'failed', reason: `${name} is ${state.ActiveState}, but has processes left` }
        : { status: 'not-running', reason: whyDown(name, state) };
    default:
      return { status: 'unknown', reason: `${name} is in the state "${state.ActiveState ?? ''}"` };
  }
}

function whyDown(name: string, state: UnitState): string {
  if (state.LoadState === 'not-found') return `there is no ${name} on this node`;
  if (state.LoadState === 'masked') return `${name} is masked`;
  return state.ActiveState === 'failed' ? `${name} has failed (${state.Result ?? 'no reason given'})` : '';
}

function hasProcesses(state: UnitState): boolean {
  return [state.MainPID, state.ControlPID, state.TasksCurrent].some((text) => {
    const count = Number(text);
    // systemd writes 2^64 - 1 for "no such thing".
    return Number.isInteger(count) && count > 0 && count < 2 ** 31;
  });
}

/** `1min 30s` in ms; undefined for `infinity` and what is no time. Format: systemd.time(7). */
export function parseSpan(text: string | undefined): Millis | undefined {
  const parts = (text ?? '').split(' ').map((part) => {
    const micros = /^(\d+)us$/.exec(part);
    return micros === null
      ? parseDuration(part.replace(/^(.*\d)min$/, '$1m'), 'rgmanager')
      : Number(micros[1]) / 1000;
  });
  return parts.reduce<number | undefined>(
    (sum, part) => (sum === undefined || part === undefined ? undefined : sum + part),
    0,
  );
}
