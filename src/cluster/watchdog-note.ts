/**
 * What one daemon leaves to the next of the same boot about the watchdog that goes on between them. It lies in the run
 * folder, which ends with the boot as the watchdog does.
 */
import type { Files, Log, Millis } from '#src/host/ports.ts';

export interface WatchdogNote {
  readonly boot: string;
  readonly device: string;
  readonly timeout: Millis;
  readonly patience: Millis;
  readonly strict: boolean;
  /** A majority has heard the node since it was opened last: it may be opened once more without one. */
  readonly heard: boolean;
}

export interface WatchdogNotes {
  /** Undefined when no daemon of this boot has armed one. Never rejects. */
  read(boot: string): Promise<WatchdogNote | undefined>;
  /** Resolves with whether it is written. Never rejects. */
  write(note: WatchdogNote): Promise<boolean>;
  forget(): Promise<void>;
}

export function createWatchdogNotes(files: Files, path: string, log: Log): WatchdogNotes {
  return {
    async read(boot) {
      try {
        const bytes = await files.read(path);
        if (bytes === undefined) return undefined;
        const note = JSON.parse(new TextDecoder().decode(bytes)) as Partial<WatchdogNote> | null;
        if (note?.boot !== boot || typeof note.device !== 'string') return undefined;
        return note as WatchdogNote;
      } catch (error) {
        log.warn({ error: String(error) }, 'the note about the watchdog can not be read');
        return undefined;
      }
    },
    async write(note) {
      try {
        await files.writeDurably(path, new TextEncoder().encode(JSON.stringify(note)));
        return true;
      } catch (error) {
        log.warn({ error: String(error) }, 'the note about the watchdog can not be written');
        return false;
      }
    },
    async forget() {
      await files.remove(path).catch(() => undefined);
    },
  };
}
