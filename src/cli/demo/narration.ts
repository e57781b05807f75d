/** Chooses which events the demo shows, once each, and how a line of its story looks. Pure. */
import type { ClusterEvent } from '#src/cluster/status.ts';
import type { Palette } from '../terminal.ts';
import type { Seen } from './observer.ts';

/** What a newcomer should see, by how it is painted. Everything else is left to `picket events`. */
const SHOWN: Readonly<Record<string, keyof Palette>> = {
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

const SAME_MS = 700;

export interface Narrator {
  /** The line for it; undefined when it is not shown, or was told by another node just now. */
  line(seen: Seen, since: number): string | undefined;
  /**
   * A new act: everything may be told again. `teller`: whose word counts for what concerns the whole cluster; a node that has
   * just booted learns the past from the others, and would tell it as news.
   */
  next(teller?: string): void;
}

export function narrator(paint: Palette): Narrator {
  const told = new Map<string, number>();
  let voice: string | undefined;
  return {
    next(teller) {
      told.clear();
      voice = teller;
    },
    line({ event, by }, since) {
      const style = SHOWN[event.name];
      if (style === undefined) return undefined;
      const own = event.name.startsWith('peer.') || event.name.startsWith('resource.');
      if (!own && voice !== undefined && by !== voice) return undefined;
      const key = identity(event, by);
      // Two nodes tell the same within moments; later it has happened again.
      if (Math.abs(event.at - (told.get(key) ?? -Infinity)) < SAME_MS) return undefined;
      told.set(key, event.at);
      const indent = event.name.startsWith('resource.') ? '  ' : '';
      return `${relative(event.at - since)}  ${paint[style](event.name.padEnd(17))} ${indent}${event.message}`;
    },
  };
}

/** The same thing reported by two nodes is one thing; what a node says of its own view of a peer is its own. */
function identity(event: ClusterEvent, by: string): string {
  const own = event.name.startsWith('peer.') ? by : '';
  const members = event.name === 'view.active' ? event.message : '';
  return [
    event.name,
    own,
    event.node,
    event.service,
    event.data?.['resource'],
    event.data?.['round'],
    members,
  ].join('|');
}

/** Right-aligned: `   +12 ms`. */
export function relative(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${Math.abs(Math.round(ms))} ms`.padStart(11);
}
