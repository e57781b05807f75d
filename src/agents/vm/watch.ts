/** Hears of guests that die: one `virsh event` for all guests of a libvirt, begun again when it ends. */
import type { Cancel, Millis } from '#src/host/ports.ts';
import type { Operation } from '../agent.ts';
import { isAlarming, parseEvent } from './events.ts';
import { connectionOf } from './guest.ts';
import { virshEnvironment } from './virsh.ts';

type Listener = () => void;

export type WatchGuest = (operation: Operation, changed: Listener) => Cancel;

const FIRST_PAUSE_MS: Millis = 500;
const LONGEST_PAUSE_MS: Millis = 30_000;
/** A new virsh needs that long at most until it hears; what happened meanwhile is found by a look. */
const DEAF_MS: Millis = 1_000;
/** Events that come for long have proven the connection. */
const STEADY_MS: Millis = 10_000;

interface Ear {
  add(guest: string, listener: Listener): void;
  remove(guest: string, listener: Listener): void;
}

/** Remembers, by connection, who listens. */
export function createGuestWatch(): WatchGuest {
  const ears = new Map<string, Ear>();
  return (operation, changed) => {
    const { name } = operation.resource;
    let leave: Cancel | undefined;
    let over = false;
    void connectionOf(operation).then((uri) => {
      if (over) return;
      const ear = ears.get(uri) ?? createEar(operation, uri, () => ears.delete(uri));
      ears.set(uri, ear);
      ear.add(name, changed);
      leave = () => ear.remove(name, changed);
    });
    return () => {
      over = true;
      leave?.();
      leave = undefined;
    };
  };
}

/** Listens until its last listener has left; `empty` is called then, and it is not used again. */
function createEar(operation: Operation, uri: string, empty: () => void): Ear {
  const { clock, commands } = operation.ports;
  const log = operation.log.child({ libvirt: uri });
  const listeners = new Map<string, Set<Listener>>();
  let pauseNext = FIRST_PAUSE_MS;
  let told = false;
  let stop: Cancel = () => {};

  function listen(): void {
    const begun = clock.now();
    const end = commands.follow(
      {
        file: 'virsh',
        args: ['--quiet', '--connect', uri, 'event', '--event', 'lifecycle', '--loop', '--timestamp'],
        env: virshEnvironment(operation),
      },
      hear,
      (how) => {
        settled();
        tellAll();
        if (clock.now() - begun >= STEADY_MS) pauseNext = FIRST_PAUSE_MS;
        if (!told)
          log.warn({ how }, 'libvirt tells no events any more; guests are looked at by their intervals');
        told = true;
        stop = clock.after(pauseNext, listen);
        pauseNext = Math.min(2 * pauseNext, LONGEST_PAUSE_MS);
      },
    );
    const settled = clock.after(DEAF_MS, () => {
      if (told) log.info({}, 'libvirt tells events again');
      told = false;
      tellAll();
    });
    stop = () => {
      settled();
      end();
    };
  }

  function tellAll(): void {
    for (const all of listeners.values()) call(all);
  }

  function hear(line: string): void {
    const event = parseEvent(line);
    if (event !== undefined && isAlarming(event)) call(listeners.get(event.guest) ?? new Set());
  }

  listen();
  return {
    add(guest, listener) {
      listeners.set(guest, new Set([...(listeners.get(guest) ?? []), listener]));
    },
    remove(guest, listener) {
      const own = listeners.get(guest);
      own?.delete(listener);
      if (own?.size === 0) listeners.delete(guest);
      if (listeners.size > 0) return;
      stop();
      empty();
    },
  };
}

function call(listeners: ReadonlySet<Listener>): void {
  for (const listener of [...listeners]) listener();
}
