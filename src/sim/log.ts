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

/** Put into words only when somebody asks: most runs end well and nobody does. */
interface Entry {
  readonly at: number;
  readonly who: string;
  readonly level: string;
  readonly message: string;
  readonly fields: readonly LogFields[];
}

const KEPT = 20_000;

/** `heard` is told every line of every daemon, those for developers too. */
export function createWorldLog(now: () => number, heard: (fields: LogFields) => void = () => {}): WorldLog {
  let entries: Entry[] = [];

  function add(entry: Entry): void {
    entries.push(entry);
    if (entries.length > 2 * KEPT) entries = entries.slice(-KEPT);
  }

  function of(who: string, always: readonly LogFields[] = []): Log {
    const say =
      (level: string) =>
      (fields: LogFields, message: string): void =>
        add({ at: now(), who, level: `${level} `, message, fields: [...always, fields] });
    return {
      debug: (fields) => heard(fields),
      info: say('info'),
      warn: say('warn'),
      error: say('error'),
      child: (fields) => of(who, [...always, fields]),
    };
  }

  function line({ at, who, level, message, fields }: Entry): string {
    const all = Object.assign({}, ...fields);
    const words = Object.keys(all).length > 0 ? ` ${JSON.stringify(all)}` : '';
    return `${(at / 1000).toFixed(3).padStart(9)} ${who.padEnd(6)} ${level}${message}${words}`;
  }

  return {
    note: (who, message) => add({ at: now(), who, level: '', message, fields: [] }),
    of,
    tail: (count) => entries.slice(-count).map(line).join('\n'),
    get lines() {
      return entries.slice(-KEPT).map(line);
    },
  };
}
