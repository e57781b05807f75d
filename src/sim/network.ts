/**
 * The cables of a simulated world: which node hears which on which link, how long a packet takes and whether it
 * arrives. Datagrams and sessions of a host are built over it.
 */
import type { Address, Millis } from '#src/host/ports.ts';
import type { Timeline } from './clock.ts';
import type { Dice } from './random.ts';

export interface Network {
  /** Address of a node on a link. */
  address(link: number, node: number): Address;
  /** Who is meant; undefined for an address of nobody. */
  find(address: Address): { readonly link: number; readonly node: number } | undefined;
  /** Cuts what `from` says to `to`; both ways unless `oneWay`; on all links unless one is named. */
  cut(from: number, to: number, options?: { readonly link?: number; readonly oneWay?: boolean }): void;
  /** Every cable works again. */
  heal(): void;
  /** Whether a packet gets through from one node to the other right now, loss aside. */
  passes(from: number, to: number, link: number): boolean;
  /** Fraction of datagrams that vanish, and that arrive twice. */
  setLoss(loss: number, doubled: number): void;
  /** Carries one datagram: calls `arrived` never, once or twice. */
  carry(from: number, to: number, link: number, arrived: () => void): void;
  /** ms that a packet takes. */
  delay(): Millis;
  /** A host has lost its power or got it back. */
  powerChanged(): void;
  /** Called whenever a path was cut or is there again. */
  onChange(changed: () => void): () => void;
}

export const PORT = 694;
const LEAST_DELAY_MS = 0.1;
const MOST_DELAY_MS = 1;

export function createNetwork(timeline: Timeline, dice: Dice, links: number): Network {
  const cuts = new Set<string>();
  const listeners = new Set<() => void>();
  let lost = 0;
  let doubled = 0;

  const key = (from: number, to: number, link: number): string => `${from}>${to}/${link}`;
  const passes = (from: number, to: number, link: number): boolean => !cuts.has(key(from, to, link));
  const delay = (): Millis => dice.between(LEAST_DELAY_MS, MOST_DELAY_MS);
  const tellAll = (): void => {
    for (const changed of [...listeners]) changed();
  };

  return {
    address: (link, node) => ({ host: `10.${link}.0.${node}`, port: PORT }),
    find({ host }) {
      const match = /^10\.(\d+)\.0\.(\d+)$/.exec(host);
      return match === null ? undefined : { link: Number(match[1]), node: Number(match[2]) };
    },
    cut(from, to, options = {}) {
      for (let link = 0; link < links; link++) {
        if (options.link !== undefined && options.link !== link) continue;
        cuts.add(key(from, to, link));
        if (options.oneWay !== true) cuts.add(key(to, from, link));
      }
      tellAll();
    },
    heal() {
      cuts.clear();
      tellAll();
    },
    passes,
    setLoss(loss, twice) {
      lost = loss;
      doubled = twice;
    },
    carry(from, to, link, arrived) {
      if (!passes(from, to, link) || dice.chance(lost)) return;
      for (let copy = 0; copy < (dice.chance(doubled) ? 2 : 1); copy++) timeline.after(delay(), arrived);
    },
    delay,
    powerChanged: tellAll,
    onChange(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
