/** That this node has given itself back what its fence took: told to the next daemon of the same boot. */
import type { Files, Log, Millis } from '#src/host/ports.ts';
import { type BootNotes, createBootNotes } from './boot-note.ts';

export interface UnfenceNote {
  readonly boot: string;
  /** Names of the devices that took the order, in the order of the file. */
  readonly devices: readonly string[];
  /** Wall-clock ms. */
  readonly at: Millis;
}

export interface UnfenceNotes extends Pick<BootNotes<UnfenceNote>, 'read'> {
  /** Never rejects: without the note the next daemon only does it again. */
  write(note: UnfenceNote): Promise<unknown>;
}

export function createUnfenceNotes(files: Files, path: string, log: Log): UnfenceNotes {
  const isNote = ({ devices, at }: Partial<UnfenceNote>): boolean =>
    Array.isArray(devices) && typeof at === 'number';
  return createBootNotes({ files, path, log, about: '<unfence>' }, isNote);
}
