/**
 * The folder of what a node must not forget. A ballast file lies in it that is given up when the disk is full, so that
 * a failover does not fail for want of a few kilobytes.
 */
import { type Files, HostError, type Log } from '#src/host/ports.ts';

export interface DurableFolder {
  readonly path: string;
  /** Replaces a file; resolves when it is on the disk. Rejects with HostError: then the old content is there. */
  write(name: string, data: Uint8Array): Promise<void>;
  /** Lays the ballast if there is room for it; true when it lies there. Call it now and then. */
  layBallast(): Promise<boolean>;
  /** There was no room for something that had to be stored, or for the ballast, when it was last tried. */
  readonly full: boolean;
}

const BALLAST = 'ballast';
/** Several ledgers of a thousand services. */
const BALLAST_BYTES = 2 * 1024 * 1024;

let ballastBytes: Uint8Array | undefined;

/** Untouched pages of zeros take no memory, so they are kept for the next time. */
function zeros(): Uint8Array {
  ballastBytes ??= new Uint8Array(BALLAST_BYTES);
  return ballastBytes;
}

export function createDurableFolder(files: Files, path: string, log: Log): DurableFolder {
  const ballast = `${path}/${BALLAST}`;
  let lies = false;
  let full = false;
  let laying: Promise<unknown> = Promise.resolve();

  async function lay(): Promise<boolean> {
    if (lies) return true;
    try {
      const there = await files.stat(ballast);
      if (there?.size !== BALLAST_BYTES) await files.writeDurably(ballast, zeros(), 0o600);
      lies = true;
      full = false;
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      full = true;
      await files.remove(ballast);
    }
    return lies;
  }

  return {
    path,
    async write(name, data) {
      const file = `${path}/${name}`;
      try {
        await files.writeDurably(file, data, 0o600);
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        log.error({ file, ballast }, 'the disk is full; giving up the ballast file to store this');
        full = true;
        // A ballast that is just being laid may be what fills the disk.
        await laying;
        lies = false;
        await files.remove(ballast);
        await files.writeDurably(file, data, 0o600);
      }
    },
    layBallast() {
      const laid = lay();
      laying = laid.catch(() => undefined);
      return laid;
    },
    get full() {
      return full;
    },
  };
}

function isDiskFull(error: unknown): boolean {
  return error instanceof HostError && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
