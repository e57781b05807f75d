/**
 * Chooses which events the demo shows, once each and in order of time though every node tells its part by itself, and how
 * a line of its story looks. Pure.
 */
import type { Millis } from '#src/host/ports.ts';
import { columns } from '../columns.ts';
import type { Paint, Palette } from '../terminal.ts';
import type { Seen } from './observer.ts';

/** What a newcomer should see, by how it is painted. Everything else is left to `picket events`. */
const SHOWN: Readonly<Record<string, keyof Palette>> = {
  kill: 'bad',
  'peer.up': 'dim',
  'peer.suspect': 'careful',
  'peer.late': 'careful',
  'peer.dead': 'bad',
  'view.active': 'heading',
  'node.joined': 'good',
  'node.lost': 'bad',
  'node.fenced': 'good',
  'fence.waiting': 'careful',
  'fence.started': 'careful',
  'fence.shot': 'careful',
  'fence.failed': 'bad',
  'fence.succeeded': 'good',
  'fence.powered-on': 'dim',
  'service.starting': 'heading',
  'service.started': 'good',
  'service.stopping': 'heading',
  'service.failed': 'bad',
  'resource.started': 'dim',
  'resource.stopped': 'dim',
};

const SAME_MS: Millis = 700;
const TIME_WIDTH = '+99999 ms'.length;
const NAME_WIDTH = Math.max(...Object.keys(SHOWN).map((name) => name.length));

export interface Narrator {
  /** Something happened; one of the next calls of `due` tells it. */
  hear(seen: Seen): void;
  /**
   * The lines for what happened until `until` and is not told yet, in order of time; without `until` for all of it. What
   * two nodes tell of one thing is told once. Wall-clock ms.
   */
  due(until?: Millis): readonly string[];
  /** Whether something waits to be told. */
  readonly waiting: boolean;
  /** From now on times count from `since` (wall-clock ms), and what happened before is not told any more. */
  countFrom(since: Millis): void;
  /** The heading of the columns. */
  readonly head: string;
}

/** `nodes`: all that will tell something. `width`: columns of the terminal, Infinity for no wrapping. */
export function narrator(paint: Palette, nodes: readonly string[], width: number): Narrator {
  const told = new Map<string, Millis>();
  const byWidth = Math.max(...nodes.map((node) => node.length));
  let heard: readonly Seen[] = [];
  let start: Millis = 0;

  function row(time: string, by: string, name: string, text: string, named: Paint): readonly string[] {
    const cells = [
      { text: time.padStart(TIME_WIDTH) },
      { text: by.padEnd(byWidth) },
      { text: name.padEnd(NAME_WIDTH), paint: named },
      { text },
    ];
    return columns([cells], width, 0);
  }

  function line({ event, by }: Seen): readonly string[] {
    const style = SHOWN[event.name];
    if (style === undefined || event.at < start) return [];
    const key = identity({ event, by });
    // Two nodes tell the same within moments; later it has happened again.
    if (event.at - (told.get(key) ?? -Infinity) < SAME_MS) return [];
    told.set(key, event.at);
    return row(relative(event.at - start), by, event.name, event.message, paint[style]);
  }

  return {
    hear(seen) {
      heard = [...heard, seen];
    },
    due(until = Infinity) {
      const now = heard.filter(({ event }) => event.at <= until);
      heard = heard.filter(({ event }) => event.at > until);
      return now.toSorted((a, b) => a.event.at - b.event.at).flatMap(line);
    },
    get waiting() {
      return heard.length > 0;
    },
    countFrom(since) {
      start = since;
    },
    head: row('TIME', 'BY', 'EVENT', 'WHAT HAPPENED', (text) => text).join('\n'),
  };
}

/** Nodes tell one thing in the same words; what a node says of its own view of a peer is its own. */
function identity({ event, by }: Seen): string {
  const own = event.name.startsWith('peer.') ? by : '';
  return [event.name, own, event.message].join('|');
}

/** `+12 ms`; in seconds where that would not fit any more. */
function relative(ms: Millis): string {
  const whole = `+${Math.round(ms)} ms`;
  return whole.length <= TIME_WIDTH ? whole : `+${(ms / 1000).toFixed(1)} s`;
}
