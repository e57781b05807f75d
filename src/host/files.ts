/** The real Files. What `writeDurably` resolved survives a power cut; what it did not leaves the old content. */
import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, hostError } from '#src/host/host-error.ts';
import type { FileStat, Files } from '#src/host/ports.ts';

/**
 * Writes to one path happen in the order of the calls. A crash may leave `PATH.tmp` behind; the next write replaces
 * it. New files are readable by their owner only unless `mode` says otherwise.
 */
export function createFiles(): Files {
  const writing = new Map<string, Promise<void>>();
  return {
    read: (path) => ignoringAbsent(readFile(path), `read ${path}`),
    writeDurably: (path, data, mode) => inTurn(writing, path, () => replace(path, data, mode ?? 0o600)),
    append: (path, data, options) => attempt(() => append(path, data, options.sync), `append to ${path}`),
    rename: (from, to) =>
      attempt(async () => {
        await rename(from, to);
        await syncFolder(dirname(to));
      }, `rename ${from} to ${to}`),
    remove: (path) => ignoringAbsent(unlink(path), `remove ${path}`),
    list: (folder) => attempt(() => readdir(folder), `list ${folder}`),
    makeFolder: (path, mode) =>
      attempt(async () => {
        await mkdir(path, { recursive: true, mode: mode ?? 0o755 });
      }, `make the folder ${path}`),
    stat: (path) => ignoringAbsent(statOf(path), `look at ${path}`),
  };
}

async function attempt<T>(work: () => Promise<T>, action: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw hostError(error, action);
  }
}

async function ignoringAbsent<T>(work: Promise<T>, action: string): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw hostError(error, action);
  }
}

async function inTurn(
  running: Map<string, Promise<void>>,
  path: string,
  work: () => Promise<void>,
): Promise<void> {
  const before = running.get(path) ?? Promise.resolve();
  const mine = before.then(work, work);
  running.set(path, mine);
  try {
    await mine;
  } finally {
    if (running.get(path) === mine) running.delete(path);
  }
}

async function replace(path: string, data: Uint8Array, mode: number): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await writeNew(temporary, data, mode);
    await rename(temporary, path);
    // Without this the new name itself may be lost in a crash.
    await syncFolder(dirname(path));
  } catch (error) {
    await unlink(temporary).catch(() => {}); // give the space back; the first error is the one to tell
    throw hostError(error, `write ${path}`);
  }
}

async function writeNew(path: string, data: Uint8Array, mode: number): Promise<void> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
  await using file = await open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode);
  await file.chmod(mode); // whatever the umask says, and whatever an earlier crash left there
  await file.writeFile(data);
  await file.sync();
}

async function append(path: string, data: Uint8Array, sync: boolean): Promise<void> {
  await using file = await open(path, 'a', 0o600);
  const isNew = sync && (await file.stat()).size === 0;
  await file.writeFile(data);
  if (sync) await file.datasync();
  if (isNew) await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r');
  await folder.sync();
}

async function statOf(path: string): Promise<FileStat> {
  const found = await stat(path);
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  return { size: found.size, mode: found.mode & 0o7777, uid: found.uid, kind };
}
