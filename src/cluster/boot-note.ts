/**
 * What one daemon leaves to the next of the same boot, as a file of the run folder: a boot empties that, and the note
 * names its boot besides.
 */
import type { Files, Log } from '#src/host/ports.ts';

export interface BootNotes<T extends { readonly boot: string }> {
  /** Undefined when no daemon of this boot has left one. Never rejects. */
  read(boot: string): Promise<T | undefined>;
  /** Resolves with whether it is written. Never rejects. */
  write(note: T): Promise<boolean>;
  /** Never rejects. */
  forget(): Promise<void>;
}

/** `about`: for the log. `isNote`: what else than its boot makes it one. */
export function createBootNotes<T extends { readonly boot: string }>(
  {
    files,
    path,
    log,
    about,
  }: { readonly files: Files; readonly path: string; readonly log: Log; readonly about: string },
  isNote: (note: Partial<T>) => boolean,
): BootNotes<T> {
  return {
    async read(boot) {
      try {
        const bytes = await files.read(path);
        if (bytes === undefined) return undefined;
        const note = JSON.parse(new TextDecoder().decode(bytes)) as Partial<T> | null;
        return note?.boot === boot && isNote(note) ? (note as T) : undefined;
      } catch (error) {
        log.warn({ error: String(error) }, `the note about ${about} can not be read`);
        return undefined;
      }
    },
    async write(note) {
      try {
        await files.writeDurably(path, new TextEncoder().encode(JSON.stringify(note)));
        return true;
      } catch (error) {
        log.warn({ error: String(error) }, `the note about ${about} can not be written`);
        return false;
      }
    },
    async forget() {
      await files.remove(path).catch(() => undefined);
    },
  };
}
