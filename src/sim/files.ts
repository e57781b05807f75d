/** The Files port of one run of a daemon over its host's disk, and over what its kernel shows under /proc. */
import { type Files, HostError } from '#src/host/ports.ts';
import type { Timeline } from './clock.ts';
import type { Disk } from './disk.ts';
import type { Life } from './life.ts';
import type { Processes } from './processes.ts';
import type { Dice } from './random.ts';

export interface DiskParts {
  readonly disk: Disk;
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly life: Life;
  readonly processes: Processes;
}

/** fsync on a disk with a cache of its own. */
const LEAST_SYNC_MS = 1;
const MOST_SYNC_MS = 3;
/** On one that is at its end. */
const LEAST_SLOW_MS = 200;
const MOST_SLOW_MS = 4_000;

export function createFiles({ disk, timeline, dice, life, processes }: DiskParts): Files {
  /** Resolves after `work` was done, at the end of the time a sync takes; a crash before decides whether it was. */
  function synced(path: string, data: Uint8Array, work: () => void): Promise<void> {
    // A run that is over begins no write, though promises of it may still be on their way.
    if (life.over) return new Promise(() => {});
    const inMemory = path.startsWith('/run/');
    if (disk.writes === 'fail' && !inMemory)
      return life.bound(Promise.reject(new HostError('EIO', `cannot write ${path}: input/output error`)));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const write = inMemory ? undefined : disk.begin(path, data);
    let pending = true;
    const finish = (): void => {
      if (!pending) return;
      pending = false;
      write?.end();
      try {
        work();
        life.enter(resolve, 'input');
      } catch (error) {
        life.enter(() => reject(error), 'input');
      }
    };
    if (disk.writes === 'hang' && !inMemory) disk.afterHang(finish);
    else if (disk.writes === 'slow' && !inMemory)
      timeline.after(dice.between(LEAST_SLOW_MS, MOST_SLOW_MS), finish);
    else timeline.after(dice.between(LEAST_SYNC_MS, MOST_SYNC_MS), finish);
    life.onEnd(() => {
      if (!pending) return;
      // What the disk may tear is still on its way.
      if (!(disk.tears && life.abrupt)) {
        if (dice.chance(0.5)) finish();
        write?.end();
      }
      pending = false;
    });
    return promise;
  }

  function extendNow(extend: () => void): Promise<void> {
    return life.over ? new Promise(() => {}) : life.bound(Promise.resolve().then(extend));
  }

  function checkRoom(path: string, more: number): void {
    if (disk.room !== Infinity && disk.used() + more > disk.room)
      throw new HostError('ENOSPC', `cannot write ${path}: no space left on device`);
  }

  return {
    read: async (path) => processes.read(path) ?? disk.files.get(path)?.now,
    writeDurably: (path, data) =>
      synced(path, data, () => {
        // The new file lies beside the old one until it is renamed.
        checkRoom(path, data.byteLength);
        disk.put(path, data);
      }),
    append(path, data, { sync }) {
      const extend = (): void => {
        checkRoom(path, data.byteLength);
        disk.extend(path, data, sync);
      };
      return sync ? synced(path, data, extend) : extendNow(extend);
    },
    async rename(from, to) {
      const content = disk.files.get(from);
      if (content === undefined) throw new HostError('ENOENT', `cannot rename ${from}: no such file`);
      disk.files.delete(from);
      disk.files.set(to, content);
    },
    async remove(path) {
      disk.files.delete(path);
    },
    async list(folder) {
      if (folder === '/proc') return processes.list();
      const inside = [...disk.files.keys()].filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))];
    },
    makeFolder: async () => {},
    async stat(path) {
      const content = disk.files.get(path);
      if (content === undefined) return undefined;
      return { size: content.now.byteLength, mode: 0o600, uid: 0, kind: 'file' };
    },
  };
}
