/** The log of a simulated world: what all daemons say, with the world's time, to be printed when a run goes wrong. */
import type { Log, LogFields } from '#src/host/ports.ts';

export interface WorldLog {
  note(who: string, message: string): void;
  /** The Log port of one daemon. */
  of(who: string): Log;
  /** The last lines, oldest first. */
  tail(count: number): string;
  readonly lines: readonly string[];
}

const KEPT = 20_000;

export function createWorldLog(now: () => number): WorldLog {
  const lines: string[] = [];

  function note(who: string, message: string): void {
    lines.push(`${(now() / 1000).toFixed(3).padStart(9)} ${who.padEnd(6)} ${message}`);
    if (lines.length > KEPT) lines.shift();
  }

  function of(who: string, always: LogFields = {}): Log {
    const say =
      (level: string) =>
      (fields: LogFields, message: string): void => {
        const all = { ...always, ...fields };
        note(who, `${level} ${message}${Object.keys(all).length > 0 ? ` ${JSON.stringify(all)}` : ''}`);
      };
    return {
      debug: () => {},
      info: say('info'),
      warn: say('warn'),
      error: say('error'),
      child: (fields) => of(who, { ...always, ...fields }),
    };
  }

  return { note, of, tail: (count) => lines.slice(-count).join('\n'), lines };
}
