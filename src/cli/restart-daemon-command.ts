/** `picket restart-daemon`: picketd ends and starts anew, its services go on; the other nodes wait for it. */
import type { ControlClient } from '#src/control/client.ts';
import { print } from './terminal.ts';

export async function restartDaemonCommand(
  client: ControlClient,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const result = await client.restart();
  print(json === true ? JSON.stringify(result) : result.message);
  return 0;
}
