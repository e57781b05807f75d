/** What DRBD's handlers ask of the daemon. */
import type { DrbdFencePeerCommand, DrbdFencePeerResult } from '#src/cluster/commands.ts';
import { countField, onlyFields, textField } from './body.ts';
import { ProblemError, problem } from './problem.ts';
import type { Call, Route } from './routes.ts';

export const DRBD_ROUTES: readonly Route[] = [
  { method: 'POST', path: '/v1/drbd/{resource}/fence-peer', answer: fencePeer },
  { method: 'POST', path: '/v1/drbd/{resource}/synced', answer: synced },
];

/** s; longer than that no handler of DRBD should be held. */
const MOST_PATIENCE = 600;

async function fencePeer({ control, path, body }: Call): Promise<DrbdFencePeerResult> {
  onlyFields(body, ['peers', 'address', 'peerId', 'patience']);
  const patience = countField(body, 'patience', MOST_PATIENCE);
  if (patience === undefined)
    throw new ProblemError(problem(400, 'patience is missing: for how many seconds the handler waits'));
  const peerId = countField(body, 'peerId', 255);
  const command: DrbdFencePeerCommand = {
    resource: path['resource'] ?? '',
    names: (textField(body, 'peers') ?? '').split(' ').filter((name) => name !== ''),
    address: textField(body, 'address') ?? '',
    ...(peerId === undefined ? {} : { peerId }),
    patience: patience * 1_000,
  };
  return await control.drbd.fencePeer(command);
}

function synced({ control, path, body }: Call): object {
  onlyFields(body, ['handler']);
  control.drbd.synced({ resource: path['resource'] ?? '', handler: textField(body, 'handler') ?? '' });
  return {};
}
