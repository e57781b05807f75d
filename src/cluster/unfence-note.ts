/**
 * What one daemon leaves to the next of the same boot: that this node has given itself back what its fence took. It lies in
 * the run folder, which a boot empties, and names the boot besides.
 */
import type { Files, Log, Millis } from '#src/host/ports.ts';

export interface UnfenceNote {
  readonly boot: string;
  /** Names of the devices that took the order, in the order of the file. */
  readonly devices: readonly string[];
  /** Wall-clock ms. */
  readonly at: Millis;
}

export interface UnfenceNotes {
  /** Undefined when no daemon of this boot has done it. Never rejects. */
  read(boot: string): Promise<UnfenceNote | undefined>;
  /** Never rejects: without the note the next daemon only does it again. */
  write(note: UnfenceNote): Promise<void>;
}

export function createUnfenceNotes(files: Files, path: string, log: Log): UnfenceNotes {
  return {
    async read(boot) {
      try {
        const bytes = await files.read(path);
        if (bytes === undefined) return undefined;
        const note = JSON.parse(new TextDecoder().decode(bytes)) as Partial<UnfenceNote> | null;
        const isNote = note?.boot === boot && Array.isArray(note.devices) && typeof note.at === 'number';
        return isNote ? (note as UnfenceNote) : undefined;
      } catch (error) {
        log.warn({ error: String(error) }, 'the note about <unfence> can not be read');
        return undefined;
      }
    },
    async write(note) {
      try {
        await files.writeDurably(path, new TextEncoder().encode(JSON.stringify(note)));
      } catch (error) {
        log.warn({ error: String(error) }, 'the note about <unfence> can not be written');
      }
    },
  };
}
