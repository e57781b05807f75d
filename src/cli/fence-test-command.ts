/** `picket fence --test`: whether a node could be fenced, tried from every node without switching anything. */
import type { FencePath } from '#src/cluster/commands.ts';
import type { ControlClient } from '#src/control/client.ts';
import { type Cell, columns } from './columns.ts';
import { requireNode } from './node-commands.ts';
import { took } from './status-fencing.ts';
import { type Palette, palette, print, printError, width } from './terminal.ts';
import { user } from './user.ts';

/** Exit code 0 only when every device works from every node. */
export async function fenceTestCommand(
  client: ControlClient,
  node: string,
  options: { readonly json?: boolean; readonly quiet?: boolean },
): Promise<number> {
  requireNode(await client.status(), node);
  if (options.json !== true && options.quiet !== true)
    printError(`trying out how ${node} would be fenced, from every node; nothing is switched`);
  const result = await client.fenceTest({ node, who: user() });
  const good = result.code === 'SUCCESS';
  if (options.json === true) print(JSON.stringify({ ok: good, ...result }));
  else print([...columns(pathRows(result.paths, palette()), width(), 0), result.message].join('\n'));
  return good ? 0 : 1;
}

function pathRows(paths: readonly FencePath[], look: Palette): readonly (readonly Cell[])[] {
  const head = ['Device', 'From', 'Result', 'Time', 'Found'].map((text) => ({ text, paint: look.dim }));
  const rows = paths.map(({ device, method, from, ok, ms, result }): readonly Cell[] => [
    { text: device === '' ? '-' : `${method}/${device}` },
    { text: from },
    ok ? { text: 'ok', paint: look.good } : { text: 'FAILED', paint: look.bad },
    { text: ms === null ? '-' : took(ms) },
    { text: result },
  ]);
  return [head, ...rows];
}
