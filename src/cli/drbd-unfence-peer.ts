/**
 * `picket-drbd-unfence-peer`: DRBD's handler after a resync (unfence-peer, after-resync-target). A fence of Picket leaves
 * nothing behind that had to be undone; the daemon is told, so that the log and the waits of status are right. Always
 * ends with 0, within seconds: DRBD has nothing to wait for here.
 */
import { createControlClient } from '#src/control/client.ts';
import { drbdCall } from './drbd-environment.ts';
import { explain } from './run.ts';
import { socketPath } from './socket-path.ts';
import { printError } from './terminal.ts';

const call = drbdCall(process.env);
const [handler = 'unfence-peer'] = process.argv.slice(2);
try {
  if (call !== undefined)
    await createControlClient(socketPath()).drbdSynced({ resource: call.resource, handler });
} catch (error) {
  printError(
    `picket-drbd-unfence-peer: picketd was not told that ${call?.resource} is synced: ${explain(error)}`,
  );
}
