/** Shows, on standard error, what happens while an operation is under way. Never a reason for the operation to fail. */
import type { ClusterEvent } from '#src/cluster/status.ts';
import type { ControlClient } from '#src/control/client.ts';
import { oneLine } from './columns.ts';
import { printError } from './terminal.ts';

/** What a shell reports for a program that Ctrl-C has ended. */
const INTERRUPTED = 130;

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
  const left = (): void => {
    printError('left; what was asked for goes on: picket status');
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', left);
  try {
    return await operation();
  } finally {
    process.off('SIGINT', left);
    leaving.abort();
    await following;
  }
}
