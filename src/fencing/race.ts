/**
 * Who shoots first when two nodes lose each other. Both may shoot, and two BMCs may both obey; so the lighter node waits
 * until the heavier one's shot has landed. Pure: both sides compute it from the same weights, told before the failure.
 */
import { isolationMs } from '#src/fencing/isolation.ts';
import type { Millis } from '#src/host/ports.ts';

export interface Contender {
  readonly id: number;
  /** Sum of the priorities of what the node runs. */
  readonly weight: number;
}

export interface Race {
  readonly self: Contender;
  readonly peer: Contender;
  /** `fence_delay` of cluster.xml. */
  readonly configured: Millis | 'auto';
  /** By how much the two nodes may notice the same failure at different times. */
  readonly skew: Millis;
  /** How long the slower of the two devices takes to turn a node off, as measured; undefined if it never was. */
  readonly deviceMs: Millis | undefined;
  /** Whoever shoots first asks its ping targets before. */
  readonly asksPings: boolean;
  /** How long this node has known of the loss: it had to store its view before it could shoot. */
  readonly knownFor: Millis;
}

export interface RaceDelay {
  readonly delay: Millis;
  /** It is this node that goes first. */
  readonly first: boolean;
  /** For people. */
  readonly why: string;
}

/** Never less than this when computed: clocks, schedulers and BMCs are not exact. */
const LEAST_DELAY: Millis = 2_000;
/** A device that was never measured: fence_ipmilan with its default waits takes 2 to 4 s. */
const UNMEASURED_DEVICE: Millis = 5_000;
const MARGIN: Millis = 500;

/**
 * The heavier goes first; with equal weights, the lower node id. Exactly one of the two gets delay 0 (unless configured
 * 0), but for one that has come so late to its turn that the other may be shooting: it lets that shot land first.
 */
export function fenceDelay(race: Race): RaceDelay {
  const { self, peer } = race;
  const weights = `weight ${self.weight} against ${peer.weight}`;
  const delay = race.configured === 'auto' ? computed(race) : race.configured;
  if (self.weight > peer.weight) return first(race, delay, `carries more (${weights})`);
  if (self.weight === peer.weight && self.id < peer.id) {
    return first(race, delay, `carries as much (${weights}) and has the lower node id`);
  }
  const because =
    self.weight < peer.weight
      ? `node ${peer.id} carries more (${weights})`
      : `node ${peer.id} carries as much (${weights}) and has the lower node id`;
  return { delay, first: false, why: `lets the other go first: ${because}` };
}

/** `delay`: after which the other shoots. */
function first(race: Race, delay: Millis, because: string): RaceDelay {
  const { knownFor, skew } = race;
  const shot = landsWithin(race);
  // The other computes its wait from what it has measured itself.
  const atLeast = race.configured === 'auto' ? LEAST_DELAY : delay;
  const inTime = Math.max(MARGIN, atLeast - skew - shot);
  const landed = delay + skew + shot + MARGIN;
  if (knownFor <= inTime || knownFor >= landed)
    return { delay: 0, first: true, why: `goes first: ${because}` };
  const late = `comes to it ${Math.round(knownFor)} ms after the loss`;
  return {
    delay: landed - knownFor,
    first: true,
    why: `would go first, but ${late}: the other may be shooting`,
  };
}

/**
 * The least `fence_delay` with which two nodes can't both be shot, as long as no device was measured, and what `auto`
 * would wait then.
 */
export function safeDelays(race: Pick<Race, 'skew' | 'asksPings'>): {
  readonly least: Millis;
  readonly auto: Millis;
} {
  const unmeasured = { ...race, deviceMs: undefined };
  return { least: race.skew + landsWithin(unmeasured), auto: computed(unmeasured) };
}

/** From the decision to shoot until the power is off. */
function landsWithin({
  deviceMs = UNMEASURED_DEVICE,
  asksPings,
}: Pick<Race, 'deviceMs' | 'asksPings'>): Millis {
  return deviceMs + (asksPings ? isolationMs(deviceMs) : 0);
}

/** The other's shot may begin `skew` later and has to land; a device is slower when it matters. */
function computed(race: Pick<Race, 'skew' | 'deviceMs' | 'asksPings'>): Millis {
  const { skew, deviceMs = UNMEASURED_DEVICE } = race;
  return Math.max(LEAST_DELAY, Math.ceil(skew + landsWithin(race) + deviceMs + MARGIN));
}
