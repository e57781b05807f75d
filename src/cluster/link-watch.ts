/** Tells of links that go down and come up, and names the fault, once it has lasted for two looks a keepalive apart. */
import type { Cancel, Clock, Millis } from '#src/host/ports.ts';
import type { PeerView } from '#src/membership/detector.ts';
import type { NodeId } from '#src/membership/types.ts';
import type { EventFields } from './event-log.ts';
import { linkFaults } from './link-faults.ts';

export interface LinkWatchDeps {
  readonly self: NodeId;
  readonly links: () => readonly string[];
  readonly peers: () => readonly PeerView[];
  readonly nodeName: (id: NodeId) => string;
  readonly every: () => Millis;
  readonly emit: (event: EventFields) => void;
  readonly clock: Clock;
}

export interface LinkWatch {
  start(): void;
  /** One sentence for each link that has a fault. */
  warnings(): readonly string[];
  stop(): void;
}

/** What is told, and what was seen differently at the last look. */
interface Told<T> {
  value: T;
  seen: T;
}

export function createLinkWatch(deps: LinkWatchDeps): LinkWatch {
  const up = new Map<NodeId, Map<string, Told<boolean>>>();
  const faults = new Map<string, Told<string>>();
  let timer: Cancel = () => {};
  let stopped = false;
  /** No fault was seen at the last look, and none is told. */
  let quiet = true;

  /** Whether that is so now and was so at the last look, but has not been told. */
  function isNew<T>(all: Map<string, Told<T>>, key: string, value: T, first: T): boolean {
    const told = all.get(key) ?? { value: first, seen: first };
    const lasts = told.seen === value && told.value !== value;
    if (lasts) told.value = value;
    told.seen = value;
    all.set(key, told);
    return lasts;
  }

  function upOf(peer: NodeId): Map<string, Told<boolean>> {
    const known = up.get(peer) ?? new Map<string, Told<boolean>>();
    up.set(peer, known);
    return known;
  }

  function look(): void {
    if (stopped) return;
    timer = deps.clock.after(deps.every(), look);
    const links = deps.links();
    const peers = deps.peers();
    for (const { id, state, links: seen } of peers) {
      // Of one that is dead, peer.dead says it all.
      if (state !== 'up' && state !== 'late') continue;
      const told = upOf(id);
      for (let index = 0; index < links.length; index++) {
        const link = links[index] as string;
        const isUp = seen[index]?.up === true;
        if (!isNew(told, link, isUp, true)) continue;
        const node = deps.nodeName(id);
        const why = isUp ? '' : `: ${seen[index]?.reason}`;
        const message = `link ${link} to ${node} is ${isUp ? 'up' : 'down'}${why}`;
        deps.emit({ name: isUp ? 'link.up' : 'link.down', node, message, data: { link } });
      }
    }
    const found = linkFaults({ self: deps.self, links, peers, nodeName: deps.nodeName });
    if (found.length === 0 && quiet) return;
    for (const link of links) {
      const text = found.find((fault) => fault.link === link)?.text ?? '';
      if (!isNew(faults, link, text, '')) continue;
      const message = text === '' ? `link ${link} is fine again` : text;
      deps.emit({ name: text === '' ? 'link.ok' : 'link.fault', message, data: { link } });
    }
    quiet = found.length === 0 && [...faults.values()].every(({ value }) => value === '');
  }

  return {
    start: look,
    warnings: () => [...faults.values()].flatMap(({ value }) => (value === '' ? [] : value)),
    stop() {
      stopped = true;
      timer();
    },
  };
}
