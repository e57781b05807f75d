/** Follows the events of all demo nodes at once and lets the story wait for what it needs, never for ever. */
import type { ClusterEvent } from '#src/cluster/status.ts';
import { createControlClient } from '#src/control/client.ts';
import { type Clock, type Millis, pause } from '#src/host/ports.ts';
import type { LocalNode } from './node.ts';

export interface Seen {
  readonly event: ClusterEvent;
  /** Name of the node whose daemon reported it. */
  readonly by: string;
}

export interface Observer {
  readonly all: readonly Seen[];
  /** Follows this boot of the node, from its first event on; to be called after each `start`. */
  attach(node: LocalNode): void;
  onSeen(listener: (seen: Seen) => void): void;
  /** Resolves as soon as `found` says something, at once or after a later event; rejects after `deadline` ms. */
  until<T>(what: string, deadline: Millis, found: () => T | undefined): Promise<T>;
  /** Aborted by `close`: whoever waits for something else gives up then. */
  readonly closed: AbortSignal;
  /** Ends the following and every wait; with a reason, they are rejected with it. */
  close(reason?: string): void;
}

const RETRY_MS = 20;

export function observe(clock: Clock): Observer {
  const all: Seen[] = [];
  const listeners = new Set<(seen: Seen) => void>();
  const ending = new AbortController();
  const follow = async (node: LocalNode): Promise<void> => {
    const began = clock.wall();
    const client = createControlClient(node.socket);
    for (let connected = false; !connected && !ending.signal.aborted; ) {
      const options = {
        after: 0,
        signal: ending.signal,
        connected: () => {
          connected = true;
        },
      };
      try {
        await client.follow(options, (event) => {
          if (event.at < began) return; // kept from an earlier boot
          const seen = { event, by: node.name };
          all.push(seen);
          for (const listener of listeners) listener(seen);
        });
      } catch {
        // Not up yet, or gone: the story says what it misses.
      }
      if (!connected) await pause(clock, RETRY_MS, ending.signal);
    }
  };
  return {
    all,
    attach(node) {
      void follow(node);
    },
    onSeen(listener) {
      listeners.add(listener);
    },
    until(what, deadline, found) {
      return new Promise((resolve, reject) => {
        const finish = (): void => {
          stopTimer();
          listeners.delete(look);
          ending.signal.removeEventListener('abort', giveUp);
        };
        const look = (): void => {
          const value = found();
          if (value === undefined) return;
          finish();
          resolve(value);
        };
        const giveUp = (): void => {
          finish();
          const why = ending.signal.aborted ? ending.signal.reason : `not within ${deadline / 1000} s`;
          reject(new Error(`${what}: ${why}`));
        };
        const stopTimer = clock.after(deadline, giveUp);
        ending.signal.addEventListener('abort', giveUp);
        listeners.add(look);
        if (ending.signal.aborted) giveUp();
        look();
      });
    },
    closed: ending.signal,
    close: (reason = 'ended') => ending.abort(reason),
  };
}
