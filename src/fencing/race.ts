/**
 * Who shoots first when two nodes lose each other. Both may shoot, and two BMCs may both obey; so the lighter node waits
 * until the heavier one's shot has landed. Pure: both sides compute it from the same weights, told before the failure.
 */
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
}

export interface RaceDelay {
  readonly delay: Millis;
  /** For people. */
  readonly why: string;
}

/** Never less than this when computed: clocks, schedulers and BMCs are not exact. */
const LEAST_DELAY: Millis = 2_000;
/** A device that was never measured: fence_ipmilan with its default waits takes 2 to 4 s. */
const UNMEASURED_DEVICE: Millis = 5_000;
const MARGIN: Millis = 500;

/** The heavier goes first; with equal weights, the lower node id. Exactly one of the two gets delay 0 (unless configured 0). */
export function fenceDelay(race: Race): RaceDelay {
  const { self, peer } = race;
  const weights = `weight ${self.weight} against ${peer.weight}`;
  if (self.weight > peer.weight) return { delay: 0, why: `goes first: carries more (${weights})` };
  if (self.weight === peer.weight && self.id < peer.id) {
    return {
      delay: 0,
      why: `goes first: carries as much (${weights}) and has the lower node id`,
    };
  }
  const delay = race.configured === 'auto' ? computed(race.skew, race.deviceMs) : race.configured;
  const because =
    self.weight < peer.weight
      ? `node ${peer.id} carries more (${weights})`
      : `node ${peer.id} carries as much (${weights}) and has the lower node id`;
  return { delay, why: `lets the other go first: ${because}` };
}

/** The other's shot may begin `skew` later and takes `deviceMs`; twice that, as a device is slower when it matters. */
function computed(skew: Millis, deviceMs: Millis | undefined): Millis {
  return Math.max(LEAST_DELAY, Math.ceil(skew + 2 * (deviceMs ?? UNMEASURED_DEVICE) + MARGIN));
}
