/** `picket reload`: picketd reads cluster.xml again; if it has errors, they are shown and nothing changes. */
import type { ControlClient } from '#src/control/client.ts';
import { CliError } from './run.ts';
import { print, printError } from './terminal.ts';

export async function reloadCommand(
  client: ControlClient,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const result = await client.reload();
  if (json === true) {
    print(JSON.stringify(result));
    return result.ok ? 0 : 1;
  }
  for (const problem of result.problems) printError(problem);
  if (!result.ok) throw new CliError(result.message);
  print(result.message);
  return 0;
}
