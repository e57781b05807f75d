/** Chance that is the same for the same seed: the only source of it in a simulated world. Not for keys. */
import type { Random } from '#src/host/ports.ts';

export interface Dice extends Random {
  /** A number in low .. high. */
  between(low: number, high: number): number;
  /** True with that probability (0 .. 1). */
  chance(probability: number): boolean;
  /** One of the choices; throws when there is none. */
  pick<T>(choices: readonly T[]): T;
  /** A further source, so that what one part of the world asks for does not shift what another gets. */
  fork(): Dice;
}

/** xorshift32 (Marsaglia, 2003); good enough to vary a scenario. */
export function createDice(seed: number): Dice {
  // Neighbouring seeds must not begin alike.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0 || 1;

  function next(): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  }
  for (let warmUp = 0; warmUp < 8; warmUp++) next();

  const below = (limit: number): number => next() % limit;
  return {
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
    below,
    between: (low, high) => low + ((high - low) * next()) / 2 ** 32,
    chance: (probability) => next() / 2 ** 32 < probability,
    pick(choices) {
      if (choices.length === 0) throw new Error('nothing to pick from');
      return choices[below(choices.length)] as (typeof choices)[number];
    },
    fork: () => createDice(next()),
  };
}
