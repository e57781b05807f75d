/**
 * The control socket's file: bound under a private name, given its mode and group, then moved into place, so that no
 * client ever meets one with the wrong permissions, and a stale one from a crash is replaced in one step.
 */
import { chmod, chown, readFile, rename, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { HostError } from '#src/host/ports.ts';
import { errorCode, hostError } from './host-error.ts';

/** Members of this group may give commands. */
const GROUP = 'picket';
const PROBE_MS = 1_000;

/** Where to bind for `path`. Rejects with HostError EADDRINUSE when a daemon answers at `path`. */
export async function claim(path: string): Promise<string> {
  if (await answers(path)) {
    throw new HostError('EADDRINUSE', `another picketd is running: it answers at ${path}`);
  }
  const bound = `${path}.${process.pid}`;
  await rm(bound, { force: true }).catch((error: unknown) => {
    throw hostError(error, `remove ${bound}`);
  });
  return bound;
}

/** Mode 0660 and group picket (if there is one) for `write`, 0666 for `read`; then moves it to `path`. */
export async function publish(bound: string, path: string, access: 'read' | 'write'): Promise<void> {
  try {
    await chmod(bound, access === 'read' ? 0o666 : 0o660);
    if (access === 'write') await giveToGroup(bound);
    await rename(bound, path);
  } catch (error) {
    await rm(bound, { force: true });
    throw hostError(error, `set up the control socket ${path}`);
  }
}

/** Nothing happens when it is absent. */
export async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch((error: unknown) => {
    throw hostError(error, `remove ${path}`);
  });
}

async function giveToGroup(path: string): Promise<void> {
  const gid = groupId(await readFile('/etc/group', 'utf8').catch(() => ''));
  if (gid === undefined) return;
  // Only root may give a file to a group it is not in; a daemon run by hand keeps its own group.
  await chown(path, process.getuid?.() ?? 0, gid).catch((error: unknown) => {
    if (errorCode(error) !== 'EPERM') throw error;
  });
}

function groupId(groups: string): number | undefined {
  const line = groups.split('\n').find((each) => each.startsWith(`${GROUP}:`));
  const gid = Number(line?.split(':')[2]);
  return line !== undefined && Number.isInteger(gid) ? gid : undefined;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const done = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(PROBE_MS, () => done(true));
    socket.on('connect', () => done(true));
    socket.on('error', () => done(false));
  });
}
