/** `picket fences`: the last fences that the cluster remembers, of all nodes or of one, the newest first. */
import type { FenceStatus, StatusDocument } from '#src/cluster/status.ts';
import type { ControlClient } from '#src/control/client.ts';
import { type Cell, columns } from './columns.ts';
import { requireNode } from './node-commands.ts';
import { took } from './status-fencing.ts';
import { print } from './terminal.ts';
import { duration, stamp } from './times.ts';

/** Exit code 0, also when there was none. */
export async function fencesCommand(
  client: ControlClient,
  node: string | undefined,
  options: { readonly json?: boolean },
): Promise<number> {
  const status = await client.status();
  if (node !== undefined) requireNode(status, node);
  const fences = status.fences.filter((fence) => node === undefined || fence.node === node);
  if (options.json === true) print(JSON.stringify(fences));
  else if (fences.length === 0) print(`no fence of ${node ?? 'any node'} is remembered`);
  else print(fences.flatMap((fence) => lines(fence, status)).join('\n'));
  return 0;
}

function lines(fence: FenceStatus, status: StatusDocument): readonly string[] {
  const rows: readonly (readonly Cell[])[] = [
    ['began:', `${stamp(fence.began)}${ending(fence, status)}`],
    [
      'by:',
      `${fence.by}${fence.asked === true && fence.why !== 'an operator asked' ? ', as an operator asked' : ''}`,
    ],
    ['because:', fence.why ?? ''],
    ['with:', [fence.method, fence.device ?? ''].filter((part) => part !== '').join('/')],
    ['agents:', fence.agentMs === undefined || fence.agentMs === null ? '' : took(fence.agentMs)],
    ['failed:', fence.attempts === 0 ? '' : `${often(fence.attempts)}, the last time: ${fence.lastError}`],
    ['proof:', fence.evidence],
  ]
    .filter(([, text]) => text !== '')
    .map((row) => row.map((text) => ({ text })));
  return [`${fence.node} ${fence.state}`, ...columns(rows, Infinity, 2)];
}

function often(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function ending({ began, ended }: FenceStatus, { at }: StatusDocument): string {
  return ended === null ? `, ${duration(at - began)} ago, not over yet` : `, took ${took(ended - began)}`;
}
