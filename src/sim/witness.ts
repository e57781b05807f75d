/**
 * The witness of a simulated world: the real one's rule and answers, over simulated datagrams. Its disk never fails. It
 * is no node, so cuts between nodes do not concern it: what reaches it is said by `setUp`.
 */
import type { Address, Clock, Datagrams, Log, Random } from '#src/host/ports.ts';
import { sameEpoch } from '#src/membership/epoch.ts';
import type { View } from '#src/membership/types.ts';
import type { ClusterKeys } from '#src/wire/keys.ts';
import { createWitnessDesk, type WitnessDesk } from '#src/witness/desk.ts';
import type { StoredVote } from '#src/witness/rule.ts';
import type { Timeline } from './clock.ts';
import type { Life } from './life.ts';
import type { Network } from './network.ts';
import type { Dice } from './random.ts';
import { createReach, type Reach } from './reach.ts';

export interface SimWitness {
  readonly setUp: Reach['setUp'];
  /** It ends and starts: what is on its disk stays, and its members count as just heard. */
  restart(): void;
  /** That view has its vote, or had it so lately that the vote still counts there. */
  granted(view: View): boolean;
  /** The datagrams of a host, with a way to the witness. */
  reachedBy(node: number, life: Life, datagrams: Datagrams): Datagrams;
}

export interface SimWitnessParts {
  readonly timeline: Timeline;
  readonly network: Network;
  readonly dice: Dice;
  readonly keys: ClusterKeys;
  /** As cluster.xml has it; undefined: this world has no witness. */
  readonly address: Address | undefined;
  readonly deadtime: number;
  readonly log: Log;
}

/** As which it takes part in the network's weather; no node has it. */
const PLACE = 250;

export function createSimWitness(parts: SimWitnessParts): SimWitness {
  const { timeline, network, dice, address, log } = parts;
  const random: Random = dice.fork();
  const clock: Clock = { now: () => timeline.now, wall: () => timeline.now, after: timeline.after };
  const reach = createReach();
  const held: { readonly vote: StoredVote; until: number }[] = [];
  let disk: StoredVote | undefined;
  let desk = start();

  function start(): WitnessDesk {
    const store = async (vote: StoredVote): Promise<void> => {
      disk = vote;
      const before = held.at(-1);
      if (before !== undefined) before.until = timeline.now + parts.deadtime;
      held.push({ vote, until: Infinity });
    };
    return createWitnessDesk({ keys: parts.keys, random, clock, log, initial: disk, store });
  }

  return {
    setUp: reach.setUp,
    restart() {
      desk = start();
    },
    granted: ({ epoch }) =>
      held.some(({ vote, until }) => sameEpoch(vote.epoch, epoch) && timeline.now <= until),
    reachedBy(node, life, datagrams) {
      if (address === undefined) return datagrams;
      return {
        async open(local, receive, failed) {
          if (local.host !== '0.0.0.0' && local.host !== '::') return datagrams.open(local, receive, failed);
          let closed = false;
          const comeBack = (packet: Uint8Array): void => {
            if (!reach.includes(node)) return;
            network.carry(PLACE, node, 0, () =>
              life.enter(() => {
                if (!closed) receive(packet, address);
              }, 'packet'),
            );
          };
          const arrive = async (packet: Uint8Array): Promise<void> => {
            const answer = await desk.answer(packet);
            if (answer !== undefined) comeBack(answer);
          };
          return {
            send(packet, to) {
              const isMeant = to.host === address.host && to.port === address.port;
              if (life.over || closed || !isMeant || !reach.includes(node)) return;
              network.carry(node, PLACE, 0, () => void arrive(packet));
            },
            close() {
              closed = true;
            },
          };
        },
      };
    },
  };
}
