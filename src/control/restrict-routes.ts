/** Routes of operators' restricting words: standby and online, reboot, lock and unlock, maintenance. */
import type { CommandResult, RestrictCommand } from '#src/cluster/commands.ts';
import { countField, flagField, onlyFields, textField } from './body.ts';
import { ProblemError, problem, successOf } from './problem.ts';
import type { Call, Route } from './routes.ts';

/** A day; the daemon waits for less. */
const LONGEST_MS = 86_400_000;

export const RESTRICT_ROUTES: readonly Route[] = [
  { method: 'POST', path: '/v1/nodes/{name}/standby', answer: standby },
  { method: 'POST', path: '/v1/nodes/{name}/reboot', answer: reboot },
  { method: 'POST', path: '/v1/nodes/{name}/online', answer: (call) => plain(call, 'online') },
  { method: 'POST', path: '/v1/lock', answer: (call) => plain(call, 'lock') },
  { method: 'POST', path: '/v1/unlock', answer: (call) => plain(call, 'unlock') },
  { method: 'POST', path: '/v1/maintenance', answer: maintenance },
];

async function standby({ control, path, body }: Call): Promise<CommandResult> {
  onlyFields(body, ['who', 'wait', 'stop']);
  const options = {
    ...who(body),
    wait: flagField(body, 'wait') ?? false,
    stop: flagField(body, 'stop') ?? false,
  };
  return successOf(await control.restrict({ verb: 'standby', node: path['name'] ?? '', ...options }));
}

async function reboot({ control, path, body }: Call): Promise<CommandResult> {
  onlyFields(body, ['who', 'wait', 'stop', 'timeout']);
  const timeout = countField(body, 'timeout', LONGEST_MS);
  const options = {
    ...who(body),
    wait: flagField(body, 'wait') ?? false,
    stop: flagField(body, 'stop') ?? false,
    ...(timeout !== undefined && { timeout }),
  };
  return successOf(await control.restrict({ verb: 'reboot', node: path['name'] ?? '', ...options }));
}

async function maintenance({ control, body }: Call): Promise<CommandResult> {
  onlyFields(body, ['who', 'on']);
  const on = flagField(body, 'on');
  if (on === undefined) throw new ProblemError(problem(400, 'on is missing: true begins, false ends'));
  return successOf(await control.restrict({ verb: on ? 'maintenance-on' : 'maintenance-off', ...who(body) }));
}

async function plain(
  { control, path, body }: Call,
  verb: 'online' | 'lock' | 'unlock',
): Promise<CommandResult> {
  onlyFields(body, ['who']);
  const node = path['name'];
  return successOf(await control.restrict({ verb, ...(node === undefined ? {} : { node }), ...who(body) }));
}

function who(body: Call['body']): Pick<RestrictCommand, 'who'> {
  const name = textField(body, 'who');
  return name === undefined ? {} : { who: name };
}
