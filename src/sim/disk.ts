/**
 * The disk of a simulated host. Writes take time; what was not on the disk when the power went is gone; a write that
 * was under way may or may not have happened. It can be slow, run full, fail, hang, tear and rot.
 */
import type { DiskMode } from './happening.ts';
import type { Dice } from './random.ts';

export interface Disk {
  readonly files: Map<string, Content>;
  /** What becomes of writes that begin from now on. /run lies in memory and is not concerned. */
  writes: 'ok' | 'slow' | 'fail' | 'hang';
  /** Bytes left for whoever writes; Infinity by default. */
  room: number;
  /** The next loss of power leaves a part of a file that was just being written. */
  tears: boolean;
  /** Files that hold what nobody wrote, since a tear or a flipped bit. */
  readonly damaged: Set<string>;
  /** Bytes that all files take. */
  used(): number;
  /** No byte more fits than what is there now. */
  fill(): void;
  /** Sets writes and room. What hung is done when it is over. True if anything changed. */
  become(mode: DiskMode): boolean;
  /** A file was replaced: what it holds is whole. */
  put(path: string, data: Uint8Array): void;
  /** Appends to a file; `sync`: what it holds then survives a loss of power. */
  extend(path: string, data: Uint8Array, sync: boolean): void;
  /** A write of that file is under way: `done` may be called when the power goes, or when the disk hangs no more. */
  begin(path: string, data: Uint8Array): Write;
  /** Whether a write of that file is under way. */
  isWriting(path: string): boolean;
  /** Calls `done` when the disk hangs no more. */
  afterHang(done: () => void): void;
  /** Flips bits in that file; false when there is none. */
  corrupt(path: string, dice: Dice): boolean;
  /** Calls `torn` with the path of a file that was torn. */
  powerLost(dice?: Dice, torn?: (path: string) => void): void;
}

export interface Write {
  end(): void;
}

interface Content {
  /** As programs see it. */
  now: Uint8Array;
  /** As it is after a loss of power. */
  safe: Uint8Array | undefined;
  /** Of a file that grows: memory that begins with `now`. */
  readonly space?: Uint8Array;
}

const NOTHING = new Uint8Array();

const FLIPPED_BITS = 3;

/** `changes`: called right before it becomes something else. */
export function createDisk(changes: () => void = () => {}): Disk {
  const files = new Map<string, Content>();
  const damaged = new Set<string>();
  const underWay = new Set<{ readonly path: string; readonly data: Uint8Array }>();
  let hung: (() => void)[] = [];
  const used = (): number => {
    let sum = 0;
    for (const { now } of files.values()) sum += now.byteLength;
    return sum;
  };

  function spoil(path: string, data: Uint8Array): void {
    files.set(path, { now: data, safe: data });
    damaged.add(path);
  }

  return {
    files,
    writes: 'ok',
    room: Infinity,
    tears: false,
    damaged,
    used,
    fill() {
      this.room = used();
    },
    become(mode) {
      const before = { writes: this.writes, room: this.room };
      changes();
      this.writes = WRITES[mode];
      if (mode === 'full') this.fill();
      else this.room = Infinity;
      const waiting = this.writes === 'hang' ? [] : hung;
      if (waiting.length > 0) hung = [];
      for (const done of waiting) done();
      return before.writes !== this.writes || before.room !== this.room;
    },
    put(path, data) {
      files.set(path, { now: data, safe: data });
      damaged.delete(path);
    },
    extend(path, data, sync) {
      const before = files.get(path);
      const held = before?.now ?? NOTHING;
      let space = before?.space ?? NOTHING;
      const length = held.length + data.length;
      if (space.length < length) {
        space = new Uint8Array(2 * length);
        space.set(held);
      }
      // What was read before goes on showing what it did: bytes are only added behind it.
      space.set(data, held.length);
      const now = space.subarray(0, length);
      files.set(path, { now, safe: sync ? now : before?.safe, space });
    },
    begin(path, data) {
      const write = { path, data };
      underWay.add(write);
      return { end: () => underWay.delete(write) };
    },
    isWriting: (path) => [...underWay].some((write) => write.path === path),
    afterHang(done) {
      hung.push(done);
    },
    corrupt(path, dice) {
      const content = files.get(path)?.safe;
      if (content === undefined || content.length === 0) return false;
      const rotten = Uint8Array.from(content);
      for (let bit = 0; bit < FLIPPED_BITS; bit++) {
        const at = dice.below(rotten.length);
        rotten[at] = (rotten[at] as number) ^ (1 << dice.below(8));
      }
      spoil(path, rotten);
      return true;
    },
    powerLost(dice, torn) {
      for (const [path, { now, safe }] of files) {
        if (safe === undefined) files.delete(path);
        else if (now !== safe) files.set(path, { now: safe, safe });
      }
      hung = [];
      for (const { path, data } of this.tears && dice !== undefined ? underWay : []) {
        this.tears = false;
        spoil(path, data.slice(0, dice?.below(data.length)));
        torn?.(path);
      }
      underWay.clear();
    },
  };
}

const WRITES: Readonly<Record<DiskMode, Disk['writes']>> = {
  ok: 'ok',
  slow: 'slow',
  fails: 'fail',
  hangs: 'hang',
  full: 'ok',
};
