/** Shows, on standard error, what happens while an operation is under way. Never a reason for the operation to fail. */
import type { ClusterEvent } from '#src/cluster/status.ts';
import type { ControlClient } from '#src/control/client.ts';
import { oneLine } from './columns.ts';
import { printError } from './terminal.ts';

/**
 * Runs `operation` while each event that `concerns` it is handed to `show` (default: its message is printed).
 * Leaving (Ctrl-C) leaves the operation running.
 */
export async function withProgress<T>(
  client: ControlClient,
  concerns: (event: ClusterEvent) => boolean,
  operation: () => Promise<T>,
  show: (event: ClusterEvent) => void = (event) => printError(`  ${oneLine(event.message)}`),
): Promise<T> {
  const leaving = new AbortController();
  let following: Promise<void> = Promise.resolve();
  await new Promise<void>((ready) => {
    const options = { signal: leaving.signal, connected: ready };
    following = client
      .follow(options, (event) => {
        if (concerns(event)) show(event);
      })
      .catch(() => {})
      .finally(ready);
  });
  try {
    return await operation();
  } finally {
    leaving.abort();
    await following;
  }
}
