/** What operators are told of restricting words: one line each. Pure. */
import type { CommandResult, ResultCode } from './commands.ts';
import type { Left } from './drain.ts';

const SHOWN = 5;

export function begun(name: string, { moving, stays }: Left): CommandResult {
  const where = moving.length === 0 ? '' : `: ${list(moving)} ${moving.length === 1 ? 'moves' : 'move'} away`;
  return result('SUCCESS', `${name} is in standby${where}${remaining(stays)}`);
}

export function emptied(name: string, { moving, stays }: Left): CommandResult {
  if (moving.length > 0) {
    const words = `${toMove(moving)}: see picket status`;
    return result('FAIL', `${name} is in standby${remaining(stays)}; ${words}`);
  }
  if (stays.length > 0) return result('FAIL', `${name} is in standby${remaining(stays)}`);
  return result('SUCCESS', `${name} is in standby and empty`);
}

/** What keeps a node from being empty. */
export function remains({ moving, stays }: Left): string {
  const lines = stays.map(({ service, why }) => `${service} stays (${why})`);
  return [
    ...(lines.length === 0 ? [] : [list(lines)]),
    ...(moving.length === 0 ? [] : [toMove(moving)]),
  ].join('; ');
}

function toMove(moving: readonly string[]): string {
  return `${list(moving)} ${moving.length === 1 ? 'is' : 'are'} still to move`;
}

/** After a reboot that came to nothing. */
export function rebootAgain(name: string): string {
  return `it stays in standby: picket online ${name} takes it back, picket reboot ${name} tries again (--stop: stops what stays)`;
}

function remaining(stays: Left['stays']): string {
  const words = remains({ moving: [], stays });
  return words === '' ? '' : `; ${words}`;
}

function list(items: readonly string[]): string {
  const more = items.length - SHOWN;
  return more > 0 ? `${items.slice(0, SHOWN).join(', ')} and ${more} more` : items.join(', ');
}

export function viewChanged(): CommandResult {
  return result('AGAIN', 'the view changed before that was stored; see picket status');
}

export function result(code: ResultCode, message: string): CommandResult {
  return { code, message, owner: null };
}
