/** `picket explain SERVICE`: where it could run and why, and what it waits for. */
import type { Explanation } from '#src/cluster/status.ts';
import type { ControlClient } from '#src/control/client.ts';
import { type Cell, columns, oneLine } from './columns.ts';
import { type Palette, palette, print, width } from './terminal.ts';

export interface View {
  readonly width: number;
  readonly palette: Palette;
}

/** Exit code 0; rejects with ControlError when there is no such service. */
export async function explainCommand(
  client: Pick<ControlClient, 'explain'>,
  service: string,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const explanations = await client.explain(service);
  const view = { width: width(), palette: palette() };
  if (json === true) print(JSON.stringify({ explanations }, null, 2));
  else print(explanations.map((one) => explanationText(one, view)).join('\n\n'));
  return 0;
}

/** Several lines, without a line end at the end. */
export function explanationText(explanation: Explanation, view: View): string {
  const { service, state, owner, why, waits, rules } = explanation;
  const head = `${service} is ${state}${owner === null ? '' : ` on ${owner}`}${why === '' ? '' : `: ${oneLine(why)}`}`;
  return [
    view.palette.heading(head),
    ...rules.map((rule) => `  ${oneLine(rule)}`),
    ...(waits === null ? [] : [`  ${view.palette.careful('waits:')} ${oneLine(waits)}`]),
    '',
    ...columns(nodeRows(explanation, view.palette), view.width, 2),
  ].join('\n');
}

function nodeRows({ nodes }: Explanation, { good, bad, dim }: Palette): readonly (readonly Cell[])[] {
  const head = ['Node', 'Can take it', 'Why'].map((text) => ({ text, paint: dim }));
  const rows = nodes.map(({ node, eligible, owner, reasons }): readonly Cell[] => [
    { text: owner ? `${node} (owner)` : node },
    { text: eligible ? 'yes' : 'no', paint: eligible ? good : bad },
    { text: reasons.join(eligible ? ', ' : '; ') },
  ]);
  return [head, ...rows];
}
