/**
 * The cables of a simulated world: which node hears which on which link, how long a packet takes and whether it
 * arrives. Datagrams and sessions of a host are built over it.
 */
import type { NodeConfig } from '#src/config/model.ts';
import type { Address, Millis } from '#src/host/ports.ts';
import type { Timeline } from './clock.ts';
import type { Dice } from './random.ts';

/** A node's end of a link. */
export interface Place {
  readonly link: number;
  readonly node: number;
}

export interface Weather {
  /** Fractions of the datagrams that vanish, come twice, come so late that others overtake them. */
  readonly lost: number;
  readonly doubled: number;
  readonly late: number;
}

export interface Network {
  /** Who is meant; undefined for an address of nobody. */
  find(address: Address): Place | undefined;
  /** Cuts what `from` says to `to`; both ways unless `oneWay`; on all links unless one is named. True if that changed anything. */
  cut(from: number, to: number, options?: { readonly link?: number; readonly oneWay?: boolean }): boolean;
  /** Every cable works again. True if one did not. */
  heal(): boolean;
  /** Whether a packet gets through from one node to the other right now, loss aside. */
  passes(from: number, to: number, link: number): boolean;
  /** True if that changed anything. */
  setWeather(weather: Weather): boolean;
  /** ms that a packet takes at most. True if that changed anything. */
  setLatency(most: Millis): boolean;
  /** ms that a packet can be under way, the latest of the late ones. */
  readonly longestFlight: Millis;
  /** Carries one datagram: calls `arrived` never, once or twice. */
  carry(from: number, to: number, link: number, arrived: () => void): void;
  /** ms that a packet takes. */
  delay(): Millis;
  /** A host has lost its power or got it back, stands still or goes on. */
  hostChanged(): void;
  /** Called whenever a path was cut or is there again. */
  onChange(changed: () => void): () => void;
}

export const PORT = 694;
const LEAST_DELAY_MS = 0.1;
export const MOST_DELAY_MS = 1;
const LEAST_LATE_MS = 20;
const MOST_LATE_MS = 2_000;
export const FAIR: Weather = { lost: 0, doubled: 0, late: 0 };

export function createNetwork(timeline: Timeline, dice: Dice, nodes: readonly NodeConfig[]): Network {
  const places = new Map<string, Place>();
  for (const { id, addresses } of nodes)
    for (const [link, { ip, port }] of addresses.entries())
      places.set(`${ip} ${port}`, { link, node: id }).set(ip, { link, node: id });
  const links = nodes[0]?.addresses.length ?? 0;
  const cuts = new Set<number>();
  const listeners = new Set<() => void>();
  let weather = FAIR;
  let mostDelay = MOST_DELAY_MS;
  let slowest = MOST_DELAY_MS;

  const key = (from: number, to: number, link: number): number => (from * 256 + to) * 256 + link;
  const passes = (from: number, to: number, link: number): boolean => !cuts.has(key(from, to, link));
  const delay = (): Millis => dice.between(LEAST_DELAY_MS, mostDelay);
  const tellAll = (): void => {
    for (const changed of [...listeners]) changed();
  };

  return {
    find: ({ host, port }) => places.get(`${host} ${port}`) ?? places.get(host),
    cut(from, to, options = {}) {
      const before = cuts.size;
      for (let link = 0; link < links; link++) {
        if (options.link !== undefined && options.link !== link) continue;
        cuts.add(key(from, to, link));
        if (options.oneWay !== true) cuts.add(key(to, from, link));
      }
      tellAll();
      return cuts.size > before;
    },
    heal() {
      const any = cuts.size > 0;
      cuts.clear();
      tellAll();
      return any;
    },
    passes,
    setWeather(now) {
      const { lost, doubled, late } = weather;
      weather = now;
      return lost !== now.lost || doubled !== now.doubled || late !== now.late;
    },
    setLatency(most) {
      const before = mostDelay;
      mostDelay = Math.max(most, LEAST_DELAY_MS);
      slowest = Math.max(slowest, mostDelay);
      return before !== mostDelay;
    },
    get longestFlight() {
      return slowest + MOST_LATE_MS;
    },
    carry(from, to, link, arrived) {
      if (cuts.size > 0 && !passes(from, to, link)) return;
      if (weather === FAIR) return timeline.post(delay(), arrived);
      if (dice.chance(weather.lost)) return;
      for (let copy = 0; copy < (dice.chance(weather.doubled) ? 2 : 1); copy++) {
        const more = dice.chance(weather.late) ? dice.between(LEAST_LATE_MS, MOST_LATE_MS) : 0;
        timeline.post(delay() + more, arrived);
      }
    },
    delay,
    hostChanged: tellAll,
    onChange(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
