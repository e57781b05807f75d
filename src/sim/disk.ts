/**
 * The disk of a simulated host, and what its kernel shows under /proc. Writes take time; what was not on the disk when
 * the power went is gone; a write that was under way may or may not have happened. It can run full, fail and hang.
 */
import { type Files, HostError } from '#src/host/ports.ts';
import type { Timeline } from './clock.ts';
import type { Life } from './life.ts';
import type { Processes } from './processes.ts';
import type { Dice } from './random.ts';

export interface Disk {
  readonly files: Map<string, Content>;
  /** What becomes of writes that begin from now on. /run lies in memory and is not concerned. */
  writes: 'ok' | 'fail' | 'hang';
  /** Bytes left for whoever writes; Infinity by default. */
  room: number;
  /** Bytes that all files take. */
  used(): number;
  /** No byte more fits than what is there now. */
  fill(): void;
  powerLost(): void;
}

interface Content {
  /** As programs see it. */
  now: Uint8Array;
  /** As it is after a loss of power. */
  safe: Uint8Array | undefined;
}

/** fsync on a disk with a cache of its own. */
const LEAST_SYNC_MS = 1;
const MOST_SYNC_MS = 3;

export function createDisk(): Disk {
  const files = new Map<string, Content>();
  const used = (): number => [...files.values()].reduce((sum, { now }) => sum + now.byteLength, 0);
  return {
    files,
    writes: 'ok',
    room: Infinity,
    used,
    fill() {
      this.room = used();
    },
    powerLost() {
      for (const [path, { safe }] of files) {
        if (safe === undefined) files.delete(path);
        else files.set(path, { now: safe, safe });
      }
    },
  };
}

export interface DiskParts {
  readonly disk: Disk;
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly life: Life;
  readonly processes: Processes;
}

export function createFiles({ disk, timeline, dice, life, processes }: DiskParts): Files {
  /** Resolves after `work` was done, at the end of the time a sync takes; a crash before decides whether it was. */
  function synced(path: string, work: () => void): Promise<void> {
    // A run that is over begins no write, though promises of it may still be on their way.
    if (life.over) return new Promise(() => {});
    if (disk.writes !== 'ok' && !path.startsWith('/run/')) {
      if (disk.writes === 'hang') return new Promise(() => {});
      return life.bound(Promise.reject(new HostError('EIO', `cannot write ${path}: input/output error`)));
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let pending = true;
    const finish = (): void => {
      if (!pending) return;
      pending = false;
      try {
        work();
        resolve();
      } catch (error) {
        reject(error);
      }
    };
    timeline.after(dice.between(LEAST_SYNC_MS, MOST_SYNC_MS), finish);
    life.onEnd(() => {
      if (dice.chance(0.5)) finish();
      pending = false;
    });
    return life.bound(promise);
  }

  function extendNow(extend: () => void): Promise<void> {
    return life.over ? new Promise(() => {}) : life.bound(Promise.resolve().then(extend));
  }

  function checkRoom(path: string, more: number): void {
    if (disk.used() + more > disk.room)
      throw new HostError('ENOSPC', `cannot write ${path}: no space left on device`);
  }

  return {
    read: async (path) => processes.read(path) ?? disk.files.get(path)?.now,
    writeDurably(path, data) {
      const copy = Uint8Array.from(data);
      return synced(path, () => {
        // The new file lies beside the old one until it is renamed.
        checkRoom(path, copy.byteLength);
        disk.files.set(path, { now: copy, safe: copy });
      });
    },
    append(path, data, { sync }) {
      const extend = (): void => {
        checkRoom(path, data.byteLength);
        const before = disk.files.get(path);
        const now = Buffer.concat([before?.now ?? new Uint8Array(), data]);
        disk.files.set(path, { now, safe: sync ? now : before?.safe });
      };
      return sync ? synced(path, extend) : extendNow(extend);
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
