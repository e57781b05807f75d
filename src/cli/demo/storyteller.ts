/** Tells the demo's story act by act while it happens: holds each event back for a moment, so that an earlier one can come first. */
import { type Cancel, type Clock, type Millis, pause } from '#src/host/ports.ts';
import { wrap } from '../columns.ts';
import type { Palette } from '../terminal.ts';
import type { Act } from './explanations.ts';
import { narrator } from './narration.ts';
import type { Seen } from './observer.ts';

export interface Storyteller {
  hear(seen: Seen): void;
  /** Something that no daemon tells. */
  note(name: string, at: Millis, message: string): void;
  /** Plain words, wrapped. */
  say(text: string): void;
  /** Begins an act. Times count from `since` (wall-clock ms). */
  open(act: Act, since: Millis): void;
  /** Ends the act: resolves when all that has happened in it is told. */
  close(): Promise<void>;
  /** Tells at once what is still held back. */
  flush(): void;
}

export interface Stage {
  readonly clock: Clock;
  readonly print: (line: string) => void;
  readonly paint: Palette;
  /** Columns to wrap at, Infinity for none. */
  readonly width: number;
  /** All that will tell something. */
  readonly nodes: readonly string[];
}

/** Longer than any event takes from a daemon to here. */
const HOLD_MS: Millis = 200;
/** Prose is not read well in longer lines. */
const LONGEST_LINE = 100;

export function storyteller({ clock, print, paint, width, nodes }: Stage): Storyteller {
  const lines = narrator(paint, nodes, width);
  let timer: Cancel | undefined;

  function tell(until?: Millis): void {
    timer?.();
    timer = undefined;
    for (const line of lines.due(until)) print(line);
    if (lines.waiting) timer = clock.after(HOLD_MS / 4, look);
  }

  function look(): void {
    tell(clock.wall() - HOLD_MS);
  }

  function hear(seen: Seen): void {
    lines.hear(seen);
    timer ??= clock.after(HOLD_MS, look);
  }

  function prose(text: string): readonly string[] {
    return text.split('\n').flatMap((paragraph) => wrap(paragraph, Math.min(width, LONGEST_LINE)));
  }

  return {
    hear,
    note(name, at, message) {
      hear({ event: { sequence: 0, at, name, message }, by: '' });
    },
    say(text) {
      for (const line of prose(text)) print(line);
    },
    open({ title, explanation }, since) {
      lines.countFrom(since);
      print(`\n${paint.heading(title)}`);
      for (const line of prose(explanation)) print(paint.dim(line));
      print(paint.dim(lines.head));
    },
    async close() {
      await pause(clock, HOLD_MS);
      tell();
    },
    flush() {
      tell();
    },
  };
}
