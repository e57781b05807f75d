/** What one daemon tells the next of the same boot about the watchdog that goes on between them. */
import type { Files, Log, Millis } from '#src/host/ports.ts';
import { type BootNotes, createBootNotes } from './boot-note.ts';

export interface WatchdogNote {
  readonly boot: string;
  readonly device: string;
  readonly timeout: Millis;
  readonly patience: Millis;
  readonly strict: boolean;
  /** A majority has heard the node since it was opened last: it may be opened once more without one. */
  readonly heard: boolean;
}

export type WatchdogNotes = BootNotes<WatchdogNote>;

export function createWatchdogNotes(files: Files, path: string, log: Log): WatchdogNotes {
  const isNote = ({ device }: Partial<WatchdogNote>): boolean => typeof device === 'string';
  return createBootNotes({ files, path, log, about: 'the watchdog' }, isNote);
}
